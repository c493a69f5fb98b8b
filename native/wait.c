// SPDX-License-Identifier: Apache-2.0
/* Waiting until no BPF program that was running runs any more. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sysprof_native.h"

/* Programs on tracepoints run with preemption off: a CPU that runs us runs none of them. */
static int run_on_each_cpu(void)
{
	cpu_set_t allowed, one;
	int cpu;

	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return -errno;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		/* A CPU that is not there. In a cpuset some others are left out, too: there only time helps. */
		if (sched_setaffinity(0, sizeof(one), &one) && errno != EINVAL)
			return -errno;
	}
	return sched_setaffinity(0, sizeof(allowed), &allowed) ? -errno : 0;
}

int sysprof_wait_for_programs(void)
{
	/* synchronize_rcu(): programs run inside a read side. Refused with nohz_full (kernel/sched/membarrier.c). */
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0)
		return 0;
	return run_on_each_cpu();
}
