// SPDX-License-Identifier: Apache-2.0
// Calls that something stops before sys_enter: seccomp, a tracer, user dispatch.
//
// seccomp errno         DENIED getppid answered EPERM by the filter, then ALLOWED getpid.
// seccomp trap          DENIED getppid answered by SIGSYS (its handler returns by rt_sigreturn),
//                       ALLOWED getpid.
// seccomp kill_thread   DENIED threads make ALLOWED getpid and then one getppid, which ends them.
// seccomp kill_process  DENIED children, the same.
// ptrace                a child makes SKIPPED getppid, which its tracer turns into number -1, and
//                       MADE getpid.
// dispatch              DISPATCHED getppid that go to a SIGSYS handler (syscall user dispatch),
//                       ALLOWED getppid that do not.

#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/reg.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

static long trapped;
static long denied;
static long allowed;
static unsigned int action;

static void deny_getppid(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	require(sys(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1) == 0);
	require(sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
}

static void on_trap(int number)
{
	(void)number;
	trapped++;
}

static int seccomp_answers(void)
{
	struct tally getppid_calls = {.call = "getppid", .denied = denied};
	struct tally getpid_calls = {.call = "getpid"};
	struct tally return_calls = {.call = "rt_sigreturn"};

	signal(SIGSYS, on_trap);
	ready_go();
	deny_getppid();
	for (long i = 0; i < denied; i++) {
		long result = sys(SYS_getppid);

		require(action == SECCOMP_RET_TRAP || result == -EPERM);
	}
	require(trapped == (action == SECCOMP_RET_TRAP ? denied : 0));
	return_calls.calls = trapped;
	made_times(&getpid_calls, SYS_getpid, allowed);
	/* not getpid() of libc, which would be one more getpid */
	expect(sys(SYS_gettid), &getppid_calls);
	expect(sys(SYS_gettid), &getpid_calls);
	if (trapped)
		expect(sys(SYS_gettid), &return_calls);
	finish();
	return 0;
}

static void until_killed(void)
{
	deny_getppid();
	for (long i = 0; i < allowed; i++)
		sys(SYS_getpid);
	sys(SYS_getppid);
}

static void killed_thread(struct thread *self)
{
	(void)self;
	until_killed();
	sys(SYS_exit_group, 1);
}

static long start_killed(void)
{
	static struct thread thread = {.run = killed_thread};
	static char stack[THREAD_STACK];
	int how = 0;
	long tgid;

	if (action == SECCOMP_RET_KILL_THREAD) {
		thread_start(&thread, stack, sizeof(stack));
		thread_join(&thread);
		return thread.tid;
	}
	tgid = sys(SYS_fork);
	require(tgid >= 0);
	if (tgid == 0) {
		until_killed();
		sys(SYS_exit_group, 1);
	}
	require(sys(SYS_wait4, tgid, &how, 0, NULL) == tgid);
	require(WIFSIGNALED(how) && WTERMSIG(how) == SIGSYS);
	return tgid;
}

static int seccomp_kills(void)
{
	struct tally getppid_calls = {.call = "getppid", .denied = 1};
	struct tally getpid_calls = {.call = "getpid", .calls = allowed};
	struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
	ready_go();
	for (long i = 0; i < denied; i++) {
		long tid = start_killed();

		expect(tid, &getppid_calls);
		expect(tid, &getpid_calls);
	}
	finish();
	return 0;
}

int run_seccomp(void)
{
	const char *kind = word_arg(0, "errno");
	int kills = !strncmp(kind, "kill", 4);

	denied = number_arg(1, kills ? 7 : 101);
	allowed = number_arg(2, 23);
	action = !strcmp(kind, "errno")		 ? SECCOMP_RET_ERRNO | EPERM
		 : !strcmp(kind, "trap")	 ? SECCOMP_RET_TRAP
		 : !strcmp(kind, "kill_thread")	 ? SECCOMP_RET_KILL_THREAD
		 : !strcmp(kind, "kill_process") ? SECCOMP_RET_KILL_PROCESS
						 : SECCOMP_RET_ALLOW;
	require(action != SECCOMP_RET_ALLOW);
	return kills ? seccomp_kills() : seccomp_answers();
}

static void traced_child(struct tally *tallies)
{
	if (sys(SYS_ptrace, PTRACE_TRACEME) < 0)
		sys(SYS_exit_group, 77);
	sys(SYS_kill, sys(SYS_gettid), SIGSTOP);
	made_times(&tallies[0], SYS_getppid, denied);
	made_times(&tallies[1], SYS_getpid, allowed);
	sys(SYS_exit_group, 0);
}

/* Stops at every entry and every exit; a number of -1 makes the kernel skip the call. */
static void skip_getppids(pid_t tgid)
{
	int how;
	int entry = 1;

	require(waitpid(tgid, &how, 0) == tgid);
	if (WIFEXITED(how) && WEXITSTATUS(how) == 77)
		skip("ptrace", -EPERM);
	require(WIFSTOPPED(how) && WSTOPSIG(how) == SIGSTOP);
	require(!ptrace(PTRACE_SETOPTIONS, tgid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	for (;;) {
		require(!ptrace(PTRACE_SYSCALL, tgid, 0, 0));
		require(waitpid(tgid, &how, 0) == tgid);
		if (WIFEXITED(how))
			return;
		require(WIFSTOPPED(how) && WSTOPSIG(how) == (SIGTRAP | 0x80));
		if (entry && ptrace(PTRACE_PEEKUSER, tgid, 8 * ORIG_RAX, 0) == SYS_getppid)
			require(!ptrace(PTRACE_POKEUSER, tgid, 8 * ORIG_RAX, -1L));
		entry = !entry;
	}
}

int run_ptrace(void)
{
	struct tally *tallies = shared_memory(2 * sizeof(*tallies));
	long tgid;

	denied = number_arg(0, 101);
	allowed = number_arg(1, 23);
	tallies[0].call = "getppid";
	tallies[1].call = "getpid";
	ready_go();
	tgid = sys(SYS_fork);
	require(tgid >= 0);
	if (tgid == 0)
		traced_child(tallies);
	skip_getppids(tgid);
	require(tallies[0].errors == denied && tallies[0].errnos[0].error == ENOSYS);
	require(tallies[1].calls == allowed);
	tallies[0] = (struct tally){.call = "getppid", .skipped = denied};
	expect(tgid, &tallies[0]);
	expect(tgid, &tallies[1]);
	finish();
	return 0;
}

/* The kernel reads it at every call of this thread. */
static volatile char selector = SYSCALL_DISPATCH_FILTER_ALLOW;

static void on_dispatch(int number)
{
	(void)number;
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	trapped++;
}

int run_dispatch(void)
{
	struct tally getppid_calls = {.call = "getppid", .unseen = number_arg(0, 101)};
	struct tally return_calls = {.call = "rt_sigreturn"};
	long result;

	signal(SIGSYS, on_dispatch);
	ready_go();
	result = sys(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector);
	if (result)
		skip("syscall user dispatch", result);
	for (long i = 0; i < getppid_calls.unseen; i++) {
		selector = SYSCALL_DISPATCH_FILTER_BLOCK;
		sys(SYS_getppid);
	}
	require(trapped == getppid_calls.unseen);
	return_calls.calls = trapped;
	made_times(&getppid_calls, SYS_getppid, number_arg(1, 23));
	expect(getpid(), &getppid_calls);
	expect(getpid(), &return_calls);
	finish();
	return 0;
}
