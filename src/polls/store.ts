import { sql } from 'kysely'
import type { Db, Tx } from '../kit/db/schema.ts'
import { lockRow } from '../kit/db/database.ts'
import { prepared } from '../kit/db/prepared.ts'
import type { Ballot, Poll, PollDefinition, PollOption, PollWithTally } from './poll.ts'
import { hasOpeningVotes } from './openings/store.ts'
import type { BallotState } from './tables.ts'

const pollColumns = [
  'polls.id', 'polls.public_id as publicId', 'polls.question', 'polls.min_choices as minChoices', 'polls.max_choices as maxChoices', 'polls.opens_at as opensAt',
  'polls.closes_at as closesAt', 'polls.results', 'polls.rotates',
] as const

/** The polls of one page, with options and tallies, in the order asked for: one query. */
export async function pollsForArticle(db: Db, publicIds: readonly string[]): Promise<PollWithTally[]> {
  if (publicIds.length === 0) return []
  const wanted = [...new Set(publicIds)]
  const rows = await rowsOfPolls(wanted.length)(db, ...wanted)
  const polls = new Map<string, PollWithTally>()
  for (const { optionId, label, votes, counted, setAside, rotates, openingVoters, openingVotes, assumedCloseAt, ...poll } of rows) {
    const opening = openingVoters === null ? undefined : { voters: openingVoters, votes: [], assumedCloseAt }
    const known = polls.get(poll.publicId) ?? { ...poll, rotates: rotates === 1, options: [], tally: { counted, setAside, votes: [] }, opening }
    known.options.push({ id: optionId, label })
    known.tally.votes.push({ optionId, votes: votes ?? 0 })
    known.opening?.votes.push({ optionId, votes: openingVotes ?? 0 })
    polls.set(poll.publicId, known)
  }
  return wanted.flatMap((publicId) => polls.get(publicId) ?? [])
}

type PollRow = Omit<Poll, 'rotates' | 'options'> & { rotates: number; optionId: number; label: string; votes: number | null; counted: number; setAside: number } & OpeningColumns
type OpeningColumns = { openingVoters: number | null; openingVotes: number | null; assumedCloseAt: number | null }
type PollRows = (db: Db, ...publicIds: string[]) => Promise<PollRow[]>
const statements = new Map<number, PollRows>()

/** Built once for each number of polls on a page. */
function rowsOfPolls(count: number): PollRows {
  const known = statements.get(count)
  if (known !== undefined) return known
  const made: PollRows = prepared((db, ...publicIds: string[]) =>
    db
      .selectFrom('polls')
      .innerJoin('poll_options', 'poll_options.poll_id', 'polls.id')
      .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
      .leftJoin('tallies', (join) => join.onRef('tallies.poll_id', '=', 'polls.id').onRef('tallies.option_id', '=', 'poll_options.id'))
      .leftJoin('poll_openings', 'poll_openings.poll_id', 'polls.id')
      .leftJoin('opening_votes', (join) => join.onRef('opening_votes.poll_id', '=', 'polls.id').onRef('opening_votes.option_id', '=', 'poll_options.id'))
      .select([...pollColumns, 'poll_options.id as optionId', 'poll_options.label', 'tallies.votes', 'poll_totals.counted', 'poll_totals.set_aside as setAside'])
      .select(['poll_openings.voters as openingVoters', 'opening_votes.votes as openingVotes', 'poll_openings.assumed_close_at as assumedCloseAt'])
      .where('polls.public_id', 'in', publicIds)
      .orderBy('polls.id')
      .orderBy('poll_options.position'),
  )
  statements.set(count, made)
  return made
}

export async function pollByPublicId(db: Db, publicId: string): Promise<PollWithTally | undefined> {
  const [poll] = await pollsForArticle(db, [publicId])
  return poll
}

export async function pollIdByKey(db: Db, key: string): Promise<{ id: number; publicId: string } | undefined> {
  return db.selectFrom('polls').select(['id', 'public_id as publicId']).where('key', '=', key).executeTakeFirst()
}

/** The keys by which story files name polls, by public id. */
export async function pollKeys(db: Db, publicIds: readonly string[]): Promise<Map<string, string>> {
  if (publicIds.length === 0) return new Map()
  const rows = await db.selectFrom('polls').select(['public_id as publicId', 'key']).where('public_id', 'in', [...publicIds]).execute()
  return new Map(rows.flatMap(({ publicId, key }): [string, string][] => (key === null ? [] : [[publicId, key]])))
}

export async function pollIdByPublicId(db: Db, publicId: string): Promise<number | undefined> {
  return (await db.selectFrom('polls').select('id').where('public_id', '=', publicId).executeTakeFirst())?.id
}

/** Holds the poll: until the transaction ends no ballot can be added to it (a ballot's foreign key needs the row). */
export async function heldPoll(tx: Tx, id: number): Promise<Poll | undefined> {
  const row = await lockRow(tx, tx.selectFrom('polls').select(pollColumns).where('polls.id', '=', id)).executeTakeFirst()
  if (row === undefined) return undefined
  const options = await tx.selectFrom('poll_options').select(['id', 'label']).where('poll_id', '=', id).orderBy('position').execute()
  return { ...row, rotates: row.rotates === 1, options }
}

/** Whether anybody has voted, here or where the poll was imported from. */
export async function hasBallots(db: Db, pollId: number): Promise<boolean> {
  return (await db.selectFrom('ballots').select('poll_id').where('poll_id', '=', pollId).limit(1).executeTakeFirst()) !== undefined || (await hasOpeningVotes(db, pollId))
}

/** A reader's own ballot. */
export async function ballotOf(db: Db, pollId: number, readerId: string): Promise<Ballot | undefined> {
  const rows = await db
    .selectFrom('ballots')
    .innerJoin('ballot_choices', (join) => join.onRef('ballot_choices.poll_id', '=', 'ballots.poll_id').onRef('ballot_choices.reader_id', '=', 'ballots.reader_id'))
    .select(['ballots.state', 'ballots.receipt', 'ballots.cast_at as castAt', 'ballot_choices.option_id as optionId'])
    .where('ballots.poll_id', '=', pollId)
    .where('ballots.reader_id', '=', readerId)
    .execute()
  const [first] = rows
  return first && { state: first.state, receipt: first.receipt, castAt: first.castAt, optionIds: rows.map(({ optionId }) => optionId) }
}

/** Where a poll stands: the first published story that holds it, by its id or by the number that it had in WordPress. */
export async function storyOfPoll(db: Db, publicId: string): Promise<{ path: string; headline: string } | undefined> {
  const row = await db
    .selectFrom('article_polls')
    .innerJoin('articles', 'articles.id', 'article_polls.article_id')
    .innerJoin('article_versions', (join) => join.onRef('article_versions.article_id', '=', 'articles.id').onRef('article_versions.number', '=', 'articles.published_version'))
    .select(['articles.path', 'article_versions.headline'])
    .where((is) => is.or([
      is('article_polls.poll', '=', publicId),
      is('article_polls.poll', '=', is.selectFrom('polls').select(sql<string>`'wordpress:' || wordpress_id`.as('name')).where('public_id', '=', publicId)),
    ]))
    .where('articles.state', '=', 'published')
    .orderBy('articles.id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined || row.path === null ? undefined : { path: row.path, headline: row.headline }
}

/** The public id of the poll that opened last of those that are open and stand in a published story. */
export async function openPoll(db: Db, now: number): Promise<string | undefined> {
  return (await openPolls(db, now))[0]?.publicId
}

const openPolls = prepared((db, now: number) =>
  db
    .selectFrom('polls')
    .innerJoin('article_polls', (join) => join.on((is) => is.or([is('article_polls.poll', '=', is.ref('polls.public_id')), is('article_polls.poll', '=', sql<string>`'wordpress:' || polls.wordpress_id`)])))
    .innerJoin('articles', 'articles.id', 'article_polls.article_id')
    .select('polls.public_id as publicId')
    .where('polls.opens_at', '<=', now)
    .where((is) => is.or([is('polls.closes_at', 'is', null), is('polls.closes_at', '>', now)]))
    .where('articles.state', '=', 'published')
    .orderBy('polls.opens_at', 'desc')
    .orderBy('polls.id', 'desc')
    .limit(sql.lit(1)),
)

export type BallotRow = { pollId: number; readerId: string; state: BallotState; receipt: string; reasons: readonly unknown[]; prefixHash: string | null; keyId: string | null; castAt: number }

/** False when this reader has a ballot already, or the poll is not open at `castAt`: the statement is the rule. */
export async function insertBallot(tx: Tx, ballot: BallotRow): Promise<boolean> {
  const inserted = await tx
    .insertInto('ballots')
    .columns(['poll_id', 'reader_id', 'state', 'receipt', 'reasons', 'prefix_hash', 'key_id', 'cast_at'])
    .expression((from) =>
      from
        .selectFrom('polls')
        .select(({ val }) => [
          'polls.id', val(ballot.readerId).as('reader_id'), val(ballot.state).as('state'), val(ballot.receipt).as('receipt'), val(JSON.stringify(ballot.reasons)).as('reasons'),
          val(ballot.prefixHash).as('prefix_hash'), val(ballot.keyId).as('key_id'), val(ballot.castAt).as('cast_at'),
        ])
        .where('polls.id', '=', ballot.pollId)
        .where('polls.opens_at', '<=', ballot.castAt)
        .where((is) => is.or([is('polls.closes_at', 'is', null), is('polls.closes_at', '>', ballot.castAt)])),
    )
    .onConflict((conflict) => conflict.columns(['poll_id', 'reader_id']).doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows === 1n
}

/** How many of the options were still there to be chosen. */
export async function insertChoices(tx: Tx, pollId: number, readerId: string, optionIds: readonly number[]): Promise<number> {
  const inserted = await tx
    .insertInto('ballot_choices')
    .columns(['poll_id', 'reader_id', 'option_id'])
    .expression((from) =>
      from.selectFrom('poll_options').select(({ val }) => ['poll_options.poll_id', val(readerId).as('reader_id'), 'poll_options.id']).where('poll_id', '=', pollId).where('id', 'in', optionIds),
    )
    .executeTakeFirst()
  return Number(inserted.numInsertedOrUpdatedRows)
}

/** The totals' row goes first: whoever has it may move the tallies, so that two ballots never wait for each other in a circle. */
export async function moveTallies(tx: Tx, pollId: number, state: BallotState, optionIds: readonly number[]): Promise<void> {
  const column = state === 'counted' ? 'counted' : 'set_aside'
  await tx.updateTable('poll_totals').set({ [column]: sql`${sql.ref(column)} + 1` }).where('poll_id', '=', pollId).execute()
  if (state === 'set-aside') return
  await tx.updateTable('tallies').set({ votes: sql`votes + 1` }).where('poll_id', '=', pollId).where('option_id', 'in', optionIds).execute()
}

type NewPoll = { publicId: string; key: string | null; opensAt: number; at: number }

/** Nothing when the key is taken. */
export async function insertPoll(tx: Tx, { publicId, key, opensAt, at }: NewPoll, definition: PollDefinition): Promise<number | undefined> {
  const row = await tx
    .insertInto('polls')
    .values({
      public_id: publicId, key, wordpress_id: null, question: definition.question, min_choices: definition.minChoices, max_choices: definition.maxChoices, opens_at: opensAt,
      closes_at: definition.closesAt, results: definition.results, rotates: Number(definition.rotates), created_at: at,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return undefined
  await tx.insertInto('poll_totals').values({ poll_id: row.id, counted: 0, set_aside: 0 }).execute()
  await insertOptions(tx, row.id, definition.options)
  return row.id
}

/**
 * Brings the options of a held poll to these labels, in this order. An option whose label stays keeps its id (and its
 * votes); only options that nobody can have chosen may go.
 */
export async function arrangeOptions(tx: Tx, pollId: number, before: readonly PollOption[], labels: readonly string[]): Promise<void> {
  const gone = before.filter(({ label }) => !labels.includes(label)).map(({ id }) => id)
  if (gone.length > 0) {
    await tx.deleteFrom('tallies').where('poll_id', '=', pollId).where('option_id', 'in', gone).execute()
    await tx.deleteFrom('poll_options').where('poll_id', '=', pollId).where('id', 'in', gone).execute()
  }
  // Out of the way first: (poll, position) is unique at every moment.
  await tx.updateTable('poll_options').set({ position: sql`position + 1000` }).where('poll_id', '=', pollId).execute()
  for (const [position, label] of labels.entries()) {
    const known = before.find((option) => option.label === label)
    if (known === undefined) await insertOptions(tx, pollId, [label], position)
    else await tx.updateTable('poll_options').set({ position }).where('id', '=', known.id).execute()
  }
}

async function insertOptions(tx: Tx, pollId: number, labels: readonly string[], from = 0): Promise<void> {
  const options = await tx.insertInto('poll_options').values(labels.map((label, index) => ({ poll_id: pollId, position: from + index, label }))).returning('id').execute()
  await tx.insertInto('tallies').values(options.map(({ id }) => ({ poll_id: pollId, option_id: id, votes: 0 }))).execute()
}

export type PollFields = Pick<Poll, 'question' | 'minChoices' | 'maxChoices' | 'opensAt' | 'closesAt' | 'results' | 'rotates'>

export async function updatePoll(tx: Tx, id: number, fields: PollFields): Promise<void> {
  await tx
    .updateTable('polls')
    .set({
      question: fields.question, min_choices: fields.minChoices, max_choices: fields.maxChoices, opens_at: fields.opensAt, closes_at: fields.closesAt, results: fields.results,
      rotates: Number(fields.rotates),
    })
    .where('id', '=', id)
    .execute()
}
