// SPDX-License-Identifier: Apache-2.0
// workload NAME [ARGS] [--wait] [--linger] [--truth FILE]: makes a known number of known calls.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workload.h"

struct args args;

static const struct scenario {
	const char *name;
	int (*run)(void);
	const char *usage;
} scenarios[] = {
	{"blocked", run_blocked, ""},
	{"cgroup", run_cgroup, "DIR_IN DIR_OUT [IN=1009] [OUT=457]"},
	{"cgroup_churn", run_cgroup_churn,
	 "DIR [CGROUPS=1009 | SECONDSs] [STANDING=101] [CALLS=3]"},
	{"children", run_children, "[fork|vfork|clone|clone3|pthread] [CHILDREN=23] [CALLS=101]"},
	{"copy", run_copy, "[BLOCKS=1009] [BLOCK_BYTES=4096] [FSYNCS=23]"},
	{"counts", run_counts, "[GETPPID=1009] [ENOENT=23] [EAGAIN=457] [READS=458]"},
	{"deep_cgroups", run_deep_cgroups, "DIR [before|after] [LEVELS=101] [CALLS=1009]"},
	{"descriptors", run_descriptors,
	 "files|many|renamed|costs|turns DIR [FILES=10000 | ROUNDS]"},
	{"die_by", run_die_by, "[SIGNAL=15]"},
	{"dispatch", run_dispatch, "[DISPATCHED=101] [ALLOWED=23]"},
	{"exec_storm", run_exec_storm, "[PROCESSES=1009 | SECONDSs] [STORMS=2] [CALLS=3]"},
	{"executions", run_executions, "[PROCESSES=1009] [CALLS=3] [PARALLEL=8]"},
	{"exit", run_exit, "[thread|group|leader] [THREADS=7] [CALLS=101] [STATUS=0]"},
	{"exit_with", run_exit_with, "[STATUS=7]"},
	{"fork_chain", run_fork_chain, "[PROCESSES=503 | SECONDSs] [FD=19990] [CALLS=1]"},
	{"habits", run_habits, "[KIND] [COUNT=10007]"},
	{"held", run_held, ""},
	{"helper", run_helper, "[CALLS=7]"},
	{"huge", run_huge, "[LSEEK=101] [MMAP=23]"},
	{"ia32", run_ia32, "[GETPID=1009] [MKDIR=23]"},
	{"ignore_int", run_ignore_int, ""},
	{"inherited", run_inherited, "[DESCRIPTORS=997] [CHILDREN=101]"},
	{"io_uring", run_io_uring, "[NOPS=101]"},
	{"killed", run_killed, "[ROUNDS=3]"},
	{"latency", run_latency, "[COUNT=1009 MILLISECONDS=5]... [--truth FILE]"},
	{"leader_exec", run_leader_exec, "[BEFORE=101] [AFTER=23]"},
	{"lineage", run_lineage, "[DEPTH=101] [CALLS=23]"},
	{"many_executables", run_many_executables,
	 "DIR [PROCESSES=1009 | SECONDSs] [CALLS=3] [PARALLEL=8] [PROGRAMS=PROCESSES]"},
	{"many_files", run_many_files, "DIR [FILES=10007 | SECONDSs]"},
	{"many_threads", run_many_threads, "[THREADS=10000] [TIMES=3]"},
	{"names", run_names, "[PROCESSES=5000] [CALLS=3] [PARALLEL=8]"},
	{"past", run_past, "[CALLS=101]"},
	{"peers", run_peers, "DIR [ROUNDS=101]"},
	{"ptrace", run_ptrace, "[SKIPPED=101] [MADE=23]"},
	{"reborn", run_reborn, "[LIVES=5] [CALLS=101]"},
	{"rename", run_rename, "[ALPHA=101] [BETA=23] [GAMMA=457]"},
	{"replay", run_replay, "[THREADS=7] [ROUNDS=101]"},
	{"seccomp", run_seccomp, "[errno|trap|kill_thread|kill_process] [DENIED=101] [ALLOWED=23]"},
	{"signals", run_signals,
	 "[handler|restart|eintr|pause|restart_poll|restart_sleep] [TIMES=23]"},
	{"silent", run_silent, "DIR [CALLS=1009] [PROCESSES=1]"},
	{"sockets", run_sockets, "[ROUNDS=101]"},
	{"spin", run_spin, "[THREADS=CPUs] [CALLS=1000003 | SECONDSs] [BURST] [TURNS=1]"},
	{"computes", run_computes, "[MILLISECONDS=1000 [READS=0]]"},
	{"split", run_split, "[MILLISECONDS=1000]"},
	{"steady", run_steady, "[ROUNDS=5]"},
	{"storm", run_storm, "[PROCESSES=10000] [THREADS=10000] [CALLS=3] [PARALLEL=8]"},
	{"thread_exec", run_thread_exec, "[THREAD_BEFORE=101] [AFTER=23] [LEADER_BEFORE=7]"},
	{"threads", run_threads, "[WAITING=64] [STARTED=17] [CHILDREN=5] [CALLS=101]"},
	{"tid_reuse", run_tid_reuse, "[LIVES=5] [CALLS=101]"},
	{"trap_int", run_trap_int, "[STATUS=7]"},
	{"unknown", run_unknown, "[TIMES=101]"},
	{"vdso", run_vdso, "[CALLS=1009]"},
	{"x32", run_x32, "[GETPID=1009]"},
	{"after_exec", run_after_exec, NULL},		  /* by thread_exec and leader_exec */
	{"after_exec_reads", run_after_exec_reads, NULL}, /* by descriptors files */
	{"executed", run_executed, NULL},		  /* by executions */
	{"silent_executed", run_silent_executed, NULL},	  /* by silent */
	{"/group", run_released, NULL},			  /* by the kernel, see helper */
};

#define SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

static int usage(int status)
{
	FILE *out = status ? stderr : stdout;

	fprintf(out, "usage: workload NAME [ARGS] [--wait] [--linger]\n");
	for (size_t i = 0; i < SCENARIOS; i++)
		if (scenarios[i].usage)
			fprintf(out, "  %-16s %s\n", scenarios[i].name, scenarios[i].usage);
	return status;
}

long number_arg(int index, long otherwise)
{
	const char *word = word_arg(index, NULL);
	char *end;
	long number;

	if (!word)
		return otherwise;
	number = strtol(word, &end, 10);
	if (*end || number < 0) {
		fprintf(stderr, "workload: not a count: %s\n", word);
		exit(2);
	}
	return number;
}

const char *word_arg(int index, const char *otherwise)
{
	return index < args.count ? args.words[index] : otherwise;
}

struct limit limit_arg(int index, long otherwise)
{
	const char *word = word_arg(index, "");
	size_t length = strlen(word);
	struct limit limit = {0};

	if (length > 1 && word[length - 1] == 's')
		limit.seconds = atol(word);
	else
		limit.count = number_arg(index, otherwise);
	return limit;
}

int main(int argc, char **argv)
{
	char **words = argv + 1;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--help"))
			return usage(0);
		else if (!strcmp(argv[i], "--wait"))
			args.wait = 1;
		else if (!strcmp(argv[i], "--linger"))
			args.linger = 1;
		else if (!strcmp(argv[i], "--truth") && i + 1 < argc)
			args.truth = argv[++i];
		else
			words[args.count++] = argv[i];
	}
	if (!args.count)
		return usage(2);
	args.words = words + 1;
	args.count--;
	for (size_t i = 0; i < SCENARIOS; i++)
		if (!strcmp(scenarios[i].name, words[0]))
			return scenarios[i].run();
	return usage(2);
}
