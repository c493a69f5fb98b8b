// SPDX-License-Identifier: Apache-2.0
// Threads by raw clone: they make the calls they were asked to make and then exit, nothing else.

#define _GNU_SOURCE
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "workload.h"

static int thread_main(void *arg)
{
	struct thread *self = arg;

	self->run(self);
	return 0;
}

/* libc's clone() calls thread_main and then the exit system call with its result. */
void thread_start(struct thread *t, char *stack, size_t stack_size)
{
	int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
		    CLONE_SYSVSEM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID;

	t->alive = 1;
	require(clone(thread_main, stack + stack_size, flags, t, &t->tid, NULL, &t->alive) > 0);
}

void thread_join(struct thread *t)
{
	while (__atomic_load_n(&t->alive, __ATOMIC_ACQUIRE))
		sys(SYS_futex, &t->alive, FUTEX_WAIT, 1);
}

static void crew_member(struct thread *self)
{
	struct crew *crew = self->crew;

	gate_wait(&crew->go);
	crew->run(self);
	count_down(&crew->left);
	gate_wait(&crew->release);
}

void crew_start(struct crew *crew, int count, int tallies_each, void (*run)(struct thread *))
{
	struct tally *tallies = calloc((size_t)count * tallies_each + 1, sizeof(*tallies));
	char *stacks = mmap(NULL, (size_t)count * THREAD_STACK + 1, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	*crew = (struct crew){.threads = calloc(count + 1, sizeof(struct thread)),
			      .count = count,
			      .left = count,
			      .tallies_each = tallies_each,
			      .run = run};
	require(tallies && crew->threads && stacks != MAP_FAILED);
	for (int i = 0; i < count; i++) {
		struct thread *t = &crew->threads[i];

		t->index = i;
		t->crew = crew;
		t->run = crew_member;
		t->tallies = tallies + (size_t)i * tallies_each;
		thread_start(t, stacks + (size_t)i * THREAD_STACK, THREAD_STACK);
	}
}

void crew_run(struct crew *crew)
{
	gate_open(&crew->go);
	count_down_wait(&crew->left);
}

void crew_expect(const struct crew *crew)
{
	for (int i = 0; i < crew->count; i++)
		for (int j = 0; j < crew->tallies_each; j++)
			expect(crew->threads[i].tid, &crew->threads[i].tallies[j]);
}
