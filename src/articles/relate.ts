import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import { system, type Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { articleTag } from './tags.ts'

const maxAgeDays = 730
const candidates = 300
const kept = 6

/**
 * Finds the stories nearest to one: those of its topics that share its rarer words. Stored, so that reading a page
 * costs one indexed query; found again whenever the story is published.
 */
export async function relateArticle(house: House, articleId: number): Promise<void> {
  const story = await wordsOf(house.db, articleId)
  if (story === undefined) return
  const others = await candidatesFor(house.db, articleId, story.publishedAt)
  const ranked = rankByNearness(story, others).slice(0, kept)
  await house.write(system, async (tx) => {
    await tx.deleteFrom('related_articles').where('article_id', '=', articleId).execute()
    if (ranked.length > 0)
      await tx
        .insertInto('related_articles')
        .values(ranked.map((related_id, rank) => ({ article_id: articleId, related_id, rank })))
        .execute()
    await invalidate(tx, [articleTag(articleId)])
  })
}

export type Candidate = { id: number; text: string; publishedAt: number; sameMainTopic: boolean }

/**
 * Ids, nearest first: shared words weigh by their rarity among the candidates, a shared main topic and freshness break
 * ties.
 */
export function rankByNearness(story: { text: string; publishedAt: number }, others: readonly Candidate[]): number[] {
  const words = new Map(others.map((other) => [other.id, distinctWords(other.text)]))
  const frequency = new Map<string, number>()
  for (const set of words.values()) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const own = distinctWords(story.text)
  const scored = others.map((other) => {
    let score = other.sameMainTopic ? 1 : 0
    for (const word of words.get(other.id) ?? [])
      if (own.has(word)) score += Math.log(1 + others.length / (frequency.get(word) ?? 1))
    const days = Math.abs(story.publishedAt - other.publishedAt) / 86_400_000
    return { id: other.id, score: score / (1 + days / 365) }
  })
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.id - a.id)
    .map(({ id }) => id)
}

function distinctWords(text: string): Set<string> {
  return new Set(
    text.toLowerCase().match(/[\p{L}\p{N}]{4,}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}/gu),
  )
}

async function wordsOf(db: Db, articleId: number) {
  return db
    .selectFrom('articles')
    .innerJoin('article_versions', (join) =>
      join
        .onRef('article_versions.article_id', '=', 'articles.id')
        .onRef('article_versions.number', '=', 'articles.published_version'),
    )
    .select([
      'article_versions.headline',
      'article_versions.standfirst',
      'article_versions.teaser',
      'articles.published_at as publishedAt',
    ])
    .where('articles.id', '=', articleId)
    .where('articles.state', '=', 'published')
    .executeTakeFirst()
    .then((row) =>
      row?.publishedAt == null
        ? undefined
        : { text: `${row.headline} ${row.standfirst} ${row.teaser}`, publishedAt: row.publishedAt },
    )
}

/**
 * Topic by topic, each from the end of its index: sorted together, two years of a busy paper's topic would be read for
 * these few.
 */
async function candidatesFor(db: Db, articleId: number, publishedAt: number): Promise<Candidate[]> {
  const own = await db
    .selectFrom('article_topics')
    .select(['topic_id as topicId', 'position'])
    .where('article_id', '=', articleId)
    .execute()
  const rows = []
  for (const { topicId, position } of own) {
    const others = await newestBeside(db, topicId, articleId, publishedAt - maxAgeDays * 86_400_000)
    rows.push(...others.map((other) => ({ ...other, sameMainTopic: position === 0 && other.position === 0 })))
  }
  rows.sort((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0))
  const byId = new Map<number, Candidate>()
  for (const { id, publishedAt: at, headline, standfirst, teaser, sameMainTopic } of rows.slice(0, candidates)) {
    byId.set(id, {
      id,
      publishedAt: at ?? 0,
      text: `${headline} ${standfirst} ${teaser}`,
      sameMainTopic: sameMainTopic || (byId.get(id)?.sameMainTopic ?? false),
    })
  }
  return [...byId.values()]
}

const newestBeside = prepared((db, topicId: number, articleId: number, since: number) =>
  db
    .selectFrom('article_topics as other')
    .innerJoin('articles', 'articles.id', 'other.article_id')
    .innerJoin('article_versions', (join) =>
      join
        .onRef('article_versions.article_id', '=', 'articles.id')
        .onRef('article_versions.number', '=', 'articles.published_version'),
    )
    .select([
      'articles.id',
      'articles.published_at as publishedAt',
      'article_versions.headline',
      'article_versions.standfirst',
      'article_versions.teaser',
      'other.position',
    ])
    .where('other.topic_id', '=', topicId)
    .where('other.article_id', '<>', articleId)
    .where('other.published_at', '>', since)
    .orderBy('other.published_at', 'desc')
    .limit(sql.lit(candidates)),
)
