/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The architecture seam: how a call's ABI, number and arguments are found. All else is the same everywhere. */
#ifndef SYSPROF_ARCH_BPF_H
#define SYSPROF_ARCH_BPF_H

#if defined(__TARGET_ARCH_x86)

enum x86_constants {
	TS_COMPAT = 0x0002, /* arch/x86/include/asm/thread_info.h: a 32-bit call is being made */
	X32_SYSCALL_BIT = 1 << 30, /* __X32_SYSCALL_BIT of the kernel's UAPI */
};

struct pt_regs {
	unsigned long r10, r9, r8, bx, bp, cx, dx, si, di, orig_ax;
} __attribute__((preserve_access_index));

static __always_inline __u32 call_abi(const struct task_struct *task, __s32 number)
{
	if (task->thread_info.status & TS_COMPAT)
		return ABI_IA32;
	/* A negative number has the bit too and is no x32 call. */
	return number >= 0 && (number & X32_SYSCALL_BIT) ? ABI_X32 : ABI_X64;
}

static __always_inline __u32 table_number(__u32 abi, __s32 number)
{
	return abi == ABI_X32 ? number & ~X32_SYSCALL_BIT : number;
}

static __always_inline __u64 call_argument(const struct pt_regs *regs, __u32 abi, __u32 index)
{
	bool ia32 = abi == ABI_IA32;

	switch (index) {
	case 1:
		return ia32 ? regs->bx : regs->di;
	case 2:
		return ia32 ? regs->cx : regs->si;
	case 3:
		return regs->dx;
	case 4:
		return ia32 ? regs->si : regs->r10;
	case 5:
		return ia32 ? regs->di : regs->r8;
	case 6:
		return ia32 ? regs->bp : regs->r9;
	default:
		return 0;
	}
}

/* The number of the call that a task which is not running sits in; -1: in none. */
static __always_inline __s32 number_in_flight(const struct pt_regs *regs)
{
	return regs->orig_ax;
}

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs {
	__u64 orig_x0;
	__u64 regs[31];
	__s32 syscallno;
} __attribute__((preserve_access_index));

static __always_inline __u32 call_abi(const struct task_struct *task, __s32 number)
{
	return ABI_X64; /* row 0 of call_info; user space knows which machine it is on */
}

static __always_inline __u32 table_number(__u32 abi, __s32 number)
{
	return number;
}

static __always_inline __u64 call_argument(const struct pt_regs *regs, __u32 abi, __u32 index)
{
	switch (index) {
	case 1:
		return regs->orig_x0;
	case 2:
		return regs->regs[1];
	case 3:
		return regs->regs[2];
	case 4:
		return regs->regs[3];
	case 5:
		return regs->regs[4];
	case 6:
		return regs->regs[5];
	default:
		return 0;
	}
}

static __always_inline __s32 number_in_flight(const struct pt_regs *regs)
{
	return regs->syscallno;
}

#else
#error "sysprof: no such architecture"
#endif

#endif
