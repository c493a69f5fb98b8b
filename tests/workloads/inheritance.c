// SPDX-License-Identifier: Apache-2.0
// Descriptors that are handed down, and files that are many. AMOUNT is a number, or SECONDSs for as
// many as fit.
//
// fork_chain   AMOUNT processes, each forked by the one before it, which then ends: one lives at a
//              time. Each makes CALLS writes of a byte to the descriptor FD, which is /dev/null and
//              was opened before "ready". processes=N says how many there were.
// inherited    DESCRIPTORS of /dev/null are opened before "ready"; then CHILDREN are forked that all
//              have them at the same time. Each makes one write of a byte to the last of them.
// many_files   one thread opens AMOUNT files in DIR, "file-N" each, writes a byte, closes and unlinks
//              them. No two have the same name. files=N says how many there were.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "workload.h"

/* Descriptors up to this number must be possible. */
static void allow_descriptor(long fd)
{
	struct rlimit limit;

	require(!getrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_max <= (rlim_t)fd)
		limit.rlim_max = fd + 1;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		skip("so many descriptors", -errno);
}

static long open_null(void)
{
	long fd = sys(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);

	require(fd >= 0);
	return fd;
}

static void write_byte(long fd)
{
	require(sys(SYS_write, fd, "x", 1) == 1);
}

/* Each goes on as its own child until there are enough, or the first one was killed. */
static void go_down(struct limit limit, long fd, long calls, long *processes)
{
	long first = sys(SYS_getppid);

	for (;;) {
		long child;

		for (long i = 0; i < calls; i++)
			write_byte(fd);
		if (!limit_allows(&limit, ++*processes) || sys(SYS_kill, first, 0))
			sys(SYS_exit_group, 0);
		child = sys(SYS_fork);
		require(child >= 0);
		if (child > 0)
			sys(SYS_exit_group, 0);
	}
}

int run_fork_chain(void)
{
	struct limit limit = limit_arg(0, 503);
	long fd = number_arg(1, 19990), calls = number_arg(2, 1), child, status;
	long *processes = shared_memory(sizeof(*processes));
	struct tally fork_calls = {.call = "fork"}, write_calls = {.call = "write"};
	char extra[64];

	allow_descriptor(fd);
	require(sys(SYS_dup2, open_null(), fd) == fd);
	/* All that lose their parents become ours, and are waited for: none is left at the end. */
	require(!sys(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1));
	ready_go();
	limit_begins(&limit);
	child = sys(SYS_fork);
	require(child >= 0);
	if (child == 0)
		go_down(limit, fd, calls, processes);
	while (sys(SYS_wait4, -1, &status, 0, NULL) > 0)
		require((int)status == 0);
	fork_calls.calls = *processes;
	write_calls.calls = write_calls.bytes = *processes * calls;
	snprintf(extra, sizeof(extra), " processes=%ld", *processes);
	write_calls.extra = extra;
	expect(0, &fork_calls);
	expect(0, &write_calls);
	on("write", write_calls.calls, write_calls.calls, "/dev/null");
	finish();
	return 0;
}

int run_inherited(void)
{
	long descriptors = number_arg(0, 997), children = number_arg(1, 101), last = 0, status;
	struct tally fork_calls = {.call = "fork", .calls = children};
	struct tally write_calls = {.call = "write", .calls = children, .bytes = children};
	struct {
		int left, go;
	} *all = shared_memory(sizeof(*all));

	allow_descriptor(descriptors + 16);
	for (long i = 0; i < descriptors; i++)
		last = open_null();
	all->left = children;
	ready_go();
	for (long i = 0; i < children; i++) {
		long child = sys(SYS_fork);

		require(child >= 0);
		if (child > 0)
			continue;
		write_byte(last);
		count_down(&all->left);
		gate_wait(&all->go);
		sys(SYS_exit_group, 0);
	}
	count_down_wait(&all->left);
	gate_open(&all->go);
	for (long i = 0; i < children; i++)
		require(sys(SYS_wait4, -1, &status, 0, NULL) > 0 && (int)status == 0);
	expect(0, &fork_calls);
	expect(0, &write_calls);
	on("write", children, children, "/dev/null");
	finish();
	return 0;
}

int run_many_files(void)
{
	const char *path = word_arg(0, NULL);
	struct limit limit = limit_arg(1, 10007);
	struct tally openat_calls = {.call = "openat"}, write_calls = {.call = "write"};
	struct tally close_calls = {.call = "close"}, unlink_calls = {.call = "unlink"};
	char extra[64];
	long files = 0;

	if (!path)
		skip("many_files needs a DIR", 0);
	ready_go();
	for (limit_begins(&limit); limit_allows(&limit, files); files++) {
		char name[512];
		long fd;

		snprintf(name, sizeof(name), "%s/file-%ld", path, files);
		fd = made(&openat_calls,
			  sys(SYS_openat, AT_FDCWD, name, O_CREAT | O_EXCL | O_WRONLY, 0600));
		require(fd >= 0);
		require(made_bytes(&write_calls, sys(SYS_write, fd, "x", 1)) == 1);
		require(!made(&close_calls, sys(SYS_close, fd)));
		require(!made(&unlink_calls, sys(SYS_unlink, name)));
	}
	snprintf(extra, sizeof(extra), " files=%ld", files);
	openat_calls.extra = extra;
	expect(getpid(), &openat_calls);
	expect(getpid(), &write_calls);
	expect(getpid(), &close_calls);
	expect(getpid(), &unlink_calls);
	finish();
	return 0;
}
