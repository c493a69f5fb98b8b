// SPDX-License-Identifier: Apache-2.0
/*
 * sysprof-files: makes the system calls on paths of other programs. Any of them may wait for ever for a file server that does not
 * answer, and a process in such a call does not even end by SIGKILL: this one can be left behind. native/files.h is the protocol.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "files.h"

static struct slot {
	int fd;	    /* O_PATH; -1: free */
	int reader; /* for READ; -1: not opened yet */
	bool is_process;
	bool is_text; /* that the kernel writes of a process */
	struct statx status;
} slots[FILES_SLOTS];

static struct {
	struct files_question question;
	char path[FILES_PATH_BYTES + 1]; /* ends with a zero that is not in the packet */
} in;

static struct {
	struct files_answer answer;
	char data[FILES_READ_BYTES];
} out;

static int proc_fd;

static void close_slot(struct slot *slot)
{
	if (slot->reader >= 0)
		close(slot->reader);
	if (slot->fd >= 0)
		close(slot->fd);
	slot->reader = slot->fd = -1;
}

static void describe(const struct statx *status)
{
	out.answer.inode = status->stx_ino;
	out.answer.size = status->stx_size;
	out.answer.modified_seconds = status->stx_mtime.tv_sec;
	out.answer.modified_nanoseconds = status->stx_mtime.tv_nsec;
	out.answer.device_major = status->stx_dev_major;
	out.answer.device_minor = status->stx_dev_minor;
	out.answer.mode = status->stx_mode;
}

static bool is_text(const char *path)
{
	return !strcmp(path, "maps") || !strcmp(path, "comm");
}

/* Links and files that we ask for in the directory of a process. */
static bool is_of_process(const char *path)
{
	static const char mapped[] = "map_files/";

	if (!strncmp(path, mapped, strlen(mapped)))
		return !strchr(path + strlen(mapped), '/');
	return !strcmp(path, "exe") || !strcmp(path, "root") || is_text(path);
}

/* Who asks may be misled by what it read: it gets no further than to what it needs. */
static bool may_find(const struct files_question *question, size_t path_bytes)
{
	if (question->slot >= FILES_SLOTS || path_bytes == 0 || memchr(in.path, 0, path_bytes))
		return false;
	if (question->from == FILES_PROC)
		return question->flags == 0 && strspn(in.path, "0123456789") == path_bytes;
	if (question->from >= FILES_SLOTS || slots[question->from].fd < 0)
		return false;
	return question->flags == FILES_IN_ROOT ||
	       (question->flags == 0 && slots[question->from].is_process && is_of_process(in.path));
}

/* What the kernel knows of it: a file server is not asked. */
static int look(int fd, struct statx *status)
{
	return statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, status);
}

/* A link that leads to what a slot holds, whatever its path is by now. */
static void link_of(int fd, char *link, size_t capacity)
{
	snprintf(link, capacity, "/proc/self/fd/%d", fd);
}

/* Returns the bytes behind the answer, or -errno. */
static long find(const struct files_question *question, size_t path_bytes)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC};
	struct slot *slot;
	int from = proc_fd;
	char link[32];
	ssize_t length;

	if (!may_find(question, path_bytes))
		return -EINVAL;
	if (question->from != FILES_PROC)
		from = slots[question->from].fd;
	if (question->flags & FILES_IN_ROOT)
		how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
	slot = &slots[question->slot];
	if (slot->fd >= 0)
		return -EBUSY;
	slot->fd = syscall(SYS_openat2, from, in.path, &how, sizeof(how));
	if (slot->fd < 0)
		return -errno;
	slot->is_process = question->from == FILES_PROC;
	slot->is_text = !question->flags && is_text(in.path);
	if (look(slot->fd, &slot->status))
		return -errno;
	describe(&slot->status);
	link_of(slot->fd, link, sizeof(link));
	length = readlink(link, out.data, FILES_PATH_BYTES);
	return length < 0 ? 0 : length;
}

/*
 * A pipe would make us wait, and a device do something. Files of /proc and the like have no size, and some take what they tell
 * from others (kmsg).
 */
static int open_reader(struct slot *slot)
{
	char link[32];

	if (!S_ISREG(slot->status.stx_mode) || (slot->status.stx_size == 0 && !slot->is_text))
		return -EINVAL;
	link_of(slot->fd, link, sizeof(link));
	slot->reader = open(link, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return slot->reader < 0 ? -errno : 0;
}

static long read_slot(const struct files_question *question)
{
	struct slot *slot;
	size_t filled = 0;

	if (question->slot >= FILES_SLOTS || slots[question->slot].fd < 0 ||
	    question->bytes > sizeof(out.data) || question->offset > INT64_MAX - sizeof(out.data))
		return -EINVAL;
	slot = &slots[question->slot];
	if (slot->reader < 0) {
		int result = open_reader(slot);

		if (result)
			return result;
	}
	/* /proc gives a page at a time. */
	while (filled < question->bytes) {
		ssize_t bytes = pread(slot->reader, out.data + filled, question->bytes - filled,
				      (off_t)(question->offset + filled));

		if (bytes < 0 && filled == 0)
			return -errno;
		if (bytes <= 0)
			break;
		filled += bytes;
	}
	return (long)filled;
}

static long answer(size_t bytes)
{
	size_t path_bytes = bytes - sizeof(in.question);

	in.path[path_bytes] = 0;
	switch (in.question.kind) {
	case FILES_FIND:
		return find(&in.question, path_bytes);
	case FILES_READ:
		return read_slot(&in.question);
	case FILES_CLOSE:
		for (int i = 0; i < FILES_SLOTS; i++)
			close_slot(&slots[i]);
		return 0;
	default:
		return -EINVAL;
	}
}

/* Of what we were started with only the socket stays: a pipe of ours would keep its reader waiting when we are left behind. */
static bool keep_only_socket(void)
{
	int nothing = open("/dev/null", O_RDWR);

	for (int fd = 0; fd < FILES_SOCKET; fd++) {
		if (nothing >= 0 && fd != nothing)
			dup2(nothing, fd);
	}
	return syscall(SYS_close_range, FILES_SOCKET + 1, ~0U, 0) == 0 && chdir("/") == 0;
}

/* What was ambient got us here; nothing follows. */
static void keep_no_more(void)
{
	struct __user_cap_header_struct self = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};

	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (syscall(SYS_capget, &self, sets))
		return;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++)
		sets[i].inheritable = 0;
	syscall(SYS_capset, &self, sets);
}

int main(void)
{
	sigset_t none;

	prctl(PR_SET_NAME, "sysprof-files");
	if (getpriority(PRIO_PROCESS, 0) < 0)
		setpriority(PRIO_PROCESS, 0, 0);
	keep_no_more();
	if (!keep_only_socket())
		return 1;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < FILES_SLOTS; i++)
		slots[i].fd = slots[i].reader = -1;
	proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (proc_fd < 0)
		return 1;
	for (;;) {
		ssize_t bytes = recv(FILES_SOCKET, &in, sizeof(in) - 1, MSG_TRUNC);
		long result;

		if (bytes < 0 && errno == EINTR)
			continue;
		if (bytes < (ssize_t)sizeof(in.question) || bytes > (ssize_t)sizeof(in) - 1)
			return 0; /* The end, or not what we know. */
		memset(&out.answer, 0, sizeof(out.answer));
		result = answer((size_t)bytes);
		out.answer.result = result < 0 ? (int32_t)result : 0;
		if (send(FILES_SOCKET, &out, sizeof(out.answer) + (result < 0 ? 0 : result),
			 MSG_NOSIGNAL) < 0)
			return 0;
	}
}
