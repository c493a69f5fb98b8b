// SPDX-License-Identifier: Apache-2.0
// A file server that no longer answers: who asks it waits until it ends, and not even SIGKILL helps before.
//
// silent DIR   mounts a FUSE file system on DIR, in a mount namespace of its own, and starts PROCESSES
//              processes of each of three kinds: executable runs a file of it (each another one),
//              directory has DIR as its working directory, file has a file of it open. From "ready"
//              on the server takes requests and answers none. Then each process makes CALLS getppid.
//
// The connection ends with the server, which ends with this program however that ends; so does the mount, with its namespace.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workload.h"

enum {
	FIRST_FILE = FUSE_ROOT_ID + 1,
	MOST_PROCESSES = 1000,
	REQUEST_BYTES = FUSE_MIN_READ_BUFFER + (128 << 10),
};

struct answer {
	struct fuse_out_header header;
	union {
		struct fuse_init_out init;
		struct fuse_entry_out entry;
		struct fuse_attr_out attr;
		struct fuse_open_out open;
		struct fuse_statfs_out statfs;
		char data[128 << 10];
	} body;
};

static const char *const kinds[] = {" kind=executable", " kind=directory", " kind=file"};

static struct shared {
	int silent;
	int ready; /* counted down by each process */
	int go;
	int done; /* likewise */
} * shared;

static char *content; /* of every file */
static long content_bytes;

/* ---- the server ------------------------------------------------------------------------------------------------- */

static void describe(struct fuse_attr *attr, uint64_t node)
{
	int is_root = node == FUSE_ROOT_ID;

	attr->ino = node;
	attr->mode = (is_root ? S_IFDIR : S_IFREG) | 0755;
	attr->nlink = 1;
	attr->size = is_root ? 0 : content_bytes;
	attr->blksize = 4096;
}

static int copy_content(struct answer *answer, const struct fuse_read_in *read)
{
	long left = read->offset < (uint64_t)content_bytes ? content_bytes - (long)read->offset : 0;
	long bytes = left < (long)read->size ? left : (long)read->size;

	memcpy(answer->body.data, content + read->offset, bytes);
	return bytes;
}

/* Returns the bytes of the answer's body, or -errno. Nothing may be kept: each look asks again. */
static int answer_request(const struct fuse_in_header *in, struct answer *answer)
{
	const char *body = (const char *)(in + 1);

	switch (in->opcode) {
	case FUSE_INIT:
		answer->body.init.major = FUSE_KERNEL_VERSION;
		answer->body.init.minor = 31;
		answer->body.init.max_readahead = 128 << 10;
		answer->body.init.max_write = 4096;
		return sizeof(answer->body.init);
	case FUSE_LOOKUP:
		answer->body.entry.nodeid = FIRST_FILE + strtoul(body, NULL, 10);
		describe(&answer->body.entry.attr, answer->body.entry.nodeid);
		return sizeof(answer->body.entry);
	case FUSE_GETATTR:
		describe(&answer->body.attr.attr, in->nodeid);
		return sizeof(answer->body.attr);
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		/* What was read stays in memory, and nothing is asked when it is closed. */
		answer->body.open.open_flags = FOPEN_KEEP_CACHE | FOPEN_NOFLUSH;
		return sizeof(answer->body.open);
	case FUSE_READ:
		return copy_content(answer, (const struct fuse_read_in *)body);
	case FUSE_STATFS:
		return sizeof(answer->body.statfs);
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_READDIR:
		return 0;
	default:
		return -ENOSYS;
	}
}

/* Requests are taken in any case: one that was not taken yet is forgotten when its thread is killed. */
static void serve(int fuse)
{
	static char request[REQUEST_BYTES];
	static struct answer answer;

	for (;;) {
		const struct fuse_in_header *in = (const struct fuse_in_header *)request;
		ssize_t bytes = read(fuse, request, sizeof(request));
		int result;

		if (bytes < 0 && (errno == ENOENT || errno == EINTR || errno == EAGAIN))
			continue;
		if (bytes < (ssize_t)sizeof(*in))
			_exit(0);
		if (__atomic_load_n(&shared->silent, __ATOMIC_ACQUIRE) ||
		    in->opcode == FUSE_FORGET || in->opcode == FUSE_BATCH_FORGET ||
		    in->opcode == FUSE_INTERRUPT)
			continue;
		memset(&answer, 0, sizeof(answer.header) + sizeof(answer.body.entry));
		result = answer_request(in, &answer);
		answer.header.unique = in->unique;
		answer.header.error = result < 0 ? result : 0;
		answer.header.len = sizeof(answer.header) + (result < 0 ? 0 : result);
		if (write(fuse, &answer, answer.header.len) < 0 && errno != ENOENT)
			_exit(1);
	}
}

/* Returns the connection of what is mounted. */
static int mount_files(const char *directory)
{
	int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[128];

	if (fuse < 0)
		skip("/dev/fuse", -errno);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40755,user_id=0,group_id=0,allow_other",
		 fuse);
	if (mount("silent", directory, "fuse.silent", 0, options))
		skip("mounting on DIR", -errno);
	return fuse;
}

/* ---- the processes ---------------------------------------------------------------------------------------------- */

static pid_t start(void)
{
	pid_t parent = getpid();
	pid_t child = fork();

	require(child >= 0);
	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	return 0;
}

static struct shared *map_shared(int fd)
{
	void *memory = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	require(memory != MAP_FAILED);
	return memory;
}

static void read_content(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat status;

	require(fd >= 0 && fstat(fd, &status) == 0);
	content_bytes = status.st_size;
	content = malloc(content_bytes);
	require(content && read(fd, content, content_bytes) == content_bytes);
	close(fd);
}

/* All of it is in memory from then on: who executes it does not need the server any more. */
static void warm_up(const char *path)
{
	static char block[128 << 10];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t bytes;

	require(fd >= 0);
	while ((bytes = read(fd, block, sizeof(block))) > 0)
		;
	require(bytes == 0);
	close(fd);
}

static void make_calls(long calls)
{
	count_down(&shared->ready);
	gate_wait(&shared->go);
	while (calls-- > 0)
		sys(SYS_getppid);
	count_down(&shared->done);
	for (;;)
		pause();
}

static void be_process(int kind, const char *path, const char *directory, int shared_fd)
{
	char fd[16];

	switch (kind) {
	case 0:
		snprintf(fd, sizeof(fd), "%d", shared_fd);
		execl(path, path, "silent_executed", word_arg(1, "1009"), fd, NULL);
		broken(__FILE__, __LINE__, path);
	case 1:
		require(chdir(directory) == 0);
		break;
	default:
		require(open(path, O_RDONLY) >= 0);
	}
	make_calls(number_arg(1, 1009));
}

/* What the executables do. The memory that all share is behind a descriptor. */
int run_silent_executed(void)
{
	shared = map_shared(number_arg(1, 0));
	make_calls(number_arg(0, 1009));
	return 0;
}

static void start_process(int kind, long index, const char *directory, int shared_fd)
{
	struct tally calls = {
		.call = "getppid", .calls = number_arg(1, 1009), .extra = kinds[kind]};
	char path[4096];
	pid_t child;

	snprintf(path, sizeof(path), "%s/%ld", directory, index);
	warm_up(path);
	child = start();
	if (!child)
		be_process(kind, path, directory, shared_fd);
	expect(child, &calls);
}

int run_silent(void)
{
	const char *directory = word_arg(0, NULL);
	long each = number_arg(2, 1);
	int shared_fd = memfd_create("silent", 0);
	int fuse;
	pid_t server;

	if (!directory || each > MOST_PROCESSES) {
		fprintf(stderr, "workload: silent DIR [CALLS=1009] [PROCESSES=1], at most %d\n",
			MOST_PROCESSES);
		return 2;
	}
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		skip("a mount namespace", -errno);
	require(shared_fd >= 0 && ftruncate(shared_fd, sizeof(*shared)) == 0);
	shared = map_shared(shared_fd);
	shared->ready = shared->done = 3 * each;
	read_content();
	fuse = mount_files(directory);
	server = start();
	if (!server)
		serve(fuse);
	close(fuse);
	for (int kind = 0; kind < 3; kind++)
		for (long i = 0; i < each; i++)
			start_process(kind, i, directory, shared_fd);
	count_down_wait(&shared->ready);
	__atomic_store_n(&shared->silent, 1, __ATOMIC_RELEASE);
	ready_go();
	gate_open(&shared->go);
	count_down_wait(&shared->done);
	finish();
	return 0;
}
