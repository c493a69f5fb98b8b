/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Who talks to whom over a socket. */
#ifndef SYSPROF_SOCKET_BPF_H
#define SYSPROF_SOCKET_BPF_H

static __always_inline void read_address(__u8 *address, bool v6, void *v4_from, void *v6_from)
{
	if (v6)
		bpf_probe_read_kernel(address, ADDRESS_BYTES, v6_from);
	else
		bpf_probe_read_kernel(address, sizeof(__u32), v4_from);
}

/* Connected: the peer. Not connected: what it is bound to. What tells connections of one peer apart is left out. */
static __always_inline void describe_inet(struct descriptor_event *event, struct sock *sock,
					  enum descriptor_call call)
{
	struct sock_common *common = __builtin_preserve_access_index(&sock->__sk_common);
	bool v6 = event->family == AF_INET6 && bpf_core_field_exists(common->skc_v6_daddr);
	__u16 remote_port = bpf_ntohs(BPF_CORE_READ(common, skc_dport));
	__u16 local_port = BPF_CORE_READ(common, skc_num);
	bool accepted = call == DESCRIPTOR_ACCEPTED;

	/* A connection begins as a copy of its listener, for which this was set. */
	if (call != DESCRIPTOR_CONNECTED && event->type == SOCK_STREAM)
		accepted |= BPF_CORE_READ(sock, sk_max_ack_backlog) != 0;
	if (!remote_port || event->flags & REFERS_LISTENING) {
		event->local_port = local_port;
		read_address(event->local_address, v6,
			     __builtin_preserve_access_index(&common->skc_rcv_saddr),
			     __builtin_preserve_access_index(&common->skc_v6_rcv_saddr));
		return;
	}
	event->flags |= accepted ? REFERS_ACCEPTED : REFERS_CONNECTED;
	if (accepted)
		event->local_port = local_port;
	else
		event->remote_port = remote_port;
	read_address(event->remote_address, v6, __builtin_preserve_access_index(&common->skc_daddr),
		     __builtin_preserve_access_index(&common->skc_v6_daddr));
}

/* The path or abstract name that a socket is bound to; false when it is not. */
static __always_inline bool read_unix_address(struct descriptor_event *event, struct sock *sock)
{
	struct unix_address *address = BPF_CORE_READ((struct unix_sock *)sock, addr);
	long bytes = BPF_CORE_READ(address, len) - (long)sizeof(__u16);

	if (!address || bytes <= 0)
		return false;
	if (bytes > UNIX_PATH_MAX)
		bytes = UNIX_PATH_MAX;
	bpf_probe_read_kernel(event->path, bytes,
			      (void *)address + bpf_core_field_offset(struct unix_address, name) +
				      sizeof(__u16));
	event->path_bytes = bytes;
	return true;
}

/* A server's sockets are known by the address it is reached at, a client's by the one it reached. */
static __always_inline void describe_unix(struct descriptor_event *event, struct sock *sock,
					  struct inode *inode, enum descriptor_call call)
{
	struct sock *peer;

	if (!bpf_core_type_exists(struct unix_sock))
		return; /* the kernel has it in a module */
	peer = BPF_CORE_READ((struct unix_sock *)sock, peer);
	if (event->type != SOCK_DGRAM && read_unix_address(event, sock)) {
		if (peer)
			event->flags |= REFERS_ACCEPTED;
	} else if (peer && read_unix_address(event, peer)) {
		event->flags |= REFERS_CONNECTED;
	} else if ((event->type != SOCK_DGRAM || !read_unix_address(event, sock)) && peer) {
		event->inode = BPF_CORE_READ(inode, i_ino); /* one of a pair */
	}
}

static __always_inline void describe_socket(struct descriptor_event *event, struct file *file,
					    struct inode *inode, enum descriptor_call call)
{
	struct socket *socket = BPF_CORE_READ(file, private_data);
	struct sock *sock = BPF_CORE_READ(socket, sk);

	event->family = BPF_CORE_READ(sock, __sk_common.skc_family);
	event->type = BPF_CORE_READ(sock, sk_type);
	event->protocol = BPF_CORE_READ(sock, sk_protocol);
	if (BPF_CORE_READ(sock, __sk_common.skc_state) == TCP_LISTEN)
		event->flags |= REFERS_LISTENING;
	if (event->family == AF_INET || event->family == AF_INET6)
		describe_inet(event, sock, call);
	else if (event->family == AF_UNIX)
		describe_unix(event, sock, inode, call);
}

/* As the program gave it to connect(): where a connection was refused, the socket has forgotten it. */
struct given_address {
	__u16 family;
	union {
		struct {
			__u16 port;
			__u8 v4[4];
			__u8 v6[ADDRESS_BYTES];
		};
		char path[UNIX_PATH_MAX];
	};
};

static __always_inline void describe_wanted_peer(struct descriptor_event *event, const void *address,
						 __u64 bytes)
{
	struct given_address given = {};

	if (bytes > sizeof(given))
		bytes = sizeof(given);
	if (event->flags & REFERS_CONNECTED || bytes <= sizeof(given.family) ||
	    bpf_probe_read_user(&given, bytes, address) || given.family != event->family)
		return;
	event->flags |= REFERS_CONNECTED;
	if (given.family == AF_UNIX) {
		event->inode = 0;
		event->path_bytes = bytes - sizeof(given.family);
		__builtin_memcpy(event->path, given.path, sizeof(given.path));
		return;
	}
	event->local_port = 0;
	__builtin_memset(event->local_address, 0, sizeof(event->local_address));
	event->remote_port = bpf_ntohs(given.port);
	if (given.family == AF_INET)
		__builtin_memcpy(event->remote_address, given.v4, sizeof(given.v4));
	else
		__builtin_memcpy(event->remote_address, given.v6, sizeof(given.v6));
}

#endif
