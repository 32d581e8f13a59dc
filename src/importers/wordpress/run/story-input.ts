/** What a story of the old site is here. */
import type { ArticleInput } from '../../../articles/article.ts'
import { translationIn } from '../../../articles/translation-store.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { slugify } from '../../../kit/ids.ts'
import type { ConvertedContent } from '../content/convert.ts'
import type { Extras } from '../extras.ts'
import { filledTemplate, type WpPost } from '../fields.ts'
import { slugOfTerm } from '../survey.ts'
import { plainText } from '../text.ts'
import { kindOf, stateOf, type ConvertedStory } from './convert-story.ts'
import { personCalled, personOf, topicKey } from './people-and-topics.ts'
import type { Import, TakenMedia } from './run.ts'

export async function inputOf(tx: Tx, run: Import, story: ConvertedStory): Promise<ArticleInput> {
  const { post, converted, extras } = story
  const state = stateOf(post)
  return {
    kind: kindOf(post),
    slug: post.slug.replace(/__trashed(-\d+)?$/u, '') || slugify(post.title),
    state,
    ...(state === 'published' && permalinkOf(run, post)),
    ...(post.guid !== '' && { feedId: post.guid }),
    version: versionOf(run, post, converted, extras),
    ...(await translationOf(tx, run, story)),
    topicIds: topicIdsOf(run, post),
    authorIds: post.type === 'page' ? [] : await authorIdsOf(tx, run, post, extras),
    publishedAt: story.publishedAt,
    updatedAt: updatedAt(post),
    commentsOpen: post.areCommentsOpen,
    pinned: post.isSticky,
  }
}

function versionOf(
  run: Import,
  post: WpPost,
  { document, callToComment, kicker }: ConvertedContent,
  extras: Extras,
): ArticleInput['version'] {
  const excerpt = plainText(post.excerpt).trim()
  const lead = run.mediaBy(post.featuredMediaId ?? extras.leadAddress)
  return {
    headline: post.title || run.words.untitled,
    kicker,
    standfirst: extras.standfirst || excerpt,
    document,
    callToComment,
    language: extras.language ?? run.language,
    lead: leadOf(lead),
    seoTitle: filledTemplate(post.yoast.title, { title: post.title, sitename: run.siteName }),
    seoDescription:
      filledTemplate(post.yoast.description, { title: post.title, sitename: run.siteName, excerpt }) ||
      (extras.standfirst === '' ? '' : excerpt.slice(0, 1000).toWellFormed()),
    canonical: post.yoast.canonical === post.link ? '' : post.yoast.canonical,
  }
}

function leadOf(lead: TakenMedia | undefined): ArticleInput['version']['lead'] {
  if (lead?.kind !== 'image') return null
  return { mediaId: lead.id, alt: lead.alt ?? '', caption: plainText(lead.caption ?? ''), credit: lead.credit ?? '' }
}

/** A byline in words stands for itself; else the plugin's authors, else whoever the record names. */
async function authorIdsOf(tx: Tx, run: Import, post: WpPost, { byline }: Extras): Promise<number[]> {
  if (byline !== '') return [await personCalled(tx, run, byline)]
  const authors = post.author === '' ? [] : [{ login: post.author, nicename: '' }]
  const ids: number[] = []
  for (const author of post.coauthors.length > 0 ? post.coauthors : authors) ids.push(await personOf(tx, run, author))
  return [...new Set(ids)]
}

/** Two stories of one language under one key: the second stands for itself. */
async function translationOf(
  tx: Tx,
  run: Import,
  { known, extras }: ConvertedStory,
): Promise<{ translationKey?: string }> {
  const key = extras.translations.slice(0, 100)
  if (key === '') return {}
  const place = `${key} ${extras.language ?? run.language}`
  const first = run.translations.get(place) ?? known.sourceId
  run.translations.set(place, first)
  if (first !== known.sourceId) return {}
  const twin = await translationIn(tx, key, extras.language ?? run.language)
  return twin === undefined || twin.id === known.targetId ? { translationKey: key } : {}
}

/** A second look within five minutes of publishing is part of publishing. */
function updatedAt({ publishedAt, modifiedAt }: WpPost): number | null {
  if (publishedAt === undefined) return modifiedAt ?? null
  return modifiedAt === undefined || modifiedAt < publishedAt + 5 * 60_000 ? publishedAt : modifiedAt
}

/** The address that it had. A site without pretty permalinks had none but `/?p=12`, which leads to ours. */
function permalinkOf(run: Import, post: WpPost): { path?: string } {
  const path = run.publicPath(post.link)
  return path === undefined ? {} : { path }
}

/** The primary category first (Yoast's, else the first), then the other categories, then the tags. */
function topicIdsOf(run: Import, post: WpPost): number[] {
  const wanted = post.yoast.primaryCategory
  const { terms } = run.survey
  const found =
    wanted === undefined ? undefined : terms.find(({ id, taxonomy }) => id === wanted && taxonomy === 'category')
  const primary = found?.slug
  const categories = post.categories.toSorted((a, b) => Number(b.slug === primary) - Number(a.slug === primary))
  const refs = [...categories, ...post.tags, ...furtherTerms(run, post)]
  const keys = refs.map((term) => topicKey(term.taxonomy, slugOfTerm(run.survey, term)))
  return [...new Set(keys.flatMap((key) => run.topics.get(key) ?? []))]
}

/** What other taxonomies say of the story: topics where the publisher wants that, else counted. */
function furtherTerms(run: Import, post: WpPost): WpPost['terms'] {
  return post.terms.filter(({ taxonomy }) => run.choices.asTopics.includes(taxonomy))
}
