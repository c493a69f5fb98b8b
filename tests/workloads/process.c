// SPDX-License-Identifier: Apache-2.0
// How tasks begin and change.
//
// children     CHILDREN children, one after the other, made by the named call; each makes CALLS
//              getppid and one exit_group (a pthread: one exit). A child's first event is an exit
//              from fork that it never entered: that is nobody's call.
// storm        PROCESSES forked children and then THREADS threads, PARALLEL at a time; each makes
//              CALLS getppid and ends. The program itself makes no getppid.
// names        PROCESSES forked children, PARALLEL at a time, each with a name of its own: "wl-1" and
//              so on; each makes one prctl for it, CALLS getppid and one openat that finds nothing.
// thread_exec  the leader makes LEADER_BEFORE getppid, a second thread THREAD_BEFORE and execve of
//              this program, which makes AFTER: as the leader, whose tid it has taken over.
// leader_exec  BEFORE getppid as "wl-before", then execve of itself, AFTER getppid as "exe".
// tid_reuse    LIVES processes, one after the other, with one and the same tid: the n-th makes
//              CALLS + n getppid, then read, in which it is killed.
// reborn       LIVES processes, likewise, but in pause; the last one is killed with the program only,
//              so that with --linger it lives on in its pause.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static void child_calls(long calls)
{
	while (calls-- > 0)
		sys(SYS_getppid);
	sys(SYS_exit_group, 0);
}

/*
 * The child runs on the parent's stack: it must not touch it, so all it does is here. calls > 0.
 */
static long vfork_child(long calls)
{
	long tgid;

	asm volatile("syscall\n"
		     "test %%rax, %%rax\n"
		     "jnz 2f\n"
		     "1: mov %[getppid], %%eax\n"
		     "syscall\n"
		     "dec %[calls]\n"
		     "jnz 1b\n"
		     "mov %[exit_group], %%eax\n"
		     "xor %%edi, %%edi\n"
		     "syscall\n"
		     "2:\n"
		     : "=a"(tgid), [calls] "+b"(calls)
		     : "a"(SYS_vfork), [getppid] "i"(SYS_getppid), [exit_group] "i"(SYS_exit_group)
		     : "rcx", "r11", "rdi", "memory");
	return tgid;
}

static void *pthread_calls(void *arg)
{
	long calls = ((long *)arg)[0];

	((long *)arg)[1] = sys(SYS_gettid);
	while (calls-- > 0)
		sys(SYS_getppid);
	return NULL;
}

static void pthread_child(struct tally *getppid_calls)
{
	struct tally exit_calls = {.call = "exit", .calls = 1, .never = 1};
	long shared[2] = {getppid_calls->calls, 0};
	pthread_t thread;

	require(!pthread_create(&thread, NULL, pthread_calls, shared));
	require(!pthread_join(thread, NULL));
	expect(shared[1], getppid_calls);
	expect(shared[1], &exit_calls);
}

static void process_child(long nr, const struct tally *getppid_calls)
{
	struct tally exit_calls = {.call = "exit_group", .calls = 1, .never = 1};
	struct clone_args clone3_args = {.exit_signal = SIGCHLD};
	long tgid;

	if (nr == SYS_vfork)
		tgid = vfork_child(getppid_calls->calls);
	else if (nr == SYS_clone)
		tgid = sys(nr, SIGCHLD);
	else
		tgid = sys(nr, &clone3_args, sizeof(clone3_args));
	require(tgid >= 0);
	if (tgid == 0)
		child_calls(getppid_calls->calls);
	require(sys(SYS_wait4, tgid, NULL, 0, NULL) == tgid);
	expect(tgid, getppid_calls);
	expect(tgid, &exit_calls);
}

int run_children(void)
{
	const char *kind = word_arg(0, "fork");
	long count = number_arg(1, 23);
	struct tally getppid_calls = {.call = "getppid", .calls = number_arg(2, 101)};
	struct tally parent_calls = {.call = kind, .calls = count};
	long nr = !strcmp(kind, "fork")	    ? SYS_fork
		  : !strcmp(kind, "vfork")  ? SYS_vfork
		  : !strcmp(kind, "clone")  ? SYS_clone
		  : !strcmp(kind, "clone3") ? SYS_clone3
					    : 0;

	require(getppid_calls.calls > 0 && (nr || !strcmp(kind, "pthread")));
	ready_go();
	for (long i = 0; i < count; i++)
		if (nr)
			process_child(nr, &getppid_calls);
		else
			pthread_child(&getppid_calls);
	if (nr)
		expect(getpid(), &parent_calls);
	finish();
	return 0;
}

static long storm_calls;

static void storm_thread(struct thread *self)
{
	(void)self;
	for (long i = 0; i < storm_calls; i++)
		sys(SYS_getppid);
}

void storm_processes(long count, long parallel, void (*run)(long index))
{
	for (long i = 0, alive = 0; i < count || alive; i++) {
		if (alive >= parallel || i >= count) {
			require(sys(SYS_wait4, -1, NULL, 0, NULL) > 0);
			alive--;
		}
		if (i < count) {
			long tgid = sys(SYS_fork);

			require(tgid >= 0);
			if (tgid == 0)
				run(i);
			alive++;
		}
	}
}

static void storm_child(long index)
{
	(void)index;
	child_calls(storm_calls);
}

static void storm_threads(long count, long parallel)
{
	struct thread *threads = calloc(parallel, sizeof(*threads));
	char *stacks = malloc(parallel * THREAD_STACK);

	require(threads && stacks);
	for (long i = 0; i < count; i++) {
		struct thread *t = &threads[i % parallel];

		thread_join(t);
		t->run = storm_thread;
		thread_start(t, stacks + i % parallel * THREAD_STACK, THREAD_STACK);
	}
	for (long i = 0; i < parallel; i++)
		thread_join(&threads[i]);
}

int run_storm(void)
{
	long processes = number_arg(0, 10000);
	long threads = number_arg(1, 10000);
	long parallel = number_arg(3, 8);
	struct tally getppid_calls = {.call = "getppid"};
	struct tally fork_calls = {.call = "fork", .calls = processes};
	struct tally clone_calls = {.call = "clone", .calls = threads};
	struct tally exit_calls = {.call = "exit", .calls = threads, .never = threads};

	storm_calls = number_arg(2, 3);
	getppid_calls.calls = storm_calls * (processes + threads);
	require(parallel > 0);
	ready_go();
	storm_processes(processes, parallel, storm_child);
	storm_threads(threads, parallel);
	expect(0, &getppid_calls);
	expect(getpid(), &fork_calls);
	expect(getpid(), &clone_calls);
	expect(0, &exit_calls);
	finish();
	return 0;
}

static void named_child(long index)
{
	char name[16];

	snprintf(name, sizeof(name), "wl-%d", (int)index + 1);
	sys(SYS_prctl, PR_SET_NAME, name);
	sys(SYS_openat, AT_FDCWD, "/nonexistent/sysprof", O_RDONLY);
	child_calls(storm_calls);
}

int run_names(void)
{
	long processes = number_arg(0, 5000);
	long parallel = number_arg(2, 8);
	struct tally getppid_calls = {.call = "getppid"};
	struct tally prctl_calls = {.call = "prctl", .calls = processes};
	struct tally fork_calls = {.call = "fork", .calls = processes};
	struct tally openat_calls = {.call = "openat",
				     .calls = processes,
				     .errors = processes,
				     .errnos = {{ENOENT, processes}}};

	storm_calls = number_arg(1, 3);
	getppid_calls.calls = storm_calls * processes;
	require(parallel > 0);
	ready_go();
	storm_processes(processes, parallel, named_child);
	expect(0, &getppid_calls);
	expect(0, &prctl_calls);
	expect(0, &openat_calls);
	expect(getpid(), &fork_calls);
	finish();
	return 0;
}

/* The options of the protocol that the new image still needs; the line "go" is used up. */
static void exec_again(long before, long tid, long tid_before)
{
	static char words[4][32];
	char *argv[] = {"workload",
			"after_exec",
			words[0],
			words[1],
			words[2],
			words[3],
			args.linger ? "--linger" : NULL,
			NULL};
	char *envp[] = {NULL};
	const long numbers[] = {before, tid, tid_before, number_arg(1, 23)};

	for (int i = 0; i < 4; i++)
		snprintf(words[i], sizeof(words[i]), "%ld", numbers[i]);
	sys(SYS_execve, "/proc/self/exe", argv, envp);
	require(!"execve");
}

int run_after_exec(void)
{
	long tid = number_arg(1, 0);
	struct tally exec_calls = {.call = "execve", .calls = 1};
	struct tally before = {.call = "getppid", .calls = number_arg(0, 0)};
	struct tally tid_before = {.call = "getppid", .calls = number_arg(2, 0)};
	struct tally after = {.call = "getppid", .extra = " comm=exe"};

	made_times(&after, SYS_getppid, number_arg(3, 0));
	before.extra = " comm=wl-before";
	tid_before.extra = " comm=wl-before";
	expect(tid, &exec_calls);
	if (tid != getpid())
		expect(tid, &tid_before);
	expect(getpid(), &before);
	expect(getpid(), &after);
	finish();
	return 0;
}

static void exec_thread(struct thread *self)
{
	long before = number_arg(0, 101);

	wait_until_in(getpid(), getpid(), SYS_futex);
	for (long i = 0; i < before; i++)
		sys(SYS_getppid);
	exec_again(number_arg(2, 7), self->tid, before);
}

int run_thread_exec(void)
{
	static struct thread thread = {.run = exec_thread};
	static char stack[65536];
	struct tally before = {.call = "getppid"};

	sys(SYS_prctl, PR_SET_NAME, "wl-before");
	ready_go();
	made_times(&before, SYS_getppid, number_arg(2, 7));
	thread_start(&thread, stack, sizeof(stack));
	thread_join(&thread);
	return 1;
}

int run_leader_exec(void)
{
	struct tally before = {.call = "getppid"};

	sys(SYS_prctl, PR_SET_NAME, "wl-before");
	ready_go();
	made_times(&before, SYS_getppid, number_arg(0, 101));
	exec_again(before.calls, getpid(), 0);
	return 1;
}

/* A process with this tid, or the one that it has from then on, that makes calls and then the last one. */
static void begin_life(pid_t *tid, long calls, long last_nr, long last_fd)
{
	struct clone_args with_tid = {.exit_signal = SIGCHLD,
				      .set_tid = *tid ? (unsigned long)tid : 0,
				      .set_tid_size = *tid ? 1 : 0};
	long tgid = sys(SYS_clone3, &with_tid, sizeof(with_tid));
	char byte;

	if (tgid < 0)
		skip("clone3 with a chosen tid", tgid);
	if (tgid == 0) {
		sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
		for (long i = 0; i < calls; i++)
			sys(SYS_getppid);
		sys(last_nr, last_fd, &byte, 1);
		sys(SYS_exit_group, 1);
	}
	wait_until_in(tgid, tgid, last_nr);
	*tid = tgid;
}

static void end_life(pid_t tid)
{
	sys(SYS_kill, tid, SIGKILL);
	require(sys(SYS_wait4, tid, NULL, 0, NULL) == tid);
}

int run_tid_reuse(void)
{
	long lives = number_arg(0, 5);
	long calls = number_arg(1, 101);
	struct tally read_calls = {.call = "read", .calls = 1, .interrupted = 1};
	int pipe_fds[2];
	pid_t tid = 0;

	require(sys(SYS_pipe2, pipe_fds, 0) == 0);
	ready_go();
	for (long i = 0; i < lives; i++) {
		struct tally getppid_calls = {.call = "getppid", .calls = calls + i};
		char extra[32];

		begin_life(&tid, calls + i, SYS_read, pipe_fds[0]);
		end_life(tid);
		snprintf(extra, sizeof(extra), " life=%ld", i + 1);
		getppid_calls.extra = extra;
		read_calls.extra = extra;
		expect(tid, &getppid_calls);
		expect(tid, &read_calls);
	}
	finish();
	return 0;
}

int run_reborn(void)
{
	long lives = number_arg(0, 5), calls = number_arg(1, 101);
	struct tally pause_calls = {.call = "pause", .calls = 1};
	pid_t tid = 0;

	require(lives > 0);
	ready_go();
	for (long i = 0; i < lives; i++) {
		struct tally getppid_calls = {.call = "getppid", .calls = calls + i};
		char extra[32];

		begin_life(&tid, calls + i, SYS_pause, 0);
		if (i + 1 < lives)
			end_life(tid);
		snprintf(extra, sizeof(extra), " life=%ld", i + 1);
		getppid_calls.extra = pause_calls.extra = extra;
		pause_calls.interrupted = i + 1 < lives;
		pause_calls.in_flight = i + 1 == lives;
		expect(tid, &getppid_calls);
		expect(tid, &pause_calls);
	}
	finish();
	end_life(tid);
	return 0;
}
