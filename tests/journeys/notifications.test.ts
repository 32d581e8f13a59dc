import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { currentVapidKey } from '../../src/kit/web-push/keys.ts'
import { declarativeMessage } from '../../src/kit/web-push/message.ts'
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

/** The page on which a reader chooses, with what the script needs of it, under the paper's own policy. */
async function openChoices(page: Page): Promise<Posted[]> {
  const posted: Posted[] = []
  const front = await fetch(paper.origin)
  const policy = { 'content-security-policy': front.headers.get('content-security-policy') ?? '' }
  await page.route(`${paper.origin}/-/alerts`, (route) =>
    route.fulfill({ contentType: 'text/html; charset=utf-8', headers: policy, body: choices() }),
  )
  await page.route(/\/-\/alerts\/push/u, (route) => {
    posted.push({ path: new URL(route.request().url()).pathname, body: route.request().postDataJSON() })
    return route.fulfill({ json: { outcome: 'subscribed' } })
  })
  await page.goto(`${paper.origin}/-/alerts`)
  return posted
}

function choices(): string {
  return `<!doctype html><html lang="en"><title>Alerts</title>
<script type="module" src="${paper.house.assets.push.js}"></script>
<form>
  <label><input type="checkbox" name="topic" value="7" checked> Harbour</label>
  <label><input type="checkbox" name="topic" value="9"> Council</label>
  <label><input type="radio" name="pace" value="breaking" checked> Breaking news only</label>
  <section data-push data-key="${publicKey}" data-language="en" hidden>
    <div data-when="off" hidden>
      <p>We notify you of breaking news, a few times a week.</p>
      <button type="button" data-act="start">Notify me on this device</button>
    </div>
    <div data-when="on" hidden><p>This device is notified.</p>
      <button type="button" data-act="save">Save</button><button type="button" data-act="stop">Stop</button></div>
    <p data-when="denied" hidden>Your browser refuses notifications; allow them beside the address.</p>
    <p data-when="install" hidden>Add the paper to your home screen first.</p>
    <p data-when="unable" hidden>This browser takes no notifications.</p>
    <p class="status" role="status" data-started="You will be notified." data-saved="Saved." data-stopped="Stopped."
      data-failed="That did not work."></p>
  </section>
</form></html>`
}

describe.skipIf(browser === undefined)('notifications', () => {
  test('are asked for after the reader’s click alone, and stop again', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(publicKey), permission: 'granted' })
    const posted = await openChoices(page)
    await page.getByText('a few times a week').waitFor()
    expect(await timesAsked(page)).toBe(0)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This device is notified.').waitFor()
    expect(await timesAsked(page)).toBe(1)
    expect(await page.getByRole('status').textContent()).toBe('You will be notified.')
    expect(posted).toMatchObject([
      { path: '/-/alerts/push', body: { topics: [7], everything: false, pace: 'breaking', language: 'en' } },
    ])
    expect(posted[0]?.body.timeZone).toMatch(/^\w+/u)
    expect(posted[0]?.body).not.toHaveProperty('replaces')

    await page.reload()
    await page.getByLabel('Council').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => posted.at(-1)?.body.topics).toEqual([7, 9])
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('a few times a week').waitFor()
    expect(posted.at(-1)).toEqual({ path: '/-/alerts/push/stop', body: { endpoint: posted[0]?.body.endpoint } })
    expect(reader.complaints).toEqual([])
  })

  test('that were refused are explained, and not asked for again', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(publicKey), permission: 'denied' })
    const posted = await openChoices(page)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('Your browser refuses').waitFor()
    await page.reload()
    await page.getByText('Your browser refuses').waitFor()
    expect([await timesAsked(page), posted]).toEqual([1, []])
  })

  test.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Safari/604.1', 'Add the paper to your home screen'],
    ['Mozilla/5.0 (X11; Linux x86_64) SomethingElse/1.0', 'This browser takes no notifications'],
  ])('where the browser has none, the page says what to do: %s', async (userAgent, words) => {
    await using reader = await visit(browser!, { userAgent })
    await reader.page.addInitScript(() => Reflect.deleteProperty(window, 'PushManager'))
    await openChoices(reader.page)
    await reader.page.getByText(words).waitFor()
    expect(await reader.page.getByRole('button', { name: 'Notify me' }).count()).toBe(0)
  })

  test('another key of the paper’s takes the place of the one that a device subscribed with', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(), permission: 'granted' })
    const posted = await openChoices(page)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This device is notified.').waitFor()
    await page.evaluate(() => localStorage.setItem('device', JSON.stringify({ permission: 'granted', key: [4, 1, 2] })))
    await page.reload()
    await page.getByText('This device is notified.').waitFor()
    const endpoint = posted[0]?.body.endpoint
    expect(posted.at(-1)?.body).toMatchObject({ endpoint, replaces: endpoint })
  })

  test('arrive, take the place of the one before, and lead to the story', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    const subscribed = service.subscribe(publicKey)
    await playDevice(page, { browser: subscribed, permission: 'granted' })
    await openChoices(page)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This device is notified.').waitFor()
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
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This device is notified.').waitFor()
    const { worker } = await deviceOf(page.context(), page)
    const next = service.subscribe(publicKey)
    const keys = { p256dh: next.p256dh.toString('base64url'), auth: next.auth.toString('base64url') }
    const told = await worker.evaluate(
      async (json) => {
        const calls: unknown[] = []
        globalThis.fetch = async (path, init) => {
          calls.push([path, JSON.parse(String(init?.body))])
          return new Response()
        }
        const isDone: Promise<unknown>[] = []
        const event = new Event('pushsubscriptionchange')
        // As Chrome has it: the old one is not told.
        const newSubscription = { endpoint: json.endpoint, toJSON: () => json }
        Object.assign(event, { newSubscription, waitUntil: (work: Promise<unknown>) => isDone.push(work) })
        dispatchEvent(event)
        await Promise.all(isDone)
        return calls
      },
      { endpoint: next.endpoint, keys },
    )
    expect(told).toEqual([['/-/alerts/push', { endpoint: next.endpoint, keys, replaces: old.endpoint }]])
  })

  test('of which nothing can be read are shown by the paper’s name, and lead nowhere else', async () => {
    await using reader = await visit(browser!)
    const { page } = reader
    await playDevice(page, { browser: service.subscribe(publicKey), permission: 'granted' })
    await openChoices(page)
    await page.getByRole('button', { name: 'Notify me' }).click()
    await page.getByText('This device is notified.').waitFor()
    const device = await deviceOf(page.context(), page)
    await device.deliver(Buffer.from('{"notification":'))
    const { host } = new URL(paper.origin)
    await expect.poll(device.shown).toMatchObject([{ title: host, data: { navigate: `${paper.origin}/` } }])
    const script = JSON.stringify({ web_push: 8030, notification: { title: 'x', navigate: 'javascript:alert(1)' } })
    await device.deliver(Buffer.from(script))
    await expect.poll(async () => (await device.shown()).length).toBe(2)
    expect(await device.click()).toEqual([`open ${paper.origin}`])
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
