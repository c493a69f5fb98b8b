/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What descriptors refer to: told when a call makes or changes one, before the calls that are made on it. */
#ifndef SYSPROF_DESCRIPTOR_BPF_H
#define SYSPROF_DESCRIPTOR_BPF_H

#define DESCRIPTOR_HEADER_BYTES __builtin_offsetof(struct descriptor_event, path)
#define CONTROL_MESSAGES	8   /* of one recvmsg that are looked at */
#define MESSAGE_DESCRIPTORS	253 /* SCM_MAX_FD in include/net/scm.h */

static __noinline int describe_file(struct descriptor_event *event, struct task_struct *task,
				    struct file *file, enum descriptor_call call)
{
	struct inode *inode;

	if (!event || !task)
		return 0;
	__builtin_memset(event, 0, DESCRIPTOR_HEADER_BYTES);
	inode = BPF_CORE_READ(file, f_inode);
	event->record = RECORD_DESCRIPTOR;
	event->tgid = task->tgid;
	event->mode = BPF_CORE_READ(inode, i_mode) & S_IFMT;
	event->magic = BPF_CORE_READ(inode, i_sb, s_magic);
	if (event->magic == SOCKFS_MAGIC)
		describe_socket(event, file, inode, call);
	else if (event->magic == PIPEFS_MAGIC)
		event->inode = BPF_CORE_READ(inode, i_ino);
	else
		describe_path(event, task, file, inode);
	return 0;
}

static __always_inline struct descriptor_event *scratch_of(enum scratch_user user)
{
	__u32 slot = user;

	return bpf_map_lookup_elem(&scratch, &slot);
}

/* Events may not take the place that is kept for last words. */
static __always_inline void send_event(void *event, __u64 bytes)
{
	__u64 unread = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	__u64 wake = unread >= wake_at_bytes ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;

	if (unread >= refuse_at_bytes || bpf_ringbuf_output(&events, event, bytes, wake))
		ledger_add(descriptors_lost, 1);
}

static __always_inline struct file *file_of(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = task->files->fdt;
	struct file *file = NULL;

	if (fd < table->max_fds)
		bpf_probe_read_kernel(&file, sizeof(file), &table->fd[fd]);
	return file;
}

/* Descriptors of the current process that refer to something new. */
struct news {
	enum descriptor_call call;
	__u32 fd;	    /* if memory is NULL */
	__u32 count;	    /* more than one only in memory */
	const void *memory; /* the program's, where the descriptors are */
	const void *peer;   /* likewise: the address that connect was given */
	__u64 peer_bytes;
	__u64 since_ns;
};

static long tell_one(__u32 index, void *context)
{
	struct news *news = context;
	struct task_struct *task = bpf_get_current_task_btf();
	struct descriptor_event *event = scratch_of(SCRATCH_TRACEPOINT);
	__u32 fd = news->fd;
	struct file *file;
	__u64 bytes;

	if (news->memory && bpf_probe_read_user(&fd, sizeof(fd), news->memory + index * sizeof(fd)))
		return 1;
	file = file_of(task, fd);
	if (!event || !file)
		return 0;
	describe_file(event, task, file, news->call);
	if (news->peer)
		describe_wanted_peer(event, news->peer, news->peer_bytes);
	event->fd = fd;
	event->since_ns = news->since_ns;
	bytes = DESCRIPTOR_HEADER_BYTES + event->path_bytes;
	if (bytes <= sizeof(*event)) /* for the verifier */
		send_event(event, bytes);
	return 0;
}

/* Who was refused is a peer, too; these never got as far as asking one. */
static __always_inline bool peer_was_asked(long result)
{
	return result >= 0 || (result != -EBADF && result != -EFAULT && result != -EINVAL &&
			       result != -ENOTSOCK && result != -EISCONN && result != -EALREADY);
}

/* As a 64-bit program has them; those of 32 bits are not looked at. */
struct control_message {
	__u64 bytes;
	__s32 level;
	__s32 type;
};

/* Most messages have no control message, which the kernel has noted in the msghdr. The kernel makes at most one of those
 * with descriptors. */
static __noinline int find_received(struct news *news, const void *message)
{
	struct {
		const void *start;
		__u64 bytes;
	} control;
	struct control_message head;
	__u64 count;
	int i;

	if (!news || bpf_probe_read_user(&control, sizeof(control), message + 32)) /* msg_control */
		return 0;
	for (i = 0; i < CONTROL_MESSAGES && control.bytes >= sizeof(head); i++) {
		if (bpf_probe_read_user(&head, sizeof(head), control.start) ||
		    head.bytes < sizeof(head) || head.bytes > control.bytes)
			return 0;
		if (head.level == SOL_SOCKET && head.type == SCM_RIGHTS) {
			count = (head.bytes - sizeof(head)) / sizeof(__u32);
			news->memory = control.start + sizeof(head);
			news->count = count < MESSAGE_DESCRIPTORS ? count : MESSAGE_DESCRIPTORS;
			return 0;
		}
		head.bytes = (head.bytes + 7) & ~7ULL;
		if (head.bytes >= control.bytes)
			return 0;
		control.start += head.bytes;
		control.bytes -= head.bytes;
	}
	return 0;
}

/* What a call was given, as far as it matters here. */
struct given {
	__u64 first, second, third, fourth;
};

/* The call in a socketcall: include/uapi/linux/net.h. */
static __noinline enum descriptor_call demultiplex(struct given *given)
{
	__u64 call;
	__u32 inner[4] = {};

	if (!given)
		return 0;
	call = given->first;
	/* Behind the two arguments of listen the page may end. */
	if (bpf_probe_read_user(inner, sizeof(inner), (void *)given->second) &&
	    bpf_probe_read_user(inner, sizeof(inner) / 2, (void *)given->second))
		return 0;
	given->first = inner[0];
	given->second = inner[1];
	given->third = inner[2];
	given->fourth = inner[3];
	switch (call) {
	case 1: /* SYS_SOCKET */
		return DESCRIPTOR_RESULT;
	case 2: /* SYS_BIND */
	case 4: /* SYS_LISTEN */
		return DESCRIPTOR_NAMED;
	case 3: /* SYS_CONNECT */
		return DESCRIPTOR_CONNECTED;
	case 5:	 /* SYS_ACCEPT */
	case 18: /* SYS_ACCEPT4 */
		return DESCRIPTOR_ACCEPTED;
	case 8: /* SYS_SOCKETPAIR */
		return DESCRIPTOR_SOCKET_PAIR;
	default:
		return 0;
	}
}

/* Which descriptors refer to something new after a call that succeeded. */
static __always_inline void find_news(struct news *news, const struct given *given, long result,
				      __u64 enter_ns)
{
	switch (news->call) {
	case DESCRIPTOR_DUPLICATED:
		if ((__u32)given->second != F_DUPFD && (__u32)given->second != F_DUPFD_CLOEXEC)
			return;
		/* fallthrough */
	case DESCRIPTOR_RESULT:
	case DESCRIPTOR_ACCEPTED:
		news->fd = result;
		news->count = 1;
		return;
	case DESCRIPTOR_PAIR:
		news->memory = (void *)given->first;
		news->count = 2;
		return;
	case DESCRIPTOR_SOCKET_PAIR:
		news->memory = (void *)given->fourth;
		news->count = 2;
		return;
	case DESCRIPTOR_CONNECTED:
		news->peer = (void *)given->second;
		news->peer_bytes = (__u32)given->third;
		/* fallthrough */
	case DESCRIPTOR_NAMED:
		news->fd = given->first;
		news->count = 1;
		if (enter_ns)
			news->since_ns = enter_ns;
		return;
	case DESCRIPTOR_RECEIVED:
		find_received(news, (void *)given->second);
		return;
	default:
		return;
	}
}

/* The exit of a call that makes descriptors or changes what one refers to. number: enum number_code. enter_ns: 0 where it
 * is not known. */
static __noinline int tell_descriptors(__u32 number, long result, __u64 now, __u64 enter_ns)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	struct news news = {.since_ns = now};
	__u32 abi = number >> NUMBER_ABI_SHIFT;
	struct given given;

	number &= NUMBER_MASK;
	if (abi >= CALL_ABIS || number >= CALL_NUMBERS)
		return 0;
	given.first = call_argument(regs, abi, 1);
	given.second = call_argument(regs, abi, 2);
	given.third = call_argument(regs, abi, 3);
	given.fourth = call_argument(regs, abi, 4);
	news.call = descriptor_calls[abi][number];
	if (news.call == DESCRIPTOR_MULTIPLEXED)
		news.call = demultiplex(&given);
	if (news.call == DESCRIPTOR_CONNECTED ? peer_was_asked(result) : result >= 0)
		find_news(&news, &given, result, enter_ns);
	if (news.count)
		bpf_loop(news.count, tell_one, &news, 0);
	return 0;
}

/* The child has copies of its parent's descriptors as they were when it was given its start time, or shares them. */
static __noinline int tell_fork(struct task_struct *parent, struct task_struct *child)
{
	struct fork_event event = {.record = RECORD_FORK};

	event.shared = parent->files == child->files;
	event.parent_tgid = parent->tgid;
	event.child_tgid = child->tgid;
	event.at_ns = child->start_time;
	send_event(&event, sizeof(event));
	return 0;
}

/* Of a process whose leader has ended, every thread that is left is looked at; else one stands for all. */
static __always_inline bool descriptor_asked(struct task_struct *task, __u32 fd)
{
	struct task_struct *leader = task->group_leader;
	__u32 zero = 0;
	__u32 *wanted = bpf_map_lookup_elem(&asked, &zero);

	if (!wanted || (task != leader && BPF_CORE_READ(leader, files)))
		return false;
	if (*wanted != ALL_DESCRIPTORS)
		return *wanted == PROCESS_DESCRIPTORS || *wanted == fd;
	return bpf_task_storage_get(&stages, task, 0, 0) != NULL;
}

static __always_inline void write_descriptor(struct seq_file *seq, struct task_struct *task,
					     struct file *file, __u32 fd)
{
	struct descriptor_event *event = scratch_of(SCRATCH_ITERATOR);
	__u64 bytes;

	if (!event)
		return;
	describe_file(event, task, file, 0);
	event->fd = fd;
	bytes = DESCRIPTOR_HEADER_BYTES + event->path_bytes;
	if (bytes <= sizeof(*event)) /* for the verifier */
		bpf_seq_write(seq, event, bytes);
}

#endif
