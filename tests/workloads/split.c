// SPDX-License-Identifier: Apache-2.0
// split  threads that do one thing each with their time, for MILLISECONDS: spin computes, calls
//        makes getppid one after the other, sleeps sleeps 10 ms at a time, reads reads a pipe into
//        which writes writes a byte every 10 ms, locks waits 10 ms at a time for a lock that others
//        wait for, too (a futex with the value 2). epoll waits for events that never come, since
//        before "ready". The leader waits for them.
//        For each a line "split TID ROLE wall=NS cpu=NS waited=NS": by its own clocks, from its
//        first step to its last; waited is what it measured around its waits.

#define _GNU_SOURCE
#include <linux/futex.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define STEP_NS (10 * 1000 * 1000L)

static const char *const roles[] = {"spin", "calls", "sleeps", "reads", "writes", "locks"};

#define ROLES ((int)(sizeof(roles) / sizeof(roles[0])))

static struct {
	long wall_ns;
	long cpu_ns;
	long waited_ns;
} truths[ROLES];

static long end_ns;
static int ends[2];

static long cpu_ns(void)
{
	struct timespec used = {0, 0};

	sys(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &used);
	return used.tv_sec * SECOND_NS + used.tv_nsec;
}

/* One step of a role's work. */
static void step(int role)
{
	static const struct timespec moment = {0, STEP_NS};
	static int lock = 2;
	long before = now_ns();
	char byte = 0;

	switch (roles[role][0]) {
	case 'c':
		sys(SYS_getppid);
		break;
	case 's':
		if (roles[role][1] == 'l')
			sys(SYS_nanosleep, &moment, NULL);
		break;
	case 'r':
		sys(SYS_read, ends[0], &byte, 1);
		break;
	case 'w':
		sys(SYS_nanosleep, &moment, NULL);
		sys(SYS_write, ends[1], &byte, 1);
		break;
	case 'l':
		sys(SYS_futex, &lock, FUTEX_WAIT, 2, &moment);
		break;
	}
	truths[role].waited_ns += now_ns() - before;
}

static void do_one_thing(struct thread *self)
{
	long wall = now_ns();
	long cpu = cpu_ns();

	while (now_ns() < end_ns)
		step(self->index);
	/* Whoever reads is let go. */
	if (roles[self->index][0] == 'w')
		sys(SYS_write, ends[1], "", 1);
	truths[self->index].cpu_ns = cpu_ns() - cpu;
	truths[self->index].wall_ns = now_ns() - wall;
}

static void wait_for_events(struct thread *self)
{
	struct epoll_event event;

	(void)self;
	sys(SYS_epoll_wait, sys(SYS_epoll_create1, 0), &event, 1, -1);
}

int run_split(void)
{
	static struct thread epoll = {.run = wait_for_events};
	static char stack[THREAD_STACK];
	struct crew crew;

	require(!sys(SYS_pipe2, ends, 0));
	thread_start(&epoll, stack, sizeof(stack));
	wait_until_in(getpid(), epoll.tid, SYS_epoll_wait);
	crew_start(&crew, ROLES, 0, do_one_thing);
	for (int i = 0; i < ROLES; i++)
		wait_until_in(getpid(), crew.threads[i].tid, SYS_futex);
	ready_go();
	end_ns = now_ns() + number_arg(0, 1000) * (SECOND_NS / 1000);
	crew_run(&crew);
	say("split %d epoll wall=0 cpu=0 waited=0\n", epoll.tid);
	for (int i = 0; i < ROLES; i++)
		say("split %d %s wall=%ld cpu=%ld waited=%ld\n", crew.threads[i].tid, roles[i],
		    truths[i].wall_ns, truths[i].cpu_ns, truths[i].waited_ns);
	finish();
	return 0;
}
