// SPDX-License-Identifier: Apache-2.0
// steady  one thread reads a byte 1009 times a second, ROUNDS seconds long: 908 times from
//         /dev/zero, and 101 times, spread evenly, from a nonblocking pipe that is empty (EAGAIN).
//         Every hundredth of a second it makes the ten or eleven reads that are due and sleeps
//         until the next one: 100 clock_nanosleep (TIMER_ABSTIME) a second. A thread that was late
//         catches up, so a second on a busy machine still has 1009 reads.
//         Five threads sleep before "ready" and until the end, each in the call it is named after:
//         in-futex, in-read (of a pipe), in-epoll, in-sleep (clock_nanosleep), in-accept. The one
//         that reads is the leader, named steady, and so is the process.

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define READS 1009
#define EMPTY 101
#define TICKS 100

static const struct {
	const char *thread;
	const char *call;
	long nr;
} sleepers[] = {
	{"in-futex", "futex", SYS_futex},
	{"in-read", "read", SYS_read},
	{"in-epoll", "epoll_wait", SYS_epoll_wait},
	{"in-sleep", "clock_nanosleep", SYS_clock_nanosleep},
	{"in-accept", "accept", SYS_accept},
};

#define SLEEPERS ((int)(sizeof(sleepers) / sizeof(sleepers[0])))

/* A socket with a name that the kernel chose: nobody connects to it. */
static long listening_socket(void)
{
	const struct sockaddr_un any = {.sun_family = AF_UNIX};
	long fd = sys(SYS_socket, AF_UNIX, SOCK_STREAM, 0);

	require(fd >= 0);
	require(!sys(SYS_bind, fd, &any, sizeof(any.sun_family)));
	require(!sys(SYS_listen, fd, 1));
	return fd;
}

static void sleep_in_call(struct thread *self)
{
	static const struct timespec months = {1L << 24, 0};
	struct epoll_event event;
	int never = 0;
	int fds[2];
	char byte;

	sys(SYS_prctl, PR_SET_NAME, sleepers[self->index].thread);
	switch (sleepers[self->index].nr) {
	case SYS_futex:
		sys(SYS_futex, &never, FUTEX_WAIT, 0);
		break;
	case SYS_read:
		require(!sys(SYS_pipe2, fds, 0));
		sys(SYS_read, fds[0], &byte, 1);
		break;
	case SYS_epoll_wait:
		sys(SYS_epoll_wait, sys(SYS_epoll_create1, 0), &event, 1, -1);
		break;
	case SYS_clock_nanosleep:
		sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &months, NULL);
		break;
	case SYS_accept:
		sys(SYS_accept, listening_socket(), NULL, NULL);
		break;
	}
}

static void start_sleepers(void)
{
	static struct thread threads[SLEEPERS];
	static char stacks[SLEEPERS][THREAD_STACK];

	for (int i = 0; i < SLEEPERS; i++) {
		struct tally t = {.call = sleepers[i].call, .calls = 1, .in_flight = 1};

		threads[i].index = i;
		threads[i].run = sleep_in_call;
		thread_start(&threads[i], stacks[i], THREAD_STACK);
		wait_until_in(getpid(), threads[i].tid, sleepers[i].nr);
		expect(threads[i].tid, &t);
	}
}

/* Whether the n-th of a total is one of those that are marked, when these are spread evenly. */
static int is_marked(long n, long marked, long total)
{
	return (n + 1) * marked / total != n * marked / total;
}

int run_steady(void)
{
	long rounds = number_arg(0, 5);
	struct tally reads = {.call = "read"};
	struct tally sleeps = {.call = "clock_nanosleep"};
	long zero = sys(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY);
	int empty[2];
	long start;
	char byte;

	require(zero >= 0 && !sys(SYS_pipe2, empty, O_NONBLOCK));
	sys(SYS_prctl, PR_SET_NAME, "steady");
	start_sleepers();
	ready_go();
	start = now_ns();
	for (long tick = 0; tick < rounds * TICKS; tick++) {
		made(&sleeps, sleep_until(start + tick * (SECOND_NS / TICKS)));
		while (reads.calls < (tick + 1) * READS / TICKS) {
			int fails = is_marked(reads.calls, EMPTY, READS);

			made_bytes(&reads, sys(SYS_read, fails ? empty[0] : zero, &byte, 1));
		}
	}
	require(reads.calls == rounds * READS && reads.errors == rounds * EMPTY);
	require(reads.bytes == rounds * (READS - EMPTY) && !sleeps.errors);
	expect(getpid(), &reads);
	expect(getpid(), &sleeps);
	finish();
	return 0;
}
