/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Paths of cgroups, sent with the first batch that names them: a cgroup may be gone by the time that user space asks. */
#ifndef SYSPROF_CGROUP_BPF_H
#define SYSPROF_CGROUP_BPF_H

#define CGROUP_HEADER_BYTES __builtin_offsetof(struct cgroup_event, path)
#define CGROUP_LEVELS	    256

struct cgroup_walk {
	struct kernfs_node *node;
	struct cgroup_event *event;
	__u64 bytes;
	__u64 whole;
};

static __always_inline struct kernfs_node *cgroup_parent(struct kernfs_node *node)
{
	struct kernfs_node___before_6_15 *older = (void *)node;

	if (bpf_core_field_exists(node->__parent))
		return BPF_CORE_READ(node, __parent);
	return BPF_CORE_READ(older, parent);
}

/* One name further up; 1 when there is none. */
static long cgroup_step(__u32 step, void *context)
{
	struct cgroup_walk *walk = context;
	struct kernfs_node *node = walk->node;
	struct kernfs_node *parent = cgroup_parent(node);
	__u64 bytes = walk->bytes;
	long copied;

	if (!parent) {
		walk->whole = true;
		return 1;
	}
	if (bytes >= PATH_BYTES)
		return 1;
	copied = bpf_probe_read_kernel_str(&walk->event->path[bytes], NAME_BYTES,
					   BPF_CORE_READ(node, name));
	if (copied <= 0)
		return 1;
	walk->bytes = bytes + copied;
	walk->node = parent;
	return 0;
}

static __always_inline long send_path(struct cgroup_event *event, struct kernfs_node *node)
{
	struct cgroup_walk walk = {.node = node, .event = event};
	__u64 bytes;

	bpf_loop(CGROUP_LEVELS, cgroup_step, &walk, 0);
	event->record = RECORD_CGROUP;
	event->path_bytes = walk.bytes;
	event->cut = !walk.whole;
	bytes = CGROUP_HEADER_BYTES + event->path_bytes;
	if (bytes > sizeof(*event)) /* for the verifier */
		return -1;
	if (bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) >= refuse_at_bytes)
		return -1;
	return bpf_ringbuf_output(&events, event, bytes, BPF_RB_NO_WAKEUP);
}

/* Sends the path of a cgroup, unless its node is that of another one than id says: the task has moved on. Not static: so it is
 * verified once and not for each path that leads to it, which would take half a second at each start. */
__noinline int send_cgroup(__u64 node_address, __u64 id, __u32 user)
{
	__u32 zero = 0;
	struct kernfs_node *node = (void *)node_address;
	struct cgroup_event *event = bpf_map_lookup_elem(&cgroup_scratch, &user);
	__u32 *round = bpf_map_lookup_elem(&cgroup_round, &zero);

	if (!event || !round || BPF_CORE_READ(node, id) != id)
		return 0;
	event->id = id;
	if (!send_path(event, node))
		bpf_map_update_elem(&told_cgroups, &id, round, BPF_ANY);
	return 0;
}

/* Sends the path of a task's cgroup, unless that was done. Where the ring has no room, the next batch of a thread in it tries
 * again. */
static __always_inline void tell_cgroup(struct task_struct *task, __u64 id, enum scratch_user user)
{
	__u32 zero = 0;
	__u32 *round = bpf_map_lookup_elem(&cgroup_round, &zero);
	__u32 *told = bpf_map_lookup_elem(&told_cgroups, &id);

	if (round && (!told || *told != *round))
		send_cgroup((__u64)BPF_CORE_READ(task, cgroups, dfl_cgrp, kn), id, user);
}

#endif
