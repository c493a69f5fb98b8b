// SPDX-License-Identifier: Apache-2.0
// peers DIR ROUNDS  to whom calls on sockets talk: TCP over IPv4, IPv6 and a listener for both; a
//                   refused connection; UDP; unix streams by path and by abstract name. Clients
//                   and server are one thread. Lines as those of descriptors.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "workload.h"

static char bytes[256];

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un unix_;
};

/* What one end is called, and its peer behind a tab when there is one. */
struct names {
	char listener[256], server[256], client[256];
};

static void exchange(long client, long server, const struct names *names)
{
	require(sys(SYS_sendto, client, bytes, 13) == 13);
	require(sys(SYS_recvfrom, server, bytes, 13) == 13);
	require(sys(SYS_write, server, bytes, 23) == 23);
	require(sys(SYS_read, client, bytes, 23) == 23);
	on("sendto", 1, 13, "%s", names->client);
	on("recvfrom", 1, 13, "%s", names->server);
	on("write", 1, 23, "%s", names->server);
	on("read", 1, 23, "%s", names->client);
}

static long new_socket(int family, int type, const char *name)
{
	long fd = sys(SYS_socket, family, type, 0);

	require(fd >= 0);
	on("socket", 1, 0, "%s", name);
	return fd;
}

static long listening(union address *address, socklen_t size)
{
	bool local = address->any.sa_family == AF_UNIX;
	long fd = new_socket(address->any.sa_family, SOCK_STREAM, local ? "unix" : "tcp");

	require(!sys(SYS_bind, fd, address, size));
	if (!local)
		require(!getsockname(fd, &address->any, &size));
	require(!sys(SYS_listen, fd, 128));
	return fd;
}

static void rounds_of(long listener, const union address *address, socklen_t size, long rounds,
		      const struct names *names)
{
	on("listen", 1, 0, "%s", names->listener);
	for (long i = 0; i < rounds; i++) {
		long client = new_socket(address->any.sa_family, SOCK_STREAM,
					 address->any.sa_family == AF_UNIX ? "unix" : "tcp");
		long server, copy;

		require(!sys(SYS_connect, client, address, size));
		server = sys(SYS_accept4, listener, NULL, NULL, i % 2 ? SOCK_NONBLOCK : 0);
		require(server >= 0);
		on("connect", 1, 0, "%s", names->client);
		on("accept4", 1, 0, "%s", names->listener);
		copy = sys(SYS_dup, server);
		exchange(client, i % 2 ? server : copy, names);
		on("close", 1, 0, "%s", names->client);
		on("close", 2, 0, "%s", names->server);
		require(!sys(SYS_close, copy) && !sys(SYS_close, server) && !sys(SYS_close, client));
	}
}

static void tcp(int family, const char *address, long rounds)
{
	union address there = {};
	struct names names;
	long listener;
	int port;

	if (family == AF_INET) {
		there.v4.sin_family = AF_INET;
		there.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	} else {
		there.v6.sin6_family = AF_INET6;
		there.v6.sin6_addr = in6addr_loopback;
	}
	listener = listening(&there, family == AF_INET ? sizeof(there.v4) : sizeof(there.v6));
	port = ntohs(there.v4.sin_port);
	snprintf(names.listener, sizeof(names.listener), "tcp listen %s:%d", address, port);
	snprintf(names.server, sizeof(names.server), "tcp :%d from %s\t%s", port, address, address);
	snprintf(names.client, sizeof(names.client), "tcp %s:%d\t%s:%d", address, port, address, port);
	rounds_of(listener, &there, sizeof(there), rounds, &names);
	sys(SYS_close, listener);
}

/* A client of IPv4 at a listener of IPv6: to both the addresses are those of IPv4. */
static void tcp_mapped(long rounds)
{
	union address there = {.v6 = {.sin6_family = AF_INET6}};
	union address here = {.v4 = {.sin_family = AF_INET}};
	long listener = listening(&there, sizeof(there.v6));
	int port = ntohs(there.v6.sin6_port);
	struct names names;

	here.v4.sin_port = there.v6.sin6_port;
	here.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	snprintf(names.listener, sizeof(names.listener), "tcp listen [::]:%d", port);
	snprintf(names.server, sizeof(names.server), "tcp :%d from 127.0.0.1\t127.0.0.1", port);
	snprintf(names.client, sizeof(names.client), "tcp 127.0.0.1:%d\t127.0.0.1:%d", port, port);
	rounds_of(listener, &here, sizeof(here.v4), rounds, &names);
	sys(SYS_close, listener);
}

static void refused(void)
{
	union address there = {.v4 = {.sin_family = AF_INET}};
	socklen_t size = sizeof(there.v4);
	long holder = new_socket(AF_INET, SOCK_STREAM, "tcp"), client;

	/* Bound and not listening: nobody else gets the port, and nobody answers. */
	there.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	require(!sys(SYS_bind, holder, &there, size));
	require(!getsockname(holder, &there.any, &size));
	on("bind", 1, 0, "tcp bound 127.0.0.1:%d", ntohs(there.v4.sin_port));
	client = new_socket(AF_INET, SOCK_STREAM, "tcp");
	require(sys(SYS_connect, client, &there, sizeof(there.v4)) == -111);
	on("connect", 1, 0, "tcp 127.0.0.1:%d\t127.0.0.1:%d", ntohs(there.v4.sin_port),
	   ntohs(there.v4.sin_port));
	sys(SYS_close, client);
	sys(SYS_close, holder);
}

static void udp(void)
{
	union address there = {.v4 = {.sin_family = AF_INET}};
	socklen_t size = sizeof(there.v4);
	long receiver = new_socket(AF_INET, SOCK_DGRAM, "udp");
	long sender = new_socket(AF_INET, SOCK_DGRAM, "udp");
	int port;

	there.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	require(!sys(SYS_bind, receiver, &there, size));
	require(!getsockname(receiver, &there.any, &size));
	port = ntohs(there.v4.sin_port);
	require(sys(SYS_sendto, sender, bytes, 7, 0, &there, size) == 7);
	on("sendto", 1, 7, "udp");
	require(!sys(SYS_connect, sender, &there, size));
	require(sys(SYS_sendto, sender, bytes, 11) == 11);
	on("sendto", 1, 11, "udp 127.0.0.1:%d\t127.0.0.1:%d", port, port);
	require(sys(SYS_recvfrom, receiver, bytes, 64) == 7);
	require(sys(SYS_recvfrom, receiver, bytes, 64) == 11);
	on("recvfrom", 2, 18, "udp bound 127.0.0.1:%d", port);
	sys(SYS_close, sender);
	sys(SYS_close, receiver);
}

static void unix_stream(const char *path, const char *shown, long rounds)
{
	union address there = {.unix_ = {.sun_family = AF_UNIX}};
	socklen_t size = offsetof(struct sockaddr_un, sun_path) + strlen(shown);
	struct names names;
	long listener;

	memcpy(there.unix_.sun_path, shown, strlen(shown));
	if (!path)
		there.unix_.sun_path[0] = 0;
	listener = listening(&there, size);
	snprintf(names.listener, sizeof(names.listener), "unix listen %s", shown);
	snprintf(names.server, sizeof(names.server), "unix %s", shown);
	snprintf(names.client, sizeof(names.client), "unix %s\t%s", shown, shown);
	rounds_of(listener, &there, size, rounds, &names);
	sys(SYS_close, listener);
}

int run_peers(void)
{
	long rounds = number_arg(1, 101);
	char path[128], abstract[64];

	require(snprintf(path, sizeof(path), "%s/s", word_arg(0, "/tmp")) < 100);
	snprintf(abstract, sizeof(abstract), "@sysprof-workload-%d", (int)sys(SYS_getpid));
	ready_go();
	tcp(AF_INET, "127.0.0.1", rounds);
	tcp(AF_INET6, "[::1]", rounds);
	tcp_mapped(rounds);
	refused();
	udp();
	unix_stream(path, path, rounds);
	unix_stream(NULL, abstract, rounds);
	finish();
	return 0;
}
