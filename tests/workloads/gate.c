// SPDX-License-Identifier: Apache-2.0
// Waiting for each other, and for the moment when another thread really sleeps in a call.

#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "workload.h"

static void futex_wake(int *word)
{
	sys(SYS_futex, word, FUTEX_WAKE, INT_MAX);
}

/* The acquire pairs with the release in gate_open. */
void gate_wait(int *gate)
{
	while (!__atomic_load_n(gate, __ATOMIC_ACQUIRE))
		sys(SYS_futex, gate, FUTEX_WAIT, 0);
}

void gate_open(int *gate)
{
	__atomic_store_n(gate, 1, __ATOMIC_RELEASE);
	futex_wake(gate);
}

/* Only the last one wakes: the waiter makes few calls, whatever the number of threads. */
void count_down(int *left)
{
	if (__atomic_sub_fetch(left, 1, __ATOMIC_ACQ_REL) == 0)
		futex_wake(left);
}

void count_down_wait(int *left)
{
	int now;

	while ((now = __atomic_load_n(left, __ATOMIC_ACQUIRE)) > 0)
		sys(SYS_futex, left, FUTEX_WAIT, now);
}

/* A file of a thread in /proc as text: by pread64, which no scenario promises, unlike read. */
static void read_of_thread(pid_t tgid, pid_t tid, const char *name, char *text, size_t size)
{
	char path[64];
	long fd, got;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", tgid, tid, name);
	fd = sys(SYS_openat, AT_FDCWD, path, O_RDONLY);
	if (fd < 0)
		skip(path, fd);
	got = sys(SYS_pread64, fd, text, size - 1, 0);
	sys(SYS_close, fd);
	if (got < 0)
		skip(path, got);
	text[got] = 0;
}

static int sleeps(pid_t tgid, pid_t tid)
{
	char text[512];
	char *name_end;

	read_of_thread(tgid, tid, "stat", text, sizeof(text));
	name_end = strrchr(text, ')');
	return name_end && !strncmp(name_end, ") S ", 4);
}

static int is_in(pid_t tgid, pid_t tid, long nr)
{
	char text[256];

	read_of_thread(tgid, tid, "syscall", text, sizeof(text));
	return text[0] != 'r' && strtol(text, NULL, 10) == nr;
}

/*
 * A thread that sleeps is past the call's sys_enter. The call's number alone does not say that it
 * sleeps: a thread that is stopped, or was just told to go on, still shows the call it left.
 */
void wait_until_in(pid_t tgid, pid_t tid, long nr)
{
	while (!sleeps(tgid, tid) || !is_in(tgid, tid, nr))
		sys(SYS_sched_yield);
}

void *shared_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	require(memory != MAP_FAILED);
	return memory;
}
