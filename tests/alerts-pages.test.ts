import { describe, expect, test } from 'vitest'
import { operator, system } from '../src/kit/db/schema.ts'
import { currentVapidKey } from '../src/kit/web-push/keys.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { byLink, leaveAlerts } from '../src/subscriptions/leave.ts'
import { endSubscription } from '../src/subscriptions/leave.ts'
import { followedThreads, followedTopics, subscriberByPublicId } from '../src/subscriptions/store.ts'
import { preferencesPath } from '../src/subscriptions/token.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aPublishedStory, aSubscriber, aTopic, mailsTo } from './subscribers.ts'

const ann = 'ann@lantern.example'
const filled = { what: 'all', pace: 'all', language: 'en', timeZone: 'Europe/Berlin', email: ann }
const oneClick = { 'List-Unsubscribe': 'One-Click' }
const day = 86_400_000

/** Follows the link of the last mail to an address and presses the button of its page. */
async function confirm(house: TestHouse, site: Served, address: string) {
  const { link } = (await mailsTo(house, address)).at(-1) ?? { link: '' }
  const { pathname } = new URL(link)
  const page = await (await site.get(pathname)).text()
  return { page, confirmed: await site.post(pathname, {}) }
}

const titleOf = (page: string) => /<h1>(.*?)<\/h1>/su.exec(page)?.[1]

describe.each(engines)('on %s', (engine) => {
  test('a reader subscribes by email, confirms, and comes to what they get', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const topic = await aTopic(house, 'Harbour')
    const form = await (await site.get('/-/alerts')).text()
    expect(form).toContain('<span dir="auto">Harbour</span>')
    const sent = await site.post('/-/alerts', {
      ...filled,
      what: 'some',
      topic: String(topic),
      pace: 'daily',
      breaking: '1',
    })
    expect([sent.status, titleOf(await sent.text())]).toEqual([200, 'Please check your inbox'])
    const { page, confirmed } = await confirm(house, site, ann)
    for (const said of ['Topics: Harbour', 'Every morning and evening', 'Breaking news at once']) {
      expect(page).toContain(said)
      expect((await mailsTo(house, ann))[0]?.text).toContain(`– ${said}`)
    }
    const told = await confirmed.text()
    expect(titleOf(told)).toBe('Your alerts are on')
    const [, preferences = ''] = /href="(\/-\/alerts\/[^"]+)"/u.exec(told.slice(told.indexOf('<h1>'))) ?? []
    const own = await (await site.get(preferences)).text()
    expect(own).toContain(`They go to ${ann}.`)
    expect(own).toMatch(/value="daily" checked/u)
  })

  test('the page to follow is the same for all, and knows what was chosen by its address', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const topic = await aTopic(house, 'Harbour')
    const story = await aPublishedStory(house, 'Bridge to stay shut')
    const first = await site.get('/-/alerts')
    expect(first.headers.get('set-cookie')).toBeNull()
    expect(first.headers.get('etag')).not.toBeNull()
    expect(await first.text()).toContain('value="all" checked')
    const ofTopic = await (await site.get('/-/alerts?topic=harbour')).text()
    expect(ofTopic).toContain(`name="topic" value="${topic}" checked`)
    const ofStory = await (await site.get(`/-/alerts?story=${story.publicId}`)).text()
    expect(ofStory).toContain(`name="story" value="${story.publicId}" checked`)
    expect(ofStory).toContain('Bridge to stay shut')
    expect((await site.get('/-/alerts?story=zzzz&topic=none')).status).toBe(200)
    const page = await (await site.get(story.path)).text()
    expect(page).toContain(`href="/-/alerts?story=${story.publicId}"`)
  })

  test('who follows one story alone hears of it for a while', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { publicId, id } = await aPublishedStory(house, 'Bridge to stay shut')
    await site.post('/-/alerts', { ...filled, what: 'some', story: publicId })
    expect((await confirm(house, site, ann)).page).toContain('Stories: Bridge to stay shut')
    expect(await followedThreads(house.db, 1)).toMatchObject([
      { articleId: id, headline: 'Bridge to stay shut', until: house.clock.now() + 30 * day },
    ])
  })

  test('the answer is the same for an address that subscribes already', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await aSubscriber(house, ann)
    const known = await site.post('/-/alerts', filled)
    const unknown = await site.post('/-/alerts', { ...filled, email: 'bob@lantern.example' })
    expect(known.status).toBe(unknown.status)
    expect(await known.text()).toBe(await unknown.text())
  })

  test.each([
    [{ email: 'nobody' }, 'This does not look like an email address'],
    [{ email: '' }, 'Please enter your email address.'],
    [{ email: `${'x'.repeat(600)}@lantern.example` }, 'This does not look like an email address'],
    [{ what: 'some' }, 'Please tick at least one topic'],
    [{ pace: 'hourly' }, 'Please choose how often.'],
    [{ timeZone: 'Mars/Olympus' }, 'Please choose a time zone'],
  ])('%j comes back with words at its field', async (wrong, words) => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const answer = await site.post('/-/alerts', { ...filled, ...wrong })
    const page = await answer.text()
    expect(answer.status).toBe(422)
    expect(page).toContain(words)
    if (!('email' in wrong)) expect(page).toContain(`value="${ann}"`)
    expect(await mailsTo(house, ann)).toEqual([])
  })

  test('each language of the site has the page, and its mail', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'languages', value: ['ar', 'de'] })
    await using site = await serve(house)
    const page = await (await site.get('/ar/-/alerts')).text()
    expect(page).toContain('dir="rtl"')
    expect(titleOf(page)).toContain('تنبيهات')
    expect(page).toContain('href="/ar/-/alerts"')
    await site.post('/-/alerts', { ...filled, language: 'de' })
    expect((await mailsTo(house, ann))[0]?.text).toContain('– Sobald etwas geschieht')
    expect(titleOf((await confirm(house, site, ann)).page)).toBe('Bestätigen Sie Ihre Adresse')
  })

  test('preferences are changed without a cookie, and the page says what was saved', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const topic = await aTopic(house, 'Harbour')
    const { id, publicId } = await aSubscriber(house, ann)
    const path = preferencesPath(house, publicId)
    const wanted = { what: 'some', topic: String(topic), pace: 'weekly', quietFrom: '22:30', quietTo: '07:00' }
    const answer = await site.post(path, { ...wanted, timeZone: 'America/New_York', language: 'fr', pauseDays: '3' })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null])
    const saved = await (await site.get(answer.headers.get('location') ?? '')).text()
    for (const said of ['C’est enregistré', 'Sujets : Harbour', 'Une fois par semaine', 'Rien entre 22:30 et 07:00'])
      expect(saved).toContain(said)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({
      pace: 'weekly',
      quietFrom: 1350,
      quietTo: 420,
      timeZone: 'America/New_York',
      language: 'fr',
      wakesForBreaking: false,
      breakingAtOnce: false,
      pausedUntil: house.clock.now() + 3 * day,
    })
    expect((await followedTopics(house.db, id)).map(({ name }) => name)).toEqual(['Harbour'])
    const waking = await site.post(path, { ...wanted, wake: '1', timeZone: 'UTC', language: 'en' })
    const page = await (await site.get(waking.headers.get('location') ?? '')).text()
    expect(page).toContain('Nothing between 22:30 and 07:00 (UTC), except breaking news')
    expect(page).toMatch(/name="wake" value="1" checked/u)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ wakesForBreaking: true })
    await site.post(path, { ...wanted, timeZone: 'UTC', language: 'fr', pauseDays: '3' })
    // Saved again as it stands in the fields, a pause keeps its end.
    const until = house.clock.now() + 3 * day
    house.clock.advance(day / 2)
    await site.post(path, { ...wanted, timeZone: 'UTC', language: 'fr', pauseDays: '3' })
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ pausedUntil: until })
  })

  test.each([
    [{ quietFrom: '22:00' }, 'Please give both times'],
    [{ quietFrom: '22:00', quietTo: '22:00' }, 'are the same time'],
    [{ quietFrom: '25:00', quietTo: '07:00' }, 'Please give times of day'],
    [{ pauseDays: '-3' }, 'Please give a number of days'],
    [{ pauseDays: '366' }, 'Please give a number of days'],
    [{ timeZone: 'nowhere' }, 'Please choose a time zone'],
    [{ language: 'klingon' }, 'Please choose a language'],
    [{ what: 'some' }, 'Please tick at least one topic'],
    [{ pace: '' }, 'Please choose how often'],
  ])('preferences with %j come back with words at their field, unsaved', async (wrong, words) => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { publicId } = await aSubscriber(house, ann)
    const before = await subscriberByPublicId(house.db, publicId)
    const right = { what: 'all', pace: 'all', timeZone: 'UTC', language: 'en' }
    const answer = await site.post(preferencesPath(house, publicId), { ...right, ...wrong })
    expect(answer.status).toBe(422)
    const page = await answer.text()
    expect(page).toContain(words)
    if ('quietFrom' in wrong) expect(page).toContain(`value="${wrong.quietFrom}"`)
    expect(await subscriberByPublicId(house.db, publicId)).toEqual(before)
  })

  test('one click leaves, as RFC 8058 has it, and opening the link does not', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { publicId } = await aSubscriber(house, ann)
    const path = `${preferencesPath(house, publicId)}/leave`
    expect(await (await site.get(path)).text()).toContain('<button>Unsubscribe')
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'active' })
    const multipart = new FormData()
    multipart.set('List-Unsubscribe', 'One-Click')
    for (const body of [new URLSearchParams(oneClick), multipart]) {
      const answer = await fetch(site.origin + path, { method: 'POST', body, redirect: 'manual' })
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null])
      expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'left' })
    }
    // A mail program in a browser says where it is.
    const elsewhere = { Origin: 'https://mail.example', 'Sec-Fetch-Site': 'cross-site' }
    const answer = await fetch(site.origin + path, {
      method: 'POST',
      body: new URLSearchParams(oneClick),
      headers: elsewhere,
    })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('Undo: keep sending alerts')
    expect((await site.post(path, { back: '1' })).status).toBe(200)
    expect(await subscriberByPublicId(house.db, publicId)).toMatchObject({ state: 'active' })
  })

  test('whoever left, or to whom nothing comes, is told so at their own address', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const { id, publicId } = await aSubscriber(house, ann)
    const path = preferencesPath(house, publicId)
    await leaveAlerts(house, byLink, { publicId })
    expect(titleOf(await (await site.get(path)).text())).toBe('No more alerts')
    expect(titleOf(await (await site.post(path, { what: 'all', pace: 'all' })).text())).toBe('No more alerts')
    await site.post(`${path}/leave`, { back: '1' })
    await endSubscription(house, system, { id, how: 'bounced' })
    expect(titleOf(await (await site.get(path)).text())).toBe('These alerts have ended')
    const back = await site.post(`${path}/leave`, { back: '1' })
    expect(titleOf(await back.text())).toBe('These alerts have ended')
  })

  test('the page says the key that browsers subscribe with, and is renewed with it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const before = currentVapidKey(house.secrets).publicKey
    expect(await (await site.get('/-/alerts')).text()).toContain(`data-key="${before}"`)
    await house.secrets.rotate('vapid', null)
    const now = currentVapidKey(house.secrets).publicKey
    expect(now).not.toBe(before)
    const page = await (await site.get('/-/alerts')).text()
    expect(page).toContain(`data-key="${now}"`)
    expect(page).toContain(`<script type="module" src="${house.assets.push.js}">`)
    // Nothing of it is said without the script.
    expect(page).toContain('This needs a script')
    expect([...page.matchAll(/data-when="\w+"(?! hidden)/gu)]).toEqual([])
  })

  test('a browser’s script subscribes it, and gets the address of its preferences', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const keys = {
      p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
      auth: 'tBHItJI5svbpez7KI4CCXg',
    }
    const asked = {
      endpoint: 'https://push.example/1',
      keys,
      applicationServerKey: currentVapidKey(house.secrets).publicKey,
      pace: 'all',
      everything: true,
      timeZone: 'UTC',
      language: 'en',
    }
    const headers = { 'Content-Type': 'application/json', Origin: house.config.origin, 'Sec-Fetch-Site': 'same-origin' }
    const post = (path: string, body: unknown, others = {}) =>
      fetch(site.origin + path, { method: 'POST', body: JSON.stringify(body), headers: { ...headers, ...others } })
    const answer = await post('/-/alerts/push', asked)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toContain('crier=')
    const { preferences } = (await answer.json()) as { preferences: string }
    const page = await (await site.get(preferences)).text()
    expect(page).toContain('They go to one of your browsers.')
    expect(page).not.toContain('value="daily"')
    expect((await post('/-/alerts/push', { ...asked, keys: { p256dh: 'x', auth: 'y' } })).status).toBe(422)
    expect((await post('/-/alerts/push', { endpoint: 1 })).status).toBe(422)
    const { endpoint, applicationServerKey } = asked
    const moved = { endpoint: `${endpoint}2`, keys, applicationServerKey, replaces: endpoint }
    expect(await (await post('/-/alerts/push', moved)).json()).toEqual({ outcome: 'subscribed', preferences })
    expect((await post('/-/alerts/push', { ...moved, endpoint, replaces: 'https://push.example/9' })).status).toBe(404)
    const elsewhere = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    expect((await post('/-/alerts/push', asked, elsewhere)).status).toBe(403)
    expect((await post('/-/alerts/push/stop', { endpoint: moved.endpoint })).status).toBe(200)
    expect(titleOf(await (await site.get(preferences)).text())).toBe('No more alerts')
  })
})
