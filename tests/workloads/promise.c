// SPDX-License-Identifier: Apache-2.0
// Tallies, the lines made of them, and the protocol with the test.

#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "workload.h"

static char *text;
static size_t text_used;
static size_t text_size;

static int is_error(long result)
{
	return result < 0 && result >= -4095;
}

long made(struct tally *t, long result)
{
	t->calls++;
	if (!is_error(result))
		return result;
	t->errors++;
	for (int i = 0; i < 2; i++) {
		if (t->errnos[i].error && t->errnos[i].error != -result)
			continue;
		t->errnos[i].error = -result;
		t->errnos[i].count++;
		break;
	}
	return result;
}

long made_bytes(struct tally *t, long result)
{
	made(t, result);
	if (result > 0)
		t->bytes += result;
	return result;
}

void made_times(struct tally *t, long nr, long times)
{
	while (times-- > 0)
		made(t, sys(nr));
}

static void say_list(const char *format, va_list list)
{
	if (text_size - text_used < 1024) {
		text_size = text_size ? text_size * 2 : 65536;
		text = realloc(text, text_size);
		require(text);
	}
	text_used += vsnprintf(text + text_used, 1024, format, list);
}

void say(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say_list(format, list);
	va_end(list);
}

static void say_if(const char *key, long value)
{
	if (value)
		say(" %s=%ld", key, value);
}

void expect(long tid, const struct tally *t)
{
	if (tid)
		say("expect %ld %s calls=%ld errors=%ld", tid, t->call, t->calls, t->errors);
	else
		say("expect * %s calls=%ld errors=%ld", t->call, t->calls, t->errors);
	for (int i = 0; i < 2; i++)
		if (t->errnos[i].error)
			say(" errno=%s:%ld", strerrorname_np(t->errnos[i].error),
			    t->errnos[i].count);
	say_if("bytes", t->bytes);
	say_if("never", t->never);
	say_if("interrupted", t->interrupted);
	say_if("restarted", t->restarted);
	say_if("in_flight", t->in_flight);
	say_if("denied", t->denied);
	say_if("skipped", t->skipped);
	say_if("unseen", t->unseen);
	say("%s\n", t->extra ? t->extra : "");
}

static void write_out(const char *from, size_t size)
{
	while (size) {
		struct iovec part = {(void *)from, size};
		long written = sys(SYS_writev, 1, &part, 1);

		if (written == -EINTR)
			continue;
		if (written <= 0)
			_exit(1);
		from += written;
		size -= written;
	}
}

/* Reads stdin until a line or the end; returns 0 at the end. */
static int read_line(void)
{
	char line[256];
	struct iovec part = {line, sizeof(line)};

	for (;;) {
		long got = sys(SYS_readv, 0, &part, 1);

		if (got == -EINTR)
			continue;
		if (got <= 0)
			return 0;
		if (memchr(line, '\n', got))
			return 1;
	}
}

void ready_go(void)
{
	char line[32];

	if (!args.wait)
		return;
	write_out(line, snprintf(line, sizeof(line), "ready %d\n", getpid()));
	read_line();
}

void finish(void)
{
	write_out(text, text_used);
	text_used = 0;
	if (!args.linger)
		return;
	write_out("done\n", 5);
	while (read_line())
		;
}

void broken(const char *file, int line, const char *what)
{
	dprintf(2, "workload: %s:%d: not as promised: %s\n", file, line, what);
	_exit(1);
}

void skip(const char *why, long result)
{
	dprintf(2, "workload: not possible here: %s: %s\n", why, strerror(-result));
	_exit(77);
}
