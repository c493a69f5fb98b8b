/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The life of a call: remembered at entry, staged at exit, sent with others in a batch. */
#ifndef SYSPROF_STAGE_BPF_H
#define SYSPROF_STAGE_BPF_H

#define BATCH_HEADER_BYTES __builtin_offsetof(struct batch_event, calls)
#define DURATION_MAX	   ((1ULL << 48) - 1)

static __always_inline __u16 number_code(__u32 abi, __u32 number)
{
	return abi << NUMBER_ABI_SHIFT | (number < CALL_NUMBERS ? number : NUMBER_UNKNOWN);
}

static __always_inline __u8 info_of(__u32 abi, __u32 number)
{
	if (abi < CALL_ABIS && number < CALL_NUMBERS)
		return call_info[abi][number];
	return unknown_traced ? INFO_TRACED : 0;
}

/* Compilers may move neither stores nor loads over it. On x86 that orders them for other CPUs too. */
#define ordered() asm volatile("" ::: "memory")

static __always_inline void set_in_flight(struct in_flight_event *in_flight,
					  const struct stage_value *stage)
{
	in_flight->state = stage->open;
	in_flight->enter_ns = stage->enter_ns;
	in_flight->argument = stage->enter_arg;
	in_flight->number = stage->enter_number;
}

static __always_inline __u64 cpu_since_joined(const struct stage_value *stage,
					      const struct task_struct *task)
{
	return task->se.sum_exec_runtime - stage->cpu_base_ns;
}

static __always_inline long send_batch(struct batch_event *batch, __u32 count, bool last_words)
{
	__u64 unread = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	__u64 wake = unread >= wake_at_bytes ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	__u32 size = BATCH_HEADER_BYTES + count * sizeof(struct call_event);

	if (unread >= refuse_at_bytes && !last_words)
		return -1;
	if (size > sizeof(*batch)) /* for the verifier */
		return -1;
	return bpf_ringbuf_output(&events, batch, size, wake);
}

/* Sends the staged calls of the current task, which is as it was at a moment, and empties the stage. What cannot be sent shows
 * as a gap in first_seq. ran_ns is the CPU time that it has had since the moment. */
static __noinline long stage_flush(struct stage_value *stage, __u32 kind, __u64 moment_ns,
				   __u64 ran_ns)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct batch_event *batch;
	__u64 cpu_ns;
	long refused;
	__u32 count;

	if (!stage)
		return -1;
	cpu_ns = cpu_since_joined(stage, task);
	batch = &stage->batch;
	count = batch->count;
	batch->kind = kind;
	batch->told_ns = moment_ns;
	batch->cpu_ns = cpu_ns > ran_ns ? cpu_ns - ran_ns : 0;
	/* What is left of a thread that has moved out was done inside. */
	if (target_kind != TARGET_CGROUP || current_in_cgroup())
		batch->cgroup_id = bpf_get_current_cgroup_id();
	bpf_get_current_comm(batch->comm, sizeof(batch->comm));
	bpf_probe_read_kernel(batch->process, sizeof(batch->process), task->group_leader->comm);
	set_in_flight(&batch->in_flight, stage);
	tell_cgroup(task, batch->cgroup_id, SCRATCH_TRACEPOINT);
	refused = send_batch(batch, count, kind == BATCH_LAST);

	if (count) {
		stage->kept = count;
		stage->kept_base_ns = batch->base_ns;
	}
	ordered();
	/* The iterator reads first_seq, count, calls, first_seq: with count emptied first, what it accepts is whole. */
	batch->count = 0;
	ordered();
	batch->first_seq += count;
	if (!refused)
		stage->told_seq = batch->first_seq;
	return refused;
}

/* Whether it is in a call whose entry was counted and whose end would be, too. */
static __always_inline bool is_followed(const struct stage_value *stage)
{
	__u32 zero = 0;
	__u64 *cut = bpf_map_lookup_elem(&cut_until, &zero);

	return stage->open == OPEN_TRACED && (!cut || stage->enter_ns > *cut);
}

/* The end of a thread's identity. When not even these words fit into the ring, the ledger keeps the number of its calls. */
static __noinline int stage_last_words(struct stage_value *stage)
{
	__u64 now = bpf_ktime_get_ns();
	__u64 told;

	if (!stage)
		return 0;
	if (stage_flush(stage, BATCH_LAST, now, 0) && stage_flush(stage, BATCH_LAST, now, 0)) {
		told = stage->told_seq > stage->seen_seq ? stage->told_seq : stage->seen_seq;
		/* The iterator may write the old identity's number back while an execve begins a new one. */
		if (told > stage->batch.first_seq)
			told = stage->batch.first_seq;
		ledger_add(lost_threads, stage->batch.first_seq - told + is_followed(stage));
		ledger_add(lost_ends, 1);
	}
	return 0;
}

/* The calling thread goes on under its group leader's id: a new thread to those who look. */
static __always_inline void stage_rename_thread(struct stage_value *stage, struct task_struct *task)
{
	stage->execed = 0;
	stage->limit = BATCH_CALLS;
	stage->batch.tid = task->pid;
	stage->batch.thread_start_ns = bpf_ktime_get_ns();
	stage->batch.since_ns = stage->batch.thread_start_ns;
	stage->cpu_base_ns = task->se.sum_exec_runtime;
	stage->batch.first_seq = 0;
	stage->told_seq = 0;
	stage->seen_seq = 0;
}

/* Everything that is due once a batch, not once a call. */
static __noinline int stage_turn(struct stage_value *stage, __u64 now)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!stage)
		return 0;
	if (stage->execed) {
		stage_last_words(stage);
		stage_rename_thread(stage, task);
	} else {
		stage_flush(stage, BATCH_FLUSH, now, 0);
	}
	/* User space may have decided about the name since the last time. */
	if (target_kind == TARGET_COMM)
		stage->outside = !task_wanted(task) && stage->batch.tgid != calibrator_tgid;
	return 0;
}

/* An entry that nothing is made of, but costs time. */
static __always_inline void note_passed(void)
{
	if (count_passed)
		ledger_add(passed, 1);
}

/* Entry of a call that is not in call_info: programs may ask for any number. */
static __noinline int enter_unknown(struct stage_value *stage, __s32 number, __u32 abi)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!stage)
		return 0;
	if (number == -1 && task->ptrace) {
		ledger_add(skipped, 1);
		stage->open = OPEN_FILTERED;
		return 0;
	}
	if (!unknown_traced) {
		stage->open = OPEN_FILTERED;
		note_passed();
		return 0;
	}
	ledger_add(entered, 1);
	stage->enter_info = INFO_TRACED;
	stage->enter_number = abi << NUMBER_ABI_SHIFT | NUMBER_UNKNOWN;
	stage->enter_arg = number;
	stage->enter_switches = task->nvcsw;
	stage->open = OPEN_TRACED;
	stage->enter_ns = bpf_ktime_get_ns();
	return 0;
}

/* Arguments that are kept together. */
static __noinline __u32 joint_argument(const struct pt_regs *regs, __u32 abi, __u32 selector)
{
	__u32 first, second, third;

	if (!regs)
		return 0;
	first = call_argument(regs, abi, 1);
	second = call_argument(regs, abi, 2);
	if (selector == ARGUMENT_COMMAND)
		return (first < 0xffff ? first : 0xffff) << 16 | (second & 0xffff);
	third = call_argument(regs, abi, 3);
	return (call_argument(regs, abi, 4) ? 1U << 31 : 0) |
	       (third < 0x7fff ? third : 0x7fff) << 16 | (second & 0xffff);
}

/* What of a call's arguments is kept, as call_info says. */
static __always_inline __u32 kept_argument(const struct pt_regs *regs, __u32 abi, __u32 selector)
{
	if (selector >= ARGUMENT_COMMAND)
		return joint_argument(regs, abi, selector);
	return call_argument(regs, abi, selector);
}

static __always_inline void stage_enter(struct stage_value *stage, struct task_struct *task,
					const struct pt_regs *regs, __s32 raw_number)
{
	__u32 abi = call_abi(task, raw_number);
	__u32 number = table_number(abi, raw_number);
	__u8 info;

	if (stage->open == OPEN_TRACED)
		ledger_add(lost_exits, 1);
	if (outside_now(stage)) {
		stage->open = OPEN_FILTERED;
		note_passed();
		return;
	}
	if (number >= CALL_NUMBERS || abi >= CALL_ABIS) {
		enter_unknown(stage, number, abi);
		return;
	}
	info = call_info[abi][number];
	if (!(info & INFO_TRACED)) {
		stage->open = OPEN_FILTERED;
		note_passed();
		return;
	}
	ledger_add(entered, 1);
	stage->enter_info = info;
	stage->enter_number = abi << NUMBER_ABI_SHIFT | number;
	stage->enter_arg = kept_argument(regs, abi, info & INFO_ARG_MASK);
	stage->enter_switches = task->nvcsw;
	stage->open = OPEN_TRACED;
	/* The clock last, so that our own work is not in the latency. */
	stage->enter_ns = bpf_ktime_get_ns();
}

/* Only while entries are attached does an exit without one mean anything. */
static __always_inline bool entries_are_seen(void)
{
	__u32 zero = 0;
	__u32 *seen = bpf_map_lookup_elem(&entries_seen, &zero);

	return seen && *seen;
}

/* An exit whose entry was not counted. */
static __noinline int exit_alone(struct stage_value *stage, __s32 raw_number, long result)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u32 abi = call_abi(task, raw_number);
	__u8 info = info_of(abi, table_number(abi, raw_number));
	__u64 now = bpf_ktime_get_ns();
	bool counts;

	if (!stage)
		return 0;
	counts = info & INFO_TRACED && !outside_now(stage);
	switch (stage->open) {
	case OPEN_BEFORE_START:
		if (counts)
			ledger_add(open_at_start, 1);
		stage->joined_ns = now;
		stage->open = OPEN_JOINED;
		/* No finished call will say how long it was in this one. */
		if (stage->enter_ns)
			stage_flush(stage, BATCH_FLUSH, now, 0);
		break;
	case OPEN_JOINED:
		break;
	case OPEN_NONE:
		if (counts && entries_are_seen())
			ledger_add(denied, 1);
		break;
	default:
		stage->open = entries_are_seen() ? OPEN_NONE : OPEN_JOINED;
	}
	/* Whoever may not count the call: later ones are made on what it opened. */
	if (track_descriptors && info & INFO_DESCRIPTORS)
		tell_descriptors(number_code(abi, table_number(abi, raw_number)), result, now, 0);
	/* An execve that is not traced is over: the calls that follow are the new thread's all the same. */
	if (stage->execed)
		stage_turn(stage, now);
	return 0;
}

static __always_inline __s32 clamp_result(long result)
{
	if (result >= 0 && result <= 0x7fffffff)
		return result;
	if (result < 0 && result >= -MAX_ERRNO)
		return result;
	return 0x7fffffff; /* huge, or an address that looks negative: no error either way */
}

#define INFO_SPECIAL (INFO_NO_RESULT | INFO_DESCRIPTORS)

/* The exit of a call with INFO_SPECIAL: returns its result, and tells of descriptors before the call itself is told of. */
static __noinline long exit_special(struct stage_value *stage, long result, __u64 now)
{
	if (!stage || stage->enter_info & INFO_NO_RESULT)
		return 0;
	if (track_descriptors)
		tell_descriptors(stage->enter_number, result, now, stage->enter_ns);
	return result;
}

static __always_inline void stage_exit(struct stage_value *stage, struct task_struct *task,
				       long result)
{
	struct batch_event *batch = &stage->batch;
	__u64 now = bpf_ktime_get_ns();
	__u64 enter_ns = stage->enter_ns;
	__u64 duration = now - enter_ns;
	__u32 count = batch->count;
	struct call_event *call;
	__u64 delta;

	if (stage->enter_info & INFO_SPECIAL)
		result = exit_special(stage, result, now);
	if (count == 0)
		batch->base_ns = enter_ns;
	delta = enter_ns - batch->base_ns;
	if (delta >> 32) {
		stage->open = OPEN_NONE;
		stage_flush(stage, BATCH_FLUSH, enter_ns,
			    task->nvcsw == stage->enter_switches ? duration : 0);
		batch->base_ns = enter_ns;
		count = 0;
		delta = 0;
	}
	if (count >= BATCH_CALLS) /* for the verifier */
		return;
	if (duration > DURATION_MAX)
		duration = DURATION_MAX;

	call = &batch->calls[count];
	call->start_delta_ns = delta;
	call->duration_low = duration;
	call->duration_high = duration >> 32;
	call->number =
		stage->enter_number | (task->nvcsw != stage->enter_switches ? NUMBER_BLOCKED : 0);
	call->result = clamp_result(result);
	call->argument = stage->enter_arg;
	stage->open = OPEN_NONE;
	ordered();
	batch->count = count + 1;
	if (count + 1 >= stage->limit || now - batch->base_ns >= flush_after_ns)
		stage_turn(stage, now);
}

/* The last words of a thread. */
static __always_inline void stage_end(struct stage_value *stage)
{
	if (stage->open == OPEN_BORN || stage->open == OPEN_FILTERED)
		stage->open = OPEN_NONE;
	stage_last_words(stage);
	stage->open = OPEN_ENDED;
}

#endif
