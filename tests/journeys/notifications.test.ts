import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { currentVapidKey } from '../../src/kit/web-push/keys.ts'
import { declarativeMessage } from '../../src/kit/web-push/message.ts'
import { byLink, leaveAlerts } from '../../src/subscriptions/leave.ts'
import { openBrowser } from '../browser.ts'
import { aPushService, type SubscribedBrowser } from '../push-service.ts'
import { deviceOf, playDevice, timesAsked } from './a-device.ts'
import { aPaper, visit } from './site.ts'

const browser = await openBrowser()
const paper = await aPaper({ CRIER_ALLOW_LOOPBACK_FETCH: 'yes' })
const service = await aPushService()
const { keyId, publicKey } = currentVapidKey(paper.house.secrets)

afterAll(async () => {
  await browser?.close()
  await service[Symbol.asyncDispose]()
  await paper[Symbol.asyncDispose]()
})

type Posted = { path: string; body: Record<string, unknown> }

/** The page on which a reader chooses, what its script sends, and what the paper then sends to browsers. */
async function openChoices(page: Page): Promise<Posted[]> {
  const posted: Posted[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/-/alerts/push')) posted.push({ path: pathname, body: request.postDataJSON() })
  })
  await page.goto(`${paper.origin}/-/alerts`)
  return posted
}

async function devices() {
  const columns = ['endpoint', 'state', 'pace', 'all_topics as everything', 'vapid_key_id as key'] as const
  return paper.house.db.selectFrom('subscribers').select(columns).orderBy('id').execute()
}

async function followed(): Promise<string[]> {
  const rows = paper.house.db
    .selectFrom('subscriber_topics')
    .innerJoin('topics', 'topics.id', 'subscriber_topics.topic_id')
    .select('topics.name')
  return (await rows.execute()).map(({ name }) => name)
}

const isOn = 'This browser shows your alerts.'
const isOff = 'only breaking news comes here'

async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Notify me' }).click()
  await page.getByText(isOn).waitFor()
}

describe.skipIf(browser === undefined)('notifications', () => {
  test('are asked for after the reader’s click alone, come as chosen, are changed and stop', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const subscribed = service.subscribe(publicKey)
    await playDevice(page, { browser: subscribed, permission: 'granted' })
    const posted = await openChoices(page)
    await page.getByText(isOff).waitFor()
    expect([await timesAsked(page), posted]).toEqual([0, []])
    expect(await page.getByText('This needs a script').count()).toBe(0)
    await page.getByRole('radio', { name: 'Only certain topics' }).check()
    await page.getByLabel('Harbour').check()
    await page.getByRole('radio', { name: 'Every morning and evening' }).check()
    await start(page)
    expect(await timesAsked(page)).toBe(1)
    expect(await page.getByRole('status').textContent()).toBe('Done. Notifications are on.')
    const { endpoint } = subscribed
    const sentTo = { endpoint, state: 'active', pace: 'breaking', everything: 0, key: keyId }
    expect([await devices(), await followed()]).toEqual([[sentTo], ['Harbour']])

    await page.reload()
    await page.getByRole('link', { name: 'Change what you get' }).click()
    await page.getByText('They go to one of your browsers.').waitFor()
    await page.getByRole('radio', { name: 'As it happens' }).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('status').waitFor()
    expect(await devices()).toEqual([{ ...sentTo, pace: 'all' }])
    await page.goto(`${paper.origin}/-/alerts`)
    await page.getByText(isOn).waitFor()
    expect(await devices()).toEqual([{ ...sentTo, pace: 'all' }])
    await page.getByRole('button', { name: 'Turn notifications off' }).click()
    await page.getByText(isOff).waitFor()
    expect(await page.getByRole('button', { name: 'Notify me' }).evaluate((it) => it.matches(':focus'))).toBe(true)
    expect(await devices()).toMatchObject([{ endpoint: null, state: 'left' }])
    expect(reader.complaints).toEqual([])
  })

  test('that were refused are explained, and not asked for again', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(publicKey), permission: 'denied' })
    const posted = await openChoices(page)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('blocks notifications').waitFor()
    await page.reload()
    await page.getByText('blocks notifications').waitFor()
    expect([await timesAsked(page), posted]).toEqual([1, []])
  })

  test.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Safari/604.1', 'first add us to your home screen'],
    ['Mozilla/5.0 (X11; Linux x86_64) SomethingElse/1.0', 'This browser cannot show notifications'],
  ])('where the browser has none, the page says what to do: %s', async (userAgent, words) => {
    await using reader = await visit(browser!, { userAgent })
    await reader.page.addInitScript(() => Reflect.deleteProperty(window, 'PushManager'))
    await openChoices(reader.page)
    await reader.page.getByText(words).waitFor()
    expect(await reader.page.getByRole('button', { name: 'Notify me' }).count()).toBe(0)
  })

  test('are off in the words of the page, too, where the paper sends none', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const { endpoint, ...rest } = service.subscribe(publicKey)
    await playDevice(page, { browser: { endpoint, ...rest }, permission: 'granted' })
    await openChoices(page)
    await start(page)
    const row = paper.house.db.selectFrom('subscribers').select('public_id as publicId')
    await leaveAlerts(paper.house, byLink, await row.where('endpoint', '=', endpoint).executeTakeFirstOrThrow())
    await page.reload()
    await page.getByText(isOff).waitFor()
    await page.route('**/-/alerts/push', (route) => route.fulfill({ status: 503, body: '' }))
    await page.reload()
    await page.getByText('That did not work.').waitFor()
    expect(await page.getByText(isOn).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('That did not work.').waitFor()
    expect(await page.getByText(isOn).isVisible()).toBe(false)
    await page.unroute('**/-/alerts/push')
    await start(page)
    expect((await devices()).at(-1)).toMatchObject({ endpoint, state: 'active' })
  })

  test('arrive, take the place of the one before, and lead to the story', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const subscribed = service.subscribe(publicKey)
    await playDevice(page, { browser: subscribed, permission: 'granted' })
    await openChoices(page)
    await start(page)
    const device = await deviceOf(page.context(), page)
    const navigate = `${paper.origin}/-/a/x7`

    await device.deliver(await sent(subscribed, 'Bridge closed', navigate))
    await expect.poll(device.shown).toMatchObject([{ title: 'Bridge closed', tag: 'story-7', data: { navigate } }])
    await device.deliver(await sent(subscribed, 'Bridge open again', navigate))
    await expect.poll(async () => (await device.shown()).map(({ title }) => title)).toEqual(['Bridge open again'])
    expect(await device.click()).toEqual([`open ${navigate}`])
    expect(await device.shown()).toEqual([])

    await page.goto(`${paper.origin}${paper.story.path}#comments`)
    await device.deliver(await sent(subscribed, 'Bridge closed', navigate))
    await expect.poll(async () => (await device.shown()).length).toBe(1)
    expect(await device.click()).toEqual([`focus ${paper.origin}${paper.story.path}#comments`])
    // The worker sees no request of the page.
    const starts = () => performance.getEntriesByType('navigation').map((entry) => Reflect.get(entry, 'workerStart'))
    expect(await page.evaluate(starts)).toEqual([0])
  })

  test('go on when the push service has given the device another address', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const old = service.subscribe(publicKey)
    await playDevice(page, { browser: old, permission: 'granted' })
    await openChoices(page)
    await start(page)
    const { worker } = await deviceOf(page.context(), page)
    const next = service.subscribe(publicKey)
    const keys = { p256dh: next.p256dh.toString('base64url'), auth: next.auth.toString('base64url') }
    const change = (json: { endpoint: string }) =>
      worker.evaluate(async (given) => {
        const isDone: Promise<unknown>[] = []
        const event = new Event('pushsubscriptionchange')
        // As Chrome has it: the old one is not told.
        const newSubscription = { endpoint: given.endpoint, toJSON: () => given }
        Object.assign(event, { newSubscription, waitUntil: (work: Promise<unknown>) => isDone.push(work) })
        dispatchEvent(event)
        await Promise.all(isDone)
        return (await (await caches.open('push')).match('/-/alerts/push'))?.json()
      }, json)
    const before = (await devices()).find(({ endpoint }) => endpoint === old.endpoint)
    const refused = { endpoint: 'http://10.0.0.1/', keys }
    expect(await change(refused)).toMatchObject({ endpoint: old.endpoint })
    expect(await devices()).toContainEqual(before)
    expect(await change({ endpoint: next.endpoint, ...{ keys } })).toMatchObject({ endpoint: next.endpoint })
    expect(await devices()).toContainEqual({ ...before, endpoint: next.endpoint })
    expect(await devices()).not.toContainEqual(before)
  })

  test('of which nothing can be read are shown by the paper’s name, and lead nowhere else', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(publicKey), permission: 'granted' })
    await openChoices(page)
    await start(page)
    const device = await deviceOf(page.context(), page)
    await device.deliver(Buffer.from('{"notification":'))
    const { host } = new URL(paper.origin)
    await expect.poll(device.shown).toMatchObject([{ title: host, data: { navigate: `${paper.origin}/` } }])
    const script = JSON.stringify({ web_push: 8030, notification: { title: 'x', navigate: 'javascript:alert(1)' } })
    await device.deliver(Buffer.from(script))
    await expect.poll(async () => (await device.shown()).length).toBe(2)
    expect(await device.click()).toEqual([`open ${paper.origin}`])
  })

  test('go on under another key of the paper’s, which the page says', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const subscribed = service.subscribe(publicKey)
    await playDevice(page, { browser: subscribed, permission: 'granted' })
    await openChoices(page)
    await start(page)
    const rotated = await paper.house.secrets.rotate('vapid', paper.house.clock.now())
    await paper.house.secrets.destroyDue()
    await page.reload()
    await page.getByText(isOn).waitFor()
    const last = (await devices()).at(-1)
    expect(last).toMatchObject({ endpoint: subscribed.endpoint, state: 'active', key: rotated.keyId })
  })
})

/** From the paper to the push service, as the browser can read it there. */
async function sent({ endpoint, p256dh, auth }: SubscribedBrowser, title: string, navigate: string): Promise<Buffer> {
  const data = { page: paper.origin + paper.story.path }
  const body = declarativeMessage({ title, body: 'Until Monday.', navigate, tag: 'story-7', lang: 'en', data })
  const to = { endpoint, p256dh, auth, vapidKeyId: keyId }
  const outcome = await paper.house.push.push({ ...to, body, ttl: 3600, urgency: 'high', topic: 'story-7' })
  expect([outcome, service.faults]).toEqual([{ outcome: 'accepted' }, []])
  return service.arrived.at(-1)?.plain ?? Buffer.alloc(0)
}
