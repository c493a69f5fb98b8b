// SPDX-License-Identifier: Apache-2.0
// The habits KIND that wait:
//
//         even_sleeps     503 clock_nanosleep of 2 ms
//         uneven_sleeps   503 clock_nanosleep of 0.25 to 8 ms, by turns
//         empty_polls     503 poll with a timeout of 2 ms that find nothing
//         full_polls      503 poll with the same timeout that find something at once
//         many_yields     10007 sched_yield
//         few_yields      1009 sched_yield
//         contended       two threads take a lock 503 times each, and hold it for 0.3 ms
//         parked          two threads wake each other 5003 times each by futexes that are no locks
//         slow_syncs      101 fsync of a page, then at least three that have much more to write
//         quick_syncs     131 fsync of a page in /dev/shm
//         slow_open       101 openat of /dev/null, and one of a FIFO that takes 100 ms
//         waiting_read    101 reads of a pipe that has data, and one that waits 100 ms for it

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "habits.h"
#include "workload.h"

#define SLEEPS	       503
#define ROUNDS	       503
#define TURNS	       5003
#define SYNCS	       101
#define SLOW_SYNCS     3
#define MILLISECOND_NS 1000000L

static void sleeps(int spread)
{
	struct tally t = {.call = "clock_nanosleep"};

	for (int i = 0; i < SLEEPS; i++) {
		long ns = spread ? MILLISECOND_NS / 4 << i % 6 : 2 * MILLISECOND_NS;
		struct timespec length = {0, ns};

		require(!made(&t, sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &length, NULL)));
	}
	expect(getpid(), &t);
}

void habit_even_sleeps(void)
{
	sleeps(0);
}

void habit_uneven_sleeps(void)
{
	sleeps(1);
}

static void polls(int full)
{
	struct tally t = {.call = "poll"};
	int fds[2];

	require(!sys(SYS_pipe2, fds, 0));
	require(!full || sys(SYS_write, fds[1], "x", 1) == 1);
	for (int i = 0; i < SLEEPS; i++) {
		struct pollfd ready = {.fd = fds[0], .events = POLLIN};

		require(made(&t, sys(SYS_poll, &ready, 1, 2)) == full);
	}
	expect(getpid(), &t);
}

void habit_empty_polls(void)
{
	polls(0);
}

void habit_full_polls(void)
{
	polls(1);
}

static void yields(long count)
{
	struct tally t = {.call = "sched_yield"};

	made_times(&t, SYS_sched_yield, count);
	expect(getpid(), &t);
}

void habit_many_yields(void)
{
	yields(10007);
}

void habit_few_yields(void)
{
	yields(1009);
}

/* The lock of libc: 0 is free, 1 is taken, 2 is taken and somebody waits. */
static int lock;

static void take_and_hold(struct thread *self)
{
	(void)self;
	for (int i = 0; i < ROUNDS; i++) {
		int was = 0;
		long end;

		if (!__atomic_compare_exchange_n(&lock, &was, 1, 0, __ATOMIC_ACQUIRE,
						 __ATOMIC_RELAXED))
			while (__atomic_exchange_n(&lock, 2, __ATOMIC_ACQUIRE))
				sys(SYS_futex, &lock, FUTEX_WAIT_PRIVATE, 2, NULL);
		for (end = now_ns() + 300000; now_ns() < end;)
			;
		if (__atomic_exchange_n(&lock, 0, __ATOMIC_RELEASE) == 2)
			sys(SYS_futex, &lock, FUTEX_WAKE_PRIVATE, 1);
	}
}

static int turn;

static void wake_the_other(struct thread *self)
{
	for (int i = 0; i < TURNS; i++) {
		int other = !self->index;

		while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) == other)
			sys(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, other, NULL);
		__atomic_store_n(&turn, other, __ATOMIC_RELEASE);
		sys(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1);
	}
}

/* How often they wait is up to the scheduler: 101 getppid are what can be counted on. */
static void two_threads(void (*run)(struct thread *))
{
	struct tally t = {.call = "getppid"};
	struct crew crew = {0};

	crew_start(&crew, 2, 0, run);
	crew_run(&crew);
	made_times(&t, SYS_getppid, 101);
	expect(getpid(), &t);
}

void habit_contended(void)
{
	two_threads(take_and_hold);
}

void habit_parked(void)
{
	two_threads(wake_the_other);
}

/* Writes so many MiB and syncs; returns how long the sync took. */
static long sync_after(long fd, long mebibytes, struct tally *t)
{
	static char block[1 << 20];
	long start;

	require(sys(SYS_pwrite64, fd, block, 4096, 0) == 4096);
	for (long i = 0; i < mebibytes; i++)
		require(sys(SYS_pwrite64, fd, block, sizeof(block), i << 20) == sizeof(block));
	start = now_ns();
	require(!made(t, sys(SYS_fsync, fd)));
	return now_ns() - start;
}

static long new_file(const char *directory)
{
	long fd = sys(SYS_openat, AT_FDCWD, directory, O_TMPFILE | O_RDWR, 0600);

	if (fd < 0)
		skip(directory, fd);
	return fd;
}

/* How much a disk writes in ten times as long as a page takes is its own matter: more and more, until it is so. */
void habit_slow_syncs(void)
{
	struct tally t = {.call = "fsync"};
	long fd = new_file("/var/tmp");
	long sum = 0;
	long mebibytes = 8;
	long limit;

	for (int i = 0; i < SYNCS; i++)
		sum += sync_after(fd, 0, &t);
	limit = 40 * MILLISECOND_NS > 10 * sum / SYNCS ? 40 * MILLISECOND_NS : 10 * sum / SYNCS;
	for (int slow = 0; slow < SLOW_SYNCS;) {
		if (sync_after(fd, mebibytes, &t) >= limit)
			slow++;
		else if (mebibytes < 1024)
			mebibytes *= 2;
		else
			skip("a disk that is as quick with 1 GiB as with a page", -ETIME);
	}
	expect(getpid(), &t);
}

void habit_quick_syncs(void)
{
	struct tally t = {.call = "fsync"};
	long fd = new_file("/dev/shm");

	for (int i = 0; i < 131; i++)
		sync_after(fd, 0, &t);
	expect(getpid(), &t);
}

static char fifo[64];
static int late[2];

static void open_late(struct thread *self)
{
	(void)self;
	sleep_until(now_ns() + 100 * MILLISECOND_NS);
	require(sys(SYS_open, fifo, O_WRONLY) >= 0);
}

static void write_late(struct thread *self)
{
	(void)self;
	sleep_until(now_ns() + 100 * MILLISECOND_NS);
	require(sys(SYS_write, late[1], "xxxxxxxx", 8) == 8);
}

void habit_slow_open(void)
{
	static char stack[THREAD_STACK];
	struct tally t = {.call = "openat"};
	struct thread other = {.run = open_late};

	snprintf(fifo, sizeof(fifo), "/tmp/sysprof-habits-%d", getpid());
	require(!sys(SYS_mknod, fifo, S_IFIFO | 0600, 0));
	for (int i = 0; i < SYNCS; i++)
		require(made(&t, sys(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY)) >= 0);
	thread_start(&other, stack, sizeof(stack));
	require(made(&t, sys(SYS_openat, AT_FDCWD, fifo, O_RDONLY)) >= 0);
	thread_join(&other);
	require(!sys(SYS_unlink, fifo));
	expect(getpid(), &t);
}

void habit_waiting_read(void)
{
	static char stack[THREAD_STACK];
	struct tally t = {.call = "read"};
	struct thread other = {.run = write_late};
	char bytes[8] = {0};

	require(!sys(SYS_pipe2, late, 0));
	for (int i = 0; i < SYNCS; i++) {
		require(sys(SYS_write, late[1], bytes, sizeof(bytes)) == sizeof(bytes));
		require(made_bytes(&t, sys(SYS_read, late[0], bytes, sizeof(bytes))) ==
			sizeof(bytes));
	}
	thread_start(&other, stack, sizeof(stack));
	require(made_bytes(&t, sys(SYS_read, late[0], bytes, sizeof(bytes))) == sizeof(bytes));
	thread_join(&other);
	expect(getpid(), &t);
}
