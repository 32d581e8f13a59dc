import type { ArticleInput, Lead } from '../articles/article.ts'
import type { ArticleRow } from '../articles/store.ts'
import { translationIn } from '../articles/translation-store.ts'
import type { Db } from '../kit/db/schema.ts'
import { slugify } from '../kit/ids.ts'
import { type Failure } from '../kit/outcome.ts'
import { mediaByPublicId } from '../media/store.ts'
import type { Content } from '../working-copies/content.ts'
import { notDone } from './refusals.ts'
import { idsOfStories, knownPeople, knownTopics } from './store.ts'

/** Everything of a story except its state and times. */
export type ContentInput = Omit<ArticleInput, 'state' | 'publishedAt' | 'updatedAt'>

/** The input that saves this content. References to things that no longer exist are left out. */
export async function contentInput(db: Db, row: ArticleRow, content: Content): Promise<ContentInput | Failure> {
  const { translationKey: key, language } = content
  const twin = key === '' ? undefined : await translationIn(db, key, language)
  if (twin !== undefined && twin.id !== row.id)
    return notDone(
      'translation-taken',
      'conflict',
      `"${twin.headline}" is already the ${language} version among these translations.`,
      { params: { headline: twin.headline, language } },
    )
  const slug = slugOf(row, content)
  return {
    kind: row.kind,
    slug,
    // Pages have no date in their address.
    ...(row.kind === 'page' && row.path === null && { path: `/pages/${slug}` }),
    version: {
      headline: content.headline,
      shortHeadline: content.shortHeadline,
      kicker: content.kicker,
      standfirst: content.standfirst,
      document: content.document,
      callToComment: content.callToComment,
      disclosure: content.disclosure,
      language,
      lead: await leadOf(db, content.lead),
      seoTitle: content.seoTitle,
      seoDescription: content.seoDescription,
      canonical: content.canonical,
    },
    translationKey: key,
    topicIds: await knownTopics(db, content.topics),
    authorIds: await knownPeople(db, content.authors),
    relatedIds: (await idsOfStories(db, content.related)).filter((id) => id !== row.id),
    commentsOpen: content.comments !== 'closed',
    commentsHeld: content.comments === 'held',
    pinned: content.pinned,
  }
}

/** A story's existing address is left alone, however it was spelled elsewhere, until somebody sets another. */
function slugOf({ slug }: ArticleRow, content: Content): string {
  if (slug !== '' && (content.slug === '' || content.slug === slug)) return slug
  return slugify(content.slug || content.headline)
}

async function leadOf(db: Db, lead: Content['lead']): Promise<Lead | null> {
  const media = lead === null ? undefined : await mediaByPublicId(db, lead.media)
  if (lead === null || media === undefined) return null
  return { mediaId: media.id, alt: lead.decorative ? '' : lead.alt, caption: lead.caption, credit: lead.credit }
}
