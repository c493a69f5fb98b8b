// SPDX-License-Identifier: Apache-2.0
// Work that is not, or not only, done by system calls of this program.
//
// io_uring  one io_uring_setup, NOPS io_uring_enter, each with one NOP that no tracepoint shows as
//           a call.
// helper    CALLS times the kernel itself starts this program: the release agent of a cgroup v1
//           hierarchy made for the purpose. Its first event is an exit from execve that nobody
//           entered. Each helper makes one getppid, under a tid of its own.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static void *map_ring(long fd, size_t size, long offset)
{
	void *ring =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, offset);

	require(ring != MAP_FAILED);
	return ring;
}

int run_io_uring(void)
{
	struct tally setup_calls = {.call = "io_uring_setup"};
	struct tally enter_calls = {.call = "io_uring_enter"};
	struct io_uring_params p = {0};
	long nops = number_arg(0, 101);
	struct io_uring_sqe *entries;
	char *submit;
	char *complete;
	long fd;

	ready_go();
	fd = made(&setup_calls, sys(SYS_io_uring_setup, 8, &p));
	if (fd < 0)
		skip("io_uring_setup", fd);
	submit = map_ring(fd, p.sq_off.array + p.sq_entries * 4, IORING_OFF_SQ_RING);
	complete = map_ring(fd, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe),
			    IORING_OFF_CQ_RING);
	entries = map_ring(fd, p.sq_entries * sizeof(*entries), IORING_OFF_SQES);
	for (long i = 0; i < nops; i++) {
		unsigned int slot = i & (p.sq_entries - 1);

		entries[slot] = (struct io_uring_sqe){.opcode = IORING_OP_NOP};
		((unsigned int *)(submit + p.sq_off.array))[slot] = slot;
		__atomic_store_n((unsigned int *)(submit + p.sq_off.tail), i + 1, __ATOMIC_RELEASE);
		require(made(&enter_calls, sys(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS,
					       NULL, 0)) == 1);
		__atomic_store_n((unsigned int *)(complete + p.cq_off.head), i + 1,
				 __ATOMIC_RELEASE);
	}
	expect(getpid(), &setup_calls);
	expect(getpid(), &enter_calls);
	finish();
	return 0;
}

/* In the abstract namespace: nothing to clean up. */
static const struct sockaddr_un meeting = {AF_UNIX, "\0sysprof-workload-helper"};
static char hierarchy[64];

static void leave_hierarchy(void)
{
	char group[80];

	snprintf(group, sizeof(group), "%s/group", hierarchy);
	rmdir(group);
	umount(hierarchy);
	rmdir(hierarchy);
}

static void write_file(const char *name, const char *text)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", hierarchy, name);
	fd = open(path, O_WRONLY);
	require(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void enter_hierarchy(void)
{
	char program[256] = "";
	char group[80];

	strcpy(hierarchy, "/tmp/sysprof-workload-XXXXXX");
	require(readlink("/proc/self/exe", program, sizeof(program) - 1) > 0);
	require(mkdtemp(hierarchy));
	if (mount("none", hierarchy, "cgroup", 0, "none,name=sysprof-workload")) {
		int error = errno;

		rmdir(hierarchy);
		skip("a cgroup v1 hierarchy", -error);
	}
	atexit(leave_hierarchy);
	snprintf(group, sizeof(group), "%s/group", hierarchy);
	require(!mkdir(group, 0700) || errno == EEXIST);
	write_file("release_agent", program);
	write_file("notify_on_release", "1");
	write_file("group/notify_on_release", "1");
}

int run_released(void)
{
	int tgid = getpid();
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	sys(SYS_getppid);
	return sendto(fd, &tgid, sizeof(tgid), 0, (const void *)&meeting, sizeof(meeting)) < 0;
}

int run_helper(void)
{
	long count = number_arg(0, 7);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	require(!bind(fd, (const void *)&meeting, sizeof(meeting)));
	enter_hierarchy();
	ready_go();
	for (long i = 0; i < count; i++) {
		struct tally t = {.call = "getppid", .calls = 1};
		struct tally exec_calls = {.call = "execve"};
		pid_t child = fork();
		int tgid;

		if (child == 0) {
			write_file("group/cgroup.procs", "0");
			_exit(0);
		}
		require(waitpid(child, NULL, 0) == child);
		require(recv(fd, &tgid, sizeof(tgid), 0) == sizeof(tgid));
		expect(tgid, &t);
		expect(tgid, &exec_calls);
	}
	finish();
	return 0;
}
