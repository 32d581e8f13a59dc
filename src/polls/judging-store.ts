import { sql } from 'kysely'
import { engineOf } from '../kit/db/database.ts'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { VoteWindow } from './bursts.ts'
import type { BallotState } from './poll.ts'
import type { BallotReason } from './rules.ts'

/** The ballots of each ten minutes, oldest first. */
export async function windowsOf(db: Db, pollId: number): Promise<(VoteWindow & { counted: number })[]> {
  const rows = await db
    .selectFrom('poll_windows')
    .select(['starts_at as startsAt', 'option_id as optionId', 'ballots', 'counted'])
    .where('poll_id', '=', pollId)
    .orderBy('starts_at')
    .execute()
  return [...Map.groupBy(rows, ({ startsAt }) => startsAt)].map(([startsAt, entries]) => {
    const whole = entries.find(({ optionId }) => optionId === 0)
    const votes = new Map(
      entries.flatMap(({ optionId, ballots }): [number, number][] => (optionId === 0 ? [] : [[optionId, ballots]])),
    )
    return { startsAt, ballots: whole?.ballots ?? 0, counted: whole?.counted ?? 0, votes }
  })
}

/** Votes for each option that have come, set aside ones among them. */
export async function votesReceived(db: Db, pollId: number): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('poll_windows')
    .select(['option_id as optionId', sql<number>`sum(ballots)`.as('ballots')])
    .where('poll_id', '=', pollId)
    .groupBy('option_id')
    .execute()
  return new Map(rows.map(({ optionId, ballots }) => [optionId, Number(ballots)]))
}

type OptionRange = { pollId: number; optionId: number; from: number; until: number }

/** How many of an option's ballots came from each network in a time; null: from one that is not known. */
export async function networksOfOption(
  db: Db,
  { pollId, optionId, from, until }: OptionRange,
): Promise<Map<string | null, number>> {
  const rows = await db
    .selectFrom('ballots')
    .innerJoin('ballot_choices', (join) =>
      join
        .onRef('ballot_choices.poll_id', '=', 'ballots.poll_id')
        .onRef('ballot_choices.reader_id', '=', 'ballots.reader_id')
        .on('ballot_choices.option_id', '=', optionId),
    )
    .select(['ballots.prefix_hash as prefixHash', sql<number>`count(*)`.as('ballots')])
    .where('ballots.poll_id', '=', pollId)
    .where('ballots.cast_at', '>=', from)
    .where('ballots.cast_at', '<', until)
    .groupBy('ballots.prefix_hash')
    .execute()
  return new Map(rows.map(({ prefixHash, ballots }) => [prefixHash, Number(ballots)]))
}

/** A ballot with what the rules look at. */
export type JudgedBallot = {
  readerId: string
  receipt: string
  state: BallotState
  decidedBy: 'rules' | 'staff'
  reasons: BallotReason[]
  isConfirmed: boolean
  prefixHash: string | null
  networkRank: number | null
  hasPass: boolean | undefined
  castAt: number
  changedAt: number | null
  optionIds: number[]
}

export type BallotRange = {
  pollId: number
  from: number
  until: number
  after?: { castAt: number; readerId: string } | undefined
  limit: number
  state?: BallotState | undefined
}

/** The next ballots of a time, oldest first; `after` is the last one of the page before. */
export async function ballotsBetween(db: Db, range: BallotRange): Promise<JudgedBallot[]> {
  const { castAt: afterAt, readerId: afterId } = range.after ?? { castAt: range.from, readerId: '' }
  const rows =
    range.state === undefined
      ? await anyBallots(db, range.pollId, afterAt, afterId, range.until, range.limit)
      : await ballotsInState(db, range.pollId, range.state, afterAt, afterId, range.until, range.limit)
  return rows.map(({ decidedBy, reasons, confirmed, hasPass, choices, ...row }) => ({
    ...row,
    decidedBy,
    reasons: JSON.parse(reasons),
    isConfirmed: confirmed === 1,
    hasPass: hasPass === null ? undefined : hasPass === 1,
    optionIds: choices
      .split(',')
      .map(Number)
      .sort((a, b) => a - b),
  }))
}

const anyBallots = prepared((db, pollId: number, afterAt: number, afterId: string, until: number, limit: number) =>
  ballotsQuery(db, pollId, afterAt, afterId, until, limit),
)
const ballotsInState = prepared(
  (db, pollId: number, state: BallotState, afterAt: number, afterId: string, until: number, limit: number) =>
    ballotsQuery(db, pollId, afterAt, afterId, until, limit).where('ballots.state', '=', state),
)

function ballotsQuery(db: Db, pollId: number, afterAt: number, afterId: string, until: number, limit: number) {
  return db
    .selectFrom('ballots')
    .select([
      'ballots.reader_id as readerId',
      'ballots.receipt',
      'ballots.state',
      'ballots.decided_by as decidedBy',
      'ballots.reasons',
      'ballots.confirmed',
      'ballots.prefix_hash as prefixHash',
      'ballots.network_rank as networkRank',
      'ballots.has_pass as hasPass',
      'ballots.cast_at as castAt',
      'ballots.changed_at as changedAt',
      choicesOf(db).as('choices'),
    ])
    .where('ballots.poll_id', '=', pollId)
    .where(sql<boolean>`(ballots.cast_at, ballots.reader_id) > (${afterAt}, ${afterId})`)
    .where('ballots.cast_at', '<', until)
    .orderBy('ballots.cast_at')
    .orderBy('ballots.reader_id')
    .limit(limit)
    .$castTo<{
      readerId: string
      receipt: string
      state: BallotState
      decidedBy: 'rules' | 'staff'
      reasons: string
      confirmed: number
      prefixHash: string | null
      networkRank: number | null
      hasPass: number | null
      castAt: number
      changedAt: number | null
      choices: string
    }>()
}

/** Of a ballot in a query: the ids of its options, with commas between. */
export function choicesOf(db: Db) {
  const list = engineOf(db) === 'sqlite' ? sql`group_concat(option_id)` : sql`string_agg(option_id::text, ',')`
  return sql<string>`(
    select ${list} from ballot_choices
    where ballot_choices.poll_id = ballots.poll_id and ballot_choices.reader_id = ballots.reader_id
  )`
}

export type NewState = {
  readerId: string
  was: BallotState
  changedAt: number | null
  becomes: BallotState
  reasons: readonly unknown[]
  decidedBy: 'rules' | 'staff'
}

/**
 * The readers whose ballots were moved: not those that stand or choose otherwise by now, nor, for the rules, those that
 * staff have decided on.
 */
export async function setStates(tx: Tx, pollId: number, states: readonly NewState[]): Promise<Set<string>> {
  const rows = await moveBallots(
    tx,
    rowsJson(
      states.map(({ readerId, was, changedAt, becomes, reasons, decidedBy }) => [
        pollId,
        readerId,
        was,
        changedAt,
        becomes,
        JSON.stringify(reasons),
        decidedBy,
      ]),
    ),
  )
  return new Set(rows.map(({ readerId }) => readerId))
}

const stateColumns = {
  poll_id: 'integer',
  reader_id: 'text',
  was: 'text',
  changed_at: 'integer',
  becomes: 'text',
  reasons: 'text',
  decided_by: 'text',
} as const

// The poll stands in each row: with it as a value of the statement SQLite would walk all its ballots, and the list for
// each.
const moveBallots = preparedWrite(
  (tx, states: string) => sql<{ readerId: string }>`
  update ballots set state = given.becomes, reasons = given.reasons, decided_by = given.decided_by
  from ${jsonRows(tx, 'given', stateColumns, states)}
  where ballots.poll_id = given.poll_id and ballots.reader_id = given.reader_id
    and ballots.state = given.was and ballots.changed_at is not distinct from given.changed_at
    and (given.decided_by = 'staff' or ballots.decided_by = 'rules')
  returning ballots.reader_id as "readerId"`,
)
