// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Two clock reads and nothing else: the least that any latency measured at these tracepoints can cost. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 last_enter_ns;
__u64 last_exit_ns;

SEC("tp_btf/sys_enter")
int on_sys_enter(void *ctx)
{
	last_enter_ns = bpf_ktime_get_ns();
	return 0;
}

SEC("tp_btf/sys_exit")
int on_sys_exit(void *ctx)
{
	last_exit_ns = bpf_ktime_get_ns();
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
