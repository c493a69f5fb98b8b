// SPDX-License-Identifier: Apache-2.0
// Time: read without entering the kernel, and waited for by one call.

#include <time.h>

#include "workload.h"

long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SECOND_NS + now.tv_nsec;
}

long sleep_until(long ns)
{
	struct timespec end = {ns / SECOND_NS, ns % SECOND_NS};

	return sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
}

void limit_begins(struct limit *limit)
{
	limit->end_ns = now_ns() + limit->seconds * SECOND_NS;
}

int limit_allows(const struct limit *limit, long made)
{
	return limit->seconds ? now_ns() < limit->end_ns : made < limit->count;
}
