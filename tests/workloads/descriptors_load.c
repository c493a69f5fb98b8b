// SPDX-License-Identifier: Apache-2.0
// The kinds of `descriptors` that make many calls, or that ask what they cost; see descriptors.c.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "workload.h"

int run_descriptors_many(long count)
{
	char name[32];

	for (long i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "many-%ld", i);
		require(!mknod(in(name), S_IFREG | 0644, 0));
	}
	ready_go();
	for (long i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "many-%ld", i);
		long fd = opened(name, 0);
		wrote(fd, i % 101 + 1, in(name));
		closed(fd, in(name));
	}
	finish();
	return 0;
}

/* Under another name than wl-in nothing is promised. */
int run_descriptors_renamed(void)
{
	long before, a, b;

	before = sys(SYS_openat, AT_FDCWD, in("before"), O_RDWR | O_CREAT, 0644);
	ready_go();
	require(before >= 0 && !sys(SYS_prctl, PR_SET_NAME, "wl-in"));
	wrote(before, 7, in("before"));
	a = opened("a", 0);
	wrote(a, 13, in("a"));
	require(!sys(SYS_prctl, PR_SET_NAME, "wl-out"));
	require(!sys(SYS_close, a));
	b = sys(SYS_openat, AT_FDCWD, in("b"), O_RDWR | O_CREAT, 0644);
	require(b == a && sys(SYS_write, b, bytes, 17) == 17);
	require(!sys(SYS_prctl, PR_SET_NAME, "wl-in"));
	wrote(b, 23, in("b"));
	require(!sys(SYS_prctl, PR_SET_NAME, "wl-out"));
	finish();
	return 0;
}

enum {
	COSTS_CALLS = 1000
};

int run_descriptors_costs(long rounds)
{
	long open_least = SECOND_NS, read_least = SECOND_NS;
	const char *path = in("cost");
	long fd = sys(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT, 0644);

	require(fd >= 0 && !sys(SYS_ftruncate, fd, sizeof(bytes)));
	ready_go();
	for (long i = 0; i < rounds; i++) {
		long begin = now_ns(), between, took;

		for (int j = 0; j < COSTS_CALLS; j++)
			sys(SYS_close, sys(SYS_openat, AT_FDCWD, path, O_RDONLY));
		between = now_ns();
		for (int j = 0; j < COSTS_CALLS; j++)
			sys(SYS_pread64, fd, bytes, 1, 0);
		took = now_ns() - between;
		read_least = took < read_least ? took : read_least;
		took = between - begin;
		open_least = took < open_least ? took : open_least;
	}
	say("costs %ld %ld\n", open_least / COSTS_CALLS, read_least / COSTS_CALLS);
	finish();
	return 0;
}

enum {
	FILES = 5,
	READERS = 3
};
static int go[READERS], left, over;
static long shared_fd;

static void reader(struct thread *self)
{
	for (;;) {
		gate_wait(&go[self->index]);
		go[self->index] = 0;
		if (over)
			return;
		require(sys(SYS_pread64, shared_fd, bytes + 100 * self->index, 79, 0) == 79);
		count_down(&left);
	}
}

int run_descriptors_turns(long rounds)
{
	static struct crew crew;
	char name[32];

	for (int i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "turn-%d", i);
		int fd = open(in(name), O_RDWR | O_CREAT, 0644);
		require(fd >= 0 && !ftruncate(fd, 4096) && !close(fd));
	}
	crew_start(&crew, READERS, 0, reader);
	ready_go();
	gate_open(&crew.go);
	for (long i = 0; i < rounds; i++) {
		snprintf(name, sizeof(name), "turn-%ld", i % FILES);
		shared_fd = opened(name, 0);
		left = READERS;
		for (int j = 0; j < READERS; j++)
			gate_open(&go[j]);
		count_down_wait(&left);
		on("pread64", READERS, READERS * 79, "%s", in(name));
		closed(shared_fd, in(name));
	}
	over = 1;
	for (int j = 0; j < READERS; j++)
		gate_open(&go[j]);
	count_down_wait(&crew.left);
	finish();
	return 0;
}
