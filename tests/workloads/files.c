// SPDX-License-Identifier: Apache-2.0
// Calls on files of one directory, each with the line that promises it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

#include "files.h"
#include "workload.h"

char bytes[4096];
const char *directory;

void on(const char *call, long calls, long moved, const char *format, ...)
{
	char name[512];
	va_list list;

	va_start(list, format);
	vsnprintf(name, sizeof(name), format, list);
	va_end(list);
	say("on %s calls=%ld bytes=%ld %s\n", call, calls, moved, name);
}

const char *in(const char *name)
{
	static char path[8][512];
	static int next;
	char *here = path[next++ % 8];

	snprintf(here, sizeof(path[0]), "%s/%s", directory, name);
	return here;
}

long opened(const char *name, int flags)
{
	long fd = sys(SYS_openat, AT_FDCWD, in(name), O_RDWR | O_CREAT | flags, 0644);

	require(fd >= 0);
	on("openat", 1, 0, "%s", in(name));
	return fd;
}

void closed(long fd, const char *name)
{
	require(!sys(SYS_close, fd));
	on("close", 1, 0, "%s", name);
}

void wrote(long fd, long size, const char *name)
{
	require(sys(SYS_write, fd, bytes, size) == size);
	on("write", 1, size, "%s", name);
}

void wrote_at(long fd, long size, const char *name)
{
	require(sys(SYS_pwrite64, fd, bytes, size, 0) == size);
	on("pwrite64", 1, size, "%s", name);
}

void read_some(long fd, long size, const char *name)
{
	require(sys(SYS_read, fd, bytes, size) == size);
	on("read", 1, size, "%s", name);
}

void read_at(long fd, long size, const char *name)
{
	require(sys(SYS_pread64, fd, bytes, size, 0) == size);
	on("pread64", 1, size, "%s", name);
}
