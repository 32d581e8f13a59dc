import { sql } from 'kysely'
import { publishedVersion } from '../../articles/version-join-store.ts'
import { prepared } from '../../kit/db/prepared.ts'
import type { Db, Tx } from '../../kit/db/schema.ts'

/** What was counted elsewhere, as the certificate states it on a line of its own: imported, cannot be audited. */
export type ImportedRecord = {
  origin: string
  importedAt: number
  voters: number
  votes: { optionId: number; votes: number }[]
  /** As far as the other system kept a log; days by its own clock. Their sum may be less than `votes`. */
  days: { optionId: number; day: string; votes: number }[]
}

export async function importedRecord(db: Db, pollId: number): Promise<ImportedRecord | undefined> {
  const record = await db
    .selectFrom('imported_tallies')
    .select(['origin', 'imported_at as importedAt', 'voters'])
    .where('poll_id', '=', pollId)
    .executeTakeFirst()
  if (record === undefined) return undefined
  const votes = await db
    .selectFrom('imported_votes')
    .select(['option_id as optionId', 'votes'])
    .where('poll_id', '=', pollId)
    .orderBy('option_id')
    .execute()
  const days = await db
    .selectFrom('imported_days')
    .select(['option_id as optionId', 'day', 'votes'])
    .where('poll_id', '=', pollId)
    .orderBy('day')
    .orderBy('option_id')
    .execute()
  return { ...record, votes, days }
}

/** Whether votes were counted before the poll was imported. */
export async function hasImportedVotes(db: Db, pollId: number): Promise<boolean> {
  return (
    (await db
      .selectFrom('imported_votes')
      .select('poll_id')
      .where('poll_id', '=', pollId)
      .where('votes', '>', 0)
      .limit(1)
      .executeTakeFirst()) !== undefined
  )
}

/** How a story that was imported names a poll: by its number in WordPress, or whichever was the newest. */
export type OldPollName = number | 'latest'

/** Our public ids by the old names. `areHere` is false while no poll has been imported at all. */
export async function importedPolls(
  db: Db,
  names: readonly OldPollName[],
): Promise<{ publicIds: Map<OldPollName, string>; areHere: boolean }> {
  const publicIds = new Map<OldPollName, string>()
  const numbers = [...new Set(names)].filter((name) => name !== 'latest')
  const rows =
    numbers.length === 0
      ? []
      : await db
          .selectFrom('polls')
          .select(['public_id as publicId', 'wordpress_id as number'])
          .where('wordpress_id', 'in', numbers)
          .execute()
  for (const { publicId, number } of rows) if (number !== null) publicIds.set(number, publicId)
  const [current] = names.includes('latest') ? await currentPoll(db) : []
  if (current !== undefined) publicIds.set('latest', current.publicId)
  return { publicIds, areHere: publicIds.size > 0 || (names.length > 0 && (await anyImported(db)).length > 0) }
}

const currentPoll = prepared((db) =>
  db
    .selectFrom('imported_tallies')
    .innerJoin('polls', 'polls.id', 'imported_tallies.poll_id')
    .select('polls.public_id as publicId')
    .where('imported_tallies.is_current', '=', 1),
)
const anyImported = prepared((db) => db.selectFrom('imported_tallies').select('poll_id as id').limit(1))

/** Stories that show a poll by an old name that leads nowhere. */
export async function unansweredNames(db: Db): Promise<{ name: string; headline: string; path: string | null }[]> {
  const rows = await db
    .selectFrom('article_polls')
    .innerJoin('articles', 'articles.id', 'article_polls.article_id')
    .innerJoin('article_versions', publishedVersion)
    .leftJoin('polls', (join) => join.on(sql`'wordpress:' || polls.wordpress_id`, '=', sql`article_polls.poll`))
    .select(['article_polls.poll', 'article_versions.headline', 'articles.path'])
    .where('article_polls.poll', 'like', 'wordpress:%')
    .where('polls.id', 'is', null)
    .orderBy('articles.id')
    .execute()
  const hasCurrent = (await currentPoll(db)).length > 0
  return rows
    .map(({ poll, ...story }) => ({ name: poll.slice('wordpress:'.length), ...story }))
    .filter(({ name }) => name !== 'latest' || !hasCurrent)
}

export async function putWordpressId(tx: Tx, pollId: number, wordpressId: number): Promise<void> {
  await tx.updateTable('polls').set({ wordpress_id: wordpressId }).where('id', '=', pollId).execute()
}

type NewImportedTally = {
  origin: string
  voters: number
  assumedCloseAt: number | null
  votes: readonly NewImportedOption[]
}
type NewImportedOption = { optionId: number; votes: number; days: readonly (readonly [day: string, votes: number])[] }

/** Puts the balance in the place of the one that may be there. */
export async function putImportedTally(
  tx: Tx,
  pollId: number,
  { origin, voters, assumedCloseAt, votes }: NewImportedTally,
  at: number,
): Promise<void> {
  await tx
    .insertInto('imported_tallies')
    .values({ poll_id: pollId, origin, voters, assumed_close_at: assumedCloseAt, is_current: 0, imported_at: at })
    .onConflict((conflict) =>
      conflict.column('poll_id').doUpdateSet({ origin, voters, assumed_close_at: assumedCloseAt, imported_at: at }),
    )
    .execute()
  await tx.deleteFrom('imported_days').where('poll_id', '=', pollId).execute()
  await tx.deleteFrom('imported_votes').where('poll_id', '=', pollId).execute()
  await tx
    .insertInto('imported_votes')
    .values(votes.map((option) => ({ poll_id: pollId, option_id: option.optionId, votes: option.votes })))
    .execute()
  const days = votes.flatMap(({ optionId, days: own }) =>
    own.map(([day, number]) => ({ poll_id: pollId, option_id: optionId, day, votes: number })),
  )
  for (let from = 0; from < days.length; from += 1_000)
    await tx
      .insertInto('imported_days')
      .values(days.slice(from, from + 1_000))
      .execute()
}

/** False when it was so already. */
export async function putCurrent(tx: Tx, pollId: number | undefined, mayReplace: boolean): Promise<boolean> {
  const before = await tx
    .selectFrom('imported_tallies')
    .select('poll_id as id')
    .where('is_current', '=', 1)
    .executeTakeFirst()
  if (before?.id === pollId || (before !== undefined && !mayReplace)) return false
  if (before !== undefined)
    await tx.updateTable('imported_tallies').set({ is_current: 0 }).where('poll_id', '=', before.id).execute()
  if (pollId !== undefined)
    await tx.updateTable('imported_tallies').set({ is_current: 1 }).where('poll_id', '=', pollId).execute()
  return true
}

/** Of these options, those that a ballot of ours has chosen. */
export async function chosenOptions(tx: Tx, pollId: number, optionIds: readonly number[]): Promise<number[]> {
  if (optionIds.length === 0) return []
  const rows = await tx
    .selectFrom('ballot_choices')
    .select('option_id as id')
    .distinct()
    .where('poll_id', '=', pollId)
    .where('option_id', 'in', [...optionIds])
    .execute()
  return rows.map(({ id }) => id)
}

/** Takes away options that nobody here has chosen, with what they had there. */
export async function removeOptions(tx: Tx, pollId: number, optionIds: readonly number[]): Promise<void> {
  if (optionIds.length === 0) return
  for (const table of ['imported_days', 'imported_votes', 'tallies'] as const)
    await tx
      .deleteFrom(table)
      .where('poll_id', '=', pollId)
      .where('option_id', 'in', [...optionIds])
      .execute()
  await tx
    .deleteFrom('poll_options')
    .where('poll_id', '=', pollId)
    .where('id', 'in', [...optionIds])
    .execute()
}

/** Puts the options of a held poll in this order and wording; one without an id is new. Gives all their ids. */
export async function putOptions(
  tx: Tx,
  pollId: number,
  options: readonly { id: number | undefined; label: string }[],
): Promise<number[]> {
  // Out of the way first: (poll, position) is unique at every moment.
  await tx
    .updateTable('poll_options')
    .set({ position: sql`position + 1000` })
    .where('poll_id', '=', pollId)
    .execute()
  const ids: number[] = []
  for (const [position, { id, label }] of options.entries()) {
    if (id === undefined) {
      const added = await tx
        .insertInto('poll_options')
        .values({ poll_id: pollId, position, label })
        .returning('id')
        .executeTakeFirstOrThrow()
      await tx.insertInto('tallies').values({ poll_id: pollId, option_id: added.id, votes: 0 }).execute()
      ids.push(added.id)
    } else {
      await tx.updateTable('poll_options').set({ position, label }).where('id', '=', id).execute()
      ids.push(id)
    }
  }
  return ids
}
