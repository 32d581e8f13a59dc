import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openBrowser } from '../browser.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { killed, served } from '../killing.ts'
import { anotherSession } from '../newsroom.ts'
import { aCable } from '../working-copies/cable.ts'
import { aSeat, linesOf, saved, text, type Seat } from './desk-pages.ts'

let browser: Browser | undefined
beforeAll(async () => {
  browser = await openBrowser()
}, 60_000)
afterAll(async () => browser?.close())

const patience = { timeout: 30_000, interval: 50 }
const failing = /ERR_CONNECTION|WebSocket connection|status of 401|ERR_EMPTY_RESPONSE|ERR_SOCKET|Failed to fetch/u

type Room = {
  house: TestHouse
  origin: string
  /** No byte goes through any more, until it does again. */
  unplug(): void
  plug(): void
  [Symbol.asyncDispose](): Promise<void>
}

async function aRoom(): Promise<Room> {
  const house = await aHouse('sqlite')
  const server = await startServer(house, routes)
  let isPlugged = true
  const cable = await aCable(() => (isPlugged ? server.port : undefined))
  house.config.origin = cable.origin
  return {
    house,
    origin: cable.origin,
    unplug() {
      isPlugged = false
      cable.cut()
    },
    plug: () => (isPlugged = true),
    async [Symbol.asyncDispose]() {
      cable.close()
      await server.stop()
      await house[Symbol.asyncDispose]()
    },
  }
}

/** Writes to the server as this person's own page would, outside of the browser. */
function call(origin: string, cookie: string, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(origin + path, {
    method,
    headers: { Cookie: cookie, Origin: origin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function aDraft({ origin }: { origin: string }, { cookie }: Seat): Promise<string> {
  const { id } = (await (await call(origin, cookie, 'POST', '/api/v1/articles', {})).json()) as { id: string }
  return `${origin}/desk/stories/${id}`
}

async function open({ page }: Seat, story: string): Promise<void> {
  await page.goto(story)
  await saved(page)
}

async function typeAtTheEnd(page: Page, words: string): Promise<void> {
  await text(page).locator(':scope > p').last().click()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}

const status = ({ page }: Seat) => page.getByRole('status').first()

async function sees({ page }: Seat, words: string): Promise<void> {
  await vi.waitUntil(async () => (await linesOf(page)).join('\n').includes(words), patience)
}

async function seeTheSame(one: Seat, other: Seat): Promise<string> {
  await Promise.all([saved(one.page), saved(other.page)])
  await vi.waitFor(async () => expect(await linesOf(one.page)).toEqual(await linesOf(other.page)), patience)
  return (await linesOf(one.page)).join('\n')
}

/** The errors of a page but those of the network, which was away on purpose. */
const odd = (...seats: Seat[]) => seats.flatMap(({ complaints }) => complaints.filter((said) => !failing.test(said)))

async function aPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('two people write one story while the server is killed twice: both have every word of both', async () => {
  if (browser === undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'crier-together-'))
  const port = await aPort()
  const start = () => served(folder, { CRIER_PORT: String(port) })
  const house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
  const origin = `http://localhost:${port}`
  const ines = await aSeat(browser, { house, origin }, { name: 'Ines Falk', role: 'editor' })
  const olof = await aSeat(browser, { house, origin }, { name: 'Olof Brandt', role: 'publisher' })
  await house[Symbol.asyncDispose]()
  let server = await start()
  try {
    const story = await aDraft({ origin }, ines)
    await Promise.all([open(ines, story), open(olof, story)])
    await typeAtTheEnd(ines.page, 'First Ines. ')
    await ines.page.keyboard.press('Enter')
    await sees(olof, 'First Ines.')
    await text(olof.page).locator(':scope > p').first().click()
    await olof.page.keyboard.press('Home')
    for (const round of [1, 2]) {
      const words = (letter: string) => Array.from({ length: 25 }, (_, index) => `${letter}${round}n${index} `)
      const typing = Promise.all([
        ines.page.keyboard.type(words('i').join(''), { delay: 4 }),
        olof.page.keyboard.type(words('o').join(''), { delay: 4 }),
      ])
      await sees(ines, `i${round}n3 `)
      await killed(server)
      await typing
      server = await start()
      const there = await seeTheSame(ines, olof)
      for (const word of [...words('i'), ...words('o')]) expect(there).toContain(word)
    }
    expect(await seeTheSame(ines, olof)).toContain('First Ines.')
    expect(odd(ines, olof)).toEqual([])
  } finally {
    await Promise.all([ines.context.close(), olof.context.close()])
    await killed(server)
    rmSync(folder, { recursive: true, force: true })
  }
}, 180_000)

test('a tab that is closed right after the last key, with the network away, has kept the words', async () => {
  if (browser === undefined) return
  await using room = await aRoom()
  const ines = await aSeat(browser, room, { name: 'Ines Falk', role: 'editor' })
  const story = await aDraft(room, ines)
  await open(ines, story)
  await typeAtTheEnd(ines.page, 'It was saved. ')
  await saved(ines.page)
  room.unplug()
  await ines.page.keyboard.type('And this was not.')
  await ines.page.close({ runBeforeUnload: true })
  room.plug()
  ines.page = await ines.context.newPage()
  await open(ines, story)
  await sees(ines, 'It was saved. And this was not.')
  const other = await aSeat(browser, room, { name: 'Olof Brandt', role: 'editor' })
  await other.page.goto(story)
  await sees(other, 'It was saved. And this was not.')
  await Promise.all([ines.context.close(), other.context.close()])
}, 120_000)

test('a session that ends in mid-sentence leaves the words where they are, and goes on after signing in', async () => {
  if (browser === undefined) return
  await using room = await aRoom()
  const ines = await aSeat(browser, room, { name: 'Ines Falk', role: 'editor' })
  const { page } = ines
  const story = await aDraft(room, ines)
  await open(ines, story)
  await page.getByLabel('Headline', { exact: true }).fill('Tide clock stops')
  await typeAtTheEnd(page, 'Nobody noticed ')
  await page.context().clearCookies()
  expect((await call(room.origin, ines.cookie, 'DELETE', '/api/v1/session')).status).toBe(200)
  await page.keyboard.type('until the ferry was late.')
  await page.getByText('You are signed out. What you have written is still here').waitFor()
  expect(page.url()).toBe(story)
  const words = (await linesOf(page)).join('')
  expect(words).toMatch(/^Nobody noticed /u)
  await page.evaluate(() => getSelection()?.selectAllChildren(document.querySelector('.tiptap')!))
  expect(await page.evaluate(() => getSelection()?.toString().trim())).toBe(words.trim())
  await page.getByRole('dialog').waitFor()

  // She signs in in another tab: this one goes on when it is come back to.
  const [name = '', value = ''] = (await anotherSession(room.house, ines.memberId)).split('=')
  await ines.context.addCookies([{ name, value, url: room.origin }])
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })))
  await saved(page)
  expect((await linesOf(page)).join('')).toBe(words)
  await typeAtTheEnd(page, ' Or early.')
  await saved(page)
  expect(odd(ines)).toEqual([])
  await ines.context.close()
}, 120_000)

test('a right that is taken away in mid-sentence leaves the words with their writer, who can copy them', async () => {
  if (browser === undefined) return
  await using room = await aRoom()
  const ines = await aSeat(browser, room, { name: 'Ines Falk', role: 'editor' })
  const boss = await aSeat(browser, room, { name: 'Olof Brandt', role: 'publisher' })
  const { page } = ines
  const story = await aDraft(room, boss)
  await open(ines, story)
  await typeAtTheEnd(page, 'Nobody noticed ')
  await saved(page)
  room.unplug()
  await page.keyboard.type('until the ferry was late.')
  await page.getByText('Offline: kept in this browser').waitFor()
  room.plug()
  const changed = await call(room.origin, boss.cookie, 'PATCH', `/api/v1/staff/${ines.memberId}`, {
    role: 'contributor',
  })
  expect(changed.status).toBe(200)
  await vi.waitFor(
    async () => expect(await status(ines).textContent()).toMatch(/You can(?:not| no longer) .* you can copy it/u),
    patience,
  )
  expect((await linesOf(page)).join('')).toBe('Nobody noticed until the ferry was late.')
  expect(await text(page).getAttribute('contenteditable')).toBe('false')
  await open(boss, story)
  expect((await linesOf(boss.page)).join('')).not.toContain('ferry')
  expect(odd(ines, boss)).toEqual([])
  await Promise.all([ines.context.close(), boss.context.close()])
}, 120_000)

test('two who were offline for a while have the words of both', async () => {
  if (browser === undefined) return
  await using room = await aRoom()
  const ines = await aSeat(browser, room, { name: 'Ines Falk', role: 'editor' })
  const olof = await aSeat(browser, room, { name: 'Olof Brandt', role: 'editor' })
  const story = await aDraft(room, ines)
  await Promise.all([open(ines, story), open(olof, story)])
  await typeAtTheEnd(ines.page, 'Both know this.')
  await sees(olof, 'Both know this.')
  room.unplug()
  for (const seat of [ines, olof]) {
    await typeAtTheEnd(seat.page, ` Only ${seat === ines ? 'Ines' : 'Olof'} knows this.`)
    await seat.page.getByText('Offline: kept in this browser').waitFor()
    await seat.page.getByLabel('Headline', { exact: true }).pressSequentially(seat === ines ? 'Tide ' : 'Clock ')
  }
  // Five minutes later.
  room.house.clock.advance(5 * 60_000)
  expect((await linesOf(ines.page)).join('')).not.toContain('Olof')
  room.plug()
  const there = await seeTheSame(ines, olof)
  for (const words of ['Both know this.', ' Only Ines knows this.', ' Only Olof knows this.'])
    expect(there).toContain(words)
  const headlines = await Promise.all(
    [ines, olof].map(({ page }) => page.getByLabel('Headline', { exact: true }).inputValue()),
  )
  expect(headlines[0]).toBe(headlines[1])
  expect([headlines[0]?.includes('Tide'), headlines[0]?.includes('Clock')]).toEqual([true, true])
  expect(odd(ines, olof)).toEqual([])
  await Promise.all([ines.context.close(), olof.context.close()])
}, 120_000)
