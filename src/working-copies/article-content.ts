/** What a story says outside its working copy, in the terms of a working copy. */
import { chosenStories } from '../articles/relate-store.ts'
import { heldSnapshot, type Snapshot } from '../articles/snapshot.ts'
import type { Tx } from '../kit/db/schema.ts'
import { mediaById } from '../media/store.ts'
import { canonicalContent } from './canonical.ts'
import { emptyContent, type Content, type Lead } from './content.ts'
import type { Base } from './copy-store.ts'

/** From its newest version; empty if it has none. `language`: for a story that has not set one. */
export async function articleContent(
  tx: Tx,
  articleId: number,
  language: string,
): Promise<(Base & { value: Content }) | undefined> {
  const snapshot = await heldSnapshot(tx, articleId)
  if (snapshot === undefined) return undefined
  const value = canonicalContent({
    ...emptyContent(language),
    ...fieldsOf(snapshot),
    related: (await chosenStories(tx, articleId)).map(({ publicId }) => publicId),
    ...(await versionOf(tx, snapshot)),
  })
  const { row, version } = snapshot
  return { value, version: version?.number ?? 0, revision: row.revision, content: JSON.stringify(value) }
}

function fieldsOf({ row, topicIds, authorIds, translationKey }: Snapshot): Partial<Content> {
  return {
    slug: row.slug,
    topics: topicIds,
    authors: authorIds,
    comments: commentMode(row),
    pinned: row.pinned === 1,
    translationKey,
  }
}

function commentMode({ commentsOpen, commentsHeld }: Snapshot['row']): Content['comments'] {
  if (commentsOpen !== 1) return 'closed'
  return commentsHeld === 1 ? 'held' : 'open'
}

async function versionOf(tx: Tx, { version }: Snapshot): Promise<Partial<Content>> {
  if (version === undefined) return {}
  const { number: _, lead, ...said } = version
  return { ...said, lead: lead === null ? null : await leadOf(tx, lead) }
}

async function leadOf(
  tx: Tx,
  lead: { mediaId: number; alt: string; caption: string; credit: string },
): Promise<Lead | null> {
  const media = await mediaById(tx, lead.mediaId)
  if (media === undefined) return null
  const { alt, caption, credit } = lead
  // For a published picture somebody has already decided that it needs no alt text.
  return { media: media.publicId, alt, decorative: alt === '', caption, credit }
}
