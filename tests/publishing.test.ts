import { describe, expect, test } from 'vitest'
import { publishStory } from '../src/importers/stories/publish.ts'
import { system } from '../src/kit/db/schema.ts'
import { renewKeysJob } from '../src/kit/housekeeping.ts'
import { enqueue } from '../src/kit/queue/job.ts'
import { engines } from './databases.ts'
import { aHouse, noon, serve, type TestHouse } from './house.ts'

const day = 86_400_000

async function publish(
  house: TestHouse,
  head: string,
  body = 'Words.',
): Promise<Awaited<ReturnType<typeof publishStory>>> {
  return publishStory(
    house,
    { kind: 'operator', id: 'desk' },
    { source: `---\nheadline: The ferry returns\nslug: ferry\n${head}---\n\n${body}\n`, read: async () => undefined },
  )
}

describe.each(engines)('publishing on %s', (engine) => {
  test('a story with a time to come appears at that time, by itself', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    expect(await publish(house, 'published: +3h\n')).toMatchObject({
      outcome: 'created',
      path: null,
      scheduledFor: noon + 3 * 3_600_000,
    })
    await house.queue.drain()
    expect(await (await site.get('/')).text()).not.toContain('The ferry returns')
    house.clock.advance(3 * 3_600_000 - 1)
    await house.queue.drain()
    expect((await site.get('/2026/10/ferry')).status).toBe(404)
    house.clock.advance(1)
    await house.queue.drain()
    expect((await site.get('/2026/10/ferry')).status).toBe(200)
    expect(await (await site.get('/')).text()).toContain('The ferry returns')
  })

  test('a story that was withdrawn to a draft before its time does not appear', async () => {
    await using house = await aHouse(engine)
    await publish(house, 'published: +3h\n')
    await publish(house, 'published: +3h\nstatus: draft\n')
    house.clock.advance(4 * 3_600_000)
    await house.queue.drain()
    expect(await house.db.selectFrom('articles').select('state').execute()).toEqual([{ state: 'draft' }])
  })

  test('published again as it was written back, a story is unchanged', async () => {
    await using house = await aHouse(engine)
    const head = 'topics: [Harbour, Town]\nbyline: Maren Quillfeather\npublished: 2026-10-01T10:00:00Z\n'
    expect(await publish(house, head)).toMatchObject({ outcome: 'created' })
    expect(await publish(house, head)).toMatchObject({ outcome: 'unchanged' })
  })

  test('a new topic stands in the menu of the front page at once', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'topics: Harbour\n')
    expect(await (await site.get('/')).text()).toContain('>Harbour</a>')
    await publish(house, 'topics: [Harbour, Council]\n')
    expect(await (await site.get('/')).text()).toContain('>Council</a>')
  })

  test('networks get a new key every month, and the old one is destroyed a month later', async () => {
    await using house = await aHouse(engine)
    const tidy = async () => {
      await house.write(system, (tx) => enqueue(tx, renewKeysJob, {}, { at: house.clock.now() }))
      await house.queue.drain()
    }
    const first = house.secrets.current('network').keyId
    house.clock.advance(29 * day)
    await tidy()
    expect(house.secrets.current('network').keyId).toBe(first)
    house.clock.advance(day)
    await tidy()
    expect(house.secrets.current('network').keyId).not.toBe(first)
    expect(house.secrets.byId(first)).toBeDefined()
    house.clock.advance(30 * day)
    await tidy()
    expect(house.secrets.byId(first)).toBeUndefined()
  })
})
