// SPDX-License-Identifier: Apache-2.0
// How tasks end. (What happens after the promise is printed is promised all the same.)
//
// exit thread  THREADS threads make CALLS getppid and one exit each; the process ends later.
// exit group   one thread makes CALLS getppid and then exit_group(STATUS) while THREADS others
//              sleep in read and the leader in futex: all of these are interrupted.
// exit leader  the leader ends alone by exit; one thread then makes CALLS getppid and ends the
//              process by exit.
// killed       per round one child each is killed in read, futex, pause, poll, clock_nanosleep and
//              epoll_wait (which leaves with EINTR where the others leave with a restart code).
// exit_with    ends with STATUS.         die_by    ends by SIGNAL.
// trap_int     sleeps in pause until SIGINT or SIGTERM, then ends with STATUS.
// ignore_int   ignores SIGINT and SIGTERM, ends with 0 at the end of stdin.

#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

static long calls;
static long status;
static int gate;
static int leader_alive = 1;
static int quiet_pipe[2];

static void some_calls(void)
{
	for (long i = 0; i < calls; i++)
		sys(SYS_getppid);
}

static void exit_thread(struct thread *self)
{
	(void)self;
	some_calls();
}

static void sleep_in_read(struct thread *self)
{
	char byte;

	(void)self;
	sys(SYS_read, quiet_pipe[0], &byte, 1);
}

static void exit_group_thread(struct thread *self)
{
	(void)self;
	gate_wait(&gate);
	wait_until_in(getpid(), getpid(), SYS_futex);
	some_calls();
	sys(SYS_exit_group, status);
}

/* The kernel clears leader_alive and wakes, as it does for every thread (set_tid_address). */
static void after_leader(struct thread *self)
{
	(void)self;
	while (__atomic_load_n(&leader_alive, __ATOMIC_ACQUIRE))
		sys(SYS_futex, &leader_alive, FUTEX_WAIT, 1);
	some_calls();
	sys(SYS_exit, status);
}

static void expect_end(long tid, const char *exit_name)
{
	struct tally getppid_calls = {.call = "getppid", .calls = calls};
	struct tally exit_calls = {.call = exit_name, .calls = 1, .never = 1};

	expect(tid, &getppid_calls);
	expect(tid, &exit_calls);
}

static int exit_of_threads(struct thread *threads, char *stacks, long count)
{
	ready_go();
	for (long i = 0; i < count; i++) {
		threads[i].run = exit_thread;
		thread_start(&threads[i], stacks + i * THREAD_STACK, THREAD_STACK);
		expect_end(threads[i].tid, "exit");
	}
	for (long i = 0; i < count; i++)
		thread_join(&threads[i]);
	finish();
	return status;
}

static int exit_of_group(struct thread *threads, char *stacks, long count)
{
	struct tally read_calls = {.call = "read", .calls = 1, .interrupted = 1};

	require(sys(SYS_pipe2, quiet_pipe, 0) == 0);
	ready_go();
	for (long i = 0; i <= count; i++) {
		threads[i].run = i < count ? sleep_in_read : exit_group_thread;
		thread_start(&threads[i], stacks + i * THREAD_STACK, THREAD_STACK);
		if (i == count)
			break;
		wait_until_in(getpid(), threads[i].tid, SYS_read);
		expect(threads[i].tid, &read_calls);
	}
	expect_end(threads[count].tid, "exit_group");
	finish();
	gate_open(&gate);
	thread_join(&threads[count]);
	return 1;
}

static int exit_of_leader(struct thread *threads, char *stacks)
{
	struct tally exit_calls = {.call = "exit", .calls = 1, .never = 1};

	ready_go();
	threads[0].run = after_leader;
	thread_start(&threads[0], stacks, THREAD_STACK);
	expect(getpid(), &exit_calls);
	expect_end(threads[0].tid, "exit");
	finish();
	sys(SYS_set_tid_address, &leader_alive);
	sys(SYS_exit, 0);
	return 1;
}

int run_exit(void)
{
	const char *kind = word_arg(0, "thread");
	long count = number_arg(1, 7);
	struct thread *threads = calloc(count + 1, sizeof(*threads));
	char *stacks = malloc((count + 1) * THREAD_STACK);

	require(threads && stacks);
	calls = number_arg(2, 101);
	status = number_arg(3, 0);
	if (!strcmp(kind, "thread"))
		return exit_of_threads(threads, stacks, count);
	if (!strcmp(kind, "group"))
		return exit_of_group(threads, stacks, count);
	require(!strcmp(kind, "leader"));
	return exit_of_leader(threads, stacks);
}

static const struct timespec hour = {3600, 0};
static int never;

static void block_child(long nr)
{
	struct epoll_event event;
	char byte;

	switch (nr) {
	case SYS_read:
		sys(nr, quiet_pipe[0], &byte, 1);
		break;
	case SYS_futex:
		sys(nr, &never, FUTEX_WAIT, 0);
		break;
	case SYS_poll:
		sys(nr, NULL, 0, -1);
		break;
	case SYS_clock_nanosleep:
		sys(nr, CLOCK_MONOTONIC, 0, &hour, NULL);
		break;
	case SYS_epoll_wait:
		sys(nr, sys(SYS_epoll_create1, 0), &event, 1, -1);
		break;
	default:
		sys(nr);
	}
	sys(SYS_exit_group, 1);
}

static void kill_one(const char *name, long nr)
{
	struct tally t = {.call = name, .calls = 1, .interrupted = 1};
	long tgid = sys(SYS_fork);

	require(tgid >= 0);
	if (tgid == 0)
		block_child(nr);
	wait_until_in(tgid, tgid, nr);
	sys(SYS_kill, tgid, SIGKILL);
	require(sys(SYS_wait4, tgid, NULL, 0, NULL) == tgid);
	expect(tgid, &t);
}

int run_killed(void)
{
	long rounds = number_arg(0, 3);

	require(sys(SYS_pipe2, quiet_pipe, 0) == 0);
	ready_go();
	for (long i = 0; i < rounds; i++) {
		kill_one("read", SYS_read);
		kill_one("futex", SYS_futex);
		kill_one("pause", SYS_pause);
		kill_one("poll", SYS_poll);
		kill_one("clock_nanosleep", SYS_clock_nanosleep);
		kill_one("epoll_wait", SYS_epoll_wait);
	}
	finish();
	return 0;
}

int run_exit_with(void)
{
	status = number_arg(0, 7);
	ready_go();
	finish();
	return status;
}

int run_die_by(void)
{
	int number = number_arg(0, SIGTERM);
	struct rlimit no_core = {0, 0};
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	ready_go();
	finish();
	kill(getpid(), number);
	require(!"a signal that ends a process");
}

static void leave(int number)
{
	(void)number;
	_exit(status);
}

/* Always says "ready": the signal must not come before the handler is there. */
int run_trap_int(void)
{
	status = number_arg(0, 7);
	signal(SIGINT, leave);
	signal(SIGTERM, leave);
	say("ready %d\n", getpid());
	args.linger = 0;
	finish();
	for (;;)
		pause();
}

int run_ignore_int(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	say("ready %d\n", getpid());
	args.linger = 1;
	finish();
	return 0;
}
