import { sql } from 'kysely'
import { jsonRows, rowsJson } from '../kit/db/json-rows.ts'
import { prepared, preparedWrite } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { openAt } from './open-store.ts'
import type { Ballot, BallotState, Electorate, Tally } from './poll.ts'

/** A reader's own ballot. */
export async function ballotOf(db: Db, pollId: number, readerId: string): Promise<Ballot | undefined> {
  const rows = await choicesOfBallot(db, pollId, readerId)
  const [first] = rows
  return (
    first && {
      state: first.state,
      receipt: first.receipt,
      castAt: first.castAt,
      optionIds: rows.map(({ optionId }) => optionId),
    }
  )
}

const choicesOfBallot = prepared((db, pollId: number, readerId: string) =>
  db
    .selectFrom('ballots')
    .innerJoin('ballot_choices', (join) =>
      join
        .onRef('ballot_choices.poll_id', '=', 'ballots.poll_id')
        .onRef('ballot_choices.reader_id', '=', 'ballots.reader_id'),
    )
    .select(['ballots.state', 'ballots.receipt', 'ballots.cast_at as castAt', 'ballot_choices.option_id as optionId'])
    .where('ballots.poll_id', '=', pollId)
    .where('ballots.reader_id', '=', readerId)
    .orderBy('ballot_choices.option_id'),
)

/** Whether the address behind the mark has a ballot in the poll, cast in whichever browser. */
export async function hasMarkedBallot(db: Db, pollId: number, voterMark: string | null): Promise<boolean> {
  if (voterMark === null) return false
  const query = db.selectFrom('ballots').select('poll_id').where('poll_id', '=', pollId)
  return (await query.where('voter_mark', '=', voterMark).executeTakeFirst()) !== undefined
}

export async function tallyOf(db: Db, pollId: number): Promise<Tally> {
  const rows = await tallyRows(db, pollId)
  const [first] = rows
  return {
    counted: first?.counted ?? 0,
    setAside: first?.setAside ?? 0,
    confirmed: first?.confirmedTotal ?? 0,
    votes: rows.map(({ optionId, votes, confirmed }) => ({ optionId, votes, confirmed })),
  }
}

const tallyRows = prepared((db, pollId: number) =>
  db
    .selectFrom('poll_totals')
    .innerJoin('tallies', 'tallies.poll_id', 'poll_totals.poll_id')
    .select([
      'poll_totals.counted',
      'poll_totals.set_aside as setAside',
      'poll_totals.confirmed as confirmedTotal',
      'tallies.option_id as optionId',
      'tallies.votes',
      'tallies.confirmed',
    ])
    .where('poll_totals.poll_id', '=', pollId),
)

/** What a ballot is judged with besides itself: the poll's key, its rules, what was counted so far. */
export async function ballotContext(
  tx: Tx,
  pollId: number,
): Promise<{ key: Uint8Array | null; who: Electorate; rules: string; counted: number } | undefined> {
  const [context] = await contextRows(tx, pollId)
  return context
}

const contextRows = prepared((db, pollId: number) =>
  db
    .selectFrom('polls')
    .innerJoin('poll_keys', 'poll_keys.poll_id', 'polls.id')
    .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
    .select(['poll_keys.material as key', 'polls.who', 'polls.rules', 'poll_totals.counted'])
    .where('polls.id', '=', pollId),
)

/** The confirmed addresses of these readers, and whether the poll lists them. */
export async function confirmedReaders(
  tx: Tx,
  pollId: number,
  readerIds: readonly string[],
): Promise<Map<string, { addressId: number; isListed: boolean }>> {
  const rows = await confirmedRows(tx, pollId, rowsJson(readerIds.map((id) => [id])))
  // Of several addresses a listed one wins, then the oldest.
  return new Map(rows.map(({ readerId, addressId, isListed }) => [readerId, { addressId, isListed: isListed === 1 }]))
}

const confirmedRows = preparedWrite(
  (tx, pollId: number, readers: string) => sql<{ readerId: string; addressId: number; isListed: number }>`
  select addresses.reader_id as "readerId", addresses.id as "addressId",
    case when poll_voters.poll_id is null then 0 else 1 end as "isListed"
  from ${jsonRows(tx, 'given', { reader_id: 'text' }, readers)}
  cross join addresses
  left join poll_voters on poll_voters.poll_id = ${pollId} and poll_voters.address_hash = addresses.address_hash
  where addresses.reader_id = given.reader_id
        and addresses.confirmed_at is not null and addresses.erased_at is null
      order by "isListed", addresses.id desc`,
)

export async function networkCounts(
  tx: Tx,
  pollId: number,
  prefixHashes: readonly string[],
): Promise<Map<string, number>> {
  const rows = await networkRows(tx, rowsJson(prefixHashes.map((hash) => [pollId, hash])))
  return new Map(rows.map(({ prefixHash, ballots }) => [prefixHash, ballots]))
}
const networkRows = preparedWrite(
  (tx, hashes: string) => sql<{ prefixHash: string; ballots: number }>`
  select poll_networks.prefix_hash as "prefixHash", poll_networks.ballots
  from ${jsonRows(tx, 'given', { poll_id: 'integer', prefix_hash: 'text' }, hashes)}
  inner join poll_networks on poll_networks.poll_id = given.poll_id and poll_networks.prefix_hash = given.prefix_hash`,
)

export async function ensureReaders(tx: Tx, readers: readonly { readerId: string; castAt: number }[]): Promise<void> {
  await insertReaders(tx, rowsJson(readers.map(({ readerId, castAt }) => [readerId, castAt])))
}

const insertReaders = preparedWrite(
  (tx, readers: string) => sql`
  insert into readers (id, first_seen_at)
  select given.id, given.at from ${jsonRows(tx, 'given', { id: 'text', at: 'integer' }, readers)}
  where true on conflict do nothing`,
)

export type NewBallot = {
  readerId: string
  state: BallotState
  receipt: string
  reasons: readonly unknown[]
  isConfirmed: boolean
  voterMark: string | null
  prefixHash: string | null
  networkRank: number | null
  hasPass: boolean | undefined
  castAt: number
  optionIds: readonly number[]
}

/**
 * The readers whose ballots were taken: not of one who has a ballot, nor of one that comes when the poll is not open,
 * nor with more choices than it allows. The statement is the rule.
 */
export async function insertBallots(tx: Tx, pollId: number, ballots: readonly NewBallot[]): Promise<Set<string>> {
  const given = ballots.map(({ hasPass, ...ballot }) => [
    ballot.readerId,
    ballot.state,
    ballot.receipt,
    JSON.stringify(ballot.reasons),
    Number(ballot.isConfirmed),
    ballot.voterMark,
    ballot.prefixHash,
    ballot.networkRank,
    hasPass === undefined ? null : Number(hasPass),
    ballot.castAt,
    ballot.optionIds.length,
  ])
  const rows = await insertBallotRows(tx, pollId, rowsJson(given))
  return new Set(rows.map(({ readerId }) => readerId))
}

const ballotColumns = {
  reader_id: 'text',
  state: 'text',
  receipt: 'text',
  reasons: 'text',
  confirmed: 'integer',
  voter_mark: 'text',
  prefix_hash: 'text',
  network_rank: 'integer',
  has_pass: 'integer',
  cast_at: 'integer',
  choices: 'integer',
} as const

const insertBallotRows = preparedWrite(
  (tx, pollId: number, ballots: string) => sql<{ readerId: string }>`
  insert into ballots (poll_id, reader_id, state, receipt, reasons, confirmed, voter_mark, prefix_hash, network_rank,
    has_pass, cast_at)
  select polls.id, given.reader_id, given.state, given.receipt, given.reasons, given.confirmed, given.voter_mark,
    given.prefix_hash, given.network_rank, given.has_pass, given.cast_at
  from polls cross join ${jsonRows(tx, 'given', ballotColumns, ballots)}
  where polls.id = ${pollId} and ${openAt(sql`given.cast_at`)}
    and given.choices between polls.min_choices and polls.max_choices
  on conflict do nothing returning reader_id as "readerId"`,
)

/** How many of the choices were still there to be chosen. */
export async function insertChoices(
  tx: Tx,
  pollId: number,
  choices: readonly { readerId: string; optionId: number }[],
): Promise<number> {
  return (await insertChoiceRows(tx, pollId, rowsJson(choices.map(({ readerId, optionId }) => [readerId, optionId]))))
    .length
}

const insertChoiceRows = preparedWrite(
  (tx, pollId: number, choices: string) => sql`
  insert into ballot_choices (poll_id, reader_id, option_id)
  select poll_options.poll_id, given.reader_id, poll_options.id
  from ${jsonRows(tx, 'given', { reader_id: 'text', option_id: 'integer' }, choices)}
  inner join poll_options on poll_options.id = given.option_id and poll_options.poll_id = ${pollId}
  returning option_id`,
)
