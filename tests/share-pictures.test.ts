import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { articleBySlug } from '../src/articles/store.ts'
import { withdrawArticle } from '../src/articles/withdraw.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { closePoll, createPoll } from '../src/polls/deeds.ts'
import type { PollDefinition } from '../src/polls/poll.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { newReaderId } from '../src/readers/readers.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'

const actor = { kind: 'operator', id: 'desk' } as const

async function publish(
  house: TestHouse,
  slug: string,
  { picture = false, headline = 'The ferry returns' } = {},
): Promise<void> {
  const source =
    `---\nheadline: ${headline}\nslug: ${slug}\ntopics: Harbour\n` +
    `${picture ? 'picture:\n  src: quay.png\n  alt: The quay\n' : ''}---\nWords.\n`
  const read = async () =>
    sharp({ create: { width: 640, height: 400, channels: 3, background: '#446' } })
      .png()
      .toBuffer()
  expect((await publishStory(house, actor, { source, read })).outcome).not.toBe('faulty')
  await house.queue.drain()
}

async function imageOf(site: Served, slug: string): Promise<string | undefined> {
  const page = await (await site.get(`/2026/10/${slug}`)).text()
  return /<meta property="og:image" content="http:\/\/localhost:4000([^"]+)">/u.exec(page)?.[1]
}

async function aPoll(house: TestHouse, change: Partial<PollDefinition> = {}) {
  const saved = await createPoll(house, actor, {
    definition: {
      question: 'Open at rush hour?',
      options: ['Yes', 'No'],
      minChoices: 1,
      maxChoices: 1,
      opensAt: null,
      closesAt: null,
      results: 'always',
      rotates: false,
      ...change,
    },
  })
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return poll
}

type TestPoll = Awaited<ReturnType<typeof aPoll>>

async function castFor(house: TestHouse, poll: TestPoll, option: number): Promise<void> {
  const { outcome } = await castVote(house, {
    poll,
    choices: [String(poll.options[option]?.id)],
    readerId: newReaderId(),
  })
  expect(outcome).toBe('counted')
}

/** As the poll's page names it: the address of its card, and the card in words. */
async function cardOf(site: Served, { publicId }: TestPoll): Promise<{ path: string; alt: string; bytes: Buffer }> {
  const page = await (await site.get(`/polls/${publicId}`)).text()
  const properties = new Map(
    [...page.matchAll(/<meta property="(og:image[^"]*)" content="([^"]*)">/gu)].map(([, name, value]) => [name, value]),
  )
  expect([properties.get('og:image:width'), properties.get('og:image:height')]).toEqual(['1200', '630'])
  const path = (properties.get('og:image') ?? '').replace('http://localhost:4000', '')
  const alt = properties.get('og:image:alt') ?? ''
  const answer = await site.get(path)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png'])
  return { path, alt, bytes: Buffer.from(await answer.arrayBuffer()) }
}

describe.each(engines)('share pictures on %s', (engine) => {
  test('a story without a picture has a drawn card, kept for ever under the name of its words', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry')
    const path = (await imageOf(site, 'ferry')) ?? ''
    expect(path).toMatch(/^\/-\/share\/[a-z0-9]+\/[0-9a-f]{16}\.png$/u)
    const first = await site.get(path)
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      200,
      'image/png',
      'public, max-age=31536000, s-maxage=3600, immutable',
    ])
    const bytes = Buffer.from(await first.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1200, height: 630 })
    const key = `cards/${path.slice('/-/share/'.length)}`
    expect((await house.storage.get(key)).equals(bytes)).toBe(true)
    await house.storage.put(key, Buffer.from('as kept'))
    expect(await (await site.get(path)).text()).toBe('as kept')
    expect((await site.get(`/media/${key}`)).status).toBe(404)
  })

  test('another headline is another address, to which the old one leads', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry')
    const before = (await imageOf(site, 'ferry')) ?? ''
    await publish(house, 'ferry', { headline: 'The ferry stays away' })
    const after = (await imageOf(site, 'ferry')) ?? ''
    expect(after).not.toBe(before)
    const answer = await site.get(before)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, after])
  })

  test('a story’s own picture goes first, unless the publisher wants cards always; or none', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'quay', { picture: true })
    await publish(house, 'ferry')
    expect(await imageOf(site, 'quay')).toMatch(/^\/media\/.*share\.jpeg$/u)
    await setSetting(house, operator, { key: 'sharePictures', value: 'always' })
    const card = (await imageOf(site, 'quay')) ?? ''
    expect(card).toMatch(/^\/-\/share\//u)
    await setSetting(house, operator, { key: 'sharePictures', value: 'never' })
    expect(await imageOf(site, 'ferry')).toBeUndefined()
    expect((await site.get(card)).status).toBe(404)
  })

  test('the card of a withdrawn story is gone with it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry')
    const path = (await imageOf(site, 'ferry')) ?? ''
    expect((await site.get(path)).status).toBe(200)
    const article = await articleBySlug(house.db, 'ferry')
    if (article === undefined) throw new Error('the story is gone')
    await withdrawArticle(house, actor, { articleId: article.id })
    expect((await site.get(path)).status).toBe(404)
    expect((await site.get('/-/share/nothing/0000000000000000.png')).status).toBe(404)
  })

  test('the card of an open poll moves once in a minute, and that of a closed one no more', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const poll = await aPoll(house, { closesAt: house.clock.now() + 90_000 })
    await castFor(house, poll, 0)
    const first = await cardOf(site, poll)
    expect(first.alt).toContain('Yes 100% · No 0% · 1 reader has voted.')
    await castFor(house, poll, 1)
    await expect.poll(async () => (await cardOf(site, poll)).alt, { timeout: 5_000 }).toContain('Yes 50% · No 50%')
    const second = await cardOf(site, poll)
    expect(second.path).not.toBe(first.path)
    expect(second.bytes.equals(first.bytes)).toBe(true)
    house.clock.advance(60_000)
    const third = await cardOf(site, poll)
    expect(third.bytes.equals(first.bytes)).toBe(false)
    await castFor(house, poll, 1)
    house.clock.advance(30_000)
    const last = await cardOf(site, poll)
    expect(last.alt).toContain('Yes 33% · No 67%')
    expect(last.bytes.equals(third.bytes)).toBe(false)
    const key = `cards/${poll.publicId}/${last.path.split('?')[1]}.png`
    expect((await house.storage.get(key)).equals(last.bytes)).toBe(true)
  })

  test.each([
    { results: 'after-vote' },
    { results: 'after-close' },
    { results: 'staff' },
    { hiddenUntil: 10 },
  ] as const)('a card tells no figure that its poll keeps back: %o', async (change) => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const poll = await aPoll(house, change)
    const before = await cardOf(site, poll)
    expect(before.alt).toContain('Reader poll: Open at rush hour? · Yes · No · ')
    await castFor(house, poll, 1)
    house.clock.advance(60_000)
    expect(await cardOf(site, poll)).toEqual(before)
    await closePoll(house, actor, { publicId: poll.publicId })
    await expect
      .poll(async () => (await cardOf(site, poll)).alt.includes('No 100%'), { timeout: 5_000 })
      .toBe(!('results' in change && change.results === 'staff'))
  })

  test('a publisher who wants no cards has none of polls', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const poll = await aPoll(house)
    await setSetting(house, operator, { key: 'sharePictures', value: 'never' })
    expect(await (await site.get(`/polls/${poll.publicId}`)).text()).not.toContain('og:image')
    expect((await site.get(`/polls/${poll.publicId}/card.png`)).status).toBe(404)
  })
})
