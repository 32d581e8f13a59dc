import { isDeepStrictEqual } from 'node:util'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { inSteps, readersFirst } from '../kit/readers-first.ts'
import { comparedWords, relatableStories, relatedBefore, replaceRelated, type Candidate } from './relate-store.ts'
import { articleTag } from './tags.ts'

const maxAgeMs = 730 * 86_400_000
const kept = 6

/**
 * Finds the stories nearest to one: those of its topics that share its rarer words. Stored, so that reading a page
 * costs one indexed query; found again whenever the story is published. Where they are the same as before, its page
 * stays as it is.
 */
export async function relateArticle(house: House, articleId: number): Promise<void> {
  const story = await comparedWords(house.db, articleId)
  if (story === undefined) return
  const step = inSteps(readersFirst(house))
  const others = await relatableStories(house.db, articleId, { since: story.publishedAt - maxAgeMs, step })
  // Of hundreds of stories it takes ten milliseconds, and nobody waits for it.
  const words = new Map<number, ReadonlySet<string>>()
  for (const { id, text } of others) {
    words.set(id, distinctWords(text))
    await step()
  }
  const ranked = rankByNearness(story, others, words).slice(0, kept)
  const { found, byHand } = await relatedBefore(house.db, articleId)
  if (
    isDeepStrictEqual(
      found,
      ranked.filter((id) => !byHand.has(id)),
    )
  )
    return
  await house.write(system, async (tx) => {
    await replaceRelated(tx, articleId, ranked)
    await invalidate(tx, [articleTag(articleId)])
  })
}

/**
 * Ids, nearest first: shared words weigh by their rarity among the candidates, a shared main topic and freshness break
 * ties.
 */
function rankByNearness(
  story: { text: string; publishedAt: number },
  others: readonly Candidate[],
  words: ReadonlyMap<number, ReadonlySet<string>>,
): number[] {
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
