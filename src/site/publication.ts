import { prepared } from '../kit/db/prepared.ts'
import type { House } from '../kit/house.ts'
import type { Place } from '../kit/times.ts'
import { topicPath } from './addresses.ts'
import type { Publication } from './views/page.ts'
import { wordsOf } from './words.ts'

/** What every page has around it, from the settings and the topics. */
export async function publicationOf(house: House): Promise<Publication> {
  const settings = house.settings.current()
  const { identity, footer } = settings
  const place = placeOf(house)
  const words = wordsOf(place.language)
  return {
    name: identity.name,
    tagline: identity.tagline,
    origin: house.config.origin,
    place,
    topics: settings.menu.length > 0 ? settings.menu : await house.pages.remember('menu', async () => ({ value: await topicMenu(house), tags: ['menu'] })),
    feeds: siteFeeds(words.feeds),
    social: settings.social.map(({ name, url }) => ({ label: name, href: url })),
    footer: {
      copyrightYears: copyrightYears(footer.copyrightSince, new Date(house.clock.now()).getUTCFullYear()),
      copyrightHolder: footer.copyrightHolder || identity.name,
      republicationTerms: footer.republicationTerms,
      generalInformation: footer.generalInformation,
      containsAdvertisements: footer.containsAdvertisements,
      links: [{ label: words.archive, href: '/-/archive' }, { label: words.allTopics, href: '/-/topics' }, { label: words.corrections.title, href: '/-/corrections' }],
      publicEmail: identity.publicEmail,
    },
    assets: house.assets,
    notice: settings.demo ? { words: words.demo.notice, link: { label: words.demo.link, href: '/-/start' } } : house.config.previewFor ? { words: words.arrival.preview } : undefined,
  }
}

/** Language and time zone in which a page tells its times. */
export function placeOf(house: House): Place {
  const { language, timeZone } = house.settings.current().identity
  return { language, timeZone, now: house.clock.now() }
}

export function absolute(house: House, path: string): string {
  return new URL(path, house.config.origin).href
}

function siteFeeds(names: { rss: string; atom: string; json: string }): Publication['feeds'] {
  return [
    { label: names.rss, href: '/feed.xml', type: 'application/rss+xml' },
    { label: names.atom, href: '/feed.atom', type: 'application/atom+xml' },
    { label: names.json, href: '/feed.json', type: 'application/feed+json' },
  ]
}

async function topicMenu(house: House): Promise<Publication['topics']> {
  return (await topLevelTopics(house.db)).map(({ name, slug }) => ({ label: name, href: topicPath(slug) }))
}

const topLevelTopics = prepared((db) => db.selectFrom('topics').select(['name', 'slug']).where('parent_id', 'is', null).orderBy('position').orderBy('name').limit(8))

function copyrightYears(since: number | null, now: number): string {
  return since === null || since >= now ? String(now) : `${since}–${now}`
}
