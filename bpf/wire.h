/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The contract with user space: what crosses the ring buffer, and the maps both sides touch. */
#ifndef SYSPROF_WIRE_H
#define SYSPROF_WIRE_H

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

enum wire_limits {
	COMM_BYTES = 16,     /* TASK_COMM_LEN of the kernel */
	BATCH_CALLS = 50,    /* calls that one batch holds */
	CALL_NUMBERS = 1024, /* call numbers that call_info knows, per ABI */
	CALL_ABIS = 3,	     /* rows of call_info: the values of call_abi */
	CALL_ARGUMENTS = 6,  /* the most that a call has */
	SIGHT_CALLS = 4,     /* finished calls that a sight shows */
};

enum call_abi {
	ABI_X64 = 0,
	ABI_IA32 = 1,
	ABI_X32 = 2,
	ABI_ARM64 = 3,
};

/* How call_event.number and in_flight.number are made up. */
enum number_code {
	NUMBER_MASK = 0x0fff,
	NUMBER_UNKNOWN = 0x0fff, /* not below CALL_NUMBERS: the true number is in arg */
	NUMBER_ABI_SHIFT = 12,
	NUMBER_ABI_MASK = 0x3000,
	NUMBER_BLOCKED = 0x4000,
};

/* A byte for each call, filled in by user space before the programs are loaded. */
enum call_info_bits {
	INFO_ARG_MASK = 0x07,  /* which argument to keep, 1..6; 0: none */
	INFO_NO_RESULT = 0x08, /* the result is a restored register, not a result */
	INFO_TRACED = 0x10,    /* in the set of -e */
};

enum target_kind {
	TARGET_MACHINE = 0,
	TARGET_TASKS = 1,
	TARGET_COMM = 2,
	TARGET_CGROUP = 3,
};

/* Values of the map targets; its key is a tgid or tid with the kind in the upper half. */
enum target_id_kind {
	TARGET_TGID = 1,
	TARGET_TID = 2,
	TARGET_COMMAND =
		3, /* a tgid that is stopped on its way back from a call: the next event is an entry */
};

/* Values of the map verdicts, by thread name. A name that is not there has not been looked at yet. */
enum comm_verdict {
	VERDICT_OUT = 1,
	VERDICT_IN = 2,
};

enum batch_kind {
	BATCH_FLUSH = 0, /* sent by the thread; it goes on */
	BATCH_SNAPSHOT =
		1, /* a copy, sent by the iterator; the thread will send these calls itself later */
	BATCH_LAST = 2, /* sent by the thread at its end */
};

enum open_state {
	OPEN_NONE = 0,
	OPEN_TRACED = 1, /* entered and counted */
	OPEN_FILTERED =
		2, /* entered, but not in the set, or taken away by a tracer: swallow its exit */
	OPEN_BORN = 3, /* a new task: swallow the exit of the fork that made it */
	OPEN_BEFORE_START =
		4, /* joined in the midst of a call, or perhaps so: its entry was not counted */
	OPEN_JOINED =
		6, /* that call is over and no other was entered yet: entries may not be attached */
	OPEN_ENDED = 5, /* the thread has sent its last batch */
};

struct call_event {
	__u32 start_delta_ns; /* from batch_event.base_ns */
	__u32 duration_low;   /* nanoseconds, lower 32 of 48 bits */
	__u16 duration_high;
	__u16 number; /* enum number_code */
	__s32 result; /* -4095..-1: -errno; else clamped to 0..2^31-1 */
	__u32 argument;
};

/* The call the thread was in when the batch was sent; state is an open_state. */
struct in_flight_event {
	__u64 enter_ns; /* CLOCK_MONOTONIC; 0 where it is not known */
	__u32 argument;
	__u16 number;
	__u16 state;
};

struct batch_event {
	__u64 base_ns;	       /* start of the first call, CLOCK_MONOTONIC */
	__u64 first_seq;       /* calls that the thread had finished before this batch */
	__u64 thread_start_ns; /* with tid, names the thread for good */
	__u64 cgroup_id;       /* v2 hierarchy */
	struct in_flight_event in_flight;
	__u32 tgid;
	__u32 tid;
	__u32 count; /* calls that follow, 0..BATCH_CALLS */
	__u32 kind;  /* enum batch_kind */
	char comm[COMM_BYTES];
	char process[COMM_BYTES]; /* comm of the group leader */
	struct call_event calls[BATCH_CALLS];
};

/* Where a thread is when somebody looks at it. */
enum sight_place {
	SIGHT_OUTSIDE = 0, /* in no call */
	SIGHT_IN_CALL = 1,
	SIGHT_RUNNING =
		2, /* on a CPU, or was while we looked: perhaps in a call, nobody knows which */
	SIGHT_WORKER = 3, /* the kernel made it for io_uring or vhost: it makes no calls */
};

/* A thread as it was found: not sent, but read from the iterator that looks. */
struct sight_event {
	__u64 looked_ns;       /* CLOCK_MONOTONIC */
	__u64 thread_start_ns; /* as in batch_event */
	__u64 enter_ns;	       /* of the call it is in; 0 where it is not known */
	__u64 since_ns; /* it was in this call at least since then; 0 where that is not known */
	__u64 joined_ns; /* end of the call it was in when it became a member; 0: of none, or still in it */
	__u64 ran_until_ns; /* when its CPU time was last counted, on the clock of cpu in cpu_clocks; 0: unknown */
	__u64 arguments[CALL_ARGUMENTS]; /* of the call it is in */
	__u64 call_base_ns[SIGHT_CALLS]; /* what start_delta_ns of each call counts from */
	__u32 tgid;
	__u32 tid;
	__u32 place;	  /* enum sight_place */
	__u32 abi;	  /* enum call_abi, in a call */
	__s32 number;	  /* in a call; without the x32 bit */
	__u32 task_state; /* TASK_* and EXIT_* of include/linux/sched.h */
	__u32 cpu;	  /* where it runs, or ran last */
	__u16 on_cpu;
	__u16 call_count; /* of calls[], the last one first */
	char comm[COMM_BYTES];
	char process[COMM_BYTES];
	struct call_event calls[SIGHT_CALLS];
};

/* Counted by each CPU for itself, read by user space as the sum. */
struct ledger_value {
	__u64 entered;	     /* calls whose entry was staged */
	__u64 denied;	     /* exits without an entry: seccomp */
	__u64 skipped;	     /* entries whose number a tracer had rewritten to -1 */
	__u64 open_at_start; /* exits of calls entered before we looked */
	__u64 lost_threads; /* calls whose thread could not be told of any more: the ring was full at its end */
	__u64 lost_exits; /* entries that another entry of the same thread followed */
	__u64 refused; /* calls of threads for which the kernel had no memory: lost; not in entered */
	__u64 snapshots_refused; /* copies the iterator could not send; it tries again next time */
	__u64 joined;		 /* tasks that the iterator made members */
};

#pragma clang diagnostic pop

#endif
