// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Two empty programs: what the tracepoints themselves cost. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tp_btf/sys_enter")
int on_sys_enter(void *ctx)
{
	return 0;
}

SEC("tp_btf/sys_exit")
int on_sys_exit(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
