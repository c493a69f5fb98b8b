// SPDX-License-Identifier: Apache-2.0
// Plain counts.
//
// counts   GETPPID getppid; ENOENT openat that find nothing; EAGAIN + READS reads of a nonblocking
//          pipe: EAGAIN find it empty, READS bring 13 bytes, which READS writes put there.
//          The program makes no other getppid, openat, read or write, not even at its start.
// rename   ALPHA getppid as "wl-alpha", BETA as "wl-beta", GAMMA as "wl-gamma": three prctl.
// vdso     CALLS clock_gettime, answered without entering the kernel.
// copy     BLOCKS reads of /dev/zero and as many writes to a file without name; FSYNCS fsync.
// cgroup   IN getppid inside DIR_IN, then OUT getppid inside DIR_OUT.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define CHUNK 13

int run_counts(void)
{
	long getppids = number_arg(0, 1009);
	long missing = number_arg(1, 23);
	long empty = number_arg(2, 457);
	long full = number_arg(3, 458);
	struct tally getppid_calls = {.call = "getppid"};
	struct tally openat_calls = {.call = "openat"};
	struct tally read_calls = {.call = "read"};
	struct tally write_calls = {.call = "write"};
	char chunk[CHUNK] = "sysprof";
	int pipe_fds[2];

	require(sys(SYS_pipe2, pipe_fds, O_NONBLOCK) == 0);
	ready_go();
	made_times(&getppid_calls, SYS_getppid, getppids);
	for (long i = 0; i < missing; i++)
		made(&openat_calls, sys(SYS_openat, AT_FDCWD, "/nonexistent/sysprof", O_RDONLY));
	for (long i = 0; i < full || i < empty; i++) {
		if (i < full) {
			made_bytes(&write_calls, sys(SYS_write, pipe_fds[1], chunk, CHUNK));
			made_bytes(&read_calls, sys(SYS_read, pipe_fds[0], chunk, CHUNK));
		}
		if (i < empty)
			made(&read_calls, sys(SYS_read, pipe_fds[0], chunk, CHUNK));
	}
	require(openat_calls.errors == missing && read_calls.errors == empty);
	require(read_calls.bytes == full * CHUNK && !write_calls.errors);
	expect(getpid(), &getppid_calls);
	expect(getpid(), &openat_calls);
	expect(getpid(), &read_calls);
	expect(getpid(), &write_calls);
	finish();
	return 0;
}

int run_rename(void)
{
	static const char *const names[] = {"wl-alpha", "wl-beta", "wl-gamma"};
	const long counts[] = {number_arg(0, 101), number_arg(1, 23), number_arg(2, 457)};
	struct tally prctl_calls = {.call = "prctl"};

	ready_go();
	for (int i = 0; i < 3; i++) {
		struct tally t = {.call = "getppid"};
		char extra[32];

		made(&prctl_calls, sys(SYS_prctl, PR_SET_NAME, names[i]));
		made_times(&t, SYS_getppid, counts[i]);
		snprintf(extra, sizeof(extra), " comm=%s", names[i]);
		t.extra = extra;
		expect(getpid(), &t);
	}
	expect(getpid(), &prctl_calls);
	finish();
	return 0;
}

int run_vdso(void)
{
	struct tally t = {.call = "clock_gettime"};
	struct timespec now;

	t.unseen = number_arg(0, 1009);
	ready_go();
	for (long i = 0; i < t.unseen; i++)
		clock_gettime(CLOCK_MONOTONIC, &now);
	expect(getpid(), &t);
	finish();
	return 0;
}

int run_copy(void)
{
	long blocks = number_arg(0, 1009);
	long size = number_arg(1, 4096);
	long syncs = number_arg(2, 23);
	struct tally read_calls = {.call = "read"};
	struct tally write_calls = {.call = "write"};
	struct tally fsync_calls = {.call = "fsync"};
	long from = sys(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY);
	long to = sys(SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0600);
	char *block = malloc(size);

	if (to < 0)
		skip("O_TMPFILE in /tmp", to);
	require(from >= 0 && block);
	ready_go();
	for (long i = 0; i < blocks; i++) {
		made_bytes(&read_calls, sys(SYS_read, from, block, size));
		made_bytes(&write_calls, sys(SYS_write, to, block, size));
	}
	for (long i = 0; i < syncs; i++)
		made(&fsync_calls, sys(SYS_fsync, to));
	require(read_calls.bytes == blocks * size && write_calls.bytes == blocks * size);
	require(!fsync_calls.errors);
	expect(getpid(), &read_calls);
	expect(getpid(), &write_calls);
	expect(getpid(), &fsync_calls);
	finish();
	return 0;
}

/* "0" is the writer itself. */
static void enter_cgroup(const char *dir)
{
	char path[512];
	long fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = sys(SYS_openat, AT_FDCWD, path, O_WRONLY);
	if (fd < 0)
		skip(path, fd);
	require(sys(SYS_write, fd, "0", 1) == 1);
	sys(SYS_close, fd);
}

int run_cgroup(void)
{
	const char *const dirs[] = {word_arg(0, NULL), word_arg(1, NULL)};
	const long counts[] = {number_arg(2, 1009), number_arg(3, 457)};

	if (!dirs[0] || !dirs[1]) {
		fprintf(stderr, "usage: workload cgroup DIR_IN DIR_OUT [IN] [OUT]\n");
		return 2;
	}
	ready_go();
	for (int i = 0; i < 2; i++) {
		struct tally t = {.call = "getppid"};
		char extra[512];

		enter_cgroup(dirs[i]);
		made_times(&t, SYS_getppid, counts[i]);
		snprintf(extra, sizeof(extra), " cgroup=%s", dirs[i]);
		t.extra = extra;
		expect(getpid(), &t);
	}
	finish();
	return 0;
}
