// SPDX-License-Identifier: Apache-2.0
/* Starting sysprof-files with the few capabilities that it needs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.h"
#include "sysprof_native.h"

/*
 * Ambient capabilities survive an execve of a user other than root. Root gets all at an execve, of which no_new_privs leaves those that
 * were permitted before.
 */
static int keep_capabilities(uint64_t keep)
{
	struct __user_cap_header_struct self = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) ||
	    syscall(SYS_capget, &self, sets))
		return -1;
	for (int i = 0; i < _LINUX_CAPABILITY_U32S_3; i++) {
		sets[i].permitted &= (uint32_t)(keep >> 32 * i);
		sets[i].effective = sets[i].inheritable = sets[i].permitted;
	}
	if (syscall(SYS_capset, &self, sets))
		return -1;
	/* Refused where ambient capabilities are (SECBIT_NO_CAP_AMBIENT_RAISE): it looks at what its user may look at. */
	for (int number = 0; number < 64; number++)
		if (sets[number / 32].permitted >> number % 32 & 1)
			prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number, 0, 0);
	return 0;
}

/*
 * Runs in the memory of the process that starts it, whose thread waits: with all signals blocked, which main() of files.c ends. It
 * ignores from the beginning what a terminal or a service manager sends to all of us, since the end of the socket ends it.
 */
static __attribute__((noinline)) void be_files(const char *path, uint64_t keep, int fd,
					       volatile int *cause)
{
	static const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
	char *const argv[] = {"sysprof-files", NULL};
	char *const environment[] = {NULL};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaction(ignored[i], &ignore, NULL);
	if (!keep_capabilities(keep) &&
	    (fd == FILES_SOCKET ? fcntl(fd, F_SETFD, 0) : dup2(fd, FILES_SOCKET)) >= 0)
		execve(path, argv, environment);
	*cause = errno;
	_exit(127);
}

int sysprof_files_start(const char *path, uint64_t keep, int *socket_fd)
{
	volatile int cause = 0;
	sigset_t all, before;
	char name[16]; /* TASK_COMM_LEN */
	int ends[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	/* By its name and its parent the programs in the kernel know the helper, which is not traced, from its birth on. */
	prctl(PR_GET_NAME, name);
	prctl(PR_SET_NAME, "sysprof-files");
	/* Not fork(): that would copy the tables of all our memory. */
	child = vfork();
	if (child == 0)
		be_files(path, keep, ends[1], &cause);
	if (child < 0)
		cause = errno;
	prctl(PR_SET_NAME, name);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (!cause) {
		*socket_fd = ends[0];
		return child;
	}
	close(ends[0]);
	if (child > 0)
		waitpid(child, NULL, 0);
	return -cause;
}
