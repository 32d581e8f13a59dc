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

const detailSchema = z.record(z.string(), z.string())

export async function allNotices(db: Db): Promise<Notice[]> {
  const rows = await db
    .selectFrom('notices')
    .select(['name', 'detail', 'first_at as firstAt', 'last_at as lastAt'])
    .orderBy('name')
    .execute()
  return rows.map(({ detail, ...row }) => ({ ...row, detail: detailSchema.parse(JSON.parse(detail)) }))
}
