import { once } from 'node:events'
import { request } from 'node:http'
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
    paper = await aReachablePaper(engine, { CRIER_TRUSTED_PROXIES: 'loopback' })
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

  /** As a browser follows a link from a mail program. */
  const browser = {
    'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  }

  type Asking = { method?: string; headers?: Record<string, string | undefined> }

  /** From a network of this number; its answer leads to the story, whoever asks. */
  async function click(
    { publicId, story }: Awaited<ReturnType<typeof aSentAlert>>,
    network: number,
    { method = 'GET', headers }: Asking = {},
  ) {
    const asked = { ...browser, 'x-forwarded-for': `203.${network}.113.7`, ...headers }
    const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
    const { hostname, port } = new URL(paper.site.origin)
    // fetch says of itself why it asks.
    const asking = request({ hostname, port, path: `/-/a/${publicId}`, method, headers: said, agent: false }).end()
    const [answer] = await once(asking, 'response')
    answer.resume()
    expect([answer.statusCode, answer.headers.location]).toEqual([302, story.path])
    expect(answer.headers['set-cookie']).toBeUndefined()
  }

  async function kept(alertId: number): Promise<number> {
    await flushClicks(paper.house)
    const rows = await paper.house.db
      .selectFrom('alert_clicks')
      .select('clicks')
      .where('alert_id', '=', alertId)
      .execute()
    return rows.reduce((sum, { clicks }) => sum + clicks, 0)
  }

  test.each([
    ['a gateway that asks for the head alone', { method: 'HEAD' }],
    ['a browser that fetches ahead', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['a browser that fetched ahead in the words of before', { headers: { purpose: 'prefetch' } }],
    ['an old Firefox that fetches ahead', { headers: { 'x-moz': 'prefetch' } }],
    ['a mail program that draws a preview', { headers: { 'x-purpose': 'preview' } }],
    ['a script of a page', { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } }],
    ['a program that takes anything', { headers: { accept: '*/*' } }],
    ['a program without a name', { headers: { 'user-agent': '' } }],
    ['a script', { headers: { 'user-agent': 'python-requests/2.32.3' } }],
    ['a search engine', { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } }],
    ['a messenger', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' } }],
    ['a mail gateway', { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) BarracudaSentinel (EE)' } }],
    [
      'a mail program that looks whether a document is there',
      { headers: { 'user-agent': 'Microsoft Office Protocol Discovery' } },
    ],
    ['a name that is too long', { headers: { 'user-agent': `${browser['user-agent']} ${'x'.repeat(400)}` } }],
  ])('are not opened by %s', async (_who, asking: Asking) => {
    const alert = await aSentAlert()
    await click(alert, 1, asking)
    expect(await kept(alert.id)).toBe(0)
  })

  test('are opened by browsers that say nothing of why they ask, as old ones do', async () => {
    const alert = await aSentAlert()
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'
    const headers = { 'user-agent': safari, 'sec-fetch-mode': undefined, 'sec-fetch-dest': undefined }
    await click(alert, 1, { headers })
    expect(await kept(alert.id)).toBe(1)
  })

  test('are opened five times at most by one network within seconds, and by others meanwhile', async () => {
    const alert = await aSentAlert()
    for (let count = 0; count < 12; count++) await click(alert, 1)
    await click(alert, 2)
    const other = await aSentAlert()
    await click(other, 1)
    expect([await kept(alert.id), await kept(other.id)]).toEqual([6, 1])
    await click(alert, 1)
    expect(await kept(alert.id)).toBe(7)
  })

  test('lead to their story by a link that is the same for all; clicks are told from twenty on', async () => {
    const { house, site } = paper
    const alert = await aSentAlert()
    const { id } = alert
    for (let count = 1; count <= 19; count++) await click(alert, count)
    await flushClicks(house)
    expect(await clicksOf(house, id)).toEqual({ total: null, hours: [] })
    await click(alert, 20)
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
