/** A ballot that says something else from now on. */
import { sql } from 'kysely'
import { lockRow } from '../kit/db/database.ts'
import type { Tx } from '../kit/db/schema.ts'
import { openAt } from './open-store.ts'
import { maxChanges } from './poll.ts'

/** Holds a reader's ballot in a poll that is open and lets it be changed into one of so many choices. */
export async function changeableBallot(
  tx: Tx,
  ballot: { pollId: number; readerId: string; choices: number; at: number },
): Promise<{ isConfirmed: boolean; isFirstChange: boolean } | undefined> {
  const open = tx
    .selectFrom('polls')
    .select('polls.id')
    .where('polls.id', '=', ballot.pollId)
    .where('polls.may_change', '=', 1)
    .where(openAt(ballot.at))
    .where(({ between, val, ref }) => between(val(ballot.choices), ref('polls.min_choices'), ref('polls.max_choices')))
  const row = await lockRow(
    tx,
    tx
      .selectFrom('ballots')
      .select(['confirmed', 'changed_at as changedAt'])
      .where('poll_id', 'in', open)
      .where('reader_id', '=', ballot.readerId),
  ).executeTakeFirst()
  return row && { isConfirmed: row.confirmed === 1, isFirstChange: row.changedAt === null }
}

type Replaced = { pollId: number; readerId: string; was: readonly number[]; at: number }

/**
 * The held ballot's choices go, and are kept as what it said before. False, and nothing done: it was changed too often.
 */
export async function replaceChoices(tx: Tx, { pollId, readerId, was, at }: Replaced): Promise<boolean> {
  const { number } = await tx
    .selectFrom('ballot_changes')
    .select(sql<number>`coalesce(max(number), 0) + 1`.as('number'))
    .where('poll_id', '=', pollId)
    .where('reader_id', '=', readerId)
    .executeTakeFirstOrThrow()
  if (number > maxChanges) return false
  await tx
    .insertInto('ballot_changes')
    .values({ poll_id: pollId, reader_id: readerId, number, was: JSON.stringify(was), at })
    .execute()
  await tx
    .updateTable('ballots')
    .set({ changed_at: at })
    .where('poll_id', '=', pollId)
    .where('reader_id', '=', readerId)
    .execute()
  await tx.deleteFrom('ballot_choices').where('poll_id', '=', pollId).where('reader_id', '=', readerId).execute()
  return true
}

/** One ballot more that does not say what it said when it was cast. */
export async function countFirstChange(tx: Tx, pollId: number): Promise<void> {
  await tx
    .updateTable('poll_totals')
    .set({ changed: sql`changed + 1` })
    .where('poll_id', '=', pollId)
    .execute()
}
