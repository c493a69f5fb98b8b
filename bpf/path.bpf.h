/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The path of a file as its process sees it: what d_path() gives, walked without the kernel's locks. */
#ifndef SYSPROF_PATH_BPF_H
#define SYSPROF_PATH_BPF_H

#define PATH_STEPS 256 /* names and mount points together, at most */

struct path_walk {
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *mount_root;
	struct dentry *root_dentry; /* where the process's world begins */
	struct mount *root_mount;
	struct descriptor_event *event;
	__u64 bytes;
	__u64 whole;
};

static __always_inline struct mount *mount_of(struct vfsmount *inner)
{
	return (void *)inner - bpf_core_field_offset(struct mount, mnt);
}

static __always_inline bool has_name(struct dentry *dentry)
{
	return BPF_CORE_READ(dentry, d_hash.pprev) != NULL;
}

/* From a mount's root to where it is mounted. */
static __always_inline long path_leave_mount(struct path_walk *walk)
{
	struct mount *mount = walk->mount;
	struct mount *parent = BPF_CORE_READ(mount, mnt_parent);

	if (parent == mount) {
		walk->whole = true;
		return 1;
	}
	walk->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	walk->mount = parent;
	walk->mount_root = BPF_CORE_READ(parent, mnt.mnt_root);
	return 0;
}

/* One name further up; 1 when there is none. */
static long path_step(__u32 step, void *context)
{
	struct path_walk *walk = context;
	struct dentry *dentry = walk->dentry;
	struct dentry *parent;
	__u64 bytes = walk->bytes;
	long copied;

	if (dentry == walk->root_dentry && walk->mount == walk->root_mount) {
		walk->whole = true;
		return 1;
	}
	if (dentry == walk->mount_root)
		return path_leave_mount(walk);
	parent = BPF_CORE_READ(dentry, d_parent);
	if (parent == dentry) {
		walk->whole = true;
		return 1;
	}
	if (bytes >= PATH_BYTES)
		return 1;
	copied = bpf_probe_read_kernel_str(&walk->event->path[bytes], NAME_BYTES,
					   BPF_CORE_READ(dentry, d_name.name));
	if (copied <= 0)
		return 1;
	walk->bytes = bytes + copied;
	walk->dentry = parent;
	return 0;
}

/* What the kernel made without a place in a file system: eventfds, memfds. */
static __always_inline void describe_nameless(struct descriptor_event *event, struct dentry *dentry,
					      struct inode *inode)
{
	long copied = bpf_probe_read_kernel_str(event->path, NAME_BYTES,
						BPF_CORE_READ(dentry, d_name.name));

	event->flags = REFERS_NAMELESS;
	event->path_bytes = copied > 0 ? copied : 0;
	/* All eventfds are one inode; of what else has no place each has its own. */
	if (event->magic != ANON_INODE_FS_MAGIC)
		event->inode = BPF_CORE_READ(inode, i_ino);
}

static __always_inline void describe_path(struct descriptor_event *event, struct task_struct *task,
					  struct file *file, struct inode *inode)
{
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	struct mount *mount = mount_of(BPF_CORE_READ(file, f_path.mnt));
	struct path_walk walk = {
		.dentry = dentry,
		.mount = mount,
		.mount_root = BPF_CORE_READ(mount, mnt.mnt_root),
		.root_dentry = task->fs->root.dentry,
		.root_mount = mount_of(task->fs->root.mnt),
		.event = event,
	};

	if (dentry != walk.mount_root && BPF_CORE_READ(dentry, d_parent) == dentry) {
		describe_nameless(event, dentry, inode);
		return;
	}
	if (dentry != walk.mount_root && !has_name(dentry))
		event->flags |= REFERS_DELETED;
	bpf_loop(PATH_STEPS, path_step, &walk, 0);
	if (!walk.whole)
		event->flags |= REFERS_CUT;
	event->path_bytes = walk.bytes;
}

#endif
