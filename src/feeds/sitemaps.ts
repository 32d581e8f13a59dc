/** Sitemaps (sitemaps.org 0.9) and Google's news sitemap. */
import { setImmediate as turn } from 'node:timers/promises'
import { newestCards } from '../articles/list-store.ts'
import {
  lastArticleId,
  lastChangeBetween,
  listedPeople,
  listedTopics,
  publishedPaths,
  publishedSince,
} from '../articles/sitemap-store.ts'
import { articlesPerSitemap, sitemapTag } from '../articles/sitemap.ts'
import { frontTag } from '../articles/tags.ts'
import type { Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { escape } from '../kit/markup.ts'
import { defineTag, type Tag } from '../kit/page-cache/tag.ts'
import { wellFormedXml } from '../kit/xml.ts'
import { personPath, topicPath } from '../layout/addresses.ts'
import { renderMissingPage } from '../layout/missing-page.ts'
import { absolute } from '../layout/publication.ts'

/** Rows read at a time: with a turn of the event loop between, a sitemap of ten thousand holds nobody up. */
const chunk = 500
const maxAddresses = 50_000
const newsMs = 48 * 3_600_000
const maxNews = 1_000
/** Dropped with every story, and every hour by a job, since news grow old by themselves. */
export const newsTag = defineTag('news-sitemap')

/** `GET /sitemap.xml`: the index, with the true time of each part's last change. */
export async function serveSitemapIndex(house: House): Promise<Answer> {
  const lastId = await lastArticleId(house.db)
  const lines = [sitemapLine(house, 'sections', (await newestCards(house.db, { limit: 1 }))[0]?.publishedAt)]
  for (let number = 1; number <= Math.ceil(lastId / articlesPerSitemap); number++) {
    const changedAt = await changeOfPart(house, number)
    if (changedAt !== null) lines.push(sitemapLine(house, String(number), changedAt))
  }
  return xml(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('')}</sitemapindex>`, [
    frontTag,
  ])
}

/** `GET /-/sitemap/:part`: `sections` has the front page, topics and people; a number has stories and pages. */
export async function serveSitemap(house: House, { params }: PageRequest): Promise<Answer> {
  const part = params.part ?? ''
  if (part === 'sections') return urlset(await sectionLines(house), [frontTag])
  if (!/^[1-9]\d{0,4}$/u.test(part)) return renderMissingPage(house, 404)
  const lines = await storyLines(house, Number(part))
  return lines.length === 0
    ? renderMissingPage(house, 404)
    : urlset(lines, [sitemapTag(Number(part) * articlesPerSitemap)])
}

/** `GET /sitemap-news.xml`: at most a thousand stories of the last two days, by their first publication. */
export async function serveNewsSitemap(house: House): Promise<Answer> {
  const { name } = house.settings.current().identity
  const stories = await publishedSince(house.db, house.clock.now() - newsMs, maxNews)
  const lines = stories.map(({ path, publishedAt, headline, language }) => {
    const news = [
      `<news:publication><news:name>${escape(name)}</news:name>`,
      `<news:language>${escape(newsLanguage(language))}</news:language></news:publication>`,
      `<news:publication_date>${time(publishedAt)}</news:publication_date>`,
      `<news:title>${escape(headline)}</news:title>`,
    ]
    return `<url><loc>${address(house, path)}</loc><news:news>${news.join('')}</news:news></url>\n`
  })
  return urlset(lines, [frontTag, newsTag], ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"')
}

/** Read once for each part until one of its stories changes: the index of a large archive costs one read. */
function changeOfPart(house: House, number: number): Promise<number | null> {
  return house.pages.remember(`sitemap ${number}`, async () => {
    await turn()
    const upTo = number * articlesPerSitemap
    return { value: await lastChangeBetween(house.db, upTo - articlesPerSitemap, upTo), tags: [sitemapTag(upTo)] }
  })
}

async function storyLines(house: House, number: number): Promise<string[]> {
  const upTo = number * articlesPerSitemap
  const lines: string[] = []
  for (let after = upTo - articlesPerSitemap; ; await turn()) {
    const rows = await publishedPaths(house.db, { after, upTo, limit: chunk })
    for (const { path, updatedAt } of rows) lines.push(urlLine(house, path, updatedAt))
    after = rows.at(-1)?.id ?? upTo
    if (rows.length < chunk) return lines
  }
}

async function sectionLines(house: House): Promise<string[]> {
  const [newest] = await newestCards(house.db, { limit: 1 })
  const lines = [urlLine(house, '/', newest?.publishedAt)]
  for await (const { slug, newestAt } of allListed(house.db, listedTopics))
    lines.push(urlLine(house, topicPath(slug), newestAt))
  for await (const { slug, newestAt } of allListed(house.db, listedPeople))
    lines.push(urlLine(house, personPath(slug), newestAt))
  return lines.slice(0, maxAddresses)
}

async function* allListed(db: Db, read: typeof listedTopics): AsyncGenerator<{ slug: string; newestAt: number }> {
  for (let after = 0; ; await turn()) {
    const rows = await read(db, { after, limit: chunk })
    for (const { slug, newestAt } of rows) if (newestAt !== null) yield { slug, newestAt }
    if (rows.length < chunk) return
    after = rows.at(-1)?.id ?? after
  }
}

function urlset(lines: readonly string[], tags: readonly Tag[], namespaces = ''): Answer {
  return xml(
    `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"${namespaces}>\n${lines.join('')}</urlset>`,
    tags,
  )
}

function urlLine(house: House, path: string, changedAt: number | undefined): string {
  return `<url><loc>${address(house, path)}</loc>${lastmod(changedAt)}</url>\n`
}

function sitemapLine(house: House, part: string, changedAt: number | undefined): string {
  return `<sitemap><loc>${address(house, `/-/sitemap/${part}`)}</loc>${lastmod(changedAt)}</sitemap>\n`
}

function lastmod(at: number | undefined): string {
  return at === undefined ? '' : `<lastmod>${time(at)}</lastmod>`
}

function time(at: number): string {
  return new Date(at).toISOString()
}

function address(house: House, path: string): string {
  return escape(absolute(house, path))
}

/** ISO 639 alone, except for Chinese, which is told by its script's place (Google's news sitemap documentation). */
function newsLanguage(tag: string): string {
  const [language = '', ...rest] = tag.toLowerCase().split('-')
  if (language !== 'zh') return language
  return rest.some((part) => ['tw', 'hk', 'mo', 'hant'].includes(part)) ? 'zh-tw' : 'zh-cn'
}

function xml(body: string, tags: readonly Tag[]): Answer {
  const document = wellFormedXml(`<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`)
  return { kind: 'bytes', status: 200, type: 'application/xml; charset=utf-8', body: document, tags }
}
