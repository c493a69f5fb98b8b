/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a thread is in at this moment, written down for who reads the iterator. Nothing is changed, nobody is stopped. */
#ifndef SYSPROF_LOOK_BPF_H
#define SYSPROF_LOOK_BPF_H

/* Any task tells how far the clock of its CPU is. */
static __always_inline void note_clock(struct task_struct *task)
{
	__u32 cpu = task->thread_info.cpu;
	__u64 *latest = bpf_map_lookup_elem(&cpu_clocks, &cpu);
	__u64 ran_until_ns = task->se.exec_start;

	if (latest && *latest < ran_until_ns)
		*latest = ran_until_ns;
}

static __always_inline __u64 switches_of(const struct task_struct *task)
{
	return task->nvcsw + task->nivcsw;
}

/* Whether the call in the registers is the one whose entry was staged. */
static __always_inline bool is_staged(const struct stage_value *stage, __u32 abi, __u32 number)
{
	return stage->open == OPEN_TRACED && stage->enter_number == number_code(abi, number);
}

/* What a task is in. While it is off its CPU its registers tell, as they do in /proc/PID/task/TID/syscall; while it runs
 * they are those of its last entry, and its stage says whether that call is still going on. */
static __always_inline void look_at_call(struct sight_event *sight, struct task_struct *task,
					 const struct stage_value *stage)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	__s32 raw_number = number_in_flight(regs);
	__u32 number;

	sight->abi = call_abi(task, raw_number);
	number = table_number(sight->abi, raw_number);
	sight->number = number;
	call_arguments(regs, sight->abi, sight->arguments);
	if (is_staged(stage, sight->abi, number)) {
		sight->place = SIGHT_IN_CALL;
		sight->enter_ns = stage->enter_ns;
	} else if (sight->on_cpu) {
		sight->place = stage->open == OPEN_NONE || stage->open == OPEN_JOINED
				       ? SIGHT_OUTSIDE
				       : SIGHT_RUNNING;
	} else {
		sight->place = raw_number < 0 ? SIGHT_OUTSIDE : SIGHT_IN_CALL;
	}
	if (sight->place == SIGHT_IN_CALL && stage->open == OPEN_BEFORE_START)
		sight->since_ns = stage->enter_ns;
	if (!sight->on_cpu)
		sight->ran_until_ns = task->se.exec_start;
}

/* Copies one finished call. Those of the batch before, which has been sent, lie behind those of this one. A call that
 * ends takes the first place of theirs: while the thread runs, it may be doing so. */
static __always_inline bool look_back(struct sight_event *sight, __u32 at,
				      const struct stage_value *stage, __u32 count, __u32 kept)
{
	const struct batch_event *batch = &stage->batch;
	__u32 place;

	if (at < count) {
		place = count - 1 - at;
		sight->call_base_ns[at] = batch->base_ns;
	} else {
		place = kept - 1 - (at - count);
		sight->call_base_ns[at] = stage->kept_base_ns;
		if (place < count || (place == count && sight->on_cpu))
			return false;
	}
	if (place >= BATCH_CALLS) /* below 0, too */
		return false;
	bpf_probe_read_kernel(&sight->calls[at], sizeof(sight->calls[at]), &batch->calls[place]);
	return true;
}

static __always_inline void look_at_past(struct sight_event *sight, const struct stage_value *stage)
{
	__u64 first_seq = stage->batch.first_seq;
	__u32 count, kept, seen;

	ordered();
	count = stage->batch.count;
	kept = stage->kept;
	ordered();
	for (seen = 0; seen < SIGHT_CALLS; seen++)
		if (!look_back(sight, seen, stage, count, kept))
			break;
	ordered();
	/* Calls that ended meanwhile have taken the places of older ones, or begun another batch. */
	if (stage->batch.first_seq == first_seq && stage->batch.count == count)
		sight->call_count = seen;
}

/* Whether the time of entry is still that of the call before: entries write it last. */
static __always_inline bool is_entering(const struct stage_value *stage, __u64 enter_ns)
{
	const struct batch_event *batch = &stage->batch;
	__u32 count = batch->count;
	__u32 place = (count ? count : stage->kept) - 1;
	__u32 delta_ns = 0;

	if (place >= BATCH_CALLS) /* none, and for the verifier */
		return false;
	bpf_probe_read_kernel(&delta_ns, sizeof(delta_ns), &batch->calls[place].start_delta_ns);
	return (count ? batch->base_ns : stage->kept_base_ns) + delta_ns == enter_ns;
}

/* Whether a member is in the target at this moment. */
static __always_inline bool is_inside(struct task_struct *task, const struct stage_value *stage)
{
	if (stage->open == OPEN_ENDED || task->tgid == calibrator_tgid)
		return false;
	if (target_kind == TARGET_COMM)
		return !stage->outside;
	return target_kind != TARGET_CGROUP || cgroup_wanted(task);
}

/* It went on while it was looked at: what was read may belong to two calls. */
static __always_inline void forget_call(struct sight_event *sight)
{
	sight->place = SIGHT_RUNNING;
	sight->enter_ns = 0;
	sight->since_ns = 0;
	sight->ran_until_ns = 0;
}

static __always_inline void look_at(struct sight_event *sight, struct task_struct *task,
				    const struct stage_value *stage)
{
	__u64 switches, enter_ns;
	__u8 open;
	bool woke;

	sight->tgid = task->tgid;
	sight->tid = task->pid;
	sight->thread_start_ns = stage->batch.thread_start_ns;
	sight->joined_ns = stage->joined_ns;
	bpf_probe_read_kernel(sight->comm, sizeof(sight->comm), task->comm);
	bpf_probe_read_kernel(sight->process, sizeof(sight->process), task->group_leader->comm);
	sight->cpu = task->thread_info.cpu;
	sight->on_cpu = task->on_cpu;
	sight->task_state = task->__state | task->exit_state;
	switches = switches_of(task);
	enter_ns = stage->enter_ns;
	open = stage->open;
	ordered();
	look_at_call(sight, task, stage);
	look_at_past(sight, stage);
	ordered();
	if (sight->enter_ns && is_entering(stage, sight->enter_ns))
		forget_call(sight);
	ordered();
	woke = switches_of(task) != switches || task->on_cpu != sight->on_cpu;
	if (woke || stage->enter_ns != enter_ns || stage->open != open)
		forget_call(sight);
	if (woke)
		sight->call_count = 0;
	if (task->flags & (PF_IO_WORKER | PF_USER_WORKER))
		sight->place = SIGHT_WORKER;
	/* The clock last: nothing that was seen happens later. */
	sight->looked_ns = bpf_ktime_get_ns();
}

#endif
