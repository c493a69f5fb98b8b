// SPDX-License-Identifier: Apache-2.0
// Threads that live through the measurement.
//
// spin          THREADS threads, each pinned to a CPU of the allowed ones, make CALLS getppid each;
//               with SECONDSs (5s) as many as they can. Also prints "rate TID calls=N ns=N".
//               With BURST each makes so many and sleeps until its next turn (clock_nanosleep),
//               TURNS of them a second; the threads begin one after the other, spread over the
//               time between two turns. 10000 60s 200 is 2 M calls/s, 1000 60s 1 10 is 10,000.
// threads       WAITING threads sleep in futex before "ready" and then make CALLS getppid each;
//               after that STARTED new ones make CALLS + index, CHILDREN forked children CALLS.
// many_threads  THREADS threads make ten different calls at go, the i-th TIMES + i times (one of
//               the ten fails), then sleep in futex until the end.
// blocked       six threads sleep before "ready", each in another call, until the end.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

static long calls_each;
static long burst;
static long turn_ns;
static long start_ns;
static int stop;

/* Without a number of calls, until it is told to stop. */
static int goes_on(const struct tally *t)
{
	return calls_each ? t->calls < calls_each : !__atomic_load_n(&stop, __ATOMIC_RELAXED);
}

static void spin(struct thread *self)
{
	struct tally *t = self->tallies;

	t->call = "getppid";
	while (goes_on(t))
		made(t, sys(SYS_getppid));
}

/* The first of the times that lie turn_ns apart which is still to come. */
static long next_turn_ns(long first_ns)
{
	long past_ns = now_ns() - first_ns;

	return past_ns < 0 ? first_ns : first_ns + (past_ns / turn_ns + 1) * turn_ns;
}

/* Who was late has missed a turn: made up for, they would leave no CPU to a profiler. */
static void spin_in_turns(struct thread *self)
{
	struct tally *t = &self->tallies[0];
	struct tally *sleeps = &self->tallies[1];
	long first_ns = start_ns + turn_ns * self->index / self->crew->count;

	t->call = "getppid";
	sleeps->call = "clock_nanosleep";
	while (goes_on(t)) {
		made(sleeps, sleep_until(next_turn_ns(first_ns)));
		for (long i = 0; i < burst && goes_on(t); i++)
			made(t, sys(SYS_getppid));
	}
}

/* The CPU of the n-th turn among those this process may use. */
static int allowed_cpu(const cpu_set_t *allowed, int n)
{
	n %= CPU_COUNT(allowed);
	for (int cpu = 0;; cpu++)
		if (CPU_ISSET(cpu, allowed) && n-- == 0)
			return cpu;
}

static void pin_each(const struct crew *crew, const cpu_set_t *allowed)
{
	for (int i = 0; i < crew->count; i++) {
		cpu_set_t one;

		CPU_ZERO(&one);
		CPU_SET(allowed_cpu(allowed, i), &one);
		require(sched_setaffinity(crew->threads[i].tid, sizeof(one), &one) == 0);
	}
}

/* By poll: the clock_nanosleep of the threads are promised, and there must be no others. */
static void let_pass(long end_ns)
{
	long left_ns;

	while ((left_ns = end_ns - now_ns()) > 0)
		sys(SYS_poll, NULL, 0, left_ns / (SECOND_NS / 1000) + 1);
}

int run_spin(void)
{
	const char *amount = word_arg(1, "1000003");
	long seconds = amount[strlen(amount) - 1] == 's' ? atol(amount) : 0;
	struct crew crew;
	cpu_set_t allowed;
	long length_ns;

	require(sched_getaffinity(0, sizeof(allowed), &allowed) == 0);
	calls_each = seconds ? 0 : number_arg(1, 1000003);
	burst = number_arg(2, 0);
	turn_ns = SECOND_NS / number_arg(3, 1);
	crew_start(&crew, number_arg(0, CPU_COUNT(&allowed)), burst ? 2 : 1,
		   burst ? spin_in_turns : spin);
	pin_each(&crew, &allowed);
	ready_go();
	start_ns = now_ns();
	if (seconds) {
		gate_open(&crew.go);
		let_pass(start_ns + seconds * SECOND_NS);
		__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
	}
	crew_run(&crew);
	length_ns = now_ns() - start_ns;
	for (int i = 0; i < crew.count; i++)
		say("rate %d calls=%ld ns=%ld\n", crew.threads[i].tid,
		    crew.threads[i].tallies->calls, length_ns);
	crew_expect(&crew);
	finish();
	return 0;
}

static void calls_and_index(struct thread *self)
{
	self->tallies->call = "getppid";
	made_times(self->tallies, SYS_getppid, calls_each + self->index);
}

static void calls_only(struct thread *self)
{
	self->tallies->call = "getppid";
	made_times(self->tallies, SYS_getppid, calls_each);
}

int run_threads(void)
{
	struct crew waiting;
	struct crew started;
	long children = number_arg(2, 5);

	calls_each = number_arg(3, 101);
	crew_start(&waiting, number_arg(0, 64), 1, calls_only);
	for (int i = 0; i < waiting.count; i++)
		wait_until_in(getpid(), waiting.threads[i].tid, SYS_futex);
	ready_go();
	crew_run(&waiting);
	crew_start(&started, number_arg(1, 17), 1, calls_and_index);
	crew_run(&started);
	crew_expect(&waiting);
	crew_expect(&started);
	for (long i = 0; i < children; i++) {
		struct tally t = {.call = "getppid", .calls = calls_each};
		long tgid = sys(SYS_fork);

		require(tgid >= 0);
		if (tgid == 0) {
			for (long n = 0; n < calls_each; n++)
				sys(SYS_getppid);
			sys(SYS_exit_group, 0);
		}
		require(sys(SYS_wait4, tgid, NULL, 0, NULL) == tgid);
		expect(tgid, &t);
	}
	finish();
	return 0;
}

static const struct {
	const char *name;
	long nr;
	long first_arg;
} ten_calls[] = {
	{"getppid", SYS_getppid, 0}, {"getpid", SYS_getpid, 0},	  {"gettid", SYS_gettid, 0},
	{"getuid", SYS_getuid, 0},   {"geteuid", SYS_geteuid, 0}, {"getgid", SYS_getgid, 0},
	{"getegid", SYS_getegid, 0}, {"getpgrp", SYS_getpgrp, 0}, {"getsid", SYS_getsid, 0},
	{"dup", SYS_dup, -1},
};

static void make_ten_calls(struct thread *self)
{
	for (int i = 0; i < 10; i++) {
		struct tally *t = &self->tallies[i];

		t->call = ten_calls[i].name;
		for (long n = 0; n < calls_each + i; n++)
			made(t, sys(ten_calls[i].nr, ten_calls[i].first_arg));
	}
}

int run_many_threads(void)
{
	struct crew crew;

	calls_each = number_arg(1, 3);
	crew_start(&crew, number_arg(0, 10000), 10, make_ten_calls);
	ready_go();
	crew_run(&crew);
	crew_expect(&crew);
	finish();
	return 0;
}

static int never;
static int quiet_pipe[2];
static const struct timespec hour = {3600, 0};

static const struct {
	const char *name;
	long nr;
} blocking_calls[] = {
	{"read", SYS_read},   {"futex", SYS_futex},
	{"pause", SYS_pause}, {"epoll_wait", SYS_epoll_wait},
	{"poll", SYS_poll},   {"clock_nanosleep", SYS_clock_nanosleep},
};

static void block(struct thread *self)
{
	struct epoll_event event;
	char byte;

	switch (blocking_calls[self->index].nr) {
	case SYS_read:
		sys(SYS_read, quiet_pipe[0], &byte, 1);
		break;
	case SYS_futex:
		sys(SYS_futex, &never, FUTEX_WAIT, 0);
		break;
	case SYS_pause:
		sys(SYS_pause);
		break;
	case SYS_epoll_wait:
		sys(SYS_epoll_wait, sys(SYS_epoll_create1, 0), &event, 1, -1);
		break;
	case SYS_poll:
		sys(SYS_poll, NULL, 0, -1);
		break;
	case SYS_clock_nanosleep:
		sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &hour, NULL);
		break;
	}
}

int run_blocked(void)
{
	static struct thread threads[6];
	static char stacks[6][THREAD_STACK];

	require(sys(SYS_pipe2, quiet_pipe, 0) == 0);
	for (int i = 0; i < 6; i++) {
		struct tally t = {.call = blocking_calls[i].name, .calls = 1, .in_flight = 1};

		threads[i].index = i;
		threads[i].run = block;
		thread_start(&threads[i], stacks[i], THREAD_STACK);
		wait_until_in(getpid(), threads[i].tid, blocking_calls[i].nr);
		expect(threads[i].tid, &t);
	}
	ready_go();
	finish();
	return 0;
}
