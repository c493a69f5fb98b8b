/* SPDX-License-Identifier: Apache-2.0 */
/* What every scenario is made of: raw calls, tallies, the protocol with the test, threads. */
#ifndef SYSPROF_WORKLOAD_H
#define SYSPROF_WORKLOAD_H

#include <stddef.h>
#include <sys/syscall.h>
#include <sys/types.h>

/*
 * One call as the kernel sees it: no wrapper, no errno (raw threads share one), the result as in
 * rax. Missing arguments are 0.
 */
static inline long sys6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return result;
}

#define sys(...) SYS_PADDED(__VA_ARGS__, 0, 0, 0, 0, 0, 0, 0)
#define SYS_PADDED(nr, a, b, c, d, e, f, ...) \
	sys6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* What one thread did with one system call; printed as one "expect" line (see README.md). */
struct tally {
	const char *call;
	long calls;	  /* reached sys_enter */
	long errors;	  /* of these, returned -4095..-1 */
	long bytes;	  /* sum of the results, where these are bytes */
	long never;	  /* of these, never returned: exit, exit_group */
	long interrupted; /* of these, ended by the death of the thread */
	long restarted;	  /* of these, left with a restart code */
	long in_flight;	  /* of these, not over while the program lingers */
	long denied;	  /* attempts that seccomp stopped before sys_enter; not in calls */
	long skipped;	  /* attempts that a tracer turned into number -1; not in calls */
	long unseen;	  /* attempts that pass neither tracepoint; not in calls */
	struct {
		int error;
		long count;
	} errnos[2];
	const char *extra; /* further " key=value" text */
};

long made(struct tally *t, long result); /* counts, returns the result unchanged */
long made_bytes(struct tally *t, long result);
void made_times(struct tally *t, long nr, long times); /* a call without arguments */

/* Adds the line to what finish() prints. tid 0 is "*": the sum over the whole program. */
void expect(long tid, const struct tally *t);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for what was made on one file or peer: descriptors.c. */
void on(const char *call, long calls, long moved, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The protocol uses readv and writev, so that no promise about read and write depends on it.
 * With --wait, ready_go() prints "ready PID" and waits for a line (or the end) of stdin.
 * finish() prints all lines; with --linger, also "done", and waits for the end of stdin.
 */
void ready_go(void);
void finish(void);

/* Ends with status 1 and a message when the machine did not behave as promised. */
#define require(condition)                                      \
	do {                                                    \
		if (!(condition))                               \
			broken(__FILE__, __LINE__, #condition); \
	} while (0)
void broken(const char *file, int line, const char *what) __attribute__((noreturn));
/* Ends with status 77: not possible on this machine or for this user. */
void skip(const char *why, long result) __attribute__((noreturn));

struct args {
	int count;
	char **words;
	int linger;
	int wait;
	const char *truth;
};
extern struct args args;

long number_arg(int index, long otherwise);
const char *word_arg(int index, const char *otherwise);

/* How often something is done: so many times, or with SECONDSs as often as fits. */
struct limit {
	long count; /* 0: by time */
	long seconds;
	long end_ns;
};

struct limit limit_arg(int index, long otherwise);
void limit_begins(struct limit *limit);
int limit_allows(const struct limit *limit, long made);

/* gate.c: blocking without libc. All words may be shared between processes. */
void gate_wait(int *gate); /* until gate_open */
void gate_open(int *gate);
void count_down(int *left);
void count_down_wait(int *left);
/* Until the thread sleeps in that call (in_call), or in any ('S'), by /proc. */
void wait_until_in(pid_t tgid, pid_t tid, long nr);
void *shared_memory(size_t size); /* zeroed, shared with children, small enough to never fail */

/* numbers.c: a call of the 32-bit table, and whether this kernel has it. */
long sys_ia32(long nr, long a, long b);
long ia32_enabled(void);

/* clock.c: CLOCK_MONOTONIC nanoseconds. */
#define SECOND_NS 1000000000L

long now_ns(void);	   /* by the vDSO: no call */
long sleep_until(long ns); /* one clock_nanosleep, also when ns has passed; its result */

/* thread.c: threads by raw clone. They share libc's TLS: raw calls only, no printf, no malloc. */
struct crew;
struct thread {
	pid_t tid; /* set before it runs */
	int alive; /* cleared by the kernel when it has gone */
	int index;
	struct crew *crew;
	void (*run)(struct thread *self); /* returning is exit(0) */
	struct tally *tallies;		  /* crew: tallies_each of them */
};

#define THREAD_STACK 16384

void thread_start(struct thread *t, char *stack, size_t stack_size);
void thread_join(struct thread *t);

/* Threads that wait for go, run, and stay alive until the end of the program. */
struct crew {
	struct thread *threads;
	int count;
	int go;
	int left;
	int release;
	int tallies_each;
	void (*run)(struct thread *self);
};

void crew_start(struct crew *crew, int count, int tallies_each, void (*run)(struct thread *));
void crew_run(struct crew *crew); /* opens go, waits until all have run */
void crew_expect(const struct crew *crew);

/* process.c: forks children that run and end, so many at a time. */
void storm_processes(long count, long parallel, void (*run)(long index));

/* Scenarios: return the exit status. */
int run_after_exec(void);
int run_after_exec_reads(void);
int run_blocked(void);
int run_cgroup(void);
int run_cgroup_churn(void);
int run_children(void);
int run_copy(void);
int run_counts(void);
int run_deep_cgroups(void);
int run_descriptors(void);
int run_descriptors_costs(long rounds);
int run_descriptors_many(long count);
int run_descriptors_renamed(void);
int run_descriptors_turns(long rounds);
int run_die_by(void);
int run_dispatch(void);
int run_exec_storm(void);
int run_executed(void);
int run_executions(void);
int run_exit(void);
int run_exit_with(void);
int run_fork_chain(void);
int run_habits(void);
int run_held(void);
int run_helper(void);
int run_huge(void);
int run_ia32(void);
int run_ignore_int(void);
int run_inherited(void);
int run_io_uring(void);
int run_killed(void);
int run_latency(void);
int run_leader_exec(void);
int run_lineage(void);
int run_many_executables(void);
int run_many_files(void);
int run_many_threads(void);
int run_names(void);
int run_past(void);
int run_peers(void);
int run_ptrace(void);
int run_reborn(void);
int run_released(void);
int run_rename(void);
int run_replay(void);
int run_seccomp(void);
int run_signals(void);
int run_silent(void);
int run_silent_executed(void);
int run_sockets(void);
int run_spin(void);
int run_computes(void);
int run_split(void);
int run_steady(void);
int run_storm(void);
int run_thread_exec(void);
int run_threads(void);
int run_tid_reuse(void);
int run_trap_int(void);
int run_unknown(void);
int run_vdso(void);
int run_x32(void);

#endif
