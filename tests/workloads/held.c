// SPDX-License-Identifier: Apache-2.0
// Threads asleep in known calls, and threads that are in none.
//
// held     a thread asleep in each of thirteen calls before "ready", and the same again before "done";
//          a thread that makes no call spins all the time. Each line has since=NS, taken
//          (CLOCK_MONOTONIC) just before the call, and when=before or when=after.
// past     makes CALLS getppid and one failing read: how many says how full its batch is in the end,
//          and whether there was one before.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define IA32_PAUSE 29
#define KINDS	   13

static const struct {
	const char *name;
	long nr;
} kinds[KINDS] = {
	{"read", SYS_read},	    {"futex", SYS_futex},
	{"futex", SYS_futex},	    {"epoll_wait", SYS_epoll_wait},
	{"poll", SYS_poll},	    {"ppoll", SYS_ppoll},
	{"pselect6", SYS_pselect6}, {"accept4", SYS_accept4},
	{"recvfrom", SYS_recvfrom}, {"nanosleep", SYS_nanosleep},
	{"wait4", SYS_wait4},	    {"rt_sigtimedwait", SYS_rt_sigtimedwait},
	{"ia32:pause", IA32_PAUSE},
};

/* The last kind is left out where int $0x80 is no call: an emulated machine may have none. */
static int kind_count = KINDS;
static struct thread threads[2 * KINDS];
static char stacks[2 * KINDS][THREAD_STACK];
static long since_ns[2 * KINDS];
static int never;
static int quiet_pipe[2];
static int listening;
static int datagrams;
static long child;
static const struct timespec hour = {3600, 0};

static void sleep_in(int kind)
{
	static struct pollfd fds[3] = {{.fd = -1}, {.fd = -1}, {.fd = -1}};
	struct timespec later = {LONG_MAX, 0};
	struct epoll_event event;
	fd_set set;
	char bytes[512];

	FD_ZERO(&set);
	switch (kind) {
	case 0:
		sys(SYS_read, quiet_pipe[0], bytes, sizeof(bytes));
		break;
	case 1:
		sys(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0);
		break;
	case 2:
		sys(SYS_futex, &never, FUTEX_WAIT_BITSET | FUTEX_CLOCK_REALTIME, 0, &later, 0, -1);
		break;
	case 3:
		sys(SYS_epoll_wait, sys(SYS_epoll_create1, 0), &event, 1, 3600000);
		break;
	case 4:
		sys(SYS_poll, fds, 3, -1);
		break;
	case 5:
		sys(SYS_ppoll, fds, 2, &hour, NULL, 8);
		break;
	case 6:
		sys(SYS_pselect6, 8, &set, NULL, NULL, NULL, NULL);
		break;
	case 7:
		sys(SYS_accept4, listening, NULL, NULL, 0);
		break;
	case 8:
		sys(SYS_recvfrom, datagrams, bytes, sizeof(bytes), 0, NULL, NULL);
		break;
	case 9:
		sys(SYS_nanosleep, &hour, NULL);
		break;
	case 10:
		sys(SYS_wait4, child, NULL, 0, NULL);
		break;
	case 11:
		sys(SYS_rt_sigtimedwait, &set, NULL, NULL, 8);
		break;
	default:
		sys_ia32(IA32_PAUSE, 0, 0);
	}
}

static void hold(struct thread *self)
{
	since_ns[self->index] = now_ns();
	sleep_in(self->index % kind_count);
}

static void spin_outside(struct thread *self)
{
	(void)self;
	for (;;)
		__atomic_load_n(&never, __ATOMIC_RELAXED);
}

static int bound_socket(int type)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = sys(SYS_socket, AF_INET, type, 0);

	require(fd >= 0 && sys(SYS_bind, fd, &address, sizeof(address)) == 0);
	return fd;
}

/* Lives as long as this program. */
static void start_child(void)
{
	child = sys(SYS_fork);
	if (child)
		return;
	sys(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		sys(SYS_pause);
}

static void hold_each(int first, const char *extra)
{
	static char texts[2 * KINDS][64];

	for (int i = first; i < first + kind_count; i++) {
		const char *name = kinds[i % kind_count].name;
		struct tally t = {.call = name, .calls = 1, .in_flight = 1};

		threads[i].index = i;
		threads[i].run = hold;
		thread_start(&threads[i], stacks[i], THREAD_STACK);
		wait_until_in(getpid(), threads[i].tid, kinds[i % kind_count].nr);
		snprintf(texts[i], sizeof(texts[i]), " when=%s since=%ld", extra, since_ns[i]);
		t.extra = texts[i];
		expect(threads[i].tid, &t);
	}
}

int run_held(void)
{
	static struct thread spinner = {.run = spin_outside};
	static char stack[THREAD_STACK];

	if (!ia32_enabled())
		kind_count--;
	require(sys(SYS_pipe2, quiet_pipe, 0) == 0);
	listening = bound_socket(SOCK_STREAM);
	require(sys(SYS_listen, listening, 7) == 0);
	datagrams = bound_socket(SOCK_DGRAM);
	start_child();
	thread_start(&spinner, stack, THREAD_STACK);
	say("spins %d\n", spinner.tid);
	hold_each(0, "before");
	ready_go();
	hold_each(kind_count, "after");
	finish();
	sys(SYS_kill, child, SIGKILL);
	return 0;
}

int run_past(void)
{
	struct tally calls = {.call = "getppid"};
	struct tally reads = {.call = "read"};
	long tid = sys(SYS_gettid);
	char byte;

	ready_go();
	made_times(&calls, SYS_getppid, number_arg(0, 101));
	made(&reads, sys(SYS_read, -1, &byte, 1));
	expect(tid, &calls);
	expect(tid, &reads);
	finish();
	return 0;
}
