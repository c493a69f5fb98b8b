// SPDX-License-Identifier: Apache-2.0
// descriptors files DIR    on what files, pipes and kernel objects calls are made, across close and
//                          reuse, dup, fork, exec, passing, chroot and mounts (the last two: root)
// descriptors many DIR N   opens N files one after the other: each 1 open, 1 write, 1 close
// descriptors costs DIR R  the least of R rounds of 1000: nanoseconds of an open with its close, of
//                          a read; no promise
// descriptors renamed DIR  writes under the name wl-in alone; what they are made on was opened before
//                          it had a name of ours, under it, and under wl-out
// descriptors turns DIR R  a thread opens 5 files in turn under one number, R times; 3 others read
//
// Lines: "on CALL calls=N bytes=N NAME", or with a tab and the peer behind NAME; those that differ
// only in their numbers add up.

#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "workload.h"

static const char *inode_name(const char *kind, long fd)
{
	static char name[4][64];
	static int next;
	struct stat status;

	require(!fstat(fd, &status));
	snprintf(name[next % 4], sizeof(name[0]), "%s:[%ld]", kind, (long)status.st_ino);
	return name[next++ % 4];
}

/* One number, two files; and copies of it under other numbers. */
static void reuse_and_copy(void)
{
	long a = opened("a", 0), b, copy;

	wrote(a, 13, in("a"));
	closed(a, in("a"));
	b = opened("b", 0);
	require(b == a);
	wrote(b, 23, in("b"));
	copy = sys(SYS_dup, b);
	on("dup", 1, 0, "%s", in("b"));
	wrote(copy, 101, in("b"));
	require(sys(SYS_dup2, b, 90) == 90);
	on("dup2", 1, 0, "%s", in("b"));
	wrote(90, 3, in("b"));
	closed(b, in("b"));
	a = opened("a", 0);
	require(a == b);
	wrote_at(a, 5, in("a"));
	wrote(90, 7, in("b"));
	require(sys(SYS_dup3, a, 90, O_CLOEXEC) == 90);
	on("dup3", 1, 0, "%s", in("a"));
	read_at(90, 1, in("a"));
	require(sys(SYS_fcntl, a, F_DUPFD, 91) == 91);
	require(sys(SYS_fcntl, a, F_DUPFD_CLOEXEC, 92) == 92);
	require(sys(SYS_fcntl, a, F_GETFD) == 0);
	on("fcntl", 3, 0, "%s", in("a"));
	read_at(91, 2, in("a"));
	read_at(92, 4, in("a"));
	for (long fd = 90; fd <= 92; fd++)
		closed(fd, in("a"));
	closed(copy, in("b"));
	closed(a, in("a"));
	require(sys(SYS_read, a, bytes, 1) == -9);
	on("read", 1, 0, "(not open)");
}

static void pipes_and_pairs(void)
{
	int ends[2];
	char name[64];

	for (int i = 0; i < 2; i++) {
		require(!(i ? sys(SYS_pipe2, ends, O_CLOEXEC) : sys(SYS_pipe, ends)));
		strcpy(name, inode_name("pipe", ends[0]));
		wrote(ends[1], 11, name);
		read_some(ends[0], 11, name);
		closed(ends[0], name);
		closed(ends[1], name);
	}
	require(!sys(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
	wrote(ends[0], 17, inode_name("unix", ends[0]));
	read_some(ends[1], 17, inode_name("unix", ends[1]));
	closed(ends[0], inode_name("unix", ends[0]));
	closed(ends[1], inode_name("unix", ends[1]));
}

static void kernel_objects(void)
{
	struct epoll_event event = {.events = EPOLLIN};
	long epoll = sys(SYS_epoll_create1, 0);
	long counter = sys(SYS_eventfd2, 1, 0);
	long memory = sys(SYS_memfd_create, "descriptors", 0);
	long zero = sys(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY);

	require(epoll >= 0 && counter >= 0 && memory >= 0 && zero >= 0);
	require(!sys(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, counter, &event));
	on("epoll_ctl", 1, 0, "anon_inode:[eventpoll]");
	on("epoll_create1", 1, 0, "anon_inode:[eventpoll]");
	read_some(counter, 8, "anon_inode:[eventfd]");
	wrote(memory, 29, "/memfd:descriptors (deleted)");
	read_some(zero, 31, "/dev/zero");
	closed(zero, "/dev/zero");
	closed(memory, "/memfd:descriptors (deleted)");
	closed(counter, "anon_inode:[eventfd]");
	closed(epoll, "anon_inode:[eventpoll]");
}

static void deleted_and_named_pipes(void)
{
	char gone[600], link[64];
	long fd = opened("gone", 0), again;

	wrote(fd, 19, in("gone"));
	require(!unlink(in("gone")));
	snprintf(gone, sizeof(gone), "%s (deleted)", in("gone"));
	snprintf(link, sizeof(link), "/proc/self/fd/%ld", fd);
	again = sys(SYS_openat, AT_FDCWD, link, O_RDWR);
	require(again >= 0);
	read_some(again, 19, gone);
	closed(again, gone);
	closed(fd, in("gone"));
	require(!mkfifo(in("fifo"), 0600));
	fd = opened("fifo", 0);
	wrote(fd, 37, in("fifo"));
	read_some(fd, 37, in("fifo"));
	closed(fd, in("fifo"));
}

/* Paths that are longer than any buffer of the kernel for names alone, and longer than PATH_MAX. */
static void deep(int levels, const char *prefix)
{
	char name[101];
	long fd;

	memset(name, 'd', 100);
	name[100] = 0;
	require(!chdir(directory));
	for (int i = 0; i < levels; i++) {
		(void)!mkdir(name, 0755);
		require(!chdir(name));
	}
	fd = sys(SYS_openat, AT_FDCWD, "deep", O_RDWR | O_CREAT, 0644);
	require(fd >= 0);
	require(sys(SYS_write, fd, bytes, 41) == 41);
	say("on write calls=1 bytes=41 %s", prefix);
	/* Names are taken until they are 4096 bytes or more: 5 + 41 * 101. */
	for (int i = 0; i < (levels > 41 ? 41 : levels); i++)
		say("/%s", name);
	say("/deep\n");
	require(!sys(SYS_close, fd));
	require(!chdir("/"));
}

/* A file is passed through a socket, and arrives under a number that another one had. */
static void passed(void)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {};
	struct iovec part = {bytes, 1};
	struct msghdr message = {.msg_iov = &part,
				 .msg_iovlen = 1,
				 .msg_control = &control,
				 .msg_controllen = sizeof(control)};
	int ends[2];
	long a = opened("a", 0), b;

	require(!sys(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, ends));
	control.head = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
	memcpy(CMSG_DATA(&control.head), &(int){a}, sizeof(int));
	require(sys(SYS_sendmsg, ends[0], &message, 0) == 1);
	b = opened("b", 0);
	read_at(b, 43, in("b"));
	closed(b, in("b"));
	require(sys(SYS_recvmsg, ends[1], &message, 0) == 1);
	memcpy(&b, CMSG_DATA(&control.head), sizeof(int));
	b = (int)b;
	read_at(b, 47, in("a"));
	closed(b, in("a"));
	closed(a, in("a"));
	sys(SYS_close, ends[0]);
	sys(SYS_close, ends[1]);
}

/* What the child does is promised by the parent. */
static void in_child(void (*work)(long fd), long fd)
{
	int status;
	pid_t child = fork();

	if (!child) {
		work(fd);
		_exit(0);
	}
	require(child > 0 && waitpid(child, &status, 0) == child && !status);
}

static void inherited(long fd)
{
	require(sys(SYS_pread64, fd, bytes, 53, 0) == 53);
	require(!sys(SYS_close, fd));
	require(sys(SYS_openat, AT_FDCWD, in("b"), O_RDONLY) == fd);
	require(sys(SYS_pread64, fd, bytes, 59, 0) == 59);
	execl("/proc/self/exe", "workload", "after_exec_reads", NULL);
}

int run_after_exec_reads(void)
{
	require(sys(SYS_pread64, 90, bytes, 61, 0) == 61);
	return 0;
}

static void forked(void)
{
	long a = opened("a", O_CLOEXEC);

	require(sys(SYS_dup2, a, 90) == 90);
	in_child(inherited, a);
	on("pread64", 1, 53, "%s", in("a"));
	on("close", 1, 0, "%s", in("a"));
	on("openat", 1, 0, "%s", in("b"));
	on("pread64", 1, 59, "%s", in("b"));
	on("pread64", 1, 61, "%s", in("a")); /* after execve */
	read_at(a, 67, in("a"));
	closed(a, in("a"));
	closed(90, in("a"));
	on("dup2", 1, 0, "%s", in("a"));
}

static void below_another_root(long unused)
{
	(void)unused;
	require(!chroot(in("root")) && !chdir("/"));
	long fd = sys(SYS_openat, AT_FDCWD, "/sub/inside", O_RDWR | O_CREAT, 0644);
	require(fd >= 0 && sys(SYS_write, fd, bytes, 71) == 71);
}

static void below_a_mount(long unused)
{
	(void)unused;
	require(!unshare(CLONE_NEWNS) && !mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL));
	require(!mount("", in("root"), "tmpfs", 0, NULL) && !mkdir(in("root/sub"), 0755));
	long fd = sys(SYS_openat, AT_FDCWD, in("root/sub/mounted"), O_RDWR | O_CREAT, 0644);
	require(fd >= 0 && sys(SYS_write, fd, bytes, 73) == 73);
}

static int run_files(void)
{
	long before = sys(SYS_openat, AT_FDCWD, in("before"), O_RDWR | O_CREAT, 0644);

	require(before >= 0 && !ftruncate(before, 4096));
	require(!mknod(in("a"), S_IFREG | 0644, 0) && !truncate(in("a"), 4096));
	require(!mknod(in("b"), S_IFREG | 0644, 0) && !truncate(in("b"), 4096));
	require(!mkdir(in("root"), 0755) && !mkdir(in("root/sub"), 0755));
	ready_go();
	read_some(before, 7, in("before"));
	closed(before, in("before"));
	reuse_and_copy();
	pipes_and_pairs();
	kernel_objects();
	deleted_and_named_pipes();
	deep(30, directory);
	deep(60, "...");
	passed();
	forked();
	if (!geteuid()) {
		in_child(below_another_root, 0);
		on("openat", 1, 0, "/sub/inside");
		on("write", 1, 71, "/sub/inside");
		in_child(below_a_mount, 0);
		on("write", 1, 73, "%s", in("root/sub/mounted"));
	}
	finish();
	return 0;
}

int run_descriptors(void)
{
	const char *kind = word_arg(0, "");

	directory = word_arg(1, NULL);
	if (!directory)
		return 2;
	if (!strcmp(kind, "files"))
		return run_files();
	if (!strcmp(kind, "many"))
		return run_descriptors_many(number_arg(2, 10000));
	if (!strcmp(kind, "renamed"))
		return run_descriptors_renamed();
	if (!strcmp(kind, "costs"))
		return run_descriptors_costs(number_arg(2, 101));
	if (!strcmp(kind, "turns"))
		return run_descriptors_turns(number_arg(2, 1009));
	return 2;
}
