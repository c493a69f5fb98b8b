// SPDX-License-Identifier: Apache-2.0
// replay  THREADS threads make ROUNDS rounds of twelve calls each; every call of the program, its
//         start included, is the same in every run, so that two tools can be compared over all
//         names. Threads wait for each other in read of pipes, once each; nobody uses futex.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "workload.h"

enum {
	GETPPID,
	OPENAT,
	READ,
	WRITE,
	LSEEK,
	DUP,
	FCNTL,
	CLOSE,
	CALLS
};

static const char *const names[CALLS] = {"getppid", "openat", "read",  "write",
					 "lseek",   "dup",    "fcntl", "close"};

static int go_fds[2];
static int done_fds[2];
static long rounds;

static void make_round(struct tally *t)
{
	char bytes[64] = "";
	long fd;

	made(&t[GETPPID], sys(SYS_getppid));
	made(&t[OPENAT], sys(SYS_openat, AT_FDCWD, "/nonexistent/sysprof", O_RDONLY));
	fd = made(&t[OPENAT], sys(SYS_openat, AT_FDCWD, "/dev/zero", O_RDWR));
	made_bytes(&t[READ], sys(SYS_read, fd, bytes, 13));
	made_bytes(&t[WRITE], sys(SYS_write, fd, bytes, 7));
	made(&t[LSEEK], sys(SYS_lseek, fd, 0, SEEK_SET));
	made(&t[LSEEK], sys(SYS_lseek, go_fds[0], 0, SEEK_SET));
	made(&t[FCNTL], sys(SYS_fcntl, fd, F_GETFD));
	made(&t[DUP], sys(SYS_dup, -1));
	made(&t[CLOSE], sys(SYS_close, fd));
	made(&t[CLOSE], sys(SYS_close, -1));
	made(&t[GETPPID], sys(SYS_getppid));
}

static void replay(struct thread *self)
{
	struct tally *t = self->tallies;
	char byte = 0;

	for (int i = 0; i < CALLS; i++)
		t[i].call = names[i];
	made_bytes(&t[READ], sys(SYS_read, go_fds[0], &byte, 1));
	for (long i = 0; i < rounds; i++)
		make_round(t);
	made_bytes(&t[WRITE], sys(SYS_write, done_fds[1], &byte, 1));
}

int run_replay(void)
{
	static struct tally go_calls = {.call = "write"};
	static struct tally done_calls = {.call = "read"};
	long count = number_arg(0, 7);
	struct thread *threads = calloc(count + 1, sizeof(*threads));
	struct tally *tallies = calloc(count * CALLS + 1, sizeof(*tallies));
	char *stacks = malloc(count * THREAD_STACK + 1);
	char byte = 0;

	rounds = number_arg(1, 101);
	require(threads && tallies && stacks);
	require(sys(SYS_pipe2, go_fds, 0) == 0 && sys(SYS_pipe2, done_fds, 0) == 0);
	ready_go();
	for (long i = 0; i < count; i++) {
		threads[i].run = replay;
		threads[i].tallies = tallies + i * CALLS;
		thread_start(&threads[i], stacks + i * THREAD_STACK, THREAD_STACK);
	}
	for (long i = 0; i < count; i++)
		made_bytes(&go_calls, sys(SYS_write, go_fds[1], &byte, 1));
	for (long i = 0; i < count; i++)
		made_bytes(&done_calls, sys(SYS_read, done_fds[0], &byte, 1));
	/* Not thread_join: how often that calls futex depends on timing. */
	for (long i = 0; i < count; i++)
		while (__atomic_load_n(&threads[i].alive, __ATOMIC_ACQUIRE))
			asm volatile("pause");
	for (long i = 0; i < count; i++)
		for (int j = 0; j < CALLS; j++)
			expect(threads[i].tid, &threads[i].tallies[j]);
	expect(getpid(), &go_calls);
	expect(getpid(), &done_calls);
	finish();
	return 0;
}
