// SPDX-License-Identifier: Apache-2.0
/*
 * What runs before everything else in the program that is shipped (ahead-of-time compiled; linked into it, see
 * src/Sysprof.Cli/Sysprof.Cli.csproj): before its runtime reads a variable of the environment, or uses an instruction that the
 * processor may lack.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "sysprof_native.h"

/*
 * With file capabilities (or set-uid) the environment is of a user who has less than the program: the runtime, libbpf and OpenSSL would
 * open what he names, or do what he likes. These are what our own code reads. All of it is
 * kept for a command of his.
 */
static const char *const harmless[] = {
	"PATH", "TERM", "NO_COLOR", "NOTIFY_SOCKET", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES",
};

static bool is_harmless(const char *variable)
{
	size_t bytes = strcspn(variable, "=");

	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (strlen(harmless[i]) == bytes && !strncmp(harmless[i], variable, bytes))
			return true;
	return false;
}

static void keep_harmless(char **environment)
{
	char **kept = environment;
	size_t count = 0;

	while (environment[count])
		count++;
	sysprof_user_environment = malloc((count + 1) * sizeof(*environment));
	if (!sysprof_user_environment) {
		fputs("sysprof: error: no memory\n", stderr);
		_exit(1);
	}
	memcpy(sysprof_user_environment, environment, (count + 1) * sizeof(*environment));
	for (; *environment; environment++)
		if (is_harmless(*environment))
			*kept++ = *environment;
	*kept = NULL;
}

/* The same program for older processors lies beside, with the level at the end of its name. */
static void become_older(char **argv, char **environment)
{
	static const char suffix[] = "-x86-64-v2";
	char path[PATH_MAX + sizeof(suffix)];
	ssize_t bytes = readlink("/proc/self/exe", path, PATH_MAX);

	if (bytes > 0) {
		strcpy(path + bytes, suffix);
		execve(path, argv, environment);
	}
	fputs("sysprof: error: this processor is older than x86-64-v3, and the program for it is not there\n"
	      "  hint: install the whole package again\n",
	      stderr);
	_exit(78);
}

static void __attribute__((constructor)) start(int argc, char **argv, char **environment)
{
	(void)argc;
	__builtin_cpu_init();
	if (!IS_OLDER && !__builtin_cpu_supports("x86-64-v3"))
		become_older(argv, environment);
	if (getauxval(AT_SECURE))
		keep_harmless(environment);
}
