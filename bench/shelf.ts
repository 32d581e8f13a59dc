/**
 * What the shelf on the disk is worth when machines read an archive from end to end: requests for stories at random,
 * with a memory cache of 64 MB, per second of the server's CPU time, with and without the shelf, in turns; then the
 * first minute after kill -9. The shelf is filled as a crawler would fill it, every story asked for once: npm run
 * bench:shelf -- [stories] (default 100000; BENCH_KEEP=folder keeps the house for the next time).
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../src/config.ts'
import { databaseFile, openHouse } from '../src/house.ts'
import { pageShelfFile } from '../src/page-shelf.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { archiveOf, growArchive, lastOfArchive, type Archive } from '../tests/archive-rows.ts'

const [rounds, seconds, connections, perSecond, target] = [3, 8, 32, 200, 20]
const [role, folder = '', more = ''] = process.argv.slice(2)
const configOf = (dataDir: string, shelfMb: string) =>
  readConfig({
    CRIER_DATA_DIR: dataDir,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    CRIER_WORKER: 'no',
    CRIER_PAGE_CACHE_MB: '64',
    CRIER_PAGE_SHELF_MB: shelfMb,
  })

type Report = { cpuSeconds: number; delayP99Ms: number; rssMb: number; renders: number; fromDisk: number }
type Server = { name: string; child: ChildProcess; port: number }
type Result = { requests: number; p99Ms: number; cpuSeconds: number; report: Report; rendered: number }

if (role === 'serve') await serve()
else if (role === 'load') await load(JSON.parse(folder) as Load)
else await measure(Number(role ?? 100_000))

async function measure(stories: number): Promise<void> {
  const base = process.env.BENCH_KEEP ?? mkdtempSync(join(tmpdir(), 'crier-bench-shelf-'))
  const servers: Server[] = []
  try {
    const archive = await grown(base, stories)
    const started = async (name: string, shelfMb: string) => {
      const server = await start(name, base, shelfMb)
      servers.push(server)
      return server
    }
    const without = await started('without', '0')
    const withShelf = await started('with', '2048')
    await fill(withShelf, archive, stories, base)
    await loaded(without, { archive, stories, seconds })
    const results = new Map<string, Result[]>([without, withShelf].map(({ name }) => [name, []]))
    for (let round = 1; round <= rounds; round++)
      for (const server of [without, withShelf])
        results.get(server.name)?.push(await loaded(server, { archive, stories, seconds }))
    print(results)
    await afterKill([without, withShelf], started, { archive, stories, seconds: 60, perSecond })
  } finally {
    for (const { child } of servers) child.kill('SIGKILL')
    if (process.env.BENCH_KEEP === undefined) rmSync(base, { recursive: true, force: true })
  }
}

async function grown(base: string, stories: number): Promise<Archive> {
  const config = configOf(base, '0')
  const isKept = existsSync(databaseFile(config))
  await using house = await openHouse(config)
  if (!isKept) {
    const database = new DatabaseSync(databaseFile(config), { enableForeignKeyConstraints: false })
    database.exec('pragma synchronous = off; pragma cache_size = -200000; pragma temp_store = memory')
    await growArchive(house, stories, (sql) => database.exec(sql))
    database.exec('pragma wal_checkpoint(truncate)')
    database.close()
    console.log(`${stories} stories made, ${megabytes(databaseFile(config))}`)
  }
  return archiveOf(stories, await lastOfArchive(house))
}

/** As a crawler does it: every story once. */
async function fill(server: Server, archive: Archive, stories: number, base: string): Promise<void> {
  const began = performance.now()
  const { requests, cpuSeconds, report, rendered } = await loaded(server, { archive, stories, isWalk: true })
  const took = (performance.now() - began) / 1_000
  console.log(
    `every story once: ${took.toFixed(0)} s, ${(requests / cpuSeconds).toFixed(0)} per CPU second, ` +
      `${rendered} rendered, event-loop delay p99 ${report.delayP99Ms.toFixed(1)} ms, ` +
      `RSS ${report.rssMb.toFixed(0)} MB, shelf ${megabytes(pageShelfFile({ dataDir: base }))}`,
  )
}

function print(results: ReadonlyMap<string, readonly Result[]>): void {
  for (const [name, measured] of results) {
    for (const { requests, cpuSeconds, p99Ms, report, rendered } of measured)
      console.log(
        `${name} shelf: ${(requests / cpuSeconds).toFixed(0)} per CPU second, ` +
          `${(requests / seconds).toFixed(0)}/s, ${((100 * rendered) / requests).toFixed(1)} % rendered, ` +
          `p99 ${p99Ms.toFixed(1)} ms, event-loop delay p99 ${report.delayP99Ms.toFixed(1)} ms, ` +
          `RSS ${report.rssMb.toFixed(0)} MB`,
      )
  }
  const rates = (name: string) => (results.get(name) ?? []).map(({ requests, cpuSeconds }) => requests / cpuSeconds)
  const before = rates('without')
  const ratios = rates('with').map((rate, round) => rate / (before[round] ?? Number.NaN))
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN
  console.log(
    `ratio, median of ${rounds} rounds: ${median.toFixed(1)} (target ${target}: ` +
      `${median >= target ? 'met' : 'missed'})`,
  )
}

/** Both are killed and started again, and get as many requests for stories at random. */
async function afterKill(
  killed: readonly Server[],
  started: (name: string, shelfMb: string) => Promise<Server>,
  work: Omit<Load, 'port'>,
): Promise<void> {
  for (const { child } of killed) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const again = [await started('without', '0'), await started('with', '2048')]
  const results = await Promise.all(again.map(async (server) => ({ server, result: await loaded(server, work) })))
  for (const { server, result } of results)
    console.log(
      `the first minute after kill -9, ${server.name} shelf: ` +
        `${(100 - (100 * result.rendered) / result.requests).toFixed(2)} % of ${result.requests} ` +
        `answered without rendering, p99 ${result.p99Ms.toFixed(1)} ms, CPU ${result.cpuSeconds.toFixed(1)} s`,
    )
}

async function start(name: string, base: string, shelfMb: string): Promise<Server> {
  const child = fork(import.meta.filename, ['serve', base, shelfMb], { execArgv: ['--max-semi-space-size=4'] })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return { name, child, port }
}

async function loaded(server: Server, work: Omit<Load, 'port'>): Promise<Result> {
  const before = await ask(server)
  const loader = fork(import.meta.filename, ['load', JSON.stringify({ ...work, port: server.port } satisfies Load)])
  const [{ requests, p99Ms }] = (await once(loader, 'message')) as [{ requests: number; p99Ms: number }]
  const report = await ask(server)
  return {
    requests,
    p99Ms,
    cpuSeconds: report.cpuSeconds - before.cpuSeconds,
    rendered: report.renders - before.renders,
    report,
  }
}

async function ask({ child }: Server): Promise<Report> {
  child.send('report')
  const [report] = (await once(child, 'message')) as [Report]
  return report
}

async function serve(): Promise<void> {
  const house = await openHouse(configOf(folder, more))
  const server = await startServer(house, routes)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const { renders, fromDisk } = house.pages.stats()
    const rssMb = process.memoryUsage().rss / 1024 / 1024
    const report = {
      cpuSeconds: (user + system) / 1e6,
      delayP99Ms: delay.percentile(99) / 1e6,
      rssMb,
      renders,
      fromDisk,
    }
    process.send?.(report satisfies Report)
    delay.reset()
  })
  process.once('SIGINT', () => process.exit(0))
  process.send?.({ port: server.port })
}

/** `isWalk`: every story once; else for so many seconds, as fast as it goes or so many a second. */
type Load = {
  port: number
  archive: Pick<Archive, 'lastAt'>
  stories: number
  seconds?: number
  perSecond?: number
  isWalk?: boolean
}

async function load({
  port,
  archive: { lastAt: at },
  stories,
  seconds: most = Infinity,
  perSecond: pace,
  isWalk,
}: Load): Promise<void> {
  const archive = archiveOf(stories, at)
  const [times, began] = [[] as number[], performance.now()]
  let walked = 2
  const next = () => (isWalk ? ++walked : 3 + Math.floor(Math.random() * (stories - 2)))
  const isOver = () => (isWalk ? walked >= stories : performance.now() - began > most * 1_000)
  const reader = async () => {
    const socket = await opened(port)
    while (!isOver()) {
      if (pace !== undefined) await sleep((connections / pace) * 1_000 * (0.5 + Math.random()))
      const asked = performance.now()
      await get(socket, archive.path(next()))
      times.push(performance.now() - asked)
    }
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, reader))
  times.sort((a, b) => a - b)
  process.send?.({ requests: times.length, p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 })
  process.disconnect?.()
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket.setNoDelay(true)
}

/** A client that does as little as it can: the server has the core's other half. */
function get(socket: Socket, path: string): Promise<void> {
  return new Promise((done, fail) => {
    let [missing, head] = [Infinity, '']
    const onData = (chunk: Buffer) => {
      if (missing === Infinity) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        if (!head.startsWith('HTTP/1.1 200')) return fail(new Error(`${path} answered ${head.slice(0, 30)}`))
        missing = Number(/content-length: (\d+)/iu.exec(head)?.[1]) - (head.length - end - 4)
      } else missing -= chunk.length
      if (missing > 0) return
      socket.off('data', onData)
      done()
    }
    socket.on('data', onData)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: paper.example\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n`)
  })
}

function megabytes(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(0)} MB`
}
