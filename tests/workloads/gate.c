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

/*
 * The file says "running" while the thread is on a CPU or wants one, else the call's number. It
 * is read as soon as the thread sleeps, so the call's sys_enter is certainly over.
 */
void wait_until_in(pid_t tgid, pid_t tid, long nr)
{
	char path[64];
	char line[256];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", tgid, tid);
	for (;;) {
		long fd = sys(SYS_openat, AT_FDCWD, path, O_RDONLY);
		long got;

		if (fd < 0)
			skip(path, fd);
		got = sys(SYS_read, fd, line, sizeof(line) - 1);
		sys(SYS_close, fd);
		if (got < 0)
			skip(path, got);
		line[got] = 0;
		if (line[0] != 'r' && strtol(line, NULL, 10) == nr)
			return;
		sys(SYS_sched_yield);
	}
}

void *shared_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	require(memory != MAP_FAILED);
	return memory;
}
