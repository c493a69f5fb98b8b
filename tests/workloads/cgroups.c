// SPDX-License-Identifier: Apache-2.0
// Cgroups of the v2 hierarchy that are made, used and removed, all below DIR, which is made, too.
//
// deep_cgroups  LEVELS cgroups, each in the one before, with names of 255 bytes: the number of the
//               level in six digits, then 'd' (the path of 17 is longer than PATH_MAX). They are made
//               before "ready" or after it. A child that is born in the innermost makes CALLS
//               getppid. levels=N says how many there are: fewer where the kernel allows no more.
// cgroup_churn  STANDING cgroups, "standing-0" and so on, are there before "ready" and until the
//               end. Then CGROUPS times, or for as many SECONDSs: "gone-N" is made, a child that is
//               born in it makes CALLS getppid and ends, and it is removed. cgroups=N says how often.
//
// Everything is removed on every way out, SIGKILL included, by a process of its own.

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

enum {
	NAME_BYTES = 255
};

/* Removes the cgroups in one that can be; returns a descriptor of one that could not be, or -1. */
static int remove_free(int directory)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY), busy = -1;
	DIR *listing = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!listing)
		return -1;
	while ((entry = readdir(listing))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if (unlinkat(directory, entry->d_name, AT_REMOVEDIR) && busy < 0)
			busy = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY);
	}
	closedir(listing);
	return busy;
}

/* Goes down and up by one descriptor: there may be more levels than descriptors. */
static void remove_below(int directory)
{
	int at = dup(directory);

	for (long level = 0; level >= 0;) {
		int next = remove_free(at);

		if (next < 0 && level-- > 0)
			next = openat(at, "..", O_RDONLY | O_DIRECTORY);
		else if (next >= 0)
			level++;
		close(at);
		at = next;
	}
}

static void clean_up(const char *path, int working)
{
	int directory = open(path, O_RDONLY | O_DIRECTORY);
	char byte;

	while (read(working, &byte, 1) < 0 && errno == EINTR)
		;
	/* Busy: a child has not quite gone. */
	do
		remove_below(directory);
	while (rmdir(path) && errno == EBUSY && !usleep(1000));
	_exit(0);
}

/* The cleaner begins when `working` is closed, and its end of `cleaned` is closed when it is done. */
static int working, cleaned;

/* Nobody's child, so that it outlives a program that is killed with all its children. */
static void start_cleaner(const char *path)
{
	int work[2], clean[2];
	pid_t starter;

	if (mkdir(path, 0755))
		skip(path, -errno);
	require(!pipe(work) && !pipe(clean));
	starter = fork();
	require(starter >= 0);
	if (starter == 0) {
		setsid();
		if (fork())
			_exit(0);
		for (int fd = 0; fd <= 2; fd++)
			close(fd);
		close(work[1]);
		clean_up(path, work[0]);
	}
	require(waitpid(starter, NULL, 0) == starter);
	close(work[0]);
	close(clean[1]);
	working = work[1];
	cleaned = clean[0];
}

static void wait_for_cleaner(void)
{
	char byte;

	close(working);
	while (read(cleaned, &byte, 1) < 0 && errno == EINTR)
		;
}

/* A child of this program in a cgroup: it makes calls and ends. */
static void born_in(int directory, long calls)
{
	struct clone_args in_cgroup = {
		.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = directory};
	long tgid = sys(SYS_clone3, &in_cgroup, sizeof(in_cgroup));

	if (tgid < 0)
		skip("clone3 into a cgroup", tgid);
	if (tgid == 0) {
		while (calls-- > 0)
			sys(SYS_getppid);
		sys(SYS_exit_group, 0);
	}
	require(sys(SYS_wait4, tgid, NULL, 0, NULL) == tgid);
}

/* Makes them, opens the innermost and says how many there are. */
static int make_deep(const char *path, long *levels)
{
	int at = open(path, O_RDONLY | O_DIRECTORY);
	char name[NAME_BYTES + 1];
	long level = 0;

	require(at >= 0);
	memset(name, 'd', NAME_BYTES);
	name[NAME_BYTES] = 0;
	for (; level < *levels; level++) {
		char number[8];
		int next;

		snprintf(number, sizeof(number), "%06ld", level % 1000000);
		memcpy(name, number, 6);
		if (mkdirat(at, name, 0755))
			break;
		next = openat(at, name, O_RDONLY | O_DIRECTORY);
		require(next >= 0);
		close(at);
		at = next;
	}
	*levels = level;
	return at;
}

int run_deep_cgroups(void)
{
	const char *path = word_arg(0, NULL), *when = word_arg(1, "before");
	long levels = number_arg(2, 101);
	struct tally getppid_calls = {.call = "getppid", .calls = number_arg(3, 1009)};
	char extra[64];
	int innermost;

	if (!path)
		skip("deep_cgroups needs a DIR", 0);
	start_cleaner(path);
	if (!strcmp(when, "after"))
		ready_go();
	innermost = make_deep(path, &levels);
	if (strcmp(when, "after"))
		ready_go();
	born_in(innermost, getppid_calls.calls);
	snprintf(extra, sizeof(extra), " levels=%ld", levels);
	getppid_calls.extra = extra;
	expect(0, &getppid_calls);
	finish();
	wait_for_cleaner();
	return 0;
}

static void one_cgroup(int root, long number, long calls)
{
	char name[32];
	int directory;

	snprintf(name, sizeof(name), "gone-%ld", number);
	require(!mkdirat(root, name, 0755));
	directory = openat(root, name, O_RDONLY | O_DIRECTORY);
	require(directory >= 0);
	born_in(directory, calls);
	close(directory);
	/* A child that has been waited for may still be there for a moment. */
	while (unlinkat(root, name, AT_REMOVEDIR))
		require(errno == EBUSY && !sys(SYS_sched_yield));
}

int run_cgroup_churn(void)
{
	const char *path = word_arg(0, NULL);
	struct limit limit = limit_arg(1, 1009);
	long standing = number_arg(2, 101), calls = number_arg(3, 3), made = 0;
	struct tally getppid_calls = {.call = "getppid"};
	char extra[64];
	int root;

	if (!path)
		skip("cgroup_churn needs a DIR", 0);
	start_cleaner(path);
	root = open(path, O_RDONLY | O_DIRECTORY);
	require(root >= 0);
	for (long i = 0; i < standing; i++) {
		char name[32];

		snprintf(name, sizeof(name), "standing-%ld", i);
		require(!mkdirat(root, name, 0755));
	}
	ready_go();
	for (limit_begins(&limit); limit_allows(&limit, made); made++)
		one_cgroup(root, made, calls);
	getppid_calls.calls = made * calls;
	snprintf(extra, sizeof(extra), " cgroups=%ld", made);
	getppid_calls.extra = extra;
	expect(0, &getppid_calls);
	finish();
	wait_for_cleaner();
	return 0;
}
