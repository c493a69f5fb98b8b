/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who is traced: a task with a stage is a member. Decided once, when a task appears or changes, never for each call. */
#ifndef SYSPROF_TARGET_BPF_H
#define SYSPROF_TARGET_BPF_H

static __always_inline bool target_id(__u32 kind, __u32 id)
{
	__u64 key = (__u64)kind << 32 | id;

	return bpf_map_lookup_elem(&targets, &key) != NULL;
}

static __always_inline bool comm_wanted(const char *comm)
{
	char name[COMM_BYTES] = {};
	__u32 *verdict;

	bpf_probe_read_kernel_str(name, sizeof(name), comm);
	verdict = bpf_map_lookup_elem(&verdicts, name);
	return !verdict || *verdict != VERDICT_OUT;
}

static __always_inline __u64 cgroup_of(struct task_struct *task)
{
	return BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
}

static __always_inline bool cgroup_wanted(struct task_struct *task)
{
	struct cgroup *cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp);
	struct cgroup *ancestor = NULL;
	__u32 level = target_cgroup_level;

	if (BPF_CORE_READ(cgroup, level) < (int)level)
		return false;
	bpf_probe_read_kernel(&ancestor, sizeof(ancestor),
			      (const char *)__builtin_preserve_access_index(&cgroup->ancestors) +
				      level * sizeof(ancestor));
	return BPF_CORE_READ(ancestor, kn, id) == target_cgroup;
}

static __always_inline bool current_in_cgroup(void)
{
	return bpf_get_current_ancestor_cgroup_id(target_cgroup_level) == target_cgroup;
}

static __noinline bool is_helper(struct task_struct *leader)
{
	char name[COMM_BYTES] = {};

	if (!leader)
		return false;
	bpf_probe_read_kernel_str(name, sizeof(name), leader->comm);
	return !bpf_strncmp(name, sizeof(name), helper_name);
}

/* Whether a task is of sysprof itself, or of the helper that it starts while it traces: no other child of sysprof has its name. */
static __always_inline bool is_own(struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;

	return task->tgid == own_tgid ||
	       (leader->real_parent->tgid == own_tgid && is_helper(leader));
}

/* Whether a task is a member by what it is, not by who made it. */
static __always_inline bool task_wanted(struct task_struct *task)
{
	__u32 tgid = task->tgid;

	if (task->flags & PF_KTHREAD || is_own(task))
		return false;
	switch (target_kind) {
	case TARGET_MACHINE:
		return true;
	case TARGET_COMM:
		return comm_wanted(task->comm) || comm_wanted(task->group_leader->comm);
	case TARGET_CGROUP:
		return cgroup_wanted(task);
	default:
		if (task->group_leader->start_time > target_since_ns)
			return false;
		return target_id(TARGET_TGID, tgid) || target_id(TARGET_TID, task->pid) ||
		       target_id(TARGET_COMMAND, tgid);
	}
}

/* Whether a task is a member for its tid alone, so that nobody inherits that from it. */
static __always_inline bool thread_alone(struct task_struct *task)
{
	return target_kind == TARGET_TASKS && !target_id(TARGET_TGID, task->tgid) &&
	       !target_id(TARGET_COMMAND, task->tgid);
}

/* Whether a new child is a member, given whether its parent is one whose children may be. */
static __always_inline bool child_wanted(bool inherits, struct task_struct *child,
					 __u32 parent_tgid)
{
	if (target_kind != TARGET_TASKS)
		return task_wanted(child);
	return inherits && (follow_children || child->tgid == parent_tgid);
}

/* Whether a task is a member under the name that it is about to get. */
static __always_inline bool renamed_wanted(struct task_struct *task, const char *comm)
{
	return comm_wanted(comm) ||
	       (task->pid != task->tgid && comm_wanted(task->group_leader->comm));
}

/* Whether the current thread, which has a stage, is outside the target for now: it was renamed or moved, and may come
 * back. Its stage stays, so that its sequence goes on. */
static __always_inline bool outside_now(const struct stage_value *stage)
{
	if (target_kind == TARGET_COMM)
		return stage->outside;
	return target_kind == TARGET_CGROUP && !current_in_cgroup() &&
	       stage->batch.tgid != calibrator_tgid;
}

/* Remembers a member whose stage could not be made. */
static __noinline int unstaged_add(__u32 tid, __u32 bits)
{
	/* How many calls it will make nobody knows: one stands for them. */
	if (bpf_map_update_elem(&unstaged, &tid, &bits, BPF_ANY))
		ledger_add(refused, 1);
	else
		__sync_fetch_and_add(&unstaged_count, 1);
	return 0;
}

/* Forgets it, if it was there. */
static __noinline int unstaged_remove(__u32 tid)
{
	if (!unstaged_count || bpf_map_delete_elem(&unstaged, &tid))
		return 0;
	__sync_fetch_and_add(&unstaged_count, -1);
	return 0;
}

/* What is known of a member without a stage; 0 for others. */
static __always_inline __u32 unstaged_bits_of(__u32 tid)
{
	__u32 *bits;

	if (!unstaged_count)
		return 0;
	bits = bpf_map_lookup_elem(&unstaged, &tid);
	return bits ? *bits : 0;
}

/* Gives a task its stage. Returns NULL where the kernel has no memory for it. */
static __always_inline struct stage_value *
stage_create(struct task_struct *task, enum open_state open, enum blank_user user, bool inherit)
{
	__u32 slot = user;
	struct stage_value *blank = bpf_map_lookup_elem(&blanks, &slot);
	__u64 now = bpf_ktime_get_ns();

	if (!blank)
		return NULL;
	blank->open = open;
	blank->limit = BATCH_CALLS;
	blank->inherit = inherit;
	blank->batch.tgid = task->tgid;
	blank->batch.tid = task->pid;
	blank->batch.cgroup_id = cgroup_of(task);
	blank->batch.since_ns = now;
	blank->batch.thread_start_ns =
		unstaged_bits_of(task->pid) & UNSTAGED_EXECED ? now : task->start_time;
	blank->cpu_base_ns = task->se.sum_exec_runtime;
	blank->seen_cpu_ns = NEVER_SEEN;
	/* It may have left the target's cgroup when it sends its first batch, which was done inside. */
	if (target_kind == TARGET_CGROUP)
		tell_cgroup(task, blank->batch.cgroup_id, (enum scratch_user)user);
	return bpf_task_storage_get(&stages, task, blank, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

#endif
