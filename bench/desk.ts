/**
 * The desk on a phone with a slow line, and under the fingers: npm run bench:desk. One Chromium, one server in this
 * process, SQLite. Prints when the list of stories can be used (first visit, nothing cached), how long a key takes to
 * be seen in a story of 300 blocks while somebody else types in it, and how long from "publish" to the reader's page.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { BrowserContext, Page } from 'playwright-core'
import { openSessionIn } from '../src/accounts/sessions.ts'
import { insertMember, memberById } from '../src/accounts/store.ts'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { publicId } from '../src/kit/ids.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { openBrowser } from '../tests/browser.ts'

const [bits, slower] = [1 / 8, 4]

/** A slow line as Lighthouse simulates it, and 4G as WebPageTest does; the phone is four times slower than here. */
const lines = {
  'slow 4G (1.6 Mbit/s, 150 ms)': { latency: 150, downloadThroughput: 1.6e6 * bits, uploadThroughput: 0.75e6 * bits },
  '4G (9 Mbit/s, 170 ms)': { latency: 170, downloadThroughput: 9e6 * bits, uploadThroughput: 9e6 * bits },
}
const [blocks, keys, publications] = [300, 200, 20]

const folder = mkdtempSync(join(tmpdir(), 'crier-bench-desk-'))
const browser = await openBrowser()
if (browser === undefined) throw new Error('There is no browser.')
try {
  const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent' })
  await using house = await openHouse(config)
  house.queue.start()
  const server = await startServer(house, routes)
  const origin = (config.origin = `http://localhost:${server.port}`)
  const path = await aStory(house)
  const [first, second] = [await aMember(house, 'Ada'), await aMember(house, 'Ines')]
  for (const name of Object.keys(lines) as Line[]) await firstVisit(await signedIn(origin, first), origin, name)
  const id = await idOf(await signedIn(origin, first), origin, path)
  await typing(await signedIn(origin, first), await signedIn(origin, second), `${origin}/desk/stories/${id}`)
  await publishing(await signedIn(origin, first), { origin, id, path })
  await server.stop()
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}

async function aStory(house: OpenHouse): Promise<string> {
  const body = Array.from({ length: blocks }, (_, index) => `Paragraph ${index}: the ferry leaves when it is full.`)
  const head = '---\nheadline: A long day at the harbour\nslug: harbour\npublished: -1h\n---\n\n'
  const source = `${head}${body.join('\n\n')}\n`
  const published = await publishStory(house, operator, { source, read: async () => undefined })
  if (published.outcome === 'faulty') throw new Error('the story is faulty')
  return published.path ?? ''
}

async function aMember(house: OpenHouse, name: string): Promise<string> {
  const at = house.clock.now()
  const made = {
    publicId: publicId(),
    name,
    email: null,
    role: 'publisher' as const,
    personId: null,
    language: 'en',
    at,
  }
  const cookie = await house.write(operator, async (tx) => {
    const member = await memberById(tx, (await insertMember(tx, made)) ?? 0)
    if (member === undefined) throw new Error('the member was not made')
    const caller = { address: '127.0.0.1', userAgent: '', origin: undefined, isHere: true, session: undefined }
    return openSessionIn(tx, house, { member, way: 'link', caller })
  })
  return cookie.split(';', 1)[0] ?? ''
}

async function signedIn(origin: string, cookie: string): Promise<BrowserContext> {
  const [name = '', value = ''] = cookie.split('=')
  const context = await browser!.newContext({ viewport: { width: 360, height: 740 } })
  await context.addCookies([{ name, value, url: origin }])
  return context
}

type Line = keyof typeof lines

async function firstVisit(context: BrowserContext, origin: string, line: Line): Promise<void> {
  const [times, scripts]: [number[], number[]] = [[], []]
  for (let round = 0; round < 3; round++) {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...lines[line] })
    await devtools.send('Performance.enable')
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
    await page.addInitScript(noteList)
    await page.goto(`${origin}/desk`, { waitUntil: 'commit' })
    const shown = await page.waitForFunction(() => (globalThis as unknown as Screen).listShownAt, null, {
      polling: 200,
    })
    times.push(Number(await shown.jsonValue()) / 1000)
    const { metrics } = await devtools.send('Performance.getMetrics')
    scripts.push(metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0)
    await page.close()
  }
  await context.close()
  const seconds = (all: readonly number[]) => all.map((time) => `${time.toFixed(1)} s`).join(', ')
  console.log(`list of stories, ${line}, a slow phone: ${seconds(times)}; of it script ${seconds(scripts)}`)
}

/** Runs in the page, and hardly takes from the phone's time as asking for it from outside does (a quarter of it). */
function noteList(): void {
  const screen = globalThis as unknown as Screen
  const look = () => {
    if (!screen.document.querySelector('a[href^="/desk/stories/"]')) return screen.requestAnimationFrame(look)
    // The task after the next frame runs when it has been drawn.
    screen.requestAnimationFrame(() => setTimeout(() => (screen.listShownAt = performance.now())))
  }
  look()
}

async function idOf(context: BrowserContext, origin: string, path: string): Promise<string> {
  const answer = await context.request.get(`${origin}/api/v1/articles?path=${encodeURIComponent(path)}`)
  const { articles } = await answer.json()
  await context.close()
  return String(articles[0].id)
}

/** Of the browser's page, as far as it is used. */
type Screen = {
  listShownAt: number
  keyTimes: number[]
  document: {
    querySelector(selector: string): unknown
    addEventListener(name: string, listen: (event: { timeStamp: number }) => void, early: boolean): void
  }
  requestAnimationFrame(draw: () => void): void
}

async function typing(own: BrowserContext, other: BrowserContext, address: string): Promise<void> {
  const [page, elsewhere] = [await opened(own, address), await opened(other, address)]
  await elsewhere.locator('.tiptap > p').nth(150).click()
  let isWriting = true
  const writing = (async () => {
    while (isWriting) await elsewhere.keyboard.type('and so on ', { delay: 60 })
  })()
  await page.locator('.tiptap > p').nth(20).click()
  await page.evaluate(() => {
    const screen = globalThis as unknown as Screen
    screen.keyTimes = []
    const note = ({ timeStamp }: { timeStamp: number }) =>
      // The task after the next frame runs when what the key did has been drawn.
      screen.requestAnimationFrame(() => setTimeout(() => screen.keyTimes.push(performance.now() - timeStamp)))
    screen.document.addEventListener('keydown', note, true)
  })
  for (let key = 0; key < keys; key++) await page.keyboard.type('x', { delay: 40 })
  await page.waitForTimeout(500)
  isWriting = false
  await writing
  const times = await page.evaluate(() => (globalThis as unknown as Screen).keyTimes)
  console.log(`key to paint, ${blocks} blocks, a second writer: ${quantiles(times)} ms`)
  await Promise.all([own.close(), other.close()])
}

async function opened(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(address)
  await page.getByText('Saved', { exact: true }).waitFor()
  return page
}

type Published = { origin: string; id: string; path: string }

/** As the desk does it, while the loop of the server is watched. */
async function publishing(context: BrowserContext, { origin, id, path }: Published): Promise<void> {
  const page = await opened(context, `${origin}/desk/stories/${id}`)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const times: number[] = []
  for (let round = 0; round < publications; round++) {
    await page.locator('#field-kicker').fill(`Edition ${round}`)
    await page.getByText('Saved', { exact: true }).waitFor()
    const began = performance.now()
    const answer = await context.request.post(`${origin}/api/v1/articles/${id}/publish`, {
      data: { overrideReason: 'bench' },
      headers: { Origin: origin },
    })
    if (!answer.ok()) throw new Error(await answer.text())
    while (!(await (await fetch(origin + path)).text()).includes(`Edition ${round}`));
    times.push(performance.now() - began)
  }
  delay.disable()
  console.log(`publish to live: ${quantiles(times)} ms; event loop p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms`)
  await context.close()
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0)
  return `p50 ${at(0.5)}, p99 ${at(0.99)}`
}
