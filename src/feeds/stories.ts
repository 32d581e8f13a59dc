import type { CorrectionOfStory } from '../articles/archive-store.ts'
import { mediaRefs } from '../articles/document-walk.ts'
import type { Document } from '../articles/document.ts'
import { withDocuments, type FeedArticle } from '../articles/feed-store.ts'
import type { Card } from '../articles/list-store.ts'
import { renderFeed } from '../articles/render/feed.ts'
import { storedDocument } from '../articles/stored-document.ts'
import { articleTag } from '../articles/tags.ts'
import { disclosureFor, sponsoredRules } from '../disclosures/disclosure.ts'
import { findSponsored } from '../disclosures/find-sponsored.ts'
import { commaOf } from '../kit/comma.ts'
import type { House } from '../kit/house.ts'
import { html, type Markup } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import type { Locale } from '../kit/times.ts'
import { editionFor } from '../layout/editions.ts'
import { pageMedia, type PageMedia } from '../layout/pictures.ts'
import { absolute, localeOf } from '../layout/publication.ts'
import { timeTag } from '../layout/views/elements.ts'
import { speaks, wordsOf } from '../layout/words.ts'
import { pictureView, sharePicture } from '../media/picture-view.ts'
import { personTag } from '../people/tags.ts'
import { topicTag } from '../topics/tags.ts'
import type { FeedEntry } from './formats.ts'

/** Stories as entries of a feed, whole or as teasers, with the tags of all that they show. */
export async function storyEntries(
  house: House,
  cards: readonly Card[],
  commentsFeed: (publicId: string) => string,
): Promise<{ entries: FeedEntry[]; tags: Tag[] }> {
  const stories = (await withDocuments(house.db, cards)).map((story) => ({
    story,
    document: storedDocument(story.documentJson),
  }))
  const media = await pageMedia(house.db, {
    ids: cards.map(({ leadMediaId }) => leadMediaId),
    publicIds: stories.flatMap(({ document }) => mediaRefs(document)),
  })
  const entries = stories.map(({ story, document }) => entryOf(house, { story, document, media, commentsFeed }))
  const named = stories.flatMap(({ story }) => [
    articleTag(story.id),
    ...story.topics.map(({ id }) => topicTag(id)),
    ...story.authors.map(({ id }) => personTag(id)),
  ])
  return { entries, tags: [...named, ...media.tags] }
}

/** One story whole, as a feed would have it. */
export async function entryOfStory(house: House, story: FeedArticle): Promise<FeedEntry> {
  const document = storedDocument(story.documentJson)
  const media = await pageMedia(house.db, { ids: [story.leadMediaId], publicIds: mediaRefs(document) })
  return entryOf(house, { story, document, media, commentsFeed: () => '' })
}

/** One correction, known by its story and moment: rows are written anew with the story. */
export function correctionEntry(
  house: House,
  { articlePublicId, position, kind, madeAt, words: said, headline, language, path }: CorrectionOfStory,
): FeedEntry {
  const locale = placeOfStory(house, language)
  const { corrections, inStory } = wordsOf(locale.language)
  const url = `${absolute(house, path)}#corrections`
  return {
    id: `urn:crier:${articlePublicId}:correction:${madeAt}-${position}`,
    url,
    title: `${corrections.kinds[kind]}: ${headline}`,
    summary: said,
    html: html`<p>${said}</p><p>${inStory} <a href="${url}">${headline}</a></p>`.text,
    language,
    publishedAt: madeAt,
    updatedAt: madeAt,
    authors: [],
    topics: [],
  }
}

type FeedStory = { story: FeedArticle; document: Document; media: PageMedia }

function entryOf(
  house: House,
  { commentsFeed, ...told }: FeedStory & { commentsFeed: (publicId: string) => string },
): FeedEntry {
  const { story, media } = told
  const url = absolute(house, story.path)
  const lead = media.byId(story.leadMediaId)
  const share = lead && sharePicture(lead.renditions)
  return {
    id: story.feedId ?? `urn:crier:${story.publicId}`,
    url,
    title: story.headline,
    summary: story.standfirst || story.teaser,
    html: bodyOf(house, told),
    language: story.language,
    publishedAt: story.publishedAt,
    updatedAt: story.updatedAt,
    authors: story.authors.map(({ name }) => name),
    topics: story.topics.map(({ name }) => name),
    image: share && { url: absolute(house, share.path), width: share.width, height: share.height },
    comments:
      story.commentCount === 0
        ? undefined
        : { url: `${url}#conversation`, feedUrl: commentsFeed(story.publicId), count: story.commentCount },
  }
}

function bodyOf(house: House, { story, document, media }: FeedStory): string {
  const settings = house.settings.current()
  const locale = placeOfStory(house, story.language)
  const words = wordsOf(locale.language)
  const sponsored = findSponsored(document, sponsoredRules(settings, house.config.origin))
  const disclosure = disclosureFor(settings, sponsored, { own: story.disclosure, unset: words.disclosure })
  const disclosed = disclosure && html`<p><em>${disclosure.words}</em></p>`
  const storyUrl = absolute(house, story.path)
  const corrected = correctionsOf(story, locale)
  if (settings.feeds.content === 'teaser')
    return html`${corrected}${disclosed}<p>${story.standfirst || story.teaser}</p>
<p><a href="${storyUrl}">${words.continueReading}</a></p>`.text
  return (
    corrected.text +
    renderFeed(document, {
      storyUrl,
      absolute: (href) =>
        href.startsWith('#') ? `${storyUrl}${href}` : href.startsWith('/') ? absolute(house, href) : href,
      picture(ref) {
        const entry = media.byPublicId(ref)
        const view = entry && pictureView(entry.renditions)
        return view && { src: absolute(house, view.src), width: view.width, height: view.height }
      },
      file(ref) {
        const entry = media.byPublicId(ref)
        return entry && absolute(house, `/media/${entry.media.storageKey}`)
      },
      isSponsored: (href) => sponsored.links.has(href),
      before: (id) => (disclosure?.beforeBlockId === id ? disclosed?.text : undefined),
      related: (href) => ({ href, title: href }),
      words: {
        related: words.document.related,
        source: words.document.source,
        poll: words.feed.poll,
        comma: commaOf(story.language),
      },
    })
  )
}

/**
 * A feed has nothing around its stories: what it says of one is in the story's language, where the house knows its
 * words.
 */
function placeOfStory(house: House, language: string): Locale {
  return { ...localeOf(house), language: speaks(language) ? language : editionFor(house, language).language }
}

/** Before the first word, as on the page: the newest first. */
function correctionsOf({ corrections }: FeedArticle, locale: Locale): Markup {
  const { kinds } = wordsOf(locale.language).corrections
  const notices = corrections
    .toReversed()
    .map(
      ({ kind, madeAt, words: said }) =>
        html`<p><strong>${kinds[kind]}:</strong> ${said} ${timeTag(madeAt, 'full', locale)}</p>`,
    )
  return html`${notices}`
}
