import type { Tx } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { personTag } from '../people/tags.ts'
import { topicTag } from '../topics/tags.ts'
import { sitemapTag } from './sitemap.ts'
import { articleTag, correctionsTag, frontTag } from './tags.ts'

/** The pages on which a change shows: the articles' own, and those of their topics, authors and speakers. */
export type Touched = {
  articleIds: readonly number[]
  topicIds: readonly number[]
  personIds: readonly number[]
  /** Also the list of corrections. */
  isCorrected?: boolean
}

/** `hard`: no page that lacks the change is served from the commit on. */
export async function renewPages(tx: Tx, touched: Touched, { hard }: { hard: boolean }): Promise<void> {
  await invalidate(tx, touchedTags(touched), { hard })
}

/** What those pages are marked with, each once. */
export function touchedTags({ articleIds, topicIds, personIds, isCorrected = false }: Touched): Tag[] {
  const tags = new Set<Tag>([
    ...articleIds.flatMap((id) => [articleTag(id), sitemapTag(id)]),
    frontTag,
    ...topicIds.map(topicTag),
    ...personIds.map(personTag),
    ...(isCorrected ? [correctionsTag] : []),
  ])
  return [...tags]
}
