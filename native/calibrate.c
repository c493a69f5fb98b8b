// SPDX-License-Identifier: Apache-2.0
/* A process that makes calls on demand: what tracing adds to one is measured with it, before and after attaching. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "sysprof_native.h"

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

enum {
	MOST_COLD_BYTES = 1 << 20,
	LINE_BYTES = 64,
};

struct request {
	uint32_t calls;
	uint32_t cold_bytes; /* to be walked through before each call */
};

static int64_t warm_calls(uint32_t calls)
{
	int64_t start = now_ns();

	for (uint32_t i = 0; i < calls; i++)
		syscall(SYS_getppid);
	return now_ns() - start;
}

/* The calls alone are timed: what reading the clock takes is the same with tracing and without. */
static int64_t cold_calls(uint32_t calls, uint32_t bytes)
{
	static volatile uint8_t memory[MOST_COLD_BYTES];
	int64_t taken = 0;

	for (uint32_t i = 0; i < calls; i++) {
		int64_t start;

		for (uint32_t at = 0; at < bytes && at < sizeof(memory); at += LINE_BYTES)
			memory[at]++;
		start = now_ns();
		syscall(SYS_getppid);
		taken += now_ns() - start;
	}
	return taken;
}

static void be_calibrator(int from_fd, int to_fd)
{
	struct request request;

	prctl(PR_SET_NAME, "sysprof-measure");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(from_fd, &request, sizeof(request)) == sizeof(request)) {
		int64_t taken = request.cold_bytes ? cold_calls(request.calls, request.cold_bytes)
						   : warm_calls(request.calls);

		if (write(to_fd, &taken, sizeof(taken)) != sizeof(taken))
			break;
	}
	_exit(0);
}

int sysprof_calibrator_start(int *to_fd, int *from_fd)
{
	int there[2], back[2];
	pid_t child;
	int cause;

	if (pipe2(there, O_CLOEXEC))
		return -errno;
	if (pipe2(back, O_CLOEXEC)) {
		cause = errno;
		close(there[0]);
		close(there[1]);
		return -cause;
	}
	child = fork();
	cause = errno;
	if (child == 0) {
		close(there[1]);
		be_calibrator(there[0], back[1]);
	}
	close(there[0]);
	close(back[1]);
	if (child < 0) {
		close(there[1]);
		close(back[0]);
		return -cause;
	}
	*to_fd = there[1];
	*from_fd = back[0];
	return child;
}

int64_t sysprof_calibrator_measure(int to_fd, int from_fd, uint32_t calls, uint32_t cold_bytes)
{
	struct request request = {.calls = calls, .cold_bytes = cold_bytes};
	int64_t taken;

	if (write(to_fd, &request, sizeof(request)) != sizeof(request))
		return -errno;
	if (read(from_fd, &taken, sizeof(taken)) != sizeof(taken))
		return -EPIPE;
	return taken;
}
