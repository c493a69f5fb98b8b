// SPDX-License-Identifier: Apache-2.0
// habits KIND [COUNT]  what findings are about, each with one that is close to it and fine. COUNT
//         is 10007 where nothing else is said.
//
//         empty_reads     COUNT reads of a nonblocking pipe that is empty: EAGAIN
//         found_reads     COUNT rounds: 64 bytes into the pipe, read, and one read more: EAGAIN
//         tiny_writes     COUNT writes of one byte to a file in memory
//         large_writes    COUNT writes of 4096 bytes to /dev/null
//         counters        COUNT rounds: 8 bytes into an eventfd, and read
//         messages        COUNT rounds: 5 bytes into a socket, poll, read
//         missing_files   COUNT openat of a name that does not exist
//         some_files      COUNT openat, every third of a name that does not exist; and close
//         refused_peers   101 connects to a port of this machine where nobody listens, and close
//         taken_peers     101 connects where somebody does, and close
//         growing_maps    1511 mmap
//         paired_maps     1511 mmap, and munmap of each
//         churning_maps   COUNT mmap, and munmap of each
//         kernel_clock    COUNT clock_gettime(CLOCK_MONOTONIC) past the vDSO
//         thread_clock    COUNT clock_gettime(CLOCK_THREAD_CPUTIME_ID), which is not in the vDSO
//         and those of habits_wait.c

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "habits.h"
#include "workload.h"

#define CONNECTS 101
#define MAPS	 1511

static long times(void)
{
	return number_arg(1, 10007);
}

static void empty_reads(void)
{
	struct tally reads = {.call = "read"};
	int fds[2];
	char byte;

	require(!sys(SYS_pipe2, fds, O_NONBLOCK));
	for (long n = times(); n; n--)
		require(made(&reads, sys(SYS_read, fds[0], &byte, 1)) == -EAGAIN);
	expect(getpid(), &reads);
}

static void found_reads(void)
{
	struct tally reads = {.call = "read"};
	char block[64] = {0};
	int fds[2];

	require(!sys(SYS_pipe2, fds, O_NONBLOCK));
	for (long n = times(); n; n--) {
		require(sys(SYS_write, fds[1], block, sizeof(block)) == sizeof(block));
		require(made_bytes(&reads, sys(SYS_read, fds[0], block, sizeof(block))) > 0);
		require(made(&reads, sys(SYS_read, fds[0], block, sizeof(block))) == -EAGAIN);
	}
	expect(getpid(), &reads);
}

static void tiny_writes(void)
{
	struct tally writes = {.call = "write"};
	long fd = sys(SYS_memfd_create, "tiny", 0);

	require(fd >= 0);
	for (long n = times(); n; n--)
		require(made_bytes(&writes, sys(SYS_write, fd, "x", 1)) == 1);
	expect(getpid(), &writes);
}

static void large_writes(void)
{
	static char block[4096];
	struct tally writes = {.call = "write"};
	long fd = sys(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);

	require(fd >= 0);
	for (long n = times(); n; n--)
		require(made_bytes(&writes, sys(SYS_write, fd, block, sizeof(block))) ==
			sizeof(block));
	expect(getpid(), &writes);
}

static void counters(void)
{
	struct tally reads = {.call = "read"};
	long fd = sys(SYS_eventfd2, 0, 0);
	long one = 1;

	require(fd >= 0);
	for (long n = times(); n; n--) {
		require(sys(SYS_write, fd, &one, sizeof(one)) == sizeof(one));
		require(made_bytes(&reads, sys(SYS_read, fd, &one, sizeof(one))) == sizeof(one));
	}
	expect(getpid(), &reads);
}

static void messages(void)
{
	struct tally reads = {.call = "read"};
	char message[5] = "+OK\r\n";
	int fds[2];

	require(!sys(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds));
	for (long n = times(); n; n--) {
		struct pollfd ready = {.fd = fds[1], .events = POLLIN};

		require(sys(SYS_write, fds[0], message, sizeof(message)) == sizeof(message));
		require(sys(SYS_poll, &ready, 1, -1) == 1);
		require(made_bytes(&reads, sys(SYS_read, fds[1], message, sizeof(message))) ==
			sizeof(message));
	}
	expect(getpid(), &reads);
}

static void missing_files(void)
{
	struct tally opens = {.call = "openat"};

	for (long n = times(); n; n--)
		require(made(&opens, sys(SYS_openat, AT_FDCWD, "/nowhere/at/all", O_RDONLY)) ==
			-ENOENT);
	expect(getpid(), &opens);
}

static void some_files(void)
{
	struct tally opens = {.call = "openat"};

	for (long n = times(); n; n--) {
		const char *name = n % 3 ? "/dev/null" : "/nowhere/at/all";
		long fd = made(&opens, sys(SYS_openat, AT_FDCWD, name, O_RDONLY));

		if (fd >= 0)
			sys(SYS_close, fd);
	}
	expect(getpid(), &opens);
}

/* A port that is taken, so that nobody else listens there. */
static struct sockaddr_in own_port(int listens)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	long fd = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);

	require(fd >= 0 && !sys(SYS_bind, fd, &address, size));
	require(!listens || !sys(SYS_listen, fd, 2 * CONNECTS));
	require(!sys(SYS_getsockname, fd, &address, &size));
	return address;
}

static void connects(int listens)
{
	struct sockaddr_in address = own_port(listens);
	struct tally made_connects = {.call = "connect"};

	for (int i = 0; i < CONNECTS; i++) {
		long fd = sys(SYS_socket, AF_INET, SOCK_STREAM, 0);

		require(made(&made_connects, sys(SYS_connect, fd, &address, sizeof(address))) ==
			(listens ? 0 : -ECONNREFUSED));
		sys(SYS_close, fd);
	}
	expect(getpid(), &made_connects);
}

static void refused_peers(void)
{
	connects(0);
}

static void taken_peers(void)
{
	connects(1);
}

static void maps(long count, int unmaps)
{
	struct tally made_maps = {.call = "mmap"};

	while (count--) {
		long at = made(&made_maps, sys(SYS_mmap, 0, 4096, PROT_READ,
					       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));

		require(!unmaps || !sys(SYS_munmap, at, 4096));
	}
	expect(getpid(), &made_maps);
}

static void growing_maps(void)
{
	maps(MAPS, 0);
}

static void paired_maps(void)
{
	maps(MAPS, 1);
}

static void churning_maps(void)
{
	maps(times(), 1);
}

static void ask_kernel(long clock)
{
	struct tally asks = {.call = "clock_gettime"};
	struct timespec now;

	for (long n = times(); n; n--)
		require(!made(&asks, sys(SYS_clock_gettime, clock, &now)));
	expect(getpid(), &asks);
}

static void kernel_clock(void)
{
	ask_kernel(CLOCK_MONOTONIC);
}

static void thread_clock(void)
{
	ask_kernel(CLOCK_THREAD_CPUTIME_ID);
}

static const struct {
	const char *name;
	void (*run)(void);
} habits[] = {
	{"empty_reads", empty_reads},
	{"found_reads", found_reads},
	{"tiny_writes", tiny_writes},
	{"large_writes", large_writes},
	{"counters", counters},
	{"messages", messages},
	{"missing_files", missing_files},
	{"some_files", some_files},
	{"refused_peers", refused_peers},
	{"taken_peers", taken_peers},
	{"growing_maps", growing_maps},
	{"paired_maps", paired_maps},
	{"churning_maps", churning_maps},
	{"kernel_clock", kernel_clock},
	{"thread_clock", thread_clock},
	{"even_sleeps", habit_even_sleeps},
	{"uneven_sleeps", habit_uneven_sleeps},
	{"empty_polls", habit_empty_polls},
	{"full_polls", habit_full_polls},
	{"many_yields", habit_many_yields},
	{"few_yields", habit_few_yields},
	{"contended", habit_contended},
	{"parked", habit_parked},
	{"slow_syncs", habit_slow_syncs},
	{"quick_syncs", habit_quick_syncs},
	{"slow_open", habit_slow_open},
	{"waiting_read", habit_waiting_read},
};

int run_habits(void)
{
	const char *kind = word_arg(0, "empty_reads");

	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		if (strcmp(habits[i].name, kind))
			continue;
		ready_go();
		habits[i].run();
		finish();
		return 0;
	}
	fprintf(stderr, "workload: no such habit: %s\n", kind);
	return 2;
}
