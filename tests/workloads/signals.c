// SPDX-License-Identifier: Apache-2.0
// Calls that signals interrupt. The victim is a child; it is certainly asleep when a signal goes.
//
// handler        TIMES signals to oneself: TIMES tgkill, TIMES rt_sigreturn.
// restart        read, TIMES interrupted by a handler with SA_RESTART: TIMES + 1 reads, of which
//                the last brings one byte, TIMES rt_sigreturn.
// eintr          TIMES reads interrupted by a handler without SA_RESTART, one more with one byte.
//                The program sees EINTR; the tracepoint a restart code, though nothing restarts.
// pause          TIMES pause, the same.
// restart_poll   one poll, stopped and continued TIMES times: TIMES restart_syscall, of which the
//                last answers 1.
// restart_sleep  one nanosleep of an hour, stopped and continued TIMES times, ended by a handler.

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

static int pipe_fds[2];
static long times;
static volatile int *handled; /* shared with the child */

static void on_signal(int number)
{
	(void)number;
	++*handled;
}

static void handle_usr1(int flags)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = flags};

	require(!sigaction(SIGUSR1, &action, NULL));
}

/* Waits until the child sleeps in the call after its handler has run n times. */
static void wait_for_round(pid_t tgid, long nr, int n)
{
	while (*handled < n)
		sys(SYS_sched_yield);
	wait_until_in(tgid, tgid, nr);
}

static void interrupt_times(pid_t tgid, long nr)
{
	for (long i = 0; i < times; i++) {
		wait_for_round(tgid, nr, i);
		sys(SYS_kill, tgid, SIGUSR1);
	}
}

static void stop_times(pid_t tgid, long first_nr)
{
	int how;

	for (long i = 0; i < times; i++) {
		wait_until_in(tgid, tgid, i ? SYS_restart_syscall : first_nr);
		sys(SYS_kill, tgid, SIGSTOP);
		require(waitpid(tgid, &how, WUNTRACED) == tgid && WIFSTOPPED(how));
		sys(SYS_kill, tgid, SIGCONT);
		require(waitpid(tgid, &how, WCONTINUED) == tgid && WIFCONTINUED(how));
	}
	wait_until_in(tgid, tgid, SYS_restart_syscall);
}

static void wake_child(pid_t tgid, long nr, int n)
{
	wait_for_round(tgid, nr, n);
	require(sys(SYS_write, pipe_fds[1], "", 1) == 1);
}

static void end_of_child(pid_t tgid)
{
	int how;

	require(waitpid(tgid, &how, 0) == tgid);
	require(WIFEXITED(how) && WEXITSTATUS(how) == 0);
}

static int run_handler(void)
{
	struct tally kill_calls = {.call = "tgkill"};
	struct tally return_calls = {.call = "rt_sigreturn", .calls = times};
	long tgid = getpid();

	handle_usr1(0);
	ready_go();
	for (long i = 0; i < times; i++)
		made(&kill_calls, sys(SYS_tgkill, tgid, tgid, SIGUSR1));
	require(*handled == times);
	expect(tgid, &kill_calls);
	expect(tgid, &return_calls);
	finish();
	return 0;
}

static int run_read(int flags)
{
	struct tally read_calls = {.call = "read", .calls = times + 1, .restarted = times};
	struct tally return_calls = {.call = "rt_sigreturn", .calls = times};
	char byte;
	long tgid;

	if (!flags)
		read_calls.extra = " program_sees=EINTR";
	handle_usr1(flags);
	ready_go();
	tgid = sys(SYS_fork);
	if (tgid == 0) {
		long eintr = 0;

		while (sys(SYS_read, pipe_fds[0], &byte, 1) == -EINTR)
			eintr++;
		sys(SYS_exit_group, eintr != (flags ? 0 : times));
	}
	interrupt_times(tgid, SYS_read);
	wake_child(tgid, SYS_read, times);
	end_of_child(tgid);
	read_calls.bytes = 1;
	expect(tgid, &read_calls);
	expect(tgid, &return_calls);
	finish();
	return 0;
}

static int run_pause(void)
{
	struct tally pause_calls = {.call = "pause",
				    .calls = times,
				    .restarted = times,
				    .extra = " program_sees=EINTR"};
	long tgid;

	handle_usr1(0);
	ready_go();
	tgid = sys(SYS_fork);
	if (tgid == 0) {
		for (long i = 0; i < times; i++)
			if (sys(SYS_pause) != -EINTR)
				sys(SYS_exit_group, 1);
		sys(SYS_exit_group, 0);
	}
	interrupt_times(tgid, SYS_pause);
	end_of_child(tgid);
	expect(tgid, &pause_calls);
	finish();
	return 0;
}

static int run_restart_poll(void)
{
	struct tally poll_calls = {.call = "poll", .calls = 1, .restarted = 1};
	struct tally restart_calls = {
		.call = "restart_syscall", .calls = times, .restarted = times - 1};
	struct pollfd readable = {pipe_fds[0], POLLIN, 0};
	long tgid;

	ready_go();
	tgid = sys(SYS_fork);
	if (tgid == 0)
		sys(SYS_exit_group, sys(SYS_poll, &readable, 1, 3600 * 1000) != 1);
	stop_times(tgid, SYS_poll);
	wake_child(tgid, SYS_restart_syscall, 0);
	end_of_child(tgid);
	expect(tgid, &poll_calls);
	expect(tgid, &restart_calls);
	finish();
	return 0;
}

static int run_restart_sleep(void)
{
	static const struct timespec hour = {3600, 0};
	struct tally sleep_calls = {.call = "nanosleep", .calls = 1, .restarted = 1};
	struct tally restart_calls = {.call = "restart_syscall",
				      .calls = times,
				      .restarted = times,
				      .extra = " program_sees=EINTR"};
	long tgid;

	handle_usr1(0);
	ready_go();
	tgid = sys(SYS_fork);
	if (tgid == 0)
		sys(SYS_exit_group, sys(SYS_nanosleep, &hour, NULL) != -EINTR);
	stop_times(tgid, SYS_nanosleep);
	sys(SYS_kill, tgid, SIGUSR1);
	end_of_child(tgid);
	expect(tgid, &sleep_calls);
	expect(tgid, &restart_calls);
	finish();
	return 0;
}

int run_signals(void)
{
	const char *kind = word_arg(0, "handler");

	times = number_arg(1, 23);
	handled = shared_memory(sizeof(*handled));
	require(times > 0 && sys(SYS_pipe2, pipe_fds, 0) == 0);
	if (!strcmp(kind, "handler"))
		return run_handler();
	if (!strcmp(kind, "restart"))
		return run_read(SA_RESTART);
	if (!strcmp(kind, "eintr"))
		return run_read(0);
	if (!strcmp(kind, "pause"))
		return run_pause();
	if (!strcmp(kind, "restart_poll"))
		return run_restart_poll();
	require(!strcmp(kind, "restart_sleep"));
	return run_restart_sleep();
}
