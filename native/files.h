/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How sysprof-files is asked: one packet (SOCK_SEQPACKET) with a question, and its text behind it, then one with the answer. All
 * numbers are of this machine's byte order. src/Sysprof.Kernel/Files mirrors it.
 */
#ifndef SYSPROF_FILES_H
#define SYSPROF_FILES_H

#include <stdint.h>

enum {
	FILES_SOCKET = 3,	  /* the descriptor on which questions come */
	FILES_SLOTS = 16,	  /* files held at a time */
	FILES_PROC = 0xffffffff,  /* in place of a slot: /proc */
	FILES_READ_BYTES = 65536, /* read at a time, at most */
	FILES_PATH_BYTES = 4095,  /* of a path, at most */
};

enum files_kind {
	FILES_FIND =
		1, /* the file at a path; opens nothing, and asks no file server for what /proc links to */
	FILES_READ = 2, /* content of a regular file, or of one of /proc */
	FILES_CLOSE = 3 /* every slot */
};

enum files_flags {
	FILES_IN_ROOT =
		1, /* FIND: absolute links and ".." stay below `from`, and links of /proc are not followed */
};

struct files_question {
	uint64_t offset; /* READ */
	uint32_t kind;
	uint32_t slot; /* FIND: a free one, where the file is kept; READ: which */
	uint32_t
		from; /* FIND: FILES_PROC for a number, that slot for exe, root, maps, comm and map_files/..., or with IN_ROOT any */
	uint32_t flags; /* FIND */
	uint32_t bytes; /* READ: how many, at most */
	uint32_t unused;
};

struct files_answer {
	uint64_t inode;
	uint64_t size;
	int64_t modified_seconds;
	uint32_t modified_nanoseconds;
	uint32_t device_major;
	uint32_t device_minor;
	uint32_t mode;
	int32_t result; /* 0, or -errno */
	uint32_t unused;
	/* FIND: the path as the kernel shows it, "" when that is too long; READ: what was read. */
};

#endif
