import { sql } from 'kysely'
import { containsWords } from '../kit/db/contains-words.ts'
import type { Db } from '../kit/db/schema.ts'
import type { ListedPoll } from './poll.ts'

/** Polls that readers may know of, newest first: opened ones that stand in a published story, or in none. */
export async function publicPolls(
  db: Db,
  { now, limit, offset }: { now: number; limit: number; offset: number },
): Promise<ListedPoll[]> {
  return db
    .selectFrom('polls')
    .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
    .select([
      'polls.id',
      'polls.public_id as publicId',
      'polls.question',
      'polls.opens_at as opensAt',
      'polls.closes_at as closesAt',
      'polls.results',
      'polls.hidden_until as hiddenUntil',
    ])
    .select(sql<number>`poll_totals.counted + coalesce(imported_tallies.voters, 0)`.as('counted'))
    .leftJoin('imported_tallies', 'imported_tallies.poll_id', 'polls.id')
    .where('polls.opens_at', '<=', now)
    .where(({ or, exists, not, selectFrom }) => {
      const stories = selectFrom('article_polls')
        .innerJoin('articles', 'articles.id', 'article_polls.article_id')
        .select('articles.id')
        .where(sql<boolean>`article_polls.poll in (polls.public_id, 'wordpress:' || polls.wordpress_id)`)
      return or([exists(stories.where('articles.state', '=', 'published')), not(exists(stories))])
    })
    .orderBy('polls.opens_at', 'desc')
    .orderBy('polls.id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** When the next poll opens that has not yet. */
export async function nextOpening(db: Db, now: number): Promise<number | undefined> {
  return (
    await db
      .selectFrom('polls')
      .select('opens_at as opensAt')
      .where('opens_at', '>', now)
      .orderBy('opens_at')
      .limit(1)
      .executeTakeFirst()
  )?.opensAt
}

/** All of them, for staff. */
export async function allPolls(
  db: Db,
): Promise<(ListedPoll & { key: string | null; setAside: number; imported: number })[]> {
  return db
    .selectFrom('polls')
    .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
    .select([
      'polls.id',
      'polls.public_id as publicId',
      'polls.key',
      'polls.question',
      'polls.opens_at as opensAt',
      'polls.closes_at as closesAt',
      'polls.results',
      'polls.hidden_until as hiddenUntil',
      'poll_totals.counted',
      'poll_totals.set_aside as setAside',
    ])
    .leftJoin('imported_tallies', 'imported_tallies.poll_id', 'polls.id')
    .select(sql<number>`coalesce(imported_tallies.voters, 0)`.as('imported'))
    .orderBy('polls.opens_at', 'desc')
    .orderBy('polls.id', 'desc')
    .execute()
}

/** Those whose question has every one of these words, opened last first. */
export async function searchPolls(
  db: Db,
  { search, limit }: { search: string; limit: number },
): Promise<Pick<ListedPoll, 'publicId' | 'question' | 'opensAt' | 'closesAt' | 'counted'>[]> {
  return db
    .selectFrom('polls')
    .innerJoin('poll_totals', 'poll_totals.poll_id', 'polls.id')
    .select([
      'polls.public_id as publicId',
      'polls.question',
      'polls.opens_at as opensAt',
      'polls.closes_at as closesAt',
      'poll_totals.counted',
    ])
    .orderBy('polls.opens_at', 'desc')
    .orderBy('polls.id', 'desc')
    .limit(limit)
    .where(containsWords(sql.ref('polls.question'), search))
    .execute()
}
