/* SPDX-License-Identifier: Apache-2.0 */
/* Calls on files of one directory, each with the line that promises it. */
#ifndef WORKLOAD_FILES_H
#define WORKLOAD_FILES_H

/* Where the files are, and what is written into them. */
extern const char *directory;
extern char bytes[4096];

/* The path of a file there; good for the next seven times. */
const char *in(const char *name);

/* Opens a file there, which is made when it is not there yet. */
long opened(const char *name, int flags);
void closed(long fd, const char *name);
void wrote(long fd, long size, const char *name);
void wrote_at(long fd, long size, const char *name);
void read_some(long fd, long size, const char *name);
void read_at(long fd, long size, const char *name);

#endif
