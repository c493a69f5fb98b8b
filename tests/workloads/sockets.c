// SPDX-License-Identifier: Apache-2.0
// sockets  ROUNDS times over loopback: a TCP connection (13 bytes, epoll_wait before the recv), a
//          UDP datagram (23 bytes), a Unix socket pair (7 bytes by sendmsg and recvmsg). One
//          thread; every network and epoll call of the program is in the promise.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "workload.h"

enum {
	SOCKET,
	SOCKETPAIR,
	BIND,
	LISTEN,
	GETSOCKNAME,
	CONNECT,
	ACCEPT,
	SENDTO,
	RECVFROM,
	SENDMSG,
	RECVMSG,
	SHUTDOWN,
	EPOLL_CREATE,
	EPOLL_CTL,
	EPOLL_WAIT,
	CALLS
};

static struct tally tallies[CALLS] = {
	[SOCKET] = {.call = "socket"},
	[SOCKETPAIR] = {.call = "socketpair"},
	[BIND] = {.call = "bind"},
	[LISTEN] = {.call = "listen"},
	[GETSOCKNAME] = {.call = "getsockname"},
	[CONNECT] = {.call = "connect"},
	[ACCEPT] = {.call = "accept4"},
	[SENDTO] = {.call = "sendto"},
	[RECVFROM] = {.call = "recvfrom"},
	[SENDMSG] = {.call = "sendmsg"},
	[RECVMSG] = {.call = "recvmsg"},
	[SHUTDOWN] = {.call = "shutdown"},
	[EPOLL_CREATE] = {.call = "epoll_create1"},
	[EPOLL_CTL] = {.call = "epoll_ctl"},
	[EPOLL_WAIT] = {.call = "epoll_wait"},
};

static char bytes[64];

static long bound_socket(int type, struct sockaddr_in *address)
{
	socklen_t size = sizeof(*address);
	long fd = made(&tallies[SOCKET], sys(SYS_socket, AF_INET, type, 0));

	*address = (struct sockaddr_in){.sin_family = AF_INET,
					.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	made(&tallies[BIND], sys(SYS_bind, fd, address, sizeof(*address)));
	made(&tallies[GETSOCKNAME], sys(SYS_getsockname, fd, address, &size));
	return fd;
}

static void tcp_round(long listener, const struct sockaddr_in *address, long epoll)
{
	long client = made(&tallies[SOCKET], sys(SYS_socket, AF_INET, SOCK_STREAM, 0));
	long server;
	struct epoll_event event = {.events = EPOLLIN};

	made(&tallies[CONNECT], sys(SYS_connect, client, address, sizeof(*address)));
	server = made(&tallies[ACCEPT], sys(SYS_accept4, listener, NULL, NULL, 0));
	made(&tallies[EPOLL_CTL], sys(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, server, &event));
	made_bytes(&tallies[SENDTO], sys(SYS_sendto, client, bytes, 13, 0, NULL, 0));
	require(made(&tallies[EPOLL_WAIT], sys(SYS_epoll_wait, epoll, &event, 1, -1)) == 1);
	made_bytes(&tallies[RECVFROM], sys(SYS_recvfrom, server, bytes, 64, 0, NULL, NULL));
	made(&tallies[SHUTDOWN], sys(SYS_shutdown, client, SHUT_RDWR));
	sys(SYS_close, client);
	sys(SYS_close, server);
}

static void udp_round(long receiver, const struct sockaddr_in *address)
{
	long sender = made(&tallies[SOCKET], sys(SYS_socket, AF_INET, SOCK_DGRAM, 0));

	made_bytes(&tallies[SENDTO],
		   sys(SYS_sendto, sender, bytes, 23, 0, address, sizeof(*address)));
	made_bytes(&tallies[RECVFROM], sys(SYS_recvfrom, receiver, bytes, 64, 0, NULL, NULL));
	sys(SYS_close, sender);
}

static void unix_round(void)
{
	int fds[2];
	struct iovec part = {bytes, 7};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	made(&tallies[SOCKETPAIR], sys(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds));
	made_bytes(&tallies[SENDMSG], sys(SYS_sendmsg, fds[0], &message, 0));
	made_bytes(&tallies[RECVMSG], sys(SYS_recvmsg, fds[1], &message, 0));
	sys(SYS_close, fds[0]);
	sys(SYS_close, fds[1]);
}

int run_sockets(void)
{
	long rounds = number_arg(0, 101);
	struct sockaddr_in tcp;
	struct sockaddr_in udp;
	long listener;
	long receiver;
	long epoll;

	ready_go();
	epoll = made(&tallies[EPOLL_CREATE], sys(SYS_epoll_create1, 0));
	listener = bound_socket(SOCK_STREAM, &tcp);
	made(&tallies[LISTEN], sys(SYS_listen, listener, 16));
	receiver = bound_socket(SOCK_DGRAM, &udp);
	for (long i = 0; i < rounds; i++) {
		tcp_round(listener, &tcp, epoll);
		udp_round(receiver, &udp);
		unix_round();
	}
	require(tallies[RECVFROM].bytes == rounds * (13 + 23));
	require(tallies[RECVMSG].bytes == rounds * 7);
	for (int i = 0; i < CALLS; i++) {
		require(!tallies[i].errors);
		expect(getpid(), &tallies[i]);
	}
	finish();
	return 0;
}
