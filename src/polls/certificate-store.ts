import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db } from '../kit/db/schema.ts'
import type { Change } from './editing-store.ts'
import { choicesOf } from './judging-store.ts'
import type { ReceivedBallot } from './receipts.ts'
import type { BallotReason } from './rules.ts'

export async function changesOf(db: Db, pollId: number): Promise<(Change & { at: number })[]> {
  const rows = await db
    .selectFrom('poll_changes')
    .select(['at', 'what', 'was', 'became'])
    .where('poll_id', '=', pollId)
    .orderBy('id')
    .execute()
  // Only insertChanges writes there.
  return rows.map(({ what, ...row }) => ({ ...row, what: what as Change['what'] }))
}

/** How many ballots were changed at least once. */
export async function changedBallots(db: Db, pollId: number): Promise<number> {
  return (
    (await db.selectFrom('poll_totals').select('changed').where('poll_id', '=', pollId).executeTakeFirst())?.changed ??
    0
  )
}

/** Ballots that are set aside now, by what set them aside; one that several rules did is counted under each. */
export async function setAsideReasons(db: Db, pollId: number): Promise<Record<string, number>> {
  // Reasons name figures of the poll and its times, not of the ballot: they fall into few groups.
  const rows = await db
    .selectFrom('ballots')
    .select(['reasons', sql<number>`count(*)`.as('ballots')])
    .where('poll_id', '=', pollId)
    .where('state', '=', 'set-aside')
    .groupBy('reasons')
    .execute()
  const counts: Record<string, number> = {}
  for (const { reasons, ballots } of rows) {
    const given: BallotReason[] = JSON.parse(reasons)
    for (const rule of new Set(given.filter(({ verdict }) => verdict === 'set-aside').map((reason) => reason.rule)))
      counts[rule] = (counts[rule] ?? 0) + Number(ballots)
  }
  return counts
}

export type Readers = { pollId: number; after: string; until: string | undefined; limit: number }

/** Ballots over their key, of the readers after one and as far as another. */
export async function ballotsOfReaders(
  db: Db,
  { pollId, after, until, limit }: Readers,
): Promise<(ReceivedBallot & { readerId: string })[]> {
  const rows =
    until === undefined
      ? await fromReader(db, pollId, after, limit)
      : await betweenReaders(db, pollId, after, until, limit)
  return rows.map(({ choices, ...row }) => ({ ...row, optionIds: choices.split(',').map(Number) }))
}

const fromReader = prepared((db, pollId: number, after: string, limit: number) => ofReaders(db, pollId, after, limit))
const betweenReaders = prepared((db, pollId: number, after: string, until: string, limit: number) =>
  ofReaders(db, pollId, after, limit).where('reader_id', '<=', until),
)

function ofReaders(db: Db, pollId: number, after: string, limit: number) {
  return db
    .selectFrom('ballots')
    .select(['reader_id as readerId', 'receipt', 'state', choicesOf(db).as('choices')])
    .where('poll_id', '=', pollId)
    .where('reader_id', '>', after)
    .orderBy('reader_id')
    .limit(limit)
}

/** Who comes so many readers later. */
export async function readerAfter(
  db: Db,
  { pollId, after, skip }: { pollId: number; after: string; skip: number },
): Promise<string | undefined> {
  return (await laterReader(db, pollId, after, skip))[0]?.readerId
}

const laterReader = prepared((db, pollId: number, after: string, skip: number) =>
  db
    .selectFrom('ballots')
    .select('reader_id as readerId')
    .where('poll_id', '=', pollId)
    .where('reader_id', '>', after)
    .orderBy('reader_id')
    .limit(sql.lit(1))
    .offset(skip),
)
