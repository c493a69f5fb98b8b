// SPDX-License-Identifier: Apache-2.0
/*
 * Giving up capabilities, all or all but some. They belong to threads, the C library changes those of the calling one, and the runtime's
 * threads are none of ours: a signal makes each of them do it. docs/decisions/0011-privileges.md says why not otherwise.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sysprof_native.h"

enum {
	PASSES = 3000, /* some seconds; three or four are enough unless a thread takes no signals */
	DONE_PASSES = 50,
	NAP_MS = 1,
};

/* What a pass over all threads found. */
struct pass {
	int undone;	 /* threads that have something left */
	int last_undone; /* the tid of one of them */
	uint64_t who;	 /* all tids in one number */
};

/* What every thread may keep, if it has it. Written before the first signal is sent, read by its handler. */
static uint64_t kept;

/* Async-signal-safe. Less is always granted, unless by a seccomp filter. */
static int drop_own(void)
{
	struct __user_cap_header_struct self = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) ||
	    syscall(SYS_capget, &self, sets))
		return -errno;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		sets[i].permitted &= (uint32_t)(kept >> 32 * i);
		sets[i].effective &= sets[i].permitted;
		sets[i].inheritable = 0;
	}
	return syscall(SYS_capset, &self, sets) ? -errno : 0;
}

static void on_signal(int signal)
{
	int interrupted = errno;

	(void)signal;
	drop_own();
	errno = interrupted;
}

/* A line of /proc/PID/status; all bits where there is none. Names come first, with their line feeds escaped. */
static uint64_t field(const char *status, const char *name, int base)
{
	const char *line = strstr(status, name);

	return line ? strtoull(line + strlen(name), NULL, base) : UINT64_MAX;
}

static bool is_done(const char *status)
{
	return field(status, "\nNoNewPrivs:\t", 10) == 1 && field(status, "\nCapInh:\t", 16) == 0 &&
	       (field(status, "\nCapPrm:\t", 16) & ~kept) == 0 &&
	       (field(status, "\nCapEff:\t", 16) & ~kept) == 0 &&
	       field(status, "\nCapAmb:\t", 16) == 0;
}

/* Of a thread of ours; 0 when it is gone. */
static ssize_t read_status(int tid, char *status, size_t capacity)
{
	char path[64];
	size_t length = 0;
	ssize_t part;
	int fd, cause;

	snprintf(path, sizeof(path), "/proc/self/task/%d/status", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	do {
		part = read(fd, status + length, capacity - 1 - length);
		cause = errno;
		length += part > 0 ? (size_t)part : 0;
	} while (part > 0);
	close(fd);
	if (part < 0)
		return cause == ESRCH ? 0 : -cause;
	status[length] = 0;
	return (ssize_t)length;
}

/* Sends the signal to a thread that has something left, unless it has one that it did not take yet. */
static int look_at(int tid, int signal, struct pass *pass)
{
	static char status[1 << 20]; /* there may be 65,536 groups in it */
	ssize_t length = read_status(tid, status, sizeof(status));

	if (length <= 0)
		return (int)length;
	/* A leader that ended before its threads stays; it makes no calls. */
	if (strstr(status, "\nState:\tZ") || strstr(status, "\nState:\tX"))
		return 0;
	pass->who = (pass->who ^ (uint64_t)tid) * UINT64_C(0x100000001b3);
	if (is_done(status))
		return 0;
	pass->undone++;
	pass->last_undone = tid;
	/* A queue that is full and a thread that has ended meanwhile are the next pass's business. */
	if (!(field(status, "\nSigPnd:\t", 16) >> (signal - 1) & 1))
		syscall(SYS_tgkill, getpid(), tid, signal);
	return 0;
}

static int look_at_all(int signal, struct pass *pass)
{
	DIR *tasks = opendir("/proc/self/task");
	struct dirent *task;
	int result = 0;

	if (!tasks)
		return -errno;
	*pass = (struct pass){};
	while (!result && (task = readdir(tasks))) {
		int tid = atoi(task->d_name); /* 0: "." and ".." */

		if (tid)
			result = look_at(tid, signal, pass);
	}
	closedir(tasks);
	return result;
}

/*
 * A new thread has what its creator had, and the kernel lists it behind all others: a pass in which all are done has
 * seen it, too. But when a thread ends that was listed already, the kernel may leave another one out. So a pass counts
 * only when the next one finds the same threads, so that none had ended. Where threads come and go all the time, many
 * passes in a row have to do: one left out by each of them there is not.
 */
static int drop_all(int signal, int *tid)
{
	struct pass pass = {};
	uint64_t last = 0;
	int done = 0;
	int result;

	for (int i = 0; i < PASSES; i++) {
		result = look_at_all(signal, &pass);
		if (result)
			return result;
		done = pass.undone ? 0 : done + 1;
		if (done == DONE_PASSES || (done > 1 && pass.who == last))
			return 0;
		if (pass.undone)
			poll(NULL, 0, NAP_MS);
		last = pass.who;
	}
	*tid = pass.last_undone;
	return -ETIMEDOUT;
}

/* One that nobody listens to, from the end: the runtime and the C library have the first ones. 0: there is none. */
static int find_signal(struct sigaction *action)
{
	for (int signal = SIGRTMAX; signal > SIGRTMIN; signal--) {
		if (!sigaction(signal, NULL, action) && action->sa_handler == SIG_DFL)
			return signal;
	}
	return 0;
}

static int drop_by_signal(int *tid)
{
	/* Calls that can be are restarted; the runtime interrupts its threads in the same way for its own ends. */
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};
	struct sigaction discard = {.sa_handler = SIG_IGN};
	struct sigaction before;
	int signal = find_signal(&before);
	int result;

	if (!signal)
		return -EBUSY;
	sigfillset(&action.sa_mask);
	if (sigaction(signal, &action, NULL))
		return -errno;
	result = drop_all(signal, tid);
	/* One that a thread has not taken yet would end the process: ignoring a signal makes the kernel forget it. */
	sigaction(signal, &discard, NULL);
	sigaction(signal, &before, NULL);
	return result;
}

int sysprof_privileges_drop(uint64_t keep, int *tid)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	int result;

	*tid = 0;
	pthread_mutex_lock(&one_at_a_time);
	kept = keep;
	result = drop_own();
	if (!result)
		result = drop_by_signal(tid);
	pthread_mutex_unlock(&one_at_a_time);
	return result;
}
