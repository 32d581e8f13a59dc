/** oEmbed 1.0 (oembed.com): other sites ask for a story or a poll of ours by its address and get a quotation of it. */
import { pathTarget } from '../articles/path-store.ts'
import { namesOf, publishedArticle } from '../articles/published-store.ts'
import { pathsTag, articleTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { direction } from '../kit/languages.ts'
import { escape, html, type Markup } from '../kit/markup.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { formatTime } from '../kit/times.ts'
import { wellFormedXml } from '../kit/xml.ts'
import { personPath } from '../layout/addresses.ts'
import { pageMedia } from '../layout/pictures.ts'
import { absolute, localeOf } from '../layout/publication.ts'
import { wordsOf } from '../layout/words.ts'
import { sharePicture } from '../media/picture-view.ts'
import { personTag } from '../people/tags.ts'
import { pollCardImage } from '../polls/card.ts'
import { homeOfPoll } from '../polls/home.ts'
import { pollByPublicId } from '../polls/store.ts'
import { pollTag } from '../polls/tags.ts'

type Embedded = {
  title: string
  author?: { name: string; url: string } | undefined
  html: Markup
  lines: number
  thumbnail?: Thumbnail | undefined
  tags: readonly Tag[]
}
type Thumbnail = { url: string; width: number; height: number }
type Found = Record<string, string | number>

/** A column of text: what a quotation takes where nothing else is asked for. */
const usualWidth = 600
const lineHeight = 28
const cacheSeconds = 3_600

/**
 * `GET /oembed?url=&format=&maxwidth=&maxheight=`: 404 for what is not here, 501 for a format that is neither json nor
 * xml.
 */
export async function serveOembed(house: House, { query }: PageRequest): Promise<Answer> {
  const format = query.get('format') ?? 'json'
  if (format !== 'json' && format !== 'xml') return fault(501, 'This address answers in json or xml.')
  const most = { width: limitOf(query.get('maxwidth')), height: limitOf(query.get('maxheight')) }
  if (most.width === undefined || most.height === undefined)
    return fault(400, 'maxwidth and maxheight are whole numbers of pixels.')
  const found = await embeddedAt(house, query.get('url') ?? '')
  if (found === undefined) return fault(404, 'There is no story or poll at this address.')
  const fields = fieldsOf(house, found, { width: most.width, height: most.height })
  const [type, body] = format === 'json' ? ['application/json', JSON.stringify(fields)] : ['text/xml', xmlOf(fields)]
  return {
    kind: 'bytes',
    status: 200,
    type: `${type}; charset=utf-8`,
    body,
    tags: [...found.tags, pathsTag],
    headers: { 'Access-Control-Allow-Origin': '*' },
  }
}

function limitOf(text: string | null): number | undefined {
  if (text === null || text === '') return Infinity
  return /^[1-9]\d{0,4}$/u.test(text) ? Number(text) : undefined
}

async function embeddedAt(house: House, url: string): Promise<Embedded | undefined> {
  const path = pathOf(house, url)
  if (path === undefined) return undefined
  const poll = /^\/polls\/([^/]+)$/u.exec(path)
  const target =
    (await pathTarget(house.db, path)) ?? (poll === null ? undefined : await pathTarget(house.db, `${path}/`))
  if (target?.kind === 'redirect' && target.articleId !== undefined) return embeddedStory(house, target.articleId)
  if (target?.kind === 'redirect' && target.target !== path) return embeddedAt(house, absolute(house, target.target))
  if (target?.kind === 'article') return embeddedStory(house, target.articleId)
  return poll === null || target !== undefined ? undefined : embeddedPoll(house, poll[1] ?? '')
}

/** Of this site's own addresses, under http or https, as the table of paths has it. */
function pathOf(house: House, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol, host, pathname, search } = new URL(url)
  if (!/^https?:$/u.test(protocol) || host !== new URL(house.config.origin).host) return undefined
  try {
    return decodeURIComponent(pathname) + (pathname === '/' ? search : '')
  } catch {
    // Not percent-encoded UTF-8: no address of ours.
    return undefined
  }
}

async function embeddedStory(house: House, articleId: number): Promise<Embedded | undefined> {
  const article = await publishedArticle(house.db, articleId)
  if (article === undefined) return undefined
  const author = (await namesOf(house.db, articleId)).find(({ kind }) => kind === 'author')
  const media = await pageMedia(house.db, { ids: [article.leadMediaId], publicIds: [] })
  const lead = media.byId(article.leadMediaId)
  const picture = lead && sharePicture(lead.renditions)
  const { headline, standfirst, language } = article
  const line = `${house.settings.current().identity.name}, ${formatTime(article.publishedAt, 'day', localeOf(house))}`
  return {
    title: headline,
    author: author && { name: author.name, url: absolute(house, personPath(author.slug)) },
    html: quotation({ url: absolute(house, article.path), headline, text: standfirst, language, line }),
    lines: linesOf(headline, standfirst, line),
    thumbnail: picture && { url: absolute(house, picture.path), width: picture.width, height: picture.height },
    tags: [articleTag(article.id), ...(author === undefined ? [] : [personTag(author.id)]), ...media.tags],
  }
}

async function embeddedPoll(house: House, publicId: string): Promise<Embedded | undefined> {
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) return undefined
  const home = await homeOfPoll(house, poll)
  const { language } = home.locale
  const text = poll.options.map(({ label }) => label).join(' · ')
  const line = `${wordsOf(language).feed.poll} · ${house.settings.current().identity.name}`
  return {
    title: poll.question,
    html: quotation({ url: absolute(house, `/polls/${poll.publicId}`), headline: poll.question, text, language, line }),
    lines: linesOf(poll.question, text, line),
    thumbnail: pollCardImage(house, { ...poll, home }),
    tags: [pollTag(poll.id), ...home.tags],
  }
}

function quotation({ url, headline, text, language, line }: Quotation): Markup {
  const title = html`<p><strong><a href="${url}">${headline}</a></strong></p>`
  const words = html`${text !== '' && html`<p>${text}</p>`}<p>${line}</p>`
  return html`<blockquote cite="${url}" lang="${language}" dir="${direction(language)}">${title}${words}</blockquote>`
}

type Quotation = { url: string; headline: string; text: string; language: string; line: string }

/** About how many lines the words take in a column: the height that the protocol wants to know. */
function linesOf(...paragraphs: readonly string[]): number {
  return paragraphs.reduce((sum, text) => sum + (text === '' ? 0 : Math.ceil(text.length / 60) + 0.5), 0)
}

function fieldsOf(
  house: House,
  { title, author, html: markup, lines, thumbnail }: Embedded,
  most: { width: number; height: number },
): Found {
  const width = Math.min(usualWidth, most.width)
  const fits = thumbnail !== undefined && thumbnail.width <= most.width && thumbnail.height <= most.height
  return {
    version: '1.0',
    type: 'rich',
    title,
    ...(author && { author_name: author.name, author_url: author.url }),
    provider_name: house.settings.current().identity.name,
    provider_url: absolute(house, '/'),
    cache_age: cacheSeconds,
    ...(fits && { thumbnail_url: thumbnail.url, thumbnail_width: thumbnail.width, thumbnail_height: thumbnail.height }),
    html: markup.text,
    width,
    height: Math.min(Math.ceil((lines * lineHeight * usualWidth) / width), most.height),
  }
}

function xmlOf(fields: Found): string {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${escape(String(value))}</${name}>`)
  return wellFormedXml(
    `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${elements.join('')}</oembed>\n`,
  )
}

/** Kept, like any missing page, until something is published. */
function fault(status: number, message: string): Answer {
  return {
    kind: 'bytes',
    status,
    type: 'text/plain; charset=utf-8',
    body: `${message}\n`,
    ...(status === 404 && { tags: [pathsTag] }),
    headers: { 'Access-Control-Allow-Origin': '*' },
  }
}
