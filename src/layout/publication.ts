import { pathTarget } from '../articles/path-store.ts'
import { frontTag } from '../articles/tags.ts'
import type { House } from '../kit/house.ts'
import { baseOf, nativeName } from '../kit/languages.ts'
import type { Locale } from '../kit/times.ts'
import { topLevelTopics } from '../topics/store.ts'
import { menuTag } from '../topics/tags.ts'
import { topicPath } from './addresses.ts'
import { editionsOf, type Edition } from './editions.ts'
import type { Publisher } from './structured-data.ts'
import type { Page, Publication } from './views/publication.ts'
import { wordsOf } from './words.ts'

/** What every page of an edition has around it, from the settings and the topics. */
export async function publicationOf(house: House, edition?: Edition): Promise<Publication> {
  const settings = house.settings.current()
  const { identity, footer } = settings
  const locale = localeOf(house, edition)
  const prefix = locale.prefix ?? ''
  const editions = editionsOf(house)
  const words = wordsOf(locale.language)
  return {
    name: identity.name,
    tagline: identity.tagline,
    origin: house.config.origin,
    locale,
    topics: await menuOf(house, prefix),
    languages:
      editions.length === 1
        ? []
        : editions.map(({ language, prefix: below }) => ({
            label: nativeName(baseOf(language)),
            href: `${below}/`,
            language,
          })),
    searchHref: await searchPath(house),
    feeds: feedsAt(prefix, locale.language),
    social: settings.social.map(({ name, url }) => ({ label: name, href: url })),
    footer: {
      copyrightYears: copyrightYears(footer.copyrightSince, yearNow(house)),
      copyrightHolder: footer.copyrightHolder || identity.name,
      republicationTerms: footer.republicationTerms,
      generalInformation: footer.generalInformation,
      containsAdvertisements: footer.containsAdvertisements,
      links: [
        { label: words.archive, href: '/-/archive' },
        { label: words.allTopics, href: '/-/topics' },
        { label: words.corrections.title, href: `${prefix}/-/corrections` },
      ],
      publicEmail: identity.publicEmail,
    },
    assets: house.assets,
    notice: settings.demo
      ? { words: words.demo.notice, link: { label: words.demo.link, href: '/-/start' } }
      : house.config.previewFor
        ? { words: words.arrival.preview }
        : undefined,
  }
}

/** Language and time zone in which a page of the edition tells its times; of the main one where none is given. */
export function localeOf(house: House, edition?: Edition): Locale {
  const { language, timeZone } = house.settings.current().identity
  return { language, timeZone, now: house.clock.now(), ...edition }
}

/** A path of ours as a whole address. */
export function absolute({ config: { origin } }: House, path: string): string {
  return isPlain(path) ? origin + path : new URL(path, origin).href
}

/** Whether it stands in an address as it is, as nearly all do: parsing one takes 2 µs. */
function isPlain(path: string): boolean {
  return /^\/[\w./-]*$/u.test(path) && !path.startsWith('//') && !path.includes('/.')
}

/** `/search`, unless an old page of the publication has that address. */
export async function searchPath(house: House): Promise<string> {
  return house.pages.remember('search path', async () => ({
    value:
      ((await pathTarget(house.db, '/search')) ?? (await pathTarget(house.db, '/search/'))) ? '/-/search' : '/search',
    tags: [frontTag],
  }))
}

/** The feeds of the whole paper or of an edition. */
function feedsAt(path: string, language: string): Publication['feeds'] {
  const words = wordsOf(language)
  return [
    { label: words.feeds.rss, href: `${path}/feed.xml`, type: 'application/rss+xml' },
    { label: words.feeds.atom, href: `${path}/feed.atom`, type: 'application/atom+xml' },
    { label: words.feeds.json, href: `${path}/feed.json`, type: 'application/feed+json' },
  ]
}

/** The feeds of the topic or person at a path, as its page names them. */
export function listFeedsAt(
  path: string,
  { heading, language }: { heading: string; language: string },
): NonNullable<Page['otherForms']> {
  return feedsAt(path, language).map(({ label, ...feed }) => ({ ...feed, title: `${heading}, ${label}` }))
}

/** The publisher as machines are told of it: only what is set. */
export function publisherOf(house: House): Publisher {
  const { identity, organization, social } = house.settings.current()
  const { logo, legalName, foundingDate, ...pages } = organization
  const set = Object.entries({ legalName, foundingDate, ...mapped(pages, (page) => absolute(house, page)) }).filter(
    ([, value]) => value !== '',
  )
  return {
    name: identity.name,
    url: absolute(house, '/'),
    language: identity.language,
    sameAs: social.map(({ url }) => url),
    facts: Object.fromEntries(set),
    logo: logo === '' ? undefined : absolute(house, logo),
  }
}

function mapped(pages: Record<string, string>, address: (page: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, page === '' ? '' : address(page)]))
}

/** What publications are made of besides settings and files: of the same parts the same is made. */
export type PublicationParts = { menus: readonly Publication['topics'][]; searchHref: string; year: number }

export async function publicationParts(house: House): Promise<PublicationParts> {
  const [searchHref, ...menus] = await Promise.all([
    searchPath(house),
    ...editionsOf(house).map(({ prefix }) => menuOf(house, prefix)),
  ])
  return { menus, searchHref, year: yearNow(house) }
}

async function menuOf(house: House, prefix: string): Promise<Publication['topics']> {
  const { menu } = house.settings.current()
  if (menu.length > 0) return menu
  return house.pages.remember(`menu ${prefix}`, async () => ({
    value: await topicMenu(house, prefix),
    tags: [menuTag],
  }))
}

function yearNow({ clock }: House): number {
  return new Date(clock.now()).getUTCFullYear()
}

async function topicMenu(house: House, prefix: string): Promise<Publication['topics']> {
  return (await topLevelTopics(house.db)).map(({ name, slug }) => ({
    label: name,
    href: `${prefix}${topicPath(slug)}`,
  }))
}

function copyrightYears(since: number | null, now: number): string {
  return since === null || since >= now ? String(now) : `${since}–${now}`
}
