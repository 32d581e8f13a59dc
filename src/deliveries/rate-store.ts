/** Token buckets shared by all processes: how much may be handed over right now. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import { preparedWrite } from '../kit/db/prepared.ts'
import type { Tx } from '../kit/db/schema.ts'

/** `perSecond` are added, up to two seconds' worth. */
export type Rate = { name: string; perSecond: number }

const dayMs = 86_400_000

export type Taken = {
  taken: number
  /** When there is one again; the time given where some were left. */
  nextAt: number
}

/**
 * Takes up to this many tokens, at `at` (epoch milliseconds). If the clock was put back, it gives none until the clock
 * has caught up, and nothing is lost: the bucket then begins at the new time.
 */
export async function takeTokens(tx: Tx, { name, perSecond }: Rate, wanted: number, at: number): Promise<Taken> {
  const most = Math.max(1, perSecond * 2)
  // Of two that arrive first, the second waits here for the first one's row.
  await startBucket(tx, name, most, at)
  const row = await lockRow(
    tx,
    tx.selectFrom('delivery_rates').select(['tokens', 'at']).where('name', '=', name),
  ).executeTakeFirstOrThrow()
  const there = Math.min(most, row.tokens + (Math.max(0, at - row.at) * perSecond) / 1000)
  // What is given back is taken whatever is there; where a hold has taken it below nothing, there is none.
  const taken = wanted < 0 ? wanted : Math.max(0, Math.min(wanted, Math.floor(there)))
  await tx
    .updateTable('delivery_rates')
    .set({ tokens: there - taken, at })
    .where('name', '=', name)
    .execute()
  const missing = 1 - (there - taken)
  return { taken, nextAt: missing <= 0 ? at : at + Math.ceil((missing / perSecond) * 1000) }
}

/**
 * Blocks this rate for a while: the bucket goes that far below zero and comes up again at its rate. A longer block that
 * already exists stays.
 */
export async function holdBack(tx: Tx, { name, perSecond, ms }: Rate & { ms: number }, at: number): Promise<void> {
  await takeTokens(tx, { name, perSecond }, 0, at)
  const below = -(ms * perSecond) / 1000
  await tx
    .updateTable('delivery_rates')
    .set({ tokens: below })
    .where('name', '=', name)
    .where('tokens', '>', below)
    .execute()
}

/** Buckets nobody has used for a day are full. */
export async function dropOldBuckets(tx: Tx, at: number): Promise<void> {
  await tx
    .deleteFrom('delivery_rates')
    .where('at', '<', at - dayMs)
    .execute()
}

const startBucket = preparedWrite(
  (_, name: string, tokens: number, at: number) => sql`
    insert into delivery_rates (name, tokens, at) values (${name}, ${tokens}, ${at}) on conflict (name) do nothing`,
)
