// SPDX-License-Identifier: Apache-2.0
// minimal, minimal_ia32: programs without any library. All their calls after the execve are
// 1009 getppid, 23 close of -1 (EBADF), one write of the promise, one exit_group.
// minimal_ia32 is a 32-bit program: its numbers are the ia32 table's (64, 6, 4, 252).
// "expect *" because to know its tid would cost a call.

#ifdef __i386__
enum {
	NR_GETPPID = 64,
	NR_CLOSE = 6,
	NR_WRITE = 4,
	NR_EXIT_GROUP = 252
};
#define ABI "ia32:"

static long sys3(long nr, long a, const void *b, long c)
{
	long result;

	asm volatile("int $0x80" : "=a"(result) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return result;
}
#else
enum {
	NR_GETPPID = 110,
	NR_CLOSE = 3,
	NR_WRITE = 1,
	NR_EXIT_GROUP = 231
};
#define ABI ""

static long sys3(long nr, long a, const void *b, long c)
{
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(nr), "D"(a), "S"(b), "d"(c)
		     : "rcx", "r11", "memory");
	return result;
}
#endif

static const char promise[] = "expect * " ABI "getppid calls=1009 errors=0\n"
			      "expect * " ABI "close calls=23 errors=23 errno=EBADF:23\n"
			      "expect * " ABI "write calls=1 errors=0\n"
			      "expect * " ABI "exit_group calls=1 errors=0 never=1\n";

void _start(void)
{
	int broken = 0;

	for (int i = 0; i < 1009; i++)
		broken |= sys3(NR_GETPPID, 0, 0, 0) <= 0;
	for (int i = 0; i < 23; i++)
		broken |= sys3(NR_CLOSE, -1, 0, 0) != -9;
	sys3(NR_WRITE, 1, promise, sizeof(promise) - 1);
	for (;;)
		sys3(NR_EXIT_GROUP, broken, 0, 0);
}
