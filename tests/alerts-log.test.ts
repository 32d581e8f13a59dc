import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertChange } from '../src/alerts/change-store.ts'
import { clicksOf, flushClicks } from '../src/alerts/clicks.ts'
import { roundedAudience } from '../src/alerts/log.ts'
import { alertsTag, bannerTag } from '../src/alerts/tags.ts'
import { operator } from '../src/kit/db/schema.ts'
import { invalidate } from '../src/kit/page-cache/invalidate.ts'
import { sentTo } from './alert-readers.ts'
import { aReachablePaper, aStory } from './alerting.ts'
import { engines } from './databases.ts'

describe.each(engines)('alerts that were sent, on %s', (engine) => {
  let paper: Awaited<ReturnType<typeof aReachablePaper>>
  beforeAll(async () => {
    paper = await aReachablePaper(engine)
  })
  afterAll(() => paper.close())

  async function aSentAlert(change: Record<string, unknown> = { title: 'The ferry' }) {
    const { house } = paper
    const story = await aStory(house)
    const asked = { level: 'breaking', channels: ['email'], toEveryone: true, topicIds: [], perReaderADay: 4 } as const
    const sendingId = await sentTo(house, story.id, { ...asked, threadId: story.id })
    await house.write(operator, async (tx) => {
      await tx.updateTable('alerts').set(change).where('sending_id', '=', sendingId).execute()
      await invalidate(tx, [alertsTag, bannerTag], { hard: true })
    })
    const alert = await house.db
      .selectFrom('alerts')
      .select(['id', 'public_id as publicId'])
      .where('sending_id', '=', sendingId)
      .executeTakeFirstOrThrow()
    return { ...alert, story }
  }

  const textOf = async (path: string) => (await paper.site.get(path)).text()

  test('stand in the public log and its feeds, with the reason for which nobody else approved', async () => {
    const alert = await aSentAlert({ title: 'Fire at the pier', override_reason: 'Nobody else was awake.' })
    const page = await textOf('/alerts')
    expect(page).toContain('Fire at the pier')
    expect(page).toContain('Sent without a second person: Nobody else was awake.')
    expect(page).toContain('to fewer than 100 readers')
    await paper.house.write(operator, async (tx) => {
      const told = { kind: 'correction', words: 'It was steam.', title: 'Steam at the pier', text: '' } as const
      await insertChange(tx, alert.id, { ...told, madeBy: 'staff:a', madeAt: paper.house.clock.now(), sendingId: null })
      await invalidate(tx, [alertsTag], { hard: true })
    })
    expect(await textOf('/alerts')).toMatch(/Correction:<\/strong> It was steam\. → <strong>Steam at the pier/u)
    const feed = JSON.parse(await textOf('/alerts/feed.json'))
    expect(feed.items[0]).toMatchObject({ title: 'Steam at the pier', id: `urn:crier:${alert.publicId}` })
    for (const format of ['xml', 'atom']) expect(await textOf(`/alerts/feed.${format}`)).toContain('Steam at the pier')
  })

  test('lead to their story by a link that is the same for all; clicks are told from twenty on', async () => {
    const { house, site } = paper
    const { id, publicId, story } = await aSentAlert()
    for (let count = 1; count <= 19; count++) {
      const answer = await site.get(`/-/a/${publicId}`)
      expect([answer.status, answer.headers.get('location')]).toEqual([302, story.path])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    await flushClicks(house)
    expect(await clicksOf(house, id)).toEqual({ total: null, hours: [] })
    await site.get(`/-/a/${publicId}`)
    await flushClicks(house)
    const hour = house.clock.now() - (house.clock.now() % 3_600_000)
    expect(await clicksOf(house, id)).toEqual({ total: 20, hours: [{ hour, clicks: 20 }] })
    expect((await site.get('/-/a/nothing')).status).toBe(404)
  })

  test('a banner stands on every page until its time is over', async () => {
    const { house, site } = paper
    const before = await aStory(house)
    const pages = ['/', '/-/topics', before.path, before.path]
    for (const path of pages) expect(await textOf(path)).not.toContain('class="banner"')
    const until = house.clock.now() + 3_600_000
    const { story } = await aSentAlert({ title: 'The <dam> has broken', banner: 1, banner_until: until })
    for (const path of [...pages, '/alerts']) {
      const page = await textOf(path)
      expect(page, path).toContain('role="status"')
      expect(page, path).toContain(`<a href="${story.path}">The &lt;dam&gt; has broken</a>`)
    }
    house.clock.set(until)
    for (const path of pages) expect(await textOf(path), path).not.toContain('class="banner"')
    expect((await site.get('/polls')).status).toBe(200)
  })
})

test.each([
  [0, null],
  [99, null],
  [100, 100],
  [1_234, 1_200],
  [987_654, 990_000],
])('an audience of %i is told as %s', (size, told) => expect(roundedAudience(size)).toBe(told))
