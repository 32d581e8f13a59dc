import type { Answer, PageRequest } from '../kit/http/answers.ts'
import type { House } from '../kit/house.ts'
import { missingPage } from './missing-page.ts'
import { absolute } from './publication.ts'

/** `GET /robots.txt` (RFC 9309). What is allowed below `/-/` stands first, for robots that take the first rule that fits. */
export async function robots(house: House): Promise<Answer> {
  const { noindex } = house.settings.current()
  const sitemaps = ['/sitemap.xml', '/sitemap-news.xml'].map((path) => `Sitemap: ${absolute(house, path)}\n`).join('')
  return text(noindex ? 'User-agent: *\nDisallow: /\n' : `User-agent: *\nAllow: /-/sitemap/\nAllow: /-/share/\nAllow: /-/archive\nAllow: /-/corrections\nAllow: /-/topics\nDisallow: /-/\nDisallow: /forms/\n\n${sitemaps}`)
}

/** `GET /:key.txt`: proves to the search engines of IndexNow that who tells them of changes owns the site. */
export async function indexNowKey(house: House, { params }: PageRequest): Promise<Answer> {
  const { key } = house.settings.current().indexNow
  return key !== '' && params.key === key ? text(key) : missingPage(house, 404)
}

function text(body: string): Answer {
  return { kind: 'bytes', status: 200, type: 'text/plain; charset=utf-8', body, tags: ['settings'] }
}
