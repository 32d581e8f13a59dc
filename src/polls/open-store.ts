/** When a poll takes ballots, in SQL. isOpen and isClosed of poll.ts say it in words; a test holds them together. */
import { sql, type RawBuilder, type Selectable, type SelectQueryBuilder } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Schema } from '../kit/db/schema.ts'

/** A moment in epoch milliseconds, or what a statement has for one. */
type Moment = number | RawBuilder<number>

/** Of a row of `polls`. */
export function openAt(moment: Moment): RawBuilder<boolean> {
  return sql<boolean>`(polls.opens_at <= ${moment} and (polls.closes_at is null or polls.closes_at > ${moment}))`
}

/** Of a row of `polls`. */
export function closedAt(moment: Moment): RawBuilder<boolean> {
  return sql<boolean>`polls.closes_at <= ${moment}`
}

/**
 * The public id of the poll that opened last of those that are open and stand in a published story. However many have
 * closed, none of them is looked at.
 */
export async function newestOpenPoll(db: Db, now: number): Promise<string | undefined> {
  const [closing, endless] = await Promise.all([closingPolls(db, now), endlessPolls(db, now)])
  return [...closing, ...endless].sort((a, b) => b.opensAt - a.opensAt || b.id - a.id)[0]?.publicId
}

// The two halves of `openAt`, each along its own index.
/** Of polls that close, those that do so next, and of those without an end, the newest. */
const maxOpen = 200

const endlessPolls = prepared((db, now: number) =>
  newestStanding(
    db,
    db
      .selectFrom('polls')
      .select(standingColumns)
      .where('closes_at', 'is', null)
      .where('opens_at', '<=', now)
      .orderBy('opens_at', 'desc')
      .orderBy('id', 'desc')
      .limit(sql.lit(maxOpen)),
  ),
)

const closingPolls = prepared((db, now: number) =>
  newestStanding(
    db,
    db
      .selectFrom('polls')
      .select(standingColumns)
      .where('closes_at', '>', now)
      .where('opens_at', '<=', now)
      .orderBy('closes_at')
      .limit(sql.lit(maxOpen)),
  ),
)

const standingColumns = ['id', 'public_id', 'wordpress_id', 'opens_at'] as const

function newestStanding(
  db: Db,
  open: SelectQueryBuilder<Schema, 'polls', Pick<Selectable<Schema['polls']>, (typeof standingColumns)[number]>>,
) {
  return db
    .selectFrom(open.as('open'))
    .innerJoin('article_polls', (join) =>
      join.on((is) =>
        is.or([
          is('article_polls.poll', '=', is.ref('open.public_id')),
          is('article_polls.poll', '=', sql<string>`'wordpress:' || open.wordpress_id`),
        ]),
      ),
    )
    .innerJoin('articles', 'articles.id', 'article_polls.article_id')
    .select(['open.id', 'open.public_id as publicId', 'open.opens_at as opensAt'])
    .where('articles.state', '=', 'published')
    .orderBy('open.opens_at', 'desc')
    .orderBy('open.id', 'desc')
    .limit(sql.lit(1))
}
