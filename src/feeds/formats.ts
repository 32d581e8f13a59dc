import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith'
import { wellFormedXml } from '../kit/xml.ts'

/** What a feed says, whatever the format. Addresses are absolute, times epoch milliseconds. */
export type Feed = {
  title: string
  description: string
  homeUrl: string
  feedUrl: string
  language: string
  publication: string
  entries: readonly FeedEntry[]
}

export type FeedEntry = {
  /** Never changes, or every reader would show the story as new. */
  id: string
  url: string
  title: string
  summary: string
  html: string
  language: string
  publishedAt: number
  /** Later than `publishedAt` once readers were given something new. */
  updatedAt: number
  authors: readonly string[]
  topics: readonly string[]
  image?: { url: string; width: number; height: number } | undefined
  /** Its conversation: the page, the feed (of this format) and how many have spoken. */
  comments?: { url: string; feedUrl: string; count: number } | undefined
}

export type Format = { type: string; write(feed: Feed): string }

export const formats: Readonly<Record<'xml' | 'atom' | 'json', Format>> = {
  /** RSS 2.0 */
  xml: { type: 'application/rss+xml', write: (feed) => wellFormedXml(rss(feed)) },
  /** RFC 4287 */
  atom: { type: 'application/atom+xml', write: (feed) => wellFormedXml(atom(feed)) },
  /** JSON Feed 1.1 */
  json: { type: 'application/feed+json', write: json },
}

/**
 * Plain words where readers of RSS take HTML: in descriptions by the specification (RSS 2.0, elements of item), in
 * titles and names because many do. Once more than XML asks for, then, or a comment's `<script>` is one again in the
 * reader. An ampersand that begins no reference stays: other readers take titles as plain, and "Tea & ships" is right
 * in both. Atom and JSON Feed say of each text what it is (RFC 4287, 3.1: text where no type is named), and need none
 * of it.
 */
function inHtml(text: string): string {
  return text.replace(/[<>]|&(?=[#\p{L}\p{N}])/gu, (character) => ({ '<': '&lt;', '>': '&gt;' })[character] ?? '&amp;')
}

function rss(feed: Feed): string {
  return generateRssFeed({
    title: inHtml(feed.title),
    link: feed.homeUrl,
    description: inHtml(feed.description || feed.title),
    language: feed.language,
    atom: { links: [{ href: feed.feedUrl, rel: 'self', type: formats.xml.type }] },
    ...(feed.entries.length > 0 && { lastBuildDate: new Date(lastChange(feed)) }),
    items: feed.entries.map((entry) => ({
      title: inHtml(entry.title),
      link: entry.url,
      guid: { value: entry.id, isPermaLink: false },
      pubDate: new Date(entry.publishedAt),
      description: inHtml(entry.summary),
      categories: entry.topics.map((name) => ({ name })),
      dc: { creators: entry.authors.map(inHtml) },
      content: { encoded: entry.html },
      atom: { updated: new Date(entry.updatedAt) },
      ...(entry.image && { media: { contents: [{ ...entry.image, medium: 'image' }] } }),
      ...(entry.comments && {
        comments: entry.comments.url,
        slash: { comments: entry.comments.count },
        wfw: { commentRss: entry.comments.feedUrl },
      }),
    })),
  })
}

function atom(feed: Feed): string {
  return generateAtomFeed({
    id: feed.feedUrl,
    title: { value: feed.title },
    ...(feed.description && { subtitle: { value: feed.description } }),
    updated: new Date(lastChange(feed)),
    xml: { lang: feed.language },
    links: [
      { href: feed.homeUrl, rel: 'alternate', type: 'text/html' },
      { href: feed.feedUrl, rel: 'self', type: formats.atom.type },
    ],
    // An entry without a byline has the feed's author (RFC 4287, 4.1.2).
    authors: [{ name: feed.publication }],
    entries: feed.entries.map((entry) => ({
      id: entry.id,
      title: { value: entry.title },
      published: new Date(entry.publishedAt),
      updated: new Date(entry.updatedAt),
      authors: entry.authors.map((name) => ({ name })),
      categories: entry.topics.map((term) => ({ term })),
      summary: { value: entry.summary, type: 'text' },
      content: { value: entry.html, type: 'html' },
      links: [
        { href: entry.url, rel: 'alternate', type: 'text/html' },
        ...(entry.comments ? [{ href: entry.comments.feedUrl, rel: 'replies', type: formats.atom.type }] : []),
      ],
      ...(entry.language !== feed.language && { xml: { lang: entry.language } }),
      ...(entry.image && { media: { contents: [{ ...entry.image, medium: 'image' }] } }),
    })),
  })
}

function json(feed: Feed): string {
  const written = generateJsonFeed({
    title: feed.title,
    home_page_url: feed.homeUrl,
    feed_url: feed.feedUrl,
    language: feed.language,
    ...(feed.description && { description: feed.description }),
    items: feed.entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      summary: entry.summary,
      content_html: entry.html,
      date_published: new Date(entry.publishedAt),
      date_modified: new Date(entry.updatedAt),
      language: entry.language,
      authors: entry.authors.map((name) => ({ name })),
      tags: [...entry.topics],
      ...(entry.image && { image: entry.image.url }),
    })),
  })
  // Items are required, of an empty feed too; the writer leaves out what is empty.
  return JSON.stringify(Object.assign({ items: [] }, written))
}

/** An empty feed has not changed since the epoch: any other time would change with each reading. */
function lastChange({ entries }: Feed): number {
  return Math.max(0, ...entries.map(({ updatedAt }) => updatedAt))
}
