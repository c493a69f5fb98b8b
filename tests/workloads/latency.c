// SPDX-License-Identifier: Apache-2.0
// latency  per pair of arguments, COUNT clock_nanosleep (relative) of MILLISECONDS. Each is timed
//          by the vDSO's clock right before and after; --truth FILE gets these nanoseconds, one a
//          line, in order. The true durations include what entering the call costs.

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

static void write_truth(const long *durations, long count)
{
	FILE *out = fopen(args.truth, "w");

	if (!out) {
		perror(args.truth);
		exit(1);
	}
	for (long i = 0; i < count; i++)
		fprintf(out, "%ld\n", durations[i]);
	require(!fclose(out));
}

int run_latency(void)
{
	struct tally t = {.call = "clock_nanosleep"};
	long total = 0;
	long *durations;
	int pairs = args.count > 1 ? args.count / 2 : 1;

	for (int pair = 0; pair < pairs; pair++)
		total += number_arg(2 * pair, 1009);
	durations = malloc(total * sizeof(*durations) + 1);
	require(durations);
	ready_go();
	for (int pair = 0; pair < pairs; pair++) {
		long count = number_arg(2 * pair, 1009);
		long ms = number_arg(2 * pair + 1, 5);
		struct timespec length = {ms / 1000, ms % 1000 * 1000000};

		while (count--) {
			long start = now_ns();

			require(!sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &length, NULL));
			durations[t.calls++] = now_ns() - start;
		}
	}
	if (args.truth)
		write_truth(durations, total);
	expect(getpid(), &t);
	finish();
	return 0;
}
