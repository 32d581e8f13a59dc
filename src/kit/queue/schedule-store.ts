/** When what is done again and again is due next. */
import type { Db, Tx } from '../db/schema.ts'

/** Only the process that saw the old time moves the schedule forward. */
export async function claimSchedule(tx: Tx, name: string, from: number, to: number): Promise<boolean> {
  const moved = await tx
    .updateTable('schedules')
    .set({ next_at: to })
    .where('name', '=', name)
    .where('next_at', '=', from)
    .executeTakeFirst()
  return moved.numUpdatedRows === 1n
}

export async function ensureSchedule(tx: Tx, name: string, nextAt: number): Promise<void> {
  await tx
    .insertInto('schedules')
    .values({ name, next_at: nextAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
}

export async function dueSchedules(db: Db, now: number): Promise<{ name: string; nextAt: number }[]> {
  return db.selectFrom('schedules').select(['name', 'next_at as nextAt']).where('next_at', '<=', now).execute()
}
