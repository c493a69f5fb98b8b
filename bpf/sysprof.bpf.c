// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* sysprof's kernel side: every system call of the target's threads, staged by thread and sent in batches. */
#include <stdbool.h>
#include <stddef.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#include "wire.h"
#include "kernel_types.h"
#include "arch.bpf.h"
#include "maps.bpf.h"
#include "ledger.bpf.h"
#include "cgroup.bpf.h"
#include "target.bpf.h"
#include "path.bpf.h"
#include "socket.bpf.h"
#include "descriptor.bpf.h"
#include "stage.bpf.h"
#include "visit.bpf.h"
#include "look.bpf.h"

/* Entry of a member without a stage: it was moved into the cgroup, or refused one before. */
static __noinline int enter_unstaged(struct pt_regs *regs, long number, __u32 inherit)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct stage_value *stage = stage_create(task, OPEN_NONE, BLANK_TRACEPOINT, inherit);
	__u32 abi = call_abi(task, number);

	if (stage) {
		unstaged_remove(task->pid);
		stage_enter(stage, task, regs, number);
	} else if (info_of(abi, table_number(abi, number)) & INFO_TRACED) {
		ledger_add(refused, 1);
	}
	return 0;
}

/* Entry of a thread without a stage: most often one that is outside the target. */
static __noinline int enter_stranger(struct pt_regs *regs, long number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 known;

	if (target_kind == TARGET_MACHINE ||
	    (target_kind == TARGET_CGROUP && current_in_cgroup())) {
		if (task_wanted(task))
			enter_unstaged(regs, number, true);
		return 0;
	}
	known = unstaged_bits_of(task->pid);
	if (known)
		enter_unstaged(regs, number, known & UNSTAGED_INHERIT);
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_sys_enter, struct pt_regs *regs, long number)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);

	if (stage) {
		stage_enter(stage, task, regs, number);
		return 0;
	}
	note_passed();
	if (target_kind == TARGET_MACHINE || target_kind == TARGET_CGROUP || unstaged_count)
		enter_stranger(regs, number);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);

	if (!stage)
		return 0;
	if (stage->open == OPEN_TRACED)
		stage_exit(stage, task, result);
	else
		exit_alone(stage, number_in_flight(regs), result);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	struct stage_value *stage = bpf_task_storage_get(&stages, parent, 0, 0);
	bool inherits = stage ? stage->inherit : unstaged_bits_of(parent->pid) & UNSTAGED_INHERIT;

	if (!child_wanted(inherits, child, parent->tgid))
		return 0;
	if (track_descriptors && child->tgid != parent->tgid)
		tell_fork(parent, child);
	stage = stage_create(child, OPEN_BORN, BLANK_TRACEPOINT, true);
	/* A visit on another CPU may have met the child a moment ago: then creating finds it there, or fails. */
	if (!stage)
		stage = bpf_task_storage_get(&stages, child, 0, 0);
	if (stage)
		stage->open = OPEN_BORN; /* it has not run yet */
	else
		unstaged_add(child->pid, UNSTAGED_MEMBER | UNSTAGED_INHERIT);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_tid)
{
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);
	__u32 known;

	if (task->pid == old_tid)
		return 0;
	/* A visit may have given it a stage meanwhile; who gets the tid next is another. */
	known = unstaged_bits_of(old_tid);
	unstaged_remove(old_tid);
	if (stage) {
		stage->execed = 1;
		stage->limit = 0;
		/* Calls are detached, the end of this one will not be seen: unless it is followed, as exits go last. */
		if (!entries_are_seen() && !is_followed(stage))
			stage_turn(stage, bpf_ktime_get_ns());
		return 0;
	}
	if (known)
		unstaged_add(task->pid, known | UNSTAGED_EXECED);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_thread_exit, struct task_struct *task)
{
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);

	if (stage)
		stage_end(stage);
	/* A visit may have given it one meanwhile; who gets the tid next is another. */
	unstaged_remove(task->pid);
	return 0;
}

/* Loaded for TARGET_COMM: a thread is about to get another name. */
SEC("tp_btf/task_rename")
int BPF_PROG(on_rename, struct task_struct *task, const char *comm)
{
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);

	if (stage && task == bpf_get_current_task_btf())
		stage_flush(stage, BATCH_FLUSH, bpf_ktime_get_ns(), 0);
	if (stage)
		stage->outside =
			!renamed_wanted(task, comm) && stage->batch.tgid != calibrator_tgid;
	else if (!(task->flags & PF_KTHREAD) && !is_own(task) && comm_wanted(comm))
		stage_create(task, OPEN_BEFORE_START, BLANK_TRACEPOINT, true);
	return 0;
}

/* Run at the start, until it finds nobody new: who is a member already. */
SEC("iter/task")
int seed_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task && !bpf_task_storage_get(&stages, task, 0, 0))
		task_join_if_wanted(task);
	return 0;
}

/* Run at each turn of the interval: what idle members have staged, what all are in, and who has become one. */
SEC("iter/task")
int visit_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		visit(task, false);
	return 0;
}

/* Run before calls are attached again: the same, and nobody is known any more to be in what it was in. */
SEC("iter/task")
int reopen_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		visit(task, true);
	return 0;
}

/* Run at the start for all members, and later for one descriptor of which nothing was told: writes what descriptors refer
 * to, one event after the other, to who reads. */
SEC("iter/task_file")
int tell_descriptor(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	struct file *file = ctx->file;

	if (task && file && descriptor_asked(task, ctx->fd))
		write_descriptor(ctx->meta->seq, task, file, ctx->fd);
	return 0;
}

/* Run after last batches were lost: the threads that exist, a member_event each. */
SEC("iter/task")
int list_member(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct member_event member = {};
	struct stage_value *stage;

	if (!task || task->flags & PF_KTHREAD)
		return 0;
	stage = bpf_task_storage_get(&stages, task, 0, 0);
	/* The kernel may refuse a stage that is there: a thread that lives is listed all the same. */
	member.thread_start_ns = task->start_time;
	member.tgid = task->tgid;
	member.tid = task->pid;
	ordered(); /* else clang reads through one pointer to either, which the verifier refuses */
	if (stage) {
		member.thread_start_ns = stage->batch.thread_start_ns;
		member.tgid = stage->batch.tgid;
		member.tid = stage->batch.tid;
	}
	bpf_seq_write(ctx->meta->seq, &member, sizeof(member));
	return 0;
}

/* Run when somebody asks: what every member is in, a sight_event each. */
SEC("iter/task")
int look_at_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct sight_event sight = {};
	struct stage_value *stage;

	if (!task)
		return 0;
	note_clock(task);
	stage = bpf_task_storage_get(&stages, task, 0, 0);
	if (!stage || !is_inside(task, stage))
		return 0;
	look_at(&sight, task, stage);
	bpf_seq_write(ctx->meta->seq, &sight, sizeof(sight));
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
