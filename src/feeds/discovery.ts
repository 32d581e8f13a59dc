import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { escape } from '../kit/markup.ts'
import { settingsTag } from '../kit/page-cache/tag.ts'
import { renderMissingPage } from '../layout/missing-page.ts'
import { absolute } from '../layout/publication.ts'
import { accent, iconLetter } from '../share/share-card.ts'

/**
 * `GET /robots.txt` (RFC 9309). What is allowed below `/-/` stands first, for robots that take the first rule that
 * fits.
 */
export async function serveRobots(house: House): Promise<Answer> {
  const { noindex } = house.settings.current()
  const sitemaps = ['/sitemap.xml', '/sitemap-news.xml'].map((path) => `Sitemap: ${absolute(house, path)}\n`).join('')
  return text(noindex ? 'User-agent: *\nDisallow: /\n' : `${robotRules.join('\n')}\n\n${sitemaps}`)
}

const robotRules = [
  'User-agent: *',
  'Allow: /-/sitemap/',
  'Allow: /-/share/',
  'Allow: /-/icon.svg',
  'Allow: /-/archive',
  'Allow: /-/corrections',
  'Allow: /-/topics',
  'Disallow: /-/',
  'Disallow: /forms/',
]

/**
 * `GET /-/icon.svg`: the paper's first letter on its accent, for browsers' tabs, which would ask for /favicon.ico
 * otherwise.
 */
export async function serveIcon(house: House): Promise<Answer> {
  const letter = iconLetter(house.settings.current().identity.name)
  const font = 'font-family="Newsreader, Georgia, serif" font-size="46" font-weight="600"'
  const centred = 'x="32" y="34" text-anchor="middle" dominant-baseline="central"'
  const ground = `<rect width="64" height="64" rx="8" fill="${accent}"/>`
  const label = `<text ${centred} ${font} fill="#fff">${escape(letter)}</text>`
  const body = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">${ground}${label}</svg>`
  return { kind: 'bytes', status: 200, type: 'image/svg+xml', body, tags: [settingsTag] }
}

/** `GET /:key.txt`: proves to IndexNow's search engines that the notifications come from the owner of the site. */
export async function serveIndexNowKey(house: House, { params }: PageRequest): Promise<Answer> {
  const { key } = house.settings.current().indexNow
  return key !== '' && params.key === key ? text(key) : renderMissingPage(house, 404)
}

function text(body: string): Answer {
  return { kind: 'bytes', status: 200, type: 'text/plain; charset=utf-8', body, tags: [settingsTag] }
}
