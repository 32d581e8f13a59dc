import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith'
import { mediaRefs } from '../articles/document-walk.ts'
import { newestDocuments, type FeedArticle } from '../articles/lists.ts'
import { renderFeed } from '../articles/render/feed.ts'
import { storedDocument } from '../articles/store.ts'
import { disclosureFor, sponsoredRules } from '../disclosures/disclosure.ts'
import { findSponsored } from '../disclosures/find-sponsored.ts'
import type { Answer } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { html } from '../kit/markup.ts'
import { pictureView, sharePicture } from '../media/picture-view.ts'
import { pageMedia, type PageMedia } from './pictures.ts'
import { absolute } from './publication.ts'
import { wordsOf } from './words.ts'

const entries = 20

/** `GET /feed.xml` (RSS 2.0) */
export async function rssFeed(house: House): Promise<Answer> {
  const { identity } = house.settings.current()
  const stories = await feedStories(house)
  const xml = generateRssFeed({
    title: identity.name, link: absolute(house, '/'), description: identity.description || identity.tagline || identity.name, language: identity.language,
    atom: { links: [{ href: absolute(house, '/feed.xml'), rel: 'self', type: 'application/rss+xml' }] },
    ...(stories[0] && { lastBuildDate: new Date(Math.max(...stories.map(({ updatedAt }) => updatedAt))) }),
    items: stories.map((story) => ({
      title: story.headline, link: story.url, guid: { value: story.id, isPermaLink: false }, pubDate: new Date(story.publishedAt), description: story.summary,
      categories: story.topics.map((name) => ({ name })), dc: { creators: story.authors }, content: { encoded: story.html },
      ...(story.image && { media: { contents: [{ url: story.image.url, medium: 'image', width: story.image.width, height: story.image.height }] } }),
    })),
  })
  return feedAnswer('application/rss+xml; charset=utf-8', xml)
}

/** `GET /feed.atom` (RFC 4287) */
export async function atomFeed(house: House): Promise<Answer> {
  const { identity } = house.settings.current()
  const stories = await feedStories(house)
  const xml = generateAtomFeed({
    id: absolute(house, '/'), title: { value: identity.name }, ...(identity.tagline && { subtitle: { value: identity.tagline } }), updated: new Date(Math.max(0, ...stories.map(({ updatedAt }) => updatedAt))),
    links: [{ href: absolute(house, '/'), rel: 'alternate', type: 'text/html' }, { href: absolute(house, '/feed.atom'), rel: 'self', type: 'application/atom+xml' }],
    authors: [{ name: identity.name }],
    entries: stories.map((story) => ({
      id: story.id, title: { value: story.headline }, published: new Date(story.publishedAt), updated: new Date(story.updatedAt), links: [{ href: story.url, rel: 'alternate', type: 'text/html' }],
      authors: story.authors.map((name) => ({ name })), categories: story.topics.map((term) => ({ term })), summary: { value: story.summary, type: 'text' }, content: { value: story.html, type: 'html' },
    })),
  })
  return feedAnswer('application/atom+xml; charset=utf-8', xml)
}

/** `GET /feed.json` (JSON Feed 1.1) */
export async function jsonFeed(house: House): Promise<Answer> {
  const { identity } = house.settings.current()
  const feed = generateJsonFeed({
    title: identity.name, home_page_url: absolute(house, '/'), feed_url: absolute(house, '/feed.json'), language: identity.language, ...(identity.description && { description: identity.description }),
    items: (await feedStories(house)).map((story) => ({
      id: story.id, url: story.url, title: story.headline, summary: story.summary, content_html: story.html, date_published: new Date(story.publishedAt), date_modified: new Date(story.updatedAt),
      language: story.language, authors: story.authors.map((name) => ({ name })), tags: story.topics, ...(story.image && { image: story.image.url }),
    })),
  })
  return feedAnswer('application/feed+json; charset=utf-8', JSON.stringify(feed))
}

type FeedStory = {
  id: string
  url: string
  headline: string
  summary: string
  html: string
  language: string
  publishedAt: number
  updatedAt: number
  authors: string[]
  topics: string[]
  image: { url: string; width: number; height: number } | undefined
}

async function feedStories(house: House): Promise<FeedStory[]> {
  const stories = await newestDocuments(house.db, entries)
  const documents = stories.map(({ documentJson }) => storedDocument(documentJson))
  const media = await pageMedia(house.db, { ids: stories.map(({ leadMediaId }) => leadMediaId), publicIds: documents.flatMap(mediaRefs) })
  return stories.map((story, index) => {
    const document = documents[index]
    const lead = media.byId(story.leadMediaId)
    const share = lead && sharePicture(lead.renditions)
    return {
      id: story.feedId ?? `urn:crier:${story.publicId}`, url: absolute(house, story.path), headline: story.headline, summary: story.standfirst || story.teaser, language: story.language,
      publishedAt: story.publishedAt, updatedAt: story.updatedAt, authors: story.authors, topics: story.topics,
      image: share && { url: absolute(house, share.path), width: share.width, height: share.height },
      html: document === undefined ? '' : bodyOf(house, story, document, media),
    }
  })
}

function bodyOf(house: House, story: FeedArticle, document: ReturnType<typeof storedDocument>, media: PageMedia): string {
  const settings = house.settings.current()
  const words = wordsOf(settings.identity.language)
  const sponsored = findSponsored(document, sponsoredRules(settings, house.config.origin))
  const disclosure = disclosureFor(settings, sponsored)
  const toAbsolute = (href: string) => (href.startsWith('#') ? `${absolute(house, story.path)}${href}` : href.startsWith('/') ? absolute(house, href) : href)
  return renderFeed(document, {
    storyUrl: absolute(house, story.path), absolute: toAbsolute,
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
    before: (id) => (disclosure?.beforeBlockId === id ? html`<p><em>${disclosure.words}</em></p>`.text : undefined),
    related: (href) => ({ href, title: href }),
    words: { related: words.document.related, source: words.document.source, poll: words.feed.poll },
  })
}

function feedAnswer(type: string, body: string): Answer {
  return { kind: 'bytes', status: 200, type, body, tags: ['front'] }
}
