/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The few kernel types and fields that are read. Offsets here mean nothing: CO-RE finds the running kernel's. */
#ifndef SYSPROF_KERNEL_TYPES_H
#define SYSPROF_KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	__u64 id;
};

struct cgroup {
	int level;
	struct kernfs_node *kn;
	struct cgroup *ancestors[]; /* since 6.1 */
};

struct css_set {
	struct cgroup *dfl_cgrp; /* its cgroup in the v2 hierarchy */
};

struct thread_info {
	__u32 status; /* x86: TS_COMPAT */
	__u32 cpu;    /* where it runs, or ran last */
};

struct seccomp {
	int mode;
};

struct sched_entity {
	__u64 exec_start; /* when its CPU time was last counted: a task that does not run left its CPU then */
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int __state; /* since 5.14 */
	int exit_state;
	struct sched_entity se;
	unsigned int flags;
	unsigned int ptrace;
	int on_cpu;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	unsigned long nvcsw;  /* voluntary context switches */
	unsigned long nivcsw; /* the others */
	__u64 start_time;     /* CLOCK_MONOTONIC */
	char comm[COMM_BYTES];
	struct css_set *cgroups;
	struct seccomp seccomp;
};

struct linux_binprm;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

enum kernel_constants {
	PF_EXITING = 0x00000004, /* include/linux/sched.h */
	PF_IO_WORKER = 0x00000010,
	PF_USER_WORKER = 0x00004000, /* since 6.4; no flag before */
	PF_KTHREAD = 0x00200000,
	MAX_ERRNO = 4095, /* include/linux/err.h */
};

#endif
