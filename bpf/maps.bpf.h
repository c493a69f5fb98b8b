/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Knobs that user space sets before loading, and every map. README.md says who reads and writes them. */
#ifndef SYSPROF_MAPS_BPF_H
#define SYSPROF_MAPS_BPF_H

const volatile __u32 target_kind = TARGET_MACHINE;
const volatile __u32 own_tgid = 0; /* never traced */
static const char helper_name[COMM_BYTES] =
	"sysprof-files"; /* of native/files.c: never traced where own_tgid is its parent */
const volatile __u32 calibrator_tgid =
	0; /* always traced, whatever the target: user space leaves it out */
const volatile bool follow_children = true;
const volatile bool unknown_traced = true; /* calls that call_info has no byte for */
const volatile __u64 target_cgroup = 0;
const volatile __u32 target_cgroup_level = 0;
const volatile __u64 target_since_ns = 0; /* later processes only have a target's id by chance */
const volatile __u64 flush_after_ns =
	100000000; /* the oldest a staged call gets while its thread makes calls */
const volatile __u64 wake_at_bytes =
	0; /* unread bytes in the ring from which on the consumer is woken */
const volatile __u64 refuse_at_bytes = 0; /* beyond it only the last words of threads are let in */
const volatile __u8 call_info[CALL_ABIS][CALL_NUMBERS] = {};
const volatile bool tell_runners = false; /* at visits, of threads that ran without a call, too */
const volatile bool track_descriptors = false;
const volatile bool count_passed = false; /* entries that cost time and are not counted otherwise */
const volatile __u8 descriptor_calls[CALL_ABIS][CALL_NUMBERS] =
	{}; /* enum descriptor_call; 0: none */

/* What a thread carries: the call it is in, and the calls it has finished and not yet sent. Only the thread itself
 * writes, but for what it has seen, which is the iterator's. */
#define NEVER_SEEN (~0ULL)

struct stage_value {
	__u64 enter_ns;
	__u64 enter_switches; /* nvcsw at entry */
	__u32 enter_arg;
	__u16 enter_number; /* enum number_code */
	__u8 enter_info;    /* enum call_info_bits */
	__u8 open;	    /* enum open_state */
	__u32 limit;  /* calls from which on the stage is flushed; 0 makes the next call do it */
	__u8 inherit; /* whether children may be members too */
	__u8 execed; /* took over its group by execve: a new identity from the end of that call on */
	__u8 outside; /* for TARGET_COMM: its name does not match for now */
	__u8 kept;    /* calls of the batch before this one, which still lie behind those of this */
	__u64 told_seq; /* calls that user space has been told of, in person or as lost by a later batch */
	__u64 seen_seq; /* the iterator's: what it has sent a copy of */
	__u64 seen_enter_ns;
	__u64 seen_cpu_ns;  /* NEVER_SEEN: it has not sent any */
	__u64 kept_base_ns; /* base_ns of that batch */
	__u64 joined_ns; /* end of the call that it was in when it became a member; 0: of none, or still in it */
	__u64 cpu_base_ns; /* its CPU time at batch.since_ns */
	struct batch_event batch;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct stage_value);
} stages SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20); /* set by user space before loading */
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct ledger_value);
} ledger SEC(".maps");

/* Target ids: (enum target_id_kind << 32) | id, for TARGET_TASKS. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096); /* set by user space before loading */
	__type(key, __u64);
	__type(value, __u32);
} targets SEC(".maps");

/* Which names are in the target, for TARGET_COMM: decided by user space, once for each name. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, char[COMM_BYTES]);
	__type(value, __u32);
} verdicts SEC(".maps");

/* Members that have no stage yet, by tid: the kernel refuses storage when this CPU was taken from a task that was just
 * handling its own, or when there is no memory. They are given one at their next entry. Allocated beforehand:
 * where there is no memory for a stage there is none for an element either. */
enum unstaged_bits {
	UNSTAGED_MEMBER = 1,  /* always */
	UNSTAGED_INHERIT = 2, /* as stage.inherit */
	UNSTAGED_EXECED =
		4, /* took over its group by execve: its leader was known by the same tid and start time */
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u32);
	__type(value, __u32);
} unstaged SEC(".maps");

__u64 unstaged_count; /* so that threads outside the target look there only when there is something */

/* 1 while entries are attached: before and after that an exit without one tells nothing. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} entries_seen SEC(".maps");

/* Calls that were entered until then, CLOCK_MONOTONIC, are followed no more: calls were detached since. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} cut_until SEC(".maps");

/* Blank stages that a new member's begins as, one for each context that can be interrupted by the other. */
enum blank_user {
	BLANK_TRACEPOINT = 0,
	BLANK_ITERATOR = 1
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct stage_value);
} blanks SEC(".maps");

/* Where the iterator makes its copies; one reader of the iterator at a time. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct batch_event);
} snapshot SEC(".maps");

/* Where descriptors are described, one for each context that can be interrupted by the other. */
enum scratch_user {
	SCRATCH_TRACEPOINT = 0,
	SCRATCH_ITERATOR = 1
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct descriptor_event);
} scratch SEC(".maps");

/* Cgroups whose path user space was told, by id: the value is cgroup_round as it was then. One that falls out is told again. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, __u32);
} told_cgroups SEC(".maps");

/* Raised by user space when it has forgotten the paths: all are told again, with the next batch of a thread in each. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} cgroup_round SEC(".maps");

/* Where paths of cgroups are made, one for each context that can be interrupted by the other. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct cgroup_event);
} cgroup_scratch SEC(".maps");

/* Which descriptor tell_descriptor is asked for; ALL_DESCRIPTORS: those of all members; PROCESS_DESCRIPTORS: those of the
 * process that the iterator is for. */
#define ALL_DESCRIPTORS	    0xffffffffU
#define PROCESS_DESCRIPTORS 0xfffffffeU

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} asked SEC(".maps");

/* By CPU: the latest time that the scheduler has noted for a task there. What a task was charged last it compares with
 * this alone: each CPU leaves its own interrupts, and what its host took, out of its clock. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* set by user space before loading */
	__type(key, __u32);
	__type(value, __u64);
} cpu_clocks SEC(".maps");

/* Types that no map and no field names would be dropped from BTF, where the tests compare them with user space's. */
struct wire_enums {
	enum wire_limits wire_limits;
	enum record_kind record_kind;
	enum call_abi call_abi;
	enum number_code number_code;
	enum call_info_bits call_info_bits;
	enum kept_argument kept_argument;
	enum descriptor_call descriptor_call;
	enum reference_bits reference_bits;
	enum target_kind target_kind;
	enum target_id_kind target_id_kind;
	enum comm_verdict comm_verdict;
	enum batch_kind batch_kind;
	enum open_state open_state;
	enum sight_place sight_place;
};

struct sight_event *unused_sight_event __attribute__((unused));
struct batch_event *unused_batch_event __attribute__((unused));
struct fork_event *unused_fork_event __attribute__((unused));
struct member_event *unused_member_event __attribute__((unused));
struct wire_enums *unused_wire_enums __attribute__((unused));

#endif
