import type { ArticleInput } from '../articles/article.ts'
import type { Db } from '../kit/db/schema.ts'
import { mediaById } from '../media/store.ts'
import { canonicalContent } from '../working-copies/canonical.ts'
import type { Content } from '../working-copies/content.ts'
import { publicIdsOf } from './named-store.ts'

/** What the newsroom would read of this input, in the words of a working copy. What it leaves out is as `before`. */
export async function contentOfInput(
  db: Db,
  input: Omit<ArticleInput, 'state' | 'publishedAt' | 'updatedAt'>,
  before: Content,
): Promise<Content> {
  const { version, slug, topicIds, authorIds, relatedIds, translationKey, pinned } = input
  const { shortHeadline = before.shortHeadline, disclosure = before.disclosure, lead, ...said } = version
  return canonicalContent({
    ...said,
    shortHeadline,
    disclosure,
    slug,
    lead: await leadOf(db, lead),
    topics: [...topicIds],
    authors: [...authorIds],
    related: relatedIds === undefined ? before.related : await publicIdsOf(db, relatedIds),
    comments: commentsOf(input, before),
    pinned,
    translationKey: translationKey ?? before.translationKey,
  })
}

function commentsOf(
  { commentsOpen, commentsHeld }: Pick<ArticleInput, 'commentsOpen' | 'commentsHeld'>,
  before: Content,
) {
  if (!commentsOpen) return 'closed'
  return (commentsHeld ?? before.comments === 'held') ? 'held' : 'open'
}

async function leadOf(db: Db, lead: ArticleInput['version']['lead']): Promise<Content['lead']> {
  const media = lead === null ? undefined : await mediaById(db, lead.mediaId)
  if (lead === null || media === undefined) return null
  const { alt, caption, credit } = lead
  // A story file that gives a picture no words says that it needs none.
  return { media: media.publicId, alt, decorative: alt === '', caption, credit }
}
