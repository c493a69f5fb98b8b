// SPDX-License-Identifier: Apache-2.0
/* libbpf's log callback: C# cannot take a va_list. Keeps the last lines for error messages. */
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "sysprof_native.h"

/* enum libbpf_print_level of bpf/libbpf.h; warnings are what tells why something was refused. */
enum {
	LIBBPF_WARN = 0
};

/* A verifier log can be long; its end tells the cause. */
static char kept[64 * 1024];
static size_t kept_bytes;
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

static void keep(const char *text, size_t bytes)
{
	if (bytes > sizeof(kept)) {
		text += bytes - sizeof(kept);
		bytes = sizeof(kept);
	}
	if (kept_bytes + bytes > sizeof(kept)) {
		size_t surplus = kept_bytes + bytes - sizeof(kept);

		memmove(kept, kept + surplus, kept_bytes - surplus);
		kept_bytes -= surplus;
	}
	memcpy(kept + kept_bytes, text, bytes);
	kept_bytes += bytes;
}

static int print(int level, const char *format, va_list arguments)
{
	static char line[sizeof(kept)];
	int length;

	if (level != LIBBPF_WARN)
		return 0;
	pthread_mutex_lock(&kept_lock);
	length = vsnprintf(line, sizeof(line), format, arguments);
	if (length > 0)
		keep(line, (size_t)length < sizeof(line) ? (size_t)length : sizeof(line) - 1);
	pthread_mutex_unlock(&kept_lock);
	return length;
}

sysprof_libbpf_print *sysprof_libbpf_log(void)
{
	return print;
}

size_t sysprof_libbpf_log_take(char *buffer, size_t capacity)
{
	size_t bytes;

	pthread_mutex_lock(&kept_lock);
	bytes = kept_bytes < capacity ? kept_bytes : capacity;
	memcpy(buffer, kept + kept_bytes - bytes, bytes);
	kept_bytes = 0;
	pthread_mutex_unlock(&kept_lock);
	return bytes;
}
