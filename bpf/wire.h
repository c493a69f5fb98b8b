/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The contract with user space: what crosses the ring buffer, and the maps both sides touch. */
#ifndef SYSPROF_WIRE_H
#define SYSPROF_WIRE_H

#pragma clang diagnostic push
#pragma clang diagnostic error "-Wpadded"

enum wire_limits {
	COMM_BYTES = 16,     /* TASK_COMM_LEN of the kernel */
	BATCH_CALLS = 64,    /* calls that one batch holds */
	CALL_NUMBERS = 1024, /* call numbers that call_info knows, per ABI */
	CALL_ABIS = 3,	     /* rows of call_info: the values of call_abi */
	PATH_BYTES =
		4096,	  /* names of a path from whose sum on the upper directories are left out */
	NAME_BYTES = 256, /* the longest name in a directory, with its zero */
	ADDRESS_BYTES = 16, /* an IPv6 address; one of IPv4 has the first 4 */
	CALL_ARGUMENTS = 6, /* the most that a call has */
	SIGHT_CALLS = 4,    /* finished calls that a sight shows */
};

/* The first field of every record in the ring. */
enum record_kind {
	RECORD_BATCH = 0,
	RECORD_DESCRIPTOR = 1,
	RECORD_FORK = 2,
	RECORD_CGROUP = 3,
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
	INFO_ARG_MASK = 0x0f,	 /* which argument to keep, 1..6, or a kept_argument; 0: none */
	INFO_NO_RESULT = 0x10,	 /* the result is a restored register, not a result */
	INFO_TRACED = 0x20,	 /* in the set of -e */
	INFO_DESCRIPTORS = 0x40, /* descriptor_calls says which descriptors it makes or changes */
};

/* Arguments that are kept together. */
enum kept_argument {
	ARGUMENT_COMMAND =
		7, /* 1, at most 0xffff, in the upper half, the lower half of 2 in the lower */
	ARGUMENT_FUTEX =
		8, /* bits 0..15: of 2, the operation; 16..30: 3, at most 0x7fff; 31: 4 is not 0 */
};

/* Which descriptors of the calling process refer to something new when a call has succeeded. */
enum descriptor_call {
	DESCRIPTOR_RESULT = 1,
	DESCRIPTOR_ACCEPTED = 2,    /* the result: a connection of a peer */
	DESCRIPTOR_DUPLICATED = 3,  /* the result, if argument 2 is F_DUPFD or F_DUPFD_CLOEXEC */
	DESCRIPTOR_PAIR = 4,	    /* two in the memory at argument 1 */
	DESCRIPTOR_SOCKET_PAIR = 5, /* two in the memory at argument 4 */
	DESCRIPTOR_NAMED = 6,	    /* argument 1: its socket has an address now, or listens */
	DESCRIPTOR_CONNECTED =
		7, /* argument 1, to the address at argument 2; also when nobody is there */
	DESCRIPTOR_RECEIVED = 8,    /* those in the control messages of the msghdr at argument 2 */
	DESCRIPTOR_MULTIPLEXED = 9, /* socketcall */
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
	BATCH_LAST = 2,		   /* sent by the thread at its end */
	BATCH_SNAPSHOT_ON_CPU = 3, /* a copy like BATCH_SNAPSHOT, of a thread that was running */
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
	__u16 number;	/* enum number_code */
	__s32 result;	/* -4095..-1: -errno; else clamped to 0..2^31-1 */
	__u32 argument; /* what call_info says of it, see kept_argument */
};

/* The call the thread was in when the batch was sent; state is an open_state. */
struct in_flight_event {
	__u64 enter_ns; /* CLOCK_MONOTONIC; 0 where it is not known */
	__u32 argument;
	__u16 number; /* NUMBER_BLOCKED: the thread has given up its CPU in it */
	__u16 state;
};

struct batch_event {
	__u16 record;	       /* RECORD_BATCH */
	__u16 kind;	       /* enum batch_kind */
	__u32 count;	       /* calls that follow, 0..BATCH_CALLS */
	__u64 base_ns;	       /* start of the first call, CLOCK_MONOTONIC */
	__u64 first_seq;       /* calls that the thread had finished before this batch */
	__u64 thread_start_ns; /* with tid, names the thread for good */
	__u64 cgroup_id;       /* v2 hierarchy */
	__u64 since_ns; /* when the thread became a member under this name, CLOCK_MONOTONIC */
	__u64 told_ns;	/* when this was so, CLOCK_MONOTONIC */
	__u64 cpu_ns; /* CPU time since since_ns; of a running thread as of the last tick or switch */
	struct in_flight_event in_flight;
	__u32 tgid;
	__u32 tid;
	char comm[COMM_BYTES];
	char process[COMM_BYTES]; /* comm of the group leader */
	struct call_event calls[BATCH_CALLS];
};

/* Of descriptor_event. */
enum reference_bits {
	REFERS_DELETED = 0x01, /* the file has lost its name */
	REFERS_NAMELESS =
		0x02, /* it never had a place in a file system: path is what it is called there */
	REFERS_CUT = 0x04,	 /* path is without upper directories: too many, or too long */
	REFERS_LISTENING = 0x08, /* the socket waits for connections */
	REFERS_ACCEPTED = 0x10,	 /* the socket is a connection that a peer made */
	REFERS_CONNECTED =
		0x20, /* remote_address, or for AF_UNIX path, is whom it talks to or tried to */
};

/* What a descriptor of a process refers to from a moment on. What is not used is 0, so that descriptors that refer to the
 * same are the same from magic on: ports and addresses that are not needed to tell who talks to whom are left out. */
struct descriptor_event {
	__u16 record;	  /* RECORD_DESCRIPTOR */
	__u16 path_bytes; /* that follow, 0..PATH_BYTES + NAME_BYTES */
	__u32 tgid;
	__u64 since_ns; /* CLOCK_MONOTONIC; 0: since before anybody looked */
	__u32 fd;
	__u32 magic; /* of the file system; 0 for sockets */
	__u64 inode; /* where it is part of the name: pipes, sockets without an address */
	__u16 mode;  /* as in st_mode, the type alone */
	__u16 flags; /* enum reference_bits */
	__u16 family;
	__u16 type;
	__u16 protocol;
	__u16 local_port; /* in the machine's order */
	__u16 remote_port;
	__u16 unused;
	__u8 local_address[ADDRESS_BYTES];
	__u8 remote_address[ADDRESS_BYTES];
	char path[PATH_BYTES +
		  NAME_BYTES]; /* names from the file up, a zero behind each; AF_UNIX: sun_path */
};

/* A process was forked. */
struct fork_event {
	__u16 record; /* RECORD_FORK */
	__u16 shared; /* 1: it has the descriptors of its parent (CLONE_FILES); 0: a copy */
	__u32 parent_tgid;
	__u64 at_ns; /* CLOCK_MONOTONIC */
	__u32 child_tgid;
	__u32 unused;
};

/* The path of a cgroup of the v2 hierarchy, sent before the first batch of a thread in it. Neither ever changes. */
struct cgroup_event {
	__u16 record;	  /* RECORD_CGROUP */
	__u16 path_bytes; /* that follow, 0..PATH_BYTES + NAME_BYTES */
	__u32 cut;	  /* 1: path is without upper directories: too many, or too long */
	__u64 id;
	char path[PATH_BYTES +
		  NAME_BYTES]; /* names from the cgroup up, a zero behind each; none: the root */
};

/* A thread of the target that has not ended: not sent, but read from the iterator that lists them. */
struct member_event {
	__u64 thread_start_ns; /* as in batch_event */
	__u32 tgid;
	__u32 tid;
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
	__u64 descriptors_lost;	 /* descriptor_event and fork_event that found the ring full */
	__u64 passed; /* with count_passed: entries of others' calls, and of calls that are not in the set */
	__u64 lost_ends; /* last batches of threads that found the ring full: nothing else tells of their end */
};

#pragma clang diagnostic pop

#endif
