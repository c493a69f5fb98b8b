/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The few kernel types and fields that are read. Offsets here mean nothing: CO-RE finds the running kernel's. */
#ifndef SYSPROF_KERNEL_TYPES_H
#define SYSPROF_KERNEL_TYPES_H

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	__u64 id;
	const char *name;
	struct kernfs_node *__parent; /* since 6.15; NULL at the root */
};

struct kernfs_node___before_6_15 {
	struct kernfs_node *parent;
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

struct super_block {
	unsigned long s_magic;
};

struct inode {
	__u16 i_mode;
	struct super_block *i_sb;
	unsigned long i_ino;
};

struct qstr {
	const unsigned char *name;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry {
	struct hlist_bl_node d_hash; /* pprev is NULL: it has no name any more */
	struct dentry *d_parent;     /* itself at the root of a file system */
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent; /* itself at the root of a mount namespace */
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data; /* of a socket: struct socket */
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
};

struct in6_addr {
	union {
		__u8 u6_addr8[ADDRESS_BYTES];
	} in6_u;
};

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport; /* network order */
	__u16 skc_num;	 /* machine order */
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_type;
	__u16 sk_protocol;
	__u32 sk_max_ack_backlog; /* of listen(); who is accepted has it from the listener */
};

struct socket {
	struct sock *sk;
};

struct sockaddr_un {
	__u16 sun_family;
};

struct unix_address {
	int len; /* of name, its family included */
	struct sockaddr_un name[];
};

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};

struct sched_entity {
	__u64 exec_start; /* when its CPU time was last counted: a task that does not run left its CPU then */
	__u64 sum_exec_runtime; /* CPU time, as of then */
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
	struct fs_struct *fs;
	struct files_struct *files;
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

struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

#pragma clang attribute pop

enum kernel_constants {
	PF_EXITING = 0x00000004, /* include/linux/sched.h */
	PF_IO_WORKER = 0x00000010,
	PF_USER_WORKER = 0x00004000, /* since 6.4; no flag before */
	PF_KTHREAD = 0x00200000,
	MAX_ERRNO = 4095, /* include/linux/err.h */
	S_IFMT = 0170000, /* include/uapi/linux/stat.h */
	AF_UNIX = 1,	  /* include/linux/socket.h */
	AF_INET = 2,
	AF_INET6 = 10,
	UNIX_PATH_MAX = 108, /* include/uapi/linux/un.h */
	SOCK_STREAM = 1,     /* include/linux/net.h */
	SOCK_DGRAM = 2,
	TCP_LISTEN = 10, /* include/net/tcp_states.h; AF_UNIX has it, too */
	SOL_SOCKET = 1,	 /* include/linux/socket.h */
	SCM_RIGHTS = 1,
	F_DUPFD = 0, /* include/uapi/linux/fcntl.h */
	F_DUPFD_CLOEXEC = 1030,
	SOCKFS_MAGIC = 0x534f434b, /* include/uapi/linux/magic.h */
	PIPEFS_MAGIC = 0x50495045,
	ANON_INODE_FS_MAGIC = 0x09041934,
	EBADF = 9, /* include/uapi/asm-generic/errno.h */
	EFAULT = 14,
	EINVAL = 22,
	ENOTSOCK = 88,
	EISCONN = 106,
	EALREADY = 114,
};

#endif
