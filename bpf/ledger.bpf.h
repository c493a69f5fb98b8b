/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The ledger: what happened, counted apart from what is sent, so that a result can prove itself. */
#ifndef SYSPROF_LEDGER_BPF_H
#define SYSPROF_LEDGER_BPF_H

static __always_inline struct ledger_value *this_cpu_ledger(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&ledger, &zero);
}

/* Programs on tracepoints run with preemption off, one at a time on a CPU: plain additions are enough. */
#define ledger_add(field, amount)                                 \
	({                                                        \
		struct ledger_value *counts_ = this_cpu_ledger(); \
		if (counts_)                                      \
			counts_->field += (amount);               \
	})

#endif
