/**
 * What the running server has noticed and its publisher should know: kept, so that a start and `crier doctor` can say
 * it.
 */
import { z } from 'zod'
import type { Db, Tx } from './db/schema.ts'

export type Notice = { name: string; detail: Record<string, string>; firstAt: number; lastAt: number }

/** Noticed now; one row for each name, with the newest detail. Nothing personal may stand in it. */
export async function noteIn(
  tx: Tx,
  { name, detail, at }: { name: string; detail: Record<string, string>; at: number },
): Promise<void> {
  const row = { detail: JSON.stringify(detail), last_at: at }
  await tx
    .insertInto('notices')
    .values({ name, first_at: at, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute()
}

/** It is over. */
export async function dropNoticeIn(tx: Tx, name: string): Promise<void> {
  await tx.deleteFrom('notices').where('name', '=', name).execute()
}

const detailSchema = z.record(z.string(), z.string())

export async function allNotices(db: Db): Promise<Notice[]> {
  return (await noticesIn(db).orderBy('name').execute()).map(readNotice)
}

export async function noticeNamed(db: Db, name: string): Promise<Notice | undefined> {
  const row = await noticesIn(db).where('name', '=', name).executeTakeFirst()
  return row && readNotice(row)
}

function noticesIn(db: Db) {
  return db.selectFrom('notices').select(['name', 'detail', 'first_at as firstAt', 'last_at as lastAt'])
}

function readNotice({ detail, ...row }: Omit<Notice, 'detail'> & { detail: string }): Notice {
  return { ...row, detail: detailSchema.parse(JSON.parse(detail)) }
}
