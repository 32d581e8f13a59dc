import { correctionsOf } from '../../articles/correction-store.ts'
import type { Document } from '../../articles/document.ts'
import { chosenStories } from '../../articles/relate-store.ts'
import { authorIdsOf, topicIdsOf, type ArticleRow } from '../../articles/store.ts'
import type { Story } from '../../articles/story-file/story.ts'
import { translationKeyOf } from '../../articles/translation-store.ts'
import { latestVersion } from '../../articles/version-store.ts'
import type { Db } from '../../kit/db/schema.ts'
import { slugify } from '../../kit/ids.ts'
import { mediaById } from '../../media/store.ts'
import { personById } from '../../people/store.ts'
import { pollKeys } from '../../polls/store.ts'
import { topicById } from '../../topics/store.ts'

/** A stored story as its file would say it. Pictures are named by their public ids, which publishing understands. */
export async function storyOf(db: Db, article: ArticleRow): Promise<Story> {
  const version = await latestVersion(db, article.id)
  if (version === undefined) throw new Error(`article ${article.id} has no version`)
  const corrections = await correctionsOf(db, article.id)
  const related = (await chosenStories(db, article.id)).map(({ path, slug }) => path ?? slug)
  const {
    headline,
    shortHeadline,
    disclosure,
    kicker,
    standfirst,
    callToComment,
    language,
    seoTitle,
    seoDescription,
    document,
  } = version
  return {
    headline,
    shortHeadline: shortHeadline || undefined,
    disclosure: disclosure || undefined,
    kicker,
    standfirst,
    callToComment,
    language,
    seoTitle,
    seoDescription,
    topics: await namesOf(await topicIdsOf(db, article.id), (id) => topicById(db, id)),
    byline: await namesOf(await authorIdsOf(db, article.id), (id) => personById(db, id)),
    picture: await leadOf(db, version.lead),
    publishedAt: article.publishedAt ?? undefined,
    updatedAt: article.updatedAt === article.publishedAt ? undefined : (article.updatedAt ?? undefined),
    status: article.state === 'published' ? 'published' : 'draft',
    slug: article.slug,
    translations: await translationKeyOf(db, article.id),
    commentsOpen: article.commentsOpen === 1,
    commentsHeld: article.commentsOpen === 1 && article.commentsHeld === 1,
    related: related.length > 0 ? related : undefined,
    corrections: corrections.length > 0 ? corrections : undefined,
    document: await withPollKeys(db, document),
    polls: [],
    speakers: [],
  }
}

/** The name where publishing would find its owner by it, else the slug. */
async function namesOf(
  ids: readonly number[],
  read: (id: number) => Promise<{ slug: string; name: string } | undefined>,
): Promise<string[]> {
  const names: string[] = []
  for (const id of ids) {
    const found = await read(id)
    if (found !== undefined) names.push(slugify(found.name) === found.slug ? found.name : found.slug)
  }
  return names
}

async function leadOf(
  db: Db,
  lead: { mediaId: number; alt: string; caption: string; credit: string } | null,
): Promise<Story['picture']> {
  const media = lead === null ? undefined : await mediaById(db, lead.mediaId)
  if (lead === null || media === undefined) return undefined
  return {
    src: media.publicId,
    alt: lead.alt,
    caption: lead.caption,
    credit: lead.credit,
    focus: { x: media.focusX, y: media.focusY },
  }
}

async function withPollKeys(db: Db, document: Document): Promise<Document> {
  const keys = await pollKeys(
    db,
    document.blocks.flatMap((block) => (block.type === 'poll' ? (block.poll ?? []) : [])),
  )
  return {
    ...document,
    blocks: document.blocks.map((block) =>
      block.type === 'poll' && block.poll !== undefined
        ? { ...block, poll: keys.get(block.poll) ?? block.poll }
        : block,
    ),
  }
}
