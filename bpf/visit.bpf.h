/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the iterator does with a task: make it a member, or send a copy of what an idle member has staged. */
#ifndef SYSPROF_VISIT_BPF_H
#define SYSPROF_VISIT_BPF_H

/* What a task that joins is in. Its registers tell while it does not run; while it does, it may be in a call. */
static __always_inline void join_in_flight(struct task_struct *task, struct stage_value *stage)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	__s32 raw_number = number_in_flight(regs);
	__u32 abi = call_abi(task, raw_number);
	__u32 number = table_number(abi, raw_number);

	stage->enter_ns = 0;
	if (task->on_cpu || raw_number < 0 || abi >= CALL_ABIS ||
	    !(info_of(abi, number) & INFO_TRACED))
		return;
	stage->enter_number = number_code(abi, number);
	stage->enter_arg = number < CALL_NUMBERS
				   ? kept_argument(regs, abi, info_of(abi, number) & INFO_ARG_MASK)
				   : number;
	/* A task that does not run has left its CPU in the call, and of its own will if it is not ready to go on. */
	stage->enter_switches = task->nvcsw - (task->__state ? 1 : 0);
	stage->enter_ns = bpf_ktime_get_ns();
}

/* Makes a running task a member. It may be in the midst of a call. */
static __always_inline void task_join(struct task_struct *task, bool inherit)
{
	enum open_state open = OPEN_BEFORE_START;
	__u32 slot = BLANK_ITERATOR;
	struct stage_value *blank = bpf_map_lookup_elem(&blanks, &slot);

	/* A leader that ended before its threads stays in the list, and has had its last words. */
	if (!blank || task->flags & PF_EXITING)
		return;
	if (target_kind == TARGET_TASKS && target_id(TARGET_COMMAND, task->tgid))
		open = OPEN_NONE;
	if (task->tgid == calibrator_tgid)
		open = OPEN_JOINED; /* the exit of its wait for work is nobody's business */
	join_in_flight(task, blank);
	if (stage_create(task, open, BLANK_ITERATOR, inherit))
		ledger_add(joined, 1);
}

static __always_inline bool parent_is_member(struct task_struct *task)
{
	struct task_struct *leader = task->group_leader;
	struct task_struct *parent = leader->real_parent;
	struct stage_value *stage;

	stage = bpf_task_storage_get(&stages, parent, 0, 0);
	return stage && stage->inherit;
}

/* Makes a member of a task without a stage that belongs to the target, by itself or as a member's child. */
static __always_inline void task_join_if_wanted(struct task_struct *task)
{
	bool by_itself, by_parent;

	if (task->flags & PF_KTHREAD || is_own(task))
		return;
	by_itself = task_wanted(task) || (calibrator_tgid && task->tgid == calibrator_tgid);
	by_parent = target_kind == TARGET_TASKS && follow_children && parent_is_member(task);
	if (by_itself || by_parent)
		task_join(task, by_parent || !thread_alone(task));
}

/* Whether it is known what a member's time between its calls is. */
static __always_inline bool time_counts(const struct stage_value *stage, struct task_struct *task)
{
	if (!tell_runners || task->tgid == calibrator_tgid)
		return false;
	if (target_kind == TARGET_COMM)
		return !stage->outside;
	return target_kind != TARGET_CGROUP || cgroup_wanted(task);
}

/* Copies what a member has staged and is in, unless that was done before and it has not run since. The first copy says from
 * when on its time counts. */
static __always_inline void stage_snapshot(struct stage_value *stage, struct task_struct *task)
{
	__u32 zero = 0;
	struct batch_event *copy = bpf_map_lookup_elem(&snapshot, &zero);
	__u64 first_seq = stage->batch.first_seq;
	__u64 thread_start_ns = stage->batch.thread_start_ns;
	__u64 now = bpf_ktime_get_ns();
	__u64 cpu_ns = cpu_since_joined(stage, task);
	bool on_cpu = task->on_cpu;
	__u32 count, size;
	__u64 enter_ns;

	ordered();
	count = stage->batch.count;
	ordered();
	enter_ns = stage->open == OPEN_TRACED || stage->open == OPEN_BEFORE_START ? stage->enter_ns
										  : 0;
	if (stage->seen_cpu_ns != NEVER_SEEN && stage->seen_seq == first_seq + count &&
	    stage->seen_enter_ns == enter_ns &&
	    !(time_counts(stage, task) && (on_cpu || stage->seen_cpu_ns != cpu_ns)))
		return;
	if (!copy || count > BATCH_CALLS)
		return;
	/* The size comes from what was compared. Up to 6.1 the verifier forgets the result for copies on the stack. */
	asm volatile("" : "+r"(count));
	size = BATCH_HEADER_BYTES + count * sizeof(struct call_event);
	bpf_probe_read_kernel(copy, size, &stage->batch);
	set_in_flight(&copy->in_flight, stage);
	if (task->nvcsw != stage->enter_switches)
		copy->in_flight.number |= NUMBER_BLOCKED;
	ordered();
	/* The owner went on meanwhile, perhaps under another id: it has sent these calls, or will soon. */
	if (stage->batch.first_seq != first_seq || stage->batch.thread_start_ns != thread_start_ns)
		return;
	if (!enter_ns || stage->enter_ns != enter_ns)
		copy->in_flight.state = OPEN_NONE;
	copy->first_seq = first_seq;
	copy->count = count;
	copy->kind = on_cpu ? BATCH_SNAPSHOT_ON_CPU : BATCH_SNAPSHOT;
	copy->told_ns = now;
	copy->cpu_ns = cpu_ns;
	if (target_kind != TARGET_CGROUP || cgroup_wanted(task))
		copy->cgroup_id = cgroup_of(task);
	bpf_probe_read_kernel(copy->comm, sizeof(copy->comm), task->comm);
	bpf_probe_read_kernel(copy->process, sizeof(copy->process), task->group_leader->comm);
	tell_cgroup(task, copy->cgroup_id, SCRATCH_ITERATOR);
	if (send_batch(copy, count, false)) {
		ledger_add(snapshots_refused, 1);
		return;
	}
	stage->seen_seq = first_seq + count;
	stage->seen_enter_ns = enter_ns;
	stage->seen_cpu_ns = cpu_ns;
}

/* Whether a member is in the call of which the last copy told: it has not run since. */
static __always_inline bool is_where_it_was(const struct stage_value *stage,
					    const struct task_struct *task)
{
	return (stage->open == OPEN_TRACED || stage->open == OPEN_BEFORE_START) &&
	       stage->enter_ns && !task->on_cpu &&
	       stage->seen_cpu_ns == cpu_since_joined(stage, task);
}

/* Calls were detached, and nobody saw what a member did: it is one that was found just now. Its end, an execve and another name
 * may write to its stage meanwhile: it is in no call that counts before what it is in is written down. */
static __always_inline void stage_reopen(struct stage_value *stage, struct task_struct *task)
{
	bool stays = is_where_it_was(stage, task);

	/* One that has never run is still to come back from the fork. */
	if (task->flags & PF_EXITING ||
	    (stage->open == OPEN_BORN && !task->on_cpu && !task->nvcsw && !task->nivcsw))
		return;
	stage->open = OPEN_BEFORE_START;
	ordered();
	if (!stays)
		join_in_flight(task, stage);
	ordered();
	/* Its last words may be said by now: no copy may follow them. */
	if (task->flags & PF_EXITING)
		stage->open = OPEN_ENDED;
}

/* What visits do with a task; with reopens, before calls are attached again. */
static __always_inline void visit(struct task_struct *task, bool reopens)
{
	struct stage_value *stage = bpf_task_storage_get(&stages, task, 0, 0);

	/* Its leader may have a name that matches now. */
	if (stage && target_kind == TARGET_COMM && stage->outside && task_wanted(task))
		stage->outside = 0;
	if (stage && reopens && stage->open != OPEN_ENDED)
		stage_reopen(stage, task);
	if (stage && stage->open != OPEN_ENDED)
		stage_snapshot(stage, task);
	else if (!stage)
		task_join_if_wanted(task);
}

#endif
