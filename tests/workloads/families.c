// SPDX-License-Identifier: Apache-2.0
// Processes whose children matter.
//
// lineage      DEPTH generations, each forked by the one before it, which waits for its end: all of
//              them live at one time. Each makes CALLS getppid.
// executions   PROCESSES forked children, PARALLEL at a time; each makes CALLS getppid, executes this
//              program, every other one by a second thread, and makes CALLS getppid once more.

#define _GNU_SOURCE
#include <stdio.h>

#include "workload.h"

static long calls_each;

static void make_calls(void)
{
	for (long i = 0; i < calls_each; i++)
		sys(SYS_getppid);
}

static void descend(long generations)
{
	while (generations-- > 0) {
		long tgid = sys(SYS_fork);
		int status;

		require(tgid >= 0);
		if (tgid > 0) {
			require(sys(SYS_wait4, tgid, &status, 0, NULL) == tgid);
			require(status == 0);
			return;
		}
		make_calls();
		if (generations == 0)
			sys(SYS_exit_group, 0);
	}
}

int run_lineage(void)
{
	long depth = number_arg(0, 101);
	pid_t root = sys(SYS_getpid);
	struct tally getppid_calls = {.call = "getppid"};
	struct tally fork_calls = {.call = "fork", .calls = depth};

	calls_each = number_arg(1, 23);
	getppid_calls.calls = depth * calls_each;
	ready_go();
	descend(depth);
	if (sys(SYS_getpid) != root)
		sys(SYS_exit_group, 0);
	expect(0, &getppid_calls);
	expect(0, &fork_calls);
	finish();
	return 0;
}

static void execute(void)
{
	char calls[24];
	char *argv[] = {"workload", "executed", calls, NULL};
	char *envp[] = {NULL};

	snprintf(calls, sizeof(calls), "%ld", calls_each);
	sys(SYS_execve, "/proc/self/exe", argv, envp);
	require(!"execve");
}

static void execute_by_thread(struct thread *self)
{
	(void)self;
	execute();
}

static void executing_child(long index)
{
	static struct thread thread = {.run = execute_by_thread};
	static char stack[THREAD_STACK];

	make_calls();
	if (index % 2 == 0)
		execute();
	thread_start(&thread, stack, sizeof(stack));
	thread_join(&thread);
	require(!"execve of a thread");
}

int run_executed(void)
{
	calls_each = number_arg(0, 0);
	make_calls();
	sys(SYS_exit_group, 0);
	return 1;
}

int run_executions(void)
{
	long processes = number_arg(0, 1009);
	long parallel = number_arg(2, 8);
	struct tally getppid_calls = {.call = "getppid"};
	struct tally execve_calls = {.call = "execve", .calls = processes};
	struct tally fork_calls = {.call = "fork", .calls = processes};

	calls_each = number_arg(1, 3);
	getppid_calls.calls = 2 * calls_each * processes;
	require(parallel > 0);
	ready_go();
	storm_processes(processes, parallel, executing_child);
	expect(0, &getppid_calls);
	expect(0, &execve_calls);
	expect(0, &fork_calls);
	finish();
	return 0;
}
