// SPDX-License-Identifier: Apache-2.0
// Programs that begin and end. AMOUNT is a number, or SECONDSs for as many as fit.
//
// many_executables  PROCESSES files in DIR, "program-N" each, made before "ready": no two are the same
//                   file. Each is executed AMOUNT / PROCESSES times by a child of this program,
//                   PARALLEL at a time; it makes CALLS getppid and ends. They are unlinked at the end.
//                   executions=N says how many there were.
// exec_storm        STORMS processes that fork, one child after the other, as fast as they can and
//                   AMOUNT each: the child executes this program, which makes CALLS getppid and ends.

#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "workload.h"

enum {
	LOAD_ADDRESS = 0x400000
};

static unsigned char code[] = {
	0xbb, 0,
	0,    0,
	0, /* mov ebx, CALLS */
	0xb8, SYS_getppid,
	0,    0,
	0,	    /* 1: mov eax, getppid */
	0x0f, 0x05, /* syscall */
	0xff, 0xcb, /* dec ebx */
	0x75, 0xf5, /* jnz 1b */
	0xb8, SYS_exit_group,
	0,    0,
	0,	    /* mov eax, exit_group */
	0x31, 0xff, /* xor edi, edi */
	0x0f, 0x05, /* syscall */
};

/* A whole program, a page at most: ten thousand of a compiler's would fill the disk. */
struct image {
	Elf64_Ehdr head;
	Elf64_Phdr segment;
	unsigned char code[sizeof(code)];
};

static struct image image_of(unsigned int calls)
{
	struct image image = {
		.head = {.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
				     EV_CURRENT},
			 .e_type = ET_EXEC,
			 .e_machine = EM_X86_64,
			 .e_version = EV_CURRENT,
			 .e_entry = LOAD_ADDRESS + offsetof(struct image, code),
			 .e_phoff = offsetof(struct image, segment),
			 .e_ehsize = sizeof(Elf64_Ehdr),
			 .e_phentsize = sizeof(Elf64_Phdr),
			 .e_phnum = 1},
		.segment = {.p_type = PT_LOAD,
			    .p_flags = PF_R | PF_X,
			    .p_vaddr = LOAD_ADDRESS,
			    .p_paddr = LOAD_ADDRESS,
			    .p_filesz = sizeof(struct image),
			    .p_memsz = sizeof(struct image),
			    .p_align = 0x1000},
	};

	memcpy(code + 1, &calls, sizeof(calls));
	memcpy(image.code, code, sizeof(code));
	return image;
}

static char program[512];

static const char *program_of(long number)
{
	snprintf(program, sizeof(program), "%s/program-%ld", word_arg(0, "."), number);
	return program;
}

static void make_program(long number, const struct image *image)
{
	int fd = open(program_of(number), O_CREAT | O_EXCL | O_WRONLY, 0755);

	require(fd >= 0 && write(fd, image, sizeof(*image)) == sizeof(*image));
	close(fd);
}

static void execute(const char *path, char **argv)
{
	char *envp[] = {NULL};

	sys(SYS_execve, path, argv, envp);
	require(!"execve");
}

int run_many_executables(void)
{
	struct limit limit = limit_arg(1, 1009);
	long calls = number_arg(2, 3), parallel = number_arg(3, 8);
	long programs = number_arg(4, limit.count ? limit.count : 10000), made = 0;
	struct tally getppid_calls = {.call = "getppid"}, execve_calls = {.call = "execve"};
	struct image image = image_of(calls);
	char extra[64];

	if (!word_arg(0, NULL))
		skip("many_executables needs a DIR", 0);
	require(calls > 0 && parallel > 0 && programs > 0);
	for (long i = 0; i < programs; i++)
		make_program(i, &image);
	ready_go();
	limit_begins(&limit);
	for (long alive = 0, status; alive || limit_allows(&limit, made);) {
		long child;

		if (alive >= parallel || !limit_allows(&limit, made)) {
			require(sys(SYS_wait4, -1, &status, 0, NULL) > 0 && (int)status == 0);
			alive--;
			continue;
		}
		program_of(made++ % programs);
		child = sys(SYS_fork);
		require(child >= 0);
		if (child == 0)
			execute(program, (char *[]){program, NULL});
		alive++;
	}
	execve_calls.calls = made;
	getppid_calls.calls = made * calls;
	snprintf(extra, sizeof(extra), " executions=%ld", made);
	getppid_calls.extra = extra;
	expect(0, &getppid_calls);
	expect(0, &execve_calls);
	finish();
	for (long i = 0; i < programs; i++)
		require(!unlink(program_of(i)));
	return 0;
}

/* One of the storms; says how many children it had. */
static void be_a_storm(struct limit limit, char *calls, long *children)
{
	char *argv[] = {"workload", "executed", calls, NULL};
	long status;

	for (limit_begins(&limit); limit_allows(&limit, *children); ++*children) {
		long child = sys(SYS_fork);

		require(child >= 0);
		if (child == 0)
			execute("/proc/self/exe", argv);
		require(sys(SYS_wait4, child, &status, 0, NULL) == child && (int)status == 0);
	}
	sys(SYS_exit_group, 0);
}

int run_exec_storm(void)
{
	struct limit limit = limit_arg(0, 1009);
	long storms = number_arg(1, 2), calls_each = number_arg(2, 3), all = 0, status;
	long *children = shared_memory(storms * sizeof(*children));
	struct tally getppid_calls = {.call = "getppid"}, execve_calls = {.call = "execve"};
	struct tally fork_calls = {.call = "fork"};
	char calls[24];

	snprintf(calls, sizeof(calls), "%ld", calls_each);
	ready_go();
	for (long i = 0; i < storms; i++) {
		long storm = sys(SYS_fork);

		require(storm >= 0);
		if (storm == 0)
			be_a_storm(limit, calls, &children[i]);
	}
	for (long i = 0; i < storms; i++)
		require(sys(SYS_wait4, -1, &status, 0, NULL) > 0 && (int)status == 0);
	for (long i = 0; i < storms; i++)
		all += children[i];
	fork_calls.calls = storms + all;
	execve_calls.calls = all;
	getppid_calls.calls = all * calls_each;
	expect(0, &fork_calls);
	expect(0, &execve_calls);
	expect(0, &getppid_calls);
	finish();
	return 0;
}
