// SPDX-License-Identifier: Apache-2.0
// computes  a thread that computes for MILLISECONDS and makes hardly a call in that, then reads
//           /dev/zero READS times, 256 MB each, which is work and no wait.
//           Prints "split TID computes wall=NS cpu=NS waited=0" of the first part and "split TID
//           reads wall=NS cpu=NS waited=0" of the second, by its own clocks.

#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define READ_BYTES (256UL << 20)

struct part {
	long wall_ns;
	long cpu_ns;
};

static long cpu_ns(void)
{
	struct timespec used = {0, 0};

	sys(SYS_clock_gettime, CLOCK_THREAD_CPUTIME_ID, &used);
	return used.tv_sec * SECOND_NS + used.tv_nsec;
}

static struct part now(void)
{
	return (struct part){.wall_ns = now_ns(), .cpu_ns = cpu_ns()};
}

static void tell(const char *name, struct part from, struct part to)
{
	say("split %d %s wall=%ld cpu=%ld waited=0\n", getpid(), name, to.wall_ns - from.wall_ns,
	    to.cpu_ns - from.cpu_ns);
}

int run_computes(void)
{
	long ms = number_arg(0, 1000);
	long reads = number_arg(1, 0);
	long zero = sys(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY);
	void *buffer = mmap(NULL, READ_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	struct part start, middle;

	require(zero >= 0 && buffer != MAP_FAILED);
	ready_go();
	start = now();
	while (now_ns() < start.wall_ns + ms * (SECOND_NS / 1000))
		continue;
	middle = now();
	for (long i = 0; i < reads; i++)
		require(sys(SYS_read, zero, buffer, READ_BYTES) == READ_BYTES);
	tell("reads", middle, now());
	tell("computes", start, middle);
	finish();
	return 0;
}
