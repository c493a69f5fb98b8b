// SPDX-License-Identifier: Apache-2.0
/* Starting a command stopped, so that it is traced from its first instruction on and nothing of ours is. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sysprof_native.h"

/* The runtime ignores SIGPIPE, which execve keeps; what it handles, execve resets, and what nohup ignores stays so. */
static void restore_signals(void)
{
	struct sigaction by_default = {.sa_handler = SIG_DFL};
	sigset_t none;

	sigaction(SIGPIPE, &by_default, NULL);
	/* The runtime's handler would run when we are let go, and its calls be traced as the command's. */
	sigaction(SIGCONT, &by_default, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

char **sysprof_user_environment;

static void run_script(const char *path, char *const argv[], char *const environment[])
{
	size_t count = 0;

	while (argv[count])
		count++;

	char *shell_argv[count + 2];

	shell_argv[0] = "/bin/sh";
	shell_argv[1] = (char *)path;
	for (size_t i = 1; i <= count; i++)
		shell_argv[i + 1] = argv[i];
	execve("/bin/sh", shell_argv, environment);
}

/*
 * What is seen of the command begins where the stop ends, so that the gate is memory: looking at it is no call. A
 * SIGCONT with the gate shut is somebody else's, or says that our parent is dead. (It stays so after the execve, which
 * cannot be prevented unseen, and does no harm there.)
 */
static void wait_at(const int *gate, pid_t parent)
{
	pid_t self = getpid();

	prctl(PR_SET_PDEATHSIG, SIGCONT);
	while (!__atomic_load_n(gate, __ATOMIC_ACQUIRE)) {
		if (getppid() != parent)
			_exit(1);
		/* Not raise(): it makes calls of its own after the stop, which would be traced as the command's. */
		syscall(SYS_kill, self, SIGSTOP);
	}
}

/* Its output goes there, and it has nothing to read. */
static void redirect(int output_fd)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(nothing, STDIN_FILENO);
	dup2(output_fd, STDOUT_FILENO);
	dup2(output_fd, STDERR_FILENO);
}

static void be_command(const struct sysprof_command *command, char *const environment[],
		       pid_t parent, int error_fd)
{
	restore_signals();
	if (command->output_fd >= 0)
		redirect(command->output_fd);
	wait_at(command->gate, parent);
	execve(command->path, command->argv, environment);
	if (errno == ENOEXEC)
		run_script(command->path, command->argv, environment);

	int cause = errno;

	if (write(error_fd, &cause, sizeof(cause)) < 0)
		_exit(126);
	_exit(127);
}

int sysprof_command_start(const struct sysprof_command *command, int *error_fd)
{
	pid_t self = getpid();
	int ends[2];
	int status;
	pid_t child;
	char **environment = sysprof_user_environment ? sysprof_user_environment : environ;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	child = fork();
	if (child == 0)
		be_command(command, environment, self, ends[1]);
	close(ends[1]);
	if (child < 0 || waitpid(child, &status, WUNTRACED) < 0 || !WIFSTOPPED(status)) {
		int cause = child < 0 ? errno : ECHILD;

		close(ends[0]);
		return -cause;
	}
	*error_fd = ends[0];
	return child;
}
