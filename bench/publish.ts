/**
 * What a newsroom's work costs its readers, on SQLite. First an editor publishes two updates a second while a hot
 * story's page is read in an open loop at half of what the server answers at most: how long until readers get the new
 * words, and p99 of the readers, in turns without and with the editor. Then twenty photos are sent at once to a server
 * of their own: how long its thread stands still, and what they take of memory (with the settings of bin/crier.js):
 * npm run bench:publish -- [seconds] [stories] [rounds] [photos]
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { createToken } from '../src/staff/tokens.ts'
import { asking, growthWords, serveDeeds, stepWords, takeTurns, verdict, type Ask, type Steps } from './beside.ts'
import { somePhotos } from './photos.ts'
import { connection, exchange, pageRequest, peakRate, quantile, startServing } from './vote-load.ts'

const [first = '8', second = '400', third = '3', fourth = '20'] = process.argv.slice(2)
const [connections, updateEveryMs, pollMs] = [32, 500, 10]
/** Of three updates one is of the hot story; the others are of stories that are warm as well. */
const [hotEvery, updated] = [3, 24]
const [maxLiveMs, maxStopMs, longestDrawnMs] = [1_000, 50, 60_000]

const vocabulary = Array.from({ length: 4_000 }, (_, number) => `w${((number * 7_919) % 4_001).toString(36)}ord`)

if (first === 'serve') await serveHouse(second)
else {
  if (Number(third) > 0) await measurePublishing(Number(first), Number(second), Number(third))
  if (Number(fourth) > 0) await measurePhotos(Number(fourth), Math.max(1, Number(third)))
}

type Story = { id: string; path: string }
type Api = { port: number; secret: string }

async function inFolder(work: (folder: string) => Promise<ChildProcess>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-publish-'))
  const child = await work(folder)
  child.kill()
  await once(child, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

async function measurePublishing(seconds: number, stories: number, rounds: number): Promise<void> {
  await inFolder(async (folder) => {
    await prepare(folder, stories)
    const { child, port } = await startServing(import.meta.filename, folder)
    const ask = asking(child)
    const api = { port, secret: await ask<string>('token') }
    const editor = await anEditor(api, await ask<Story[]>('stories'))
    const page = pageRequest(editor.hot)
    await peakRate(connections, port, page, 1)
    const most = await peakRate(connections, port, page, seconds)
    const load = { connections, perSecond: Math.floor(most / 2), seconds }
    console.log(`at most ${Math.round(most)} pages/s; load average ${loadavg()[0]?.toFixed(1)}`)
    // Once without a measurement, so that no round has to warm up the code of publishing.
    await editor.publishFor(seconds)
    let publishing: Promise<number[]>
    const live: number[] = []
    const turns = await takeTurns({ port, page, load, ask }, rounds, {
      begin: async () => void (publishing = editor.publishFor(seconds)),
      async end() {
        const times = await publishing
        live.push(...times)
        return `${times.length} updates, live after ${Math.max(...times).toFixed(0)} ms at most`
      },
    })
    const [p50, p99] = [quantile(live, 0.5), quantile(live, 0.99)]
    console.log(
      `${growthWords(load.perSecond, turns)}\npublish to live: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms ` +
        `(target ${maxLiveMs}: ${verdict(p99 <= maxLiveMs)})\nthe server's thread between two ticks: ` +
        `beside the editor ${stepWords(turns.steps)}; alone ${stepWords(turns.idle)}`,
    )
    return child
  })
}

/** Publishes through the API, as the desk does, one update after the other. */
async function anEditor(api: Api, stories: readonly Story[]) {
  const [hot, ...others] = stories
  if (hot === undefined) throw new Error('there are no stories')
  const contents = new Map<string, Record<string, unknown>>()
  for (const { id } of stories) {
    const { content } = await call<{ content: Record<string, unknown> }>(api, 'GET', `/articles/${id}/content`)
    contents.set(id, content)
  }
  let edition = 0

  /** Milliseconds from the answer until a reader gets the new words. */
  async function publish({ id, path }: Story): Promise<number> {
    const words = `Edition ${++edition} of the evening.`
    const content = { ...contents.get(id), standfirst: words }
    await call(api, 'PUT', `/articles/${id}/content`, { content })
    await call(api, 'POST', `/articles/${id}/publish`, { overrideReason: 'bench' })
    const answered = performance.now()
    const socket = await connection(api.port)
    while (!wordsOf(await exchange(socket, pageRequest(path))).includes(words)) await sleep(pollMs)
    socket.destroy()
    return performance.now() - answered
  }

  return {
    hot: hot.path,
    async publishFor(seconds: number): Promise<number[]> {
      const times: number[] = []
      const began = performance.now()
      for (let due = began; due < began + seconds * 1_000; due += updateEveryMs) {
        await sleep(Math.max(0, due - performance.now()))
        const isHot = times.length % hotEvery === 0
        times.push(await publish(isHot ? hot : (others[edition % others.length] ?? hot)))
      }
      return times
    },
  }
}

function wordsOf(answer: string): string {
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1')
  return (/content-encoding: gzip/iu.test(head) ? gunzipSync(body) : body).toString()
}

async function call<Reply>({ port, secret }: Api, method: string, path: string, body?: unknown): Promise<Reply> {
  const isFile = body instanceof Uint8Array
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${secret}`,
      ...(body !== undefined && { 'Content-Type': isFile ? 'image/jpeg' : 'application/json' }),
    },
    ...(body !== undefined && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  // What the operation's schema says.
  return (await answer.json()) as Reply
}

/** `atRest`, `mb`: of memory before, and at most. */
type Taken = { seconds: number; steps: Steps; atRest: number; mb: number; drawn: Steps }

/** A server each time, whose pictures are all new to it. */
async function measurePhotos(count: number, rounds: number): Promise<void> {
  const photos = await somePhotos(count)
  const sizes = photos.map(({ length }) => length / 1e6)
  console.log(
    `${count} photos of ${Math.min(...sizes).toFixed(1)} to ${Math.max(...sizes).toFixed(1)} MB, ` +
      `load average ${loadavg()[0]?.toFixed(1)}`,
  )
  const all: Taken[] = []
  for (let round = 1; round <= rounds; round++) {
    await inFolder(async (folder) => {
      await prepare(folder, 1)
      const { child, port } = await startServing(import.meta.filename, folder)
      all.push(await sendPhotos(asking(child), port, photos))
      const { seconds, atRest, mb, steps } = all.at(-1)!
      const memory = `${atRest} MB before, ${mb} at most`
      console.log(`round ${round}: accepted in ${seconds.toFixed(1)} s, ${memory}; ${stepWords([steps])}`)
      return child
    })
  }
  const stops = all.map(({ steps }) => steps.stop)
  console.log(
    `taken in: ${stepWords(all.map(({ steps }) => steps))} (target ${maxStopMs}: ` +
      `${verdict(quantile(stops, 0.5) <= maxStopMs)}), longest of all ${Math.max(...stops).toFixed(1)}\n` +
      `while they are drawn in all sizes: ${stepWords(all.map(({ drawn }) => drawn))}\n` +
      `all accepted after ${quantile(
        all.map(({ seconds }) => seconds),
        0.5,
      ).toFixed(1)} s, memory of the server at most ${Math.max(...all.map(({ mb }) => mb))} MB`,
  )
}

async function sendPhotos(ask: Ask, port: number, photos: readonly Uint8Array[]): Promise<Taken> {
  const api = { port, secret: await ask<string>('token') }
  // What every server does once is no photo's stop.
  await call(api, 'POST', '/media?name=first.jpg', (await somePhotos(1, 320))[0])
  await sleep(1_000)
  await ask('peak')
  await sleep(500)
  const atRest = await inMb(ask)
  await ask('begin')
  const began = performance.now()
  await Promise.all(photos.map((photo, index) => call(api, 'POST', `/media?name=photo-${index}.jpg`, photo)))
  const seconds = (performance.now() - began) / 1_000
  const steps = await ask<Steps>('steps')
  await ask('begin')
  for (const until = performance.now() + longestDrawnMs; performance.now() < until; await sleep(500))
    if ((await ask<number>('undrawn')) === 0) break
  return { seconds, steps, atRest, drawn: await ask<Steps>('steps'), mb: await inMb(ask) }
}

async function inMb(ask: Ask): Promise<number> {
  return Math.round((await ask<number>('peak')) / 1e6)
}

function houseAt(folder: string): Promise<OpenHouse> {
  return openHouse(
    readConfig({
      CRIER_DATA_DIR: folder,
      CRIER_PORT: '0',
      CRIER_URL: 'http://bench.example',
      CRIER_LOG_LEVEL: 'error',
    }),
  )
}

async function serveHouse(folder: string): Promise<void> {
  const house = await houseAt(folder)
  let peak = 0
  setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
  await serveDeeds(house, {
    async token() {
      const scopes = ['article.read', 'article.write', 'article.publish', 'media.add'] as const
      return done(await createToken(house, operator, { name: 'Bench', scopes, expiresAt: null })).secret
    },
    stories: () =>
      house.db
        .selectFrom('articles')
        .select(['public_id as id', 'path'])
        .orderBy('id', 'desc')
        .limit(updated)
        .execute(),
    async undrawn() {
      const jobs = house.db.selectFrom('jobs').where('name', '=', 'media.derive').where('payload', 'like', '%quick%')
      const { count } = await jobs.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return count
    },
    peak() {
      const highest = peak
      peak = 0
      return highest
    },
  })
}

/** Stories of a thousand words in eight parts of the paper, all of today and yesterday. */
async function prepare(folder: string, stories: number): Promise<void> {
  await using house = await houseAt(folder)
  for (let story = 0; story < stories; story++) {
    const word = (number: number) => vocabulary[(story * 131 + number * number * 17 + number) % vocabulary.length]
    const sentence = (from: number) => `The ${Array.from({ length: 12 }, (_, at) => word(from + at)).join(' ')}.`
    const paragraphs = Array.from({ length: 20 }, (_, at) =>
      Array.from({ length: 4 }, (__, line) => sentence(at * 48 + line * 12)).join(' '),
    )
    const head =
      `headline: Story ${story} of the ${word(1)} and the ${word(2)}\nstandfirst: ${sentence(3)}\n` +
      `topics: [Part ${story % 8}, Part ${(story + 3) % 8}]\nbyline: Writer ${story % 20}\nslug: story-${story}`
    const source = `---\n${head}\npublished: -${stories - story}m\n---\n\n${paragraphs.join('\n\n')}\n`
    await publishStory(house, operator, { source, read: async () => undefined })
  }
  await house.queue.drain()
}
