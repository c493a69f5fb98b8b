// SPDX-License-Identifier: Apache-2.0
/* The inode number of a path, which .NET does not tell. A cgroup's id is the inode of its directory. */
#include <errno.h>
#include <sys/stat.h>

#include "sysprof_native.h"

int64_t sysprof_inode(const char *path)
{
	struct stat status;

	return stat(path, &status) ? -errno : (int64_t)status.st_ino;
}
