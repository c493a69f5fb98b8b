/* SPDX-License-Identifier: Apache-2.0 */
/* The habits of habits_wait.c, for the table in habits.c. */
#ifndef SYSPROF_HABITS_H
#define SYSPROF_HABITS_H

void habit_even_sleeps(void);
void habit_uneven_sleeps(void);
void habit_empty_polls(void);
void habit_full_polls(void);
void habit_many_yields(void);
void habit_few_yields(void);
void habit_contended(void);
void habit_parked(void);
void habit_slow_syncs(void);
void habit_quick_syncs(void);
void habit_slow_open(void);
void habit_waiting_read(void);

#endif
