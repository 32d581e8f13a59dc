/**
 * One line of breaking news above every page. Pages are stored and cached without it; it is inserted as they are sent.
 */
import { hash } from 'node:crypto'
import type { House } from '../kit/house.ts'
import type { Answer } from '../kit/http/answers.ts'
import { withAbove } from '../layout/above.ts'
import { editionAt } from '../layout/editions.ts'
import { localeOf } from '../layout/publication.ts'
import type { Banner } from './alert.ts'
import { bannerAlert } from './banner-store.ts'
import { bannerTag } from './tags.ts'
import { bannerView } from './views/banner.ts'

async function bannerNow(house: House): Promise<Banner | undefined> {
  const banner = await house.pages.remember('banner', async () => ({
    value: await bannerAlert(house.db, house.clock.now()),
    tags: [bannerTag],
  }))
  return banner !== undefined && banner.until > house.clock.now() ? banner : undefined
}

/** Inserts the banner into a public page as it is sent. */
export async function withBanner(house: House, answer: Answer, path: string): Promise<Answer> {
  if (answer.kind !== 'html' || answer.tags === undefined || answer.framable === true) return answer
  const tags = [...answer.tags, bannerTag]
  const banner = await bannerNow(house)
  if (banner === undefined) return { ...answer, tags }
  const view = bannerView(banner, localeOf(house, editionAt(house, path))).text
  const html = withAbove(answer.html, view)
  if (html === undefined) return { ...answer, tags }
  const until = Math.min(answer.until ?? Infinity, banner.until)
  const named = answer.hash !== undefined && { hash: hash('sha256', `${answer.hash} ${view}`, 'base64url') }
  return { ...answer, html, tags, until, ...named }
}
