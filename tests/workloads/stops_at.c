// SPDX-License-Identifier: Apache-2.0
// For LD_PRELOAD: stops the program (SIGSTOP) behind the Nth call of all its threads together that the
// variable STOP_AT names: "bpf 20", "pwrite 3".

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void passed(const char *call, int *count)
{
	const char *wanted = getenv("STOP_AT");
	size_t length = strlen(call);
	int error = errno;

	if (wanted && !strncmp(wanted, call, length) && wanted[length] == ' ' &&
	    __atomic_add_fetch(count, 1, __ATOMIC_RELAXED) == atoi(wanted + length + 1))
		raise(SIGSTOP); /* to this thread: it goes no further */
	errno = error;
}

/* libbpf makes its calls by this one. */
long syscall(long number, ...)
{
	static long (*next)(long, long, long, long, long, long, long);
	static int count;
	long words[6], result;
	va_list list;

	if (!next)
		next = (typeof(next))dlsym(RTLD_NEXT, "syscall");
	va_start(list, number);
	for (int i = 0; i < 6; i++)
		words[i] = va_arg(list, long);
	va_end(list);
	result = next(number, words[0], words[1], words[2], words[3], words[4], words[5]);
	if (number == SYS_bpf)
		passed("bpf", &count);
	return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);
	static int count;
	ssize_t result;

	if (!next)
		next = (typeof(next))dlsym(RTLD_NEXT, "pwrite64");
	result = next(fd, bytes, size, offset);
	passed("pwrite", &count);
	return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
	return pwrite64(fd, bytes, size, offset);
}
