import { publishedPaths } from '../articles/lists.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { escape } from '../kit/markup.ts'
import { missingPage } from './missing-page.ts'
import { absolute } from './publication.ts'

/** What one sitemap may hold is 50,000 addresses (sitemaps.org); ours are by id, so that a new story changes only the last. */
const perSitemap = 10_000

/** `GET /sitemap.xml`: the index; `GET /-/sitemap/:number.xml` its parts. */
export async function sitemapIndex(house: House): Promise<Answer> {
  const last = await house.db.selectFrom('articles').select(({ fn }) => fn.max<number | null>('id').as('id')).executeTakeFirst()
  const parts = Math.ceil((last?.id ?? 0) / perSitemap)
  const list = Array.from({ length: parts }, (_, index) => `<sitemap><loc>${escape(absolute(house, `/-/sitemap/${index + 1}`))}</loc></sitemap>`).join('\n')
  return xml(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${list}\n</sitemapindex>`)
}

export async function sitemap(house: House, { params }: PageRequest): Promise<Answer> {
  const number = Number(params.number)
  if (!/^\d{1,5}$/u.test(params.number ?? '') || number < 1) return missingPage(house, 404)
  const from = (number - 1) * perSitemap
  const stories = (await publishedPaths(house.db, { after: from, limit: perSitemap })).filter(({ id }) => id <= from + perSitemap)
  if (stories.length === 0) return missingPage(house, 404)
  const urls = stories.map(({ path, updatedAt }) => `<url><loc>${escape(absolute(house, encodeURI(path)))}</loc><lastmod>${new Date(updatedAt).toISOString()}</lastmod></url>`).join('\n')
  return xml(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls}\n</urlset>`)
}

/** `GET /robots.txt` (RFC 9309) */
export async function robots(house: House): Promise<Answer> {
  const { noindex } = house.settings.current()
  const rules = noindex ? 'User-agent: *\nDisallow: /\n' : `User-agent: *\nDisallow: /forms/\nDisallow: /-/\nAllow: /-/sitemap/\nAllow: /-/archive\nAllow: /-/corrections\nAllow: /-/topics\n\nSitemap: ${absolute(house, '/sitemap.xml')}\n`
  return { kind: 'bytes', status: 200, type: 'text/plain; charset=utf-8', body: rules, tags: ['robots'] }
}

function xml(body: string): Answer {
  return { kind: 'bytes', status: 200, type: 'application/xml; charset=utf-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`, tags: ['front'] }
}
