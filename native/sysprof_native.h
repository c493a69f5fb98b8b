/* SPDX-License-Identifier: Apache-2.0 */
/* What C# cannot do itself beside libbpf.so.1. Functions that can fail return -errno. */
#ifndef SYSPROF_NATIVE_H
#define SYSPROF_NATIVE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define SYSPROF_EXPORT __attribute__((visibility("default")))

/* A function for libbpf_set_print(), which keeps warnings. */
typedef int sysprof_libbpf_print(int level, const char *format, va_list arguments);
SYSPROF_EXPORT sysprof_libbpf_print *sysprof_libbpf_log(void);

/* Moves what was kept, at most its last `capacity` bytes, into `buffer`; returns how many bytes. */
SYSPROF_EXPORT size_t sysprof_libbpf_log_take(char *buffer, size_t capacity);

struct sysprof_command {
	const char *path;
	char *const *argv;
	const int *gate; /* in shared memory */
	int output_fd;	 /* for its stdout and stderr; -1 leaves it all three streams of ours */
	int unused;
};

/*
 * The environment for a command of the user, ended by NULL; NULL where it is that of this program. Set before main() by start.c, which
 * keeps from a program with file capabilities what its user says.
 */
extern char **sysprof_user_environment;

/*
 * Starts a process that stops itself before the execve: a SIGCONT lets it go when *gate is not 0 any more. It ends when
 * we do before that. *error_fd becomes readable with an int errno if the execve is refused, and ends otherwise. Returns
 * its process id.
 */
SYSPROF_EXPORT int sysprof_command_start(const struct sysprof_command *command, int *error_fd);

/* Starts a process that makes system calls on demand, to measure what they cost. Returns its process id. */
SYSPROF_EXPORT int sysprof_calibrator_start(int *to_fd, int *from_fd);

/*
 * Lets it make `calls` calls of getppid; returns how many nanoseconds they took. Before each it walks through `cold_bytes` of
 * memory, at most 1 MiB, so that the caches are full of something else.
 */
SYSPROF_EXPORT int64_t sysprof_calibrator_measure(int to_fd, int from_fd, uint32_t calls,
						  uint32_t cold_bytes);

/* Returns when every BPF program that was running when it was called has ended. */
SYSPROF_EXPORT int sysprof_wait_for_programs(void);

/*
 * Takes every capability but those in `keep` (a bit each, as in capabilities(7)) from every thread of the process for
 * good, and sets no_new_privs, so that no execve brings any back. Returns 0 when no thread has others left, those that
 * started meanwhile too. -ETIMEDOUT: the thread *tid blocks all signals; the others are done. -EBUSY: no real-time signal
 * is free.
 */
SYSPROF_EXPORT int sysprof_privileges_drop(uint64_t keep, int *tid);

/*
 * Starts the program at `path`, which is sysprof-files (native/files.h says how it is asked), with those of our capabilities that
 * are in `keep`. *socket_fd is our end of its socket. Returns its process id.
 */
SYSPROF_EXPORT int sysprof_files_start(const char *path, uint64_t keep, int *socket_fd);

/* The inode number behind `path`. */
SYSPROF_EXPORT int64_t sysprof_inode(const char *path);

#endif
