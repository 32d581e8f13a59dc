/** Names, headlines, answers and settings with markup in them, on every page and in every format that tells them. */
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { isFailure } from '../../src/kit/outcome.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { indexChanges } from '../../src/search/index-stories.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'

const odd = `Odd"'><x-odd onload=a()></script></title></textarea></style>]]>--><x-odd>&lt;x-odd>{{x}}`
const typed = encodeURIComponent(odd)
const actor = { kind: 'operator', id: 'desk' } as const

async function aPaper(house: TestHouse): Promise<string[]> {
  const lines = ['identity.name', 'identity.tagline', 'identity.description', 'footer.copyrightHolder']
  const texts = ['footer.republicationTerms', 'footer.generalInformation', 'organization.legalName']
  for (const key of [...lines, ...texts, 'affiliate.disclosure']) await setSetting(house, operator, { key, value: odd })
  await setSetting(house, operator, { key: 'social', value: [{ name: odd, url: `https://a.example/"'><x-odd>` }] })
  await setSetting(house, operator, { key: 'menu', value: [{ label: odd, href: `/"'><x-odd>` }] })
  await setSetting(house, operator, { key: 'colophon', value: true })
  const asked = { question: odd, options: [odd, `${odd} 2`], minChoices: 1, maxChoices: 1, rotates: false }
  const definition = { ...asked, opensAt: null, closesAt: null, results: 'always' as const }
  const poll = await createPoll(house, actor, { definition })
  const quoted = JSON.stringify(odd)
  const names = ['headline', 'kicker', 'standfirst', 'topics', 'byline'].map((name) => `${name}: ${quoted}\n`).join('')
  const source = `---\n${names}slug: odd\npublished: -1d\n---\n\n${odd.replaceAll('<', '\\<')}\n`
  const told = await publishStory(house, actor, { source, read: async () => undefined })
  if (told.outcome === 'faulty' || isFailure(poll)) throw new Error(JSON.stringify([told, poll]))
  await indexChanges(house)
  return addressesOf(house, `/polls/${poll.publicId}`)
}

async function addressesOf(house: TestHouse, poll: string): Promise<string[]> {
  const { db, config } = house
  const story = await db.selectFrom('articles').select(['public_id', 'path']).executeTakeFirstOrThrow()
  const topic = `/topics/${(await db.selectFrom('topics').select('slug').executeTakeFirstOrThrow()).slug}`
  const person = `/people/${(await db.selectFrom('people').select('slug').executeTakeFirstOrThrow()).slug}`
  const comments = `/articles/${story.public_id}/comments`
  const formats = ['feed.xml', 'feed.atom', 'feed.json']
  const embeds = [story.path, poll].map((path) => `/oembed?url=${encodeURIComponent(`${config.origin}${path}`)}`)
  return [
    ...['/', story.path ?? '', topic, person, `${person}/said`, '/-/topics', '/-/archive'],
    ...['/-/archive/2026/10', '/-/corrections', `/-/made/${story.public_id}`],
    ...['/-/opensearch.xml', '/-/polls', poll, `${poll}?choice=${typed}`, `${poll}/embed`],
    ...[`${poll}/results.json`, `${poll}/certificate`, `${poll}/certificate.json`, '/sitemap.xml', '/sitemap-news.xml'],
    ...['', topic, person, comments].flatMap((place) => formats.map((format) => `${place}/${format}`)),
    ...embeds.flatMap((address) => [`${address}&format=xml`, `${address}&format=json`]),
    ...['/-/icon.svg', '/robots.txt', '/-/me'],
    ...[`/${typed}`, `/topics/${typed}`, `/people/${typed}`, `/-/leave/${typed}`],
    ...[`/search?q=${typed}`, '/search?q=odd', `/search?q=odd&topic=${typed}`, `/search?author=${typed}&q=${typed}`],
    `/search?q=odd&from=${typed}&to=${typed}&sort=${typed}&page=${typed}`,
  ]
}

/** Whether a reader of this format would take a name for an element. */
function hasOddElement(type: string, text: string): boolean {
  if (type.includes('json')) return ((JSON.parse(text) as { html?: string }).html ?? '').includes('<x-odd')
  if (!type.includes('xml')) return text.includes('<x-odd')
  const elements: string[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name }) => elements.push(name))
  parser.write(text).close()
  return elements.includes('x-odd')
}

test('what somebody is called is text wherever it stands', async () => {
  await using house = await aHouse('sqlite')
  await using served = await serve(house)
  const faulty: string[] = []
  for (const address of await aPaper(house)) {
    const answer = await served.get(address)
    const text = await answer.text()
    const isOdd = hasOddElement(answer.headers.get('content-type') ?? '', text)
    if (answer.status >= 500 || isOdd) faulty.push(`${address} ${answer.status}`)
    const scripts = text.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/gu)
    for (const [, data = ''] of scripts) JSON.parse(data)
  }
  expect(faulty).toEqual([])
}, 60_000)
