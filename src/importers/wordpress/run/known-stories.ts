import { articlesByFeedId } from '../../../articles/store.ts'
import type { Remembered } from '../../memory-store.ts'
import type { WpPost } from '../fields.ts'
import { identityOf } from '../identity.ts'
import { identify } from './identify.ts'
import type { Import } from './run.ts'
import { titleOf } from './story-report.ts'

/** `targetId`: the article that the story is; undefined for a new one. */
export type KnownStory = {
  sourceId: string
  mark: string
  before: Remembered | undefined
  targetId: number | undefined
}

/**
 * Which of the stories are to be written, and as which: one that stands in the files twice, or cannot be told from
 * another, is named in the report. None is written over another of the same run.
 */
export async function knownStories(run: Import, posts: readonly WpPost[]): Promise<(KnownStory | undefined)[]> {
  const known = new Map<WpPost, KnownStory>()
  for (const kind of ['article', 'page'] as const) {
    const ofKind = posts.filter(({ type }) => (type === 'page') === (kind === 'page'))
    const found = await identify(run, kind, ofKind)
    for (const [index, post] of ofKind.entries()) {
      const item = found[index]
      if (item === undefined) continue
      if ('mark' in item) known.set(post, { ...item, targetId: item.before?.targetId ?? undefined })
      else run.book.skip({ kind, id: item.sourceId, title: titleOf(post), reason: reasons[item.kind] })
    }
  }
  if (run.hasOlderStories) await findByGuid(run, known)
  for (const story of known.values()) {
    if (story.targetId !== undefined && run.written.has(story.targetId)) story.targetId = undefined
    if (story.targetId !== undefined) run.written.add(story.targetId)
  }
  return posts.map((post) => known.get(post))
}

const reasons = {
  twin: 'stands in the files more than once: the first is taken',
  unclear: 'has number, address and date of another story',
}

/** A site that was built anew counts its posts again, and keeps their guids. */
async function findByGuid({ house }: Import, known: ReadonlyMap<WpPost, KnownStory>): Promise<void> {
  const lost = [...known].filter(
    ([post, { targetId }]) => targetId === undefined && identityOf(post).mark.startsWith('guid:'),
  )
  if (lost.length === 0) return
  const articles = await articlesByFeedId(
    house.db,
    lost.flatMap(([{ guid }]) => writings(guid)),
  )
  for (const [post, story] of lost)
    story.targetId = writings(post.guid)
      .map((guid) => articles.get(guid))
      .find(Boolean)
}

/** A site that went over to https may have changed its guids with everything else. */
function writings(guid: string): string[] {
  return [...new Set([guid, guid.replace(/^http:/u, 'https:'), guid.replace(/^https:/u, 'http:')])]
}
