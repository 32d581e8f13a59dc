/**
 * What pages cost while an archive grows, nothing cached but what the database keeps; and how much of a warm cache one
 * new story has rendered again: node bench/archive.ts [stories...] (default 1000 100000 1000000; BENCH_KEEP=folder
 * keeps the houses for the next time).
 */
import { fork } from 'node:child_process'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { readConfig } from '../src/config.ts'
import { databaseFile, openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { archiveOf, growArchive, lastOfArchive, type Archive } from '../tests/archive-rows.ts'

const [rounds, warmUps, requests, warmStories, maxGrowth, maxFrontMs] = [3, 30, 200, 2_000, 1.5, 15]
const [role, folder = '', count = '0', lastAt = '0'] = process.argv.slice(2)
const configOf = (dataDir: string) =>
  readConfig({ CRIER_DATA_DIR: dataDir, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', CRIER_WORKER: 'no' })

type Cost = {
  page: string
  median: number
  p95: number
  /** How much the process has grown over its requests. */ grownMb: number
}
type Measured = { costs: Cost[]; publishing: string; delayP99Ms: number; rssMb: number }

if (role === 'grow') await grow(folder, Number(count))
else if (role === 'measure') await measureOne(folder, archiveOf(Number(count), Number(lastAt)), Number(count))
else await measureAll((role === undefined ? ['1000', '100000', '1000000'] : process.argv.slice(2)).map(Number))

/**
 * Each archive in a process of its own, so that none profits from what another has warmed; in turns, so that whatever
 * else the machine does slows all alike.
 */
async function measureAll(sizes: readonly number[]): Promise<void> {
  const base = process.env.BENCH_KEEP ?? mkdtempSync(join(tmpdir(), 'crier-bench-archive-'))
  const newest = new Map<number, number>()
  const results = new Map<number, Measured[]>(sizes.map((stories) => [stories, []]))
  try {
    for (const stories of sizes)
      newest.set(stories, (await told<[number]>(['grow', join(base, String(stories)), String(stories)]))[0])
    for (let round = 1; round <= rounds; round++) {
      for (const [stories, measured] of results)
        measured.push(
          (
            await told<[Measured]>([
              'measure',
              join(base, String(stories)),
              String(stories),
              String(newest.get(stories)),
            ])
          )[0],
        )
    }
  } finally {
    if (process.env.BENCH_KEEP === undefined) rmSync(base, { recursive: true, force: true })
  }
  const smallest = costsOf(results.get(sizes[0] ?? 0) ?? [])
  for (const [stories, measured] of results) print(stories, measured, smallest)
}

/** Medians of the rounds. */
function costsOf(measured: readonly Measured[]): Cost[] {
  return (measured[0]?.costs ?? []).map(({ page }) => {
    const same = measured.flatMap(({ costs }) => costs.filter((cost) => cost.page === page))
    return {
      page,
      median: middle(same.map(({ median }) => median)),
      p95: middle(same.map(({ p95 }) => p95)),
      grownMb: middle(same.map(({ grownMb }) => grownMb)),
    }
  })
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** What a process of this file says at its end. */
async function told<Words>(roleAndMore: string[]): Promise<Words> {
  const child = fork(import.meta.filename, roleAndMore, { execArgv: ['--max-semi-space-size=4'] })
  const ended = once(child, 'exit')
  const words = await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`the process ended with ${code}`))),
  ])
  await ended
  return words as Words
}

function print(stories: number, measured: readonly Measured[], smallest: readonly Cost[]): void {
  console.log(
    `${stories} stories, CPU ms of the server for a page that nothing has cached, ` +
      `median and p95 of ${requests}, medians of ${rounds} rounds:`,
  )
  for (const { page, median, p95, grownMb } of costsOf(measured)) {
    const growth = median / (smallest.find((cost) => cost.page === page)?.median ?? median)
    const isLists = page !== 'sitemap index'
    const verdict = [
      ...(isLists
        ? [`growth ${growth.toFixed(2)} (target ${maxGrowth}: ${growth <= maxGrowth ? 'met' : 'missed'})`]
        : [`memory ${grownMb.toFixed(1)} MB more after ${requests} requests`]),
      ...(page === 'front' ? [`target ${maxFrontMs} ms: ${median <= maxFrontMs ? 'met' : 'missed'}`] : []),
    ]
    console.log(
      `  ${page.padEnd(16)} ${median.toFixed(2).padStart(7)} ${p95.toFixed(2).padStart(7)}  ${verdict.join(', ')}`,
    )
  }
  console.log(
    `  ${measured[0]?.publishing}\n` +
      `  event-loop delay p99 ${middle(measured.map(({ delayP99Ms }) => delayP99Ms)).toFixed(1)} ms, ` +
      `RSS ${middle(measured.map(({ rssMb }) => rssMb)).toFixed(0)} MB`,
  )
}

async function measureOne(data: string, archive: Archive, stories: number): Promise<void> {
  await using house = await openHouse(configOf(data))
  const server = await startServer(house, routes)
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`)
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    await response.arrayBuffer()
  }
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const costs = await coldCosts(house, pagesOf(archive, stories), get)
  const publishing = await publishOne(house, pagesOf(archive, stories), get)
  process.send?.({
    costs,
    publishing,
    delayP99Ms: delay.percentile(99) / 1e6,
    rssMb: process.memoryUsage().rss / 1024 / 1024,
  } satisfies Measured)
  await server.stop()
  process.disconnect?.()
}

async function grow(data: string, stories: number): Promise<void> {
  const file = databaseFile(configOf(data))
  const isKept = existsSync(file)
  await using house = await openHouse(configOf(data))
  if (!isKept) await growIn(house, file, stories)
  process.send?.(await lastOfArchive(house))
  process.disconnect?.()
}

async function growIn(house: OpenHouse, file: string, stories: number): Promise<void> {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: false })
  const began = performance.now()
  // The copies are made once and never mended: what a crash would break is made anew.
  database.exec('pragma synchronous = off; pragma cache_size = -600000; pragma temp_store = memory')
  await growArchive(house, stories, (sql) => database.exec(sql))
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
  console.log(
    `${stories} stories made in ${((performance.now() - began) / 1000).toFixed(0)} s, ` +
      `${(statSync(file).size / 1e6).toFixed(0)} MB`,
  )
}

type Kind = { page: string; some(): string; all: string[] }

/** The kinds of page with an address of each at random, and those that are warm when a story is published. */
function pagesOf(archive: Archive, stories: number): Kind[] {
  const story = () => archive.path(3 + below(stories - 2))
  const each = (most: number, path: (number: number) => string) =>
    Array.from({ length: most }, (_, number) => path(number))
  const one = (page: string, path: string): Kind => ({ page, some: () => path, all: [path] })
  return [
    { page: 'article', some: story, all: [...new Set(each(Math.min(warmStories, stories / 2), story))] },
    one('front', '/'),
    { page: 'topic, page 1', some: () => archive.topic(below(archive.parts)), all: each(archive.parts, archive.topic) },
    one('topic, page 50', `${archive.everything}?page=50`),
    { page: 'author', some: () => archive.person(below(archive.writers)), all: each(archive.writers, archive.person) },
    one('feed', '/feed.xml'),
    one('month', archive.month),
    one('sitemap index', '/sitemap.xml'),
  ]
}

type Get = (path: string) => Promise<void>

/**
 * CPU time of this process from a request's arrival to the end of its answer: the client, in the same process, waits
 * meanwhile.
 */
async function coldCosts(house: OpenHouse, kinds: readonly Kind[], get: Get): Promise<Cost[]> {
  let [from, spent] = [process.cpuUsage(), 0]
  const start = () => {
    house.pages.clear()
    from = process.cpuUsage()
  }
  const finish = () => {
    const { user, system } = process.cpuUsage(from)
    spent = (user + system) / 1000
  }
  diagnostics.subscribe('http.server.request.start', start)
  diagnostics.subscribe('http.server.response.finish', finish)
  const costs: Cost[] = []
  for (const { page, some } of kinds) {
    const times: number[] = []
    let before = 0
    for (let number = -warmUps; number < requests; number++) {
      if (number === 0) before = process.memoryUsage().rss
      await get(some())
      if (number >= 0) times.push(spent)
    }
    times.sort((a, b) => a - b)
    costs.push({
      page,
      median: times[Math.floor(times.length / 2)] ?? 0,
      p95: times[Math.floor(times.length * 0.95)] ?? 0,
      grownMb: (process.memoryUsage().rss - before) / 1e6,
    })
  }
  diagnostics.unsubscribe('http.server.request.start', start)
  diagnostics.unsubscribe('http.server.response.finish', finish)
  return costs
}

/**
 * Asks for everything, publishes, asks for everything again: what was rendered a second time is what the story touched.
 */
async function publishOne(house: OpenHouse, kinds: readonly Kind[], get: Get): Promise<string> {
  const paths = kinds.flatMap(({ all }) => all)
  house.pages.clear()
  for (const path of paths) await get(path)
  const cpu = process.cpuUsage()
  const source =
    '---\nheadline: The bridge opens at dusk\ntopics: [Part 3]\nbyline: Writer 3\n' +
    `slug: at-dusk-${house.clock.now()}\n---\n\nIt was decided in the evening.\n`
  const published = await publishStory(
    house,
    { kind: 'operator', id: 'bench' },
    { source, read: async () => undefined },
  )
  if (published.outcome !== 'created') throw new Error(`the story was not published: ${published.outcome}`)
  const { user, system } = process.cpuUsage(cpu)
  const relating = process.cpuUsage()
  await house.queue.drain()
  const related = process.cpuUsage(relating)
  // A page is rendered once in a second at most (the cache's hold); the signal of a commit takes a tenth.
  await new Promise((done) => setTimeout(done, 1_500))
  const again = new Map<string, number>()
  for (const { page, all } of kinds) {
    for (const path of all) {
      const { renders } = house.pages.stats()
      await get(path)
      if (house.pages.stats().renders > renders) again.set(page, (again.get(page) ?? 0) + 1)
    }
  }
  const list = [...again].map(([page, times]) => `${times} ${page}`).join(', ')
  return (
    `one story published (CPU ${((user + system) / 1000).toFixed(1)} ms, ` +
    `its jobs ${((related.user + related.system) / 1000).toFixed(1)} ms): of ${paths.length} ` +
    `warm pages rendered again: ${list}`
  )
}

function below(most: number): number {
  return Math.floor(Math.random() * most)
}
