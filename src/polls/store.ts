import { sql } from 'kysely'
import { publishedVersion } from '../articles/version-join-store.ts'
import { lockRow } from '../kit/db/database.ts'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { pictureView } from '../media/picture-view.ts'
import { renditionsOf } from '../media/store.ts'
import { hasImportedVotes } from './imported-tallies/store.ts'
import type { Poll, PollOption, PollWithTally } from './poll.ts'

const pollColumns = [
  'polls.id',
  'polls.public_id as publicId',
  'polls.revision',
  'polls.question',
  'polls.min_choices as minChoices',
  'polls.max_choices as maxChoices',
  'polls.opens_at as opensAt',
  'polls.closes_at as closesAt',
  'polls.results',
  'polls.hidden_until as hiddenUntil',
  'polls.rotates',
  'polls.may_change as mayChange',
  'polls.who',
] as const

/** The polls of one page, with options and tallies, in the order asked for: one query. */
export async function pollsForArticle(db: Db, publicIds: readonly string[]): Promise<PollWithTally[]> {
  if (publicIds.length === 0) return []
  const wanted = [...new Set(publicIds)]
  const rows = await rowsOfPolls(wanted.length)(db, ...wanted)
  const polls = new Map<string, PollWithTally>()
  for (const {
    optionId,
    label,
    mediaId,
    alt,
    votes,
    confirmed,
    counted,
    setAside,
    confirmedTotal,
    rotates,
    mayChange,
    importedVoters,
    importedVotes,
    assumedCloseAt,
    ...poll
  } of rows) {
    const imported = importedVoters === null ? undefined : { voters: importedVoters, votes: [], assumedCloseAt }
    const known = polls.get(poll.publicId) ?? {
      ...poll,
      rotates: rotates === 1,
      mayChange: mayChange === 1,
      options: [],
      tally: { counted, setAside, confirmed: confirmedTotal, votes: [] },
      imported,
    }
    known.options.push(optionOf({ id: optionId, label, mediaId, alt }))
    known.tally.votes.push({ optionId, votes: votes ?? 0, confirmed: confirmed ?? 0 })
    known.imported?.votes.push({ optionId, votes: importedVotes ?? 0 })
    polls.set(poll.publicId, known)
  }
  const wantedPolls = wanted.flatMap((publicId) => polls.get(publicId) ?? [])
  await showPictures(db, wantedPolls)
  return wantedPolls
}

function optionOf({
  id,
  label,
  mediaId,
  alt,
}: {
  id: number
  label: string
  mediaId: number | null
  alt: string
}): PollOption {
  return mediaId === null ? { id, label } : { id, label, picture: { mediaId, alt } }
}

/** One more query where there are pictures. */
async function showPictures(db: Db, polls: readonly Poll[]): Promise<void> {
  const pictures = polls.flatMap(({ options }) => options.flatMap(({ picture }) => picture ?? []))
  if (pictures.length === 0) return
  const renditions = Map.groupBy(
    await renditionsOf(db, { ids: pictures.map(({ mediaId }) => mediaId), publicIds: [] }),
    ({ mediaId }) => mediaId,
  )
  for (const picture of pictures) picture.view = pictureView(renditions.get(picture.mediaId) ?? [], 'square')
}

type PollRow = Omit<Poll, 'rotates' | 'mayChange' | 'options'> & {
  rotates: number
  mayChange: number
  optionId: number
  label: string
  mediaId: number | null
  alt: string
  votes: number | null
  confirmed: number | null
  counted: number
  setAside: number
  confirmedTotal: number
} & ImportedColumns
type ImportedColumns = { importedVoters: number | null; importedVotes: number | null; assumedCloseAt: number | null }
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
      .leftJoin('tallies', (join) =>
        join.onRef('tallies.poll_id', '=', 'polls.id').onRef('tallies.option_id', '=', 'poll_options.id'),
      )
      .leftJoin('imported_tallies', 'imported_tallies.poll_id', 'polls.id')
      .leftJoin('imported_votes', (join) =>
        join.onRef('imported_votes.poll_id', '=', 'polls.id').onRef('imported_votes.option_id', '=', 'poll_options.id'),
      )
      .select([
        ...pollColumns,
        'poll_options.id as optionId',
        'poll_options.label',
        'poll_options.media_id as mediaId',
        'poll_options.alt',
        'tallies.votes',
        'tallies.confirmed',
        'poll_totals.counted',
        'poll_totals.set_aside as setAside',
        'poll_totals.confirmed as confirmedTotal',
      ])
      .select([
        'imported_tallies.voters as importedVoters',
        'imported_votes.votes as importedVotes',
        'imported_tallies.assumed_close_at as assumedCloseAt',
      ])
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
  const rows = await db
    .selectFrom('polls')
    .select(['public_id as publicId', 'key'])
    .where('public_id', 'in', [...publicIds])
    .execute()
  return new Map(rows.flatMap(({ publicId, key }): [string, string][] => (key === null ? [] : [[publicId, key]])))
}

export async function pollIdByPublicId(db: Db, publicId: string): Promise<number | undefined> {
  return (await db.selectFrom('polls').select('id').where('public_id', '=', publicId).executeTakeFirst())?.id
}

/** Holds the poll: until the transaction ends no ballot can be added to it (a ballot's foreign key needs the row). */
export async function heldPoll(tx: Tx, id: number): Promise<Poll | undefined> {
  const row = await lockRow(
    tx,
    tx.selectFrom('polls').select(pollColumns).where('polls.id', '=', id),
  ).executeTakeFirst()
  if (row === undefined) return undefined
  const options = await tx
    .selectFrom('poll_options')
    .select(['id', 'label', 'media_id as mediaId', 'alt'])
    .where('poll_id', '=', id)
    .orderBy('position')
    .execute()
  return { ...row, rotates: row.rotates === 1, mayChange: row.mayChange === 1, options: options.map(optionOf) }
}

/** What ballots of a poll are judged by besides themselves. */
export async function judgingContext(
  db: Db,
  id: number,
): Promise<{ opensAt: number; closesAt: number | null; rules: string; counted: number } | undefined> {
  return db
    .selectFrom('polls')
    .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
    .select(['polls.opens_at as opensAt', 'polls.closes_at as closesAt', 'polls.rules', 'poll_totals.counted'])
    .where('polls.id', '=', id)
    .executeTakeFirst()
}

/** Whether anybody has voted, here or where the poll was imported from. */
export async function hasBallots(db: Db, pollId: number): Promise<boolean> {
  return (
    (await db.selectFrom('ballots').select('poll_id').where('poll_id', '=', pollId).limit(1).executeTakeFirst()) !==
      undefined || (await hasImportedVotes(db, pollId))
  )
}

/**
 * Where a poll stands: the first published story that holds it, by its id or by the number that it had in WordPress.
 */
export async function storyOfPoll(
  db: Db,
  publicId: string,
): Promise<{ id: number; path: string; headline: string; language: string } | undefined> {
  const row = await db
    .selectFrom('article_polls')
    .innerJoin('articles', 'articles.id', 'article_polls.article_id')
    .innerJoin('article_versions', publishedVersion)
    .select(['articles.id', 'articles.path', 'article_versions.headline', 'article_versions.language'])
    .where((is) =>
      is.or([
        is('article_polls.poll', '=', publicId),
        is(
          'article_polls.poll',
          '=',
          is
            .selectFrom('polls')
            .select(sql<string>`'wordpress:' || wordpress_id`.as('name'))
            .where('public_id', '=', publicId),
        ),
      ]),
    )
    .where('articles.state', '=', 'published')
    .orderBy('articles.id')
    .limit(1)
    .executeTakeFirst()
  return row === undefined || row.path === null ? undefined : { ...row, path: row.path }
}
