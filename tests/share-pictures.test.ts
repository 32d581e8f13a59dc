import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { saveContext, withdrawArticleIn } from '../src/articles/save.ts'
import { articleBySlug } from '../src/articles/store.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { setSetting } from '../src/kit/settings.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'

const actor = { kind: 'staff', id: 'desk' } as const

async function publish(house: TestHouse, slug: string, { picture = false, headline = 'The ferry returns' } = {}): Promise<void> {
  const source = `---\nheadline: ${headline}\nslug: ${slug}\ntopics: Harbour\n${picture ? 'picture:\n  src: quay.png\n  alt: The quay\n' : ''}---\nWords.\n`
  const read = async () => sharp({ create: { width: 640, height: 400, channels: 3, background: '#446' } }).png().toBuffer()
  expect((await publishStory(house, { source, read, actor })).outcome).not.toBe('faulty')
  await house.queue.drain()
}

async function imageOf(site: Served, slug: string): Promise<string | undefined> {
  const page = await (await site.get(`/2026/10/${slug}`)).text()
  return /<meta property="og:image" content="http:\/\/localhost:4000([^"]+)">/u.exec(page)?.[1]
}

describe.each(engines)('share pictures on %s', (engine) => {
  test('a story without a picture has a drawn card, kept for ever under the name of its words', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'ferry')
    const path = (await imageOf(site, 'ferry')) ?? ''
    expect(path).toMatch(/^\/-\/share\/[a-z0-9]+\/[0-9a-f]{16}\.png$/u)
    const first = await site.get(path)
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([200, 'image/png', 'public, max-age=31536000, immutable'])
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
    await setSetting(house, { key: 'sharePictures', value: 'always' })
    const card = (await imageOf(site, 'quay')) ?? ''
    expect(card).toMatch(/^\/-\/share\//u)
    await setSetting(house, { key: 'sharePictures', value: 'never' })
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
    await house.write(actor, (tx) => withdrawArticleIn(tx, article, saveContext(house, house.clock.now())))
    expect((await site.get(path)).status).toBe(404)
    expect((await site.get('/-/share/nothing/0000000000000000.png')).status).toBe(404)
  })
})
