// SPDX-License-Identifier: Apache-2.0
// Call numbers and results that are easily taken for others.
//
// ia32     by int $0x80: GETPID calls of number 20 (writev in the 64-bit table) and MKDIR of
//          number 39 (getpid there), which answer EEXIST; then 7 getpid of the 64-bit table.
// x32      GETPID calls of number 0x40000000 + 39: ENOSYS where the kernel has no x32.
// unknown  TIMES calls of number 9999, TIMES + 1 of -1, + 2 of -5, + 3 of 600: all ENOSYS.
// huge     LSEEK lseek that succeed with 0x8000000000001000, MMAP mmap.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workload.h"

/* Pointers must be below 4 GB: this program is linked without PIE. r8-r11 are lost before 4.17. */
long sys_ia32(long nr, long a, long b)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(nr), "b"(a), "c"(b)
		     : "r8", "r9", "r10", "r11", "memory");
	return (int)result;
}

long ia32_enabled(void)
{
	long tgid = sys(SYS_fork);
	int how = 0;

	if (tgid == 0)
		sys(SYS_exit_group, sys_ia32(20, 0, 0) <= 0);
	sys(SYS_wait4, tgid, &how, 0, NULL);
	return how == 0;
}

int run_ia32(void)
{
	static const char root[] = "/";
	struct tally getpid_calls = {.call = "ia32:getpid"};
	struct tally mkdir_calls = {.call = "ia32:mkdir"};
	struct tally own_calls = {.call = "getpid"};
	long getpids = number_arg(0, 1009);
	long mkdirs = number_arg(1, 23);

	if (!ia32_enabled())
		skip("int $0x80", -ENOSYS);
	ready_go();
	for (long i = 0; i < getpids; i++)
		require(made(&getpid_calls, sys_ia32(20, 0, 0)) > 0);
	for (long i = 0; i < mkdirs; i++)
		require(made(&mkdir_calls, sys_ia32(39, (long)root, 0700)) == -EEXIST);
	made_times(&own_calls, SYS_getpid, 7);
	expect(sys(SYS_gettid), &getpid_calls);
	expect(sys(SYS_gettid), &mkdir_calls);
	expect(sys(SYS_gettid), &own_calls);
	finish();
	return 0;
}

int run_x32(void)
{
	struct tally t = {.call = "x32:getpid"};
	long count = number_arg(0, 1009);

	ready_go();
	made_times(&t, 0x40000000 + SYS_getpid, count);
	require(t.errors == 0 || (t.errors == count && t.errnos[0].error == ENOSYS));
	expect(sys(SYS_gettid), &t);
	finish();
	return 0;
}

int run_unknown(void)
{
	static struct {
		long nr;
		struct tally t;
	} unknown[] = {
		{9999, {.call = "syscall_9999"}},
		{-1, {.call = "syscall_-1"}},
		{-5, {.call = "syscall_-5"}},
		{600, {.call = "syscall_600"}},
	};
	long count = number_arg(0, 101);

	ready_go();
	for (int i = 0; i < 4; i++) {
		made_times(&unknown[i].t, unknown[i].nr, count + i);
		require(unknown[i].t.errors == count + i);
		expect(getpid(), &unknown[i].t);
	}
	finish();
	return 0;
}

int run_huge(void)
{
	struct tally lseek_calls = {.call = "lseek", .extra = " result=0x8000000000001000"};
	struct tally mmap_calls = {.call = "mmap"};
	long fd = sys(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDONLY);
	long lseeks = number_arg(0, 101);
	long mmaps = number_arg(1, 23);

	if (fd < 0)
		skip("/proc/self/mem", fd);
	ready_go();
	for (long i = 0; i < lseeks; i++)
		require(made(&lseek_calls, sys(SYS_lseek, fd, 0x8000000000001000, SEEK_SET)) ==
			(long)0x8000000000001000);
	for (long i = 0; i < mmaps; i++)
		made(&mmap_calls,
		     sys(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
	require(!lseek_calls.errors && !mmap_calls.errors);
	expect(getpid(), &lseek_calls);
	expect(getpid(), &mmap_calls);
	finish();
	return 0;
}
