/**
 * Several write in a few stories at once: how long a key takes until it is durable and acknowledged, and how long the
 * server's event loop is held. `node bench/desk-live.ts [WRITERS] [SECONDS] [postgres]`; the server is a process of its
 * own.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Provider } from '../desk/collaboration/provider.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import {
  aStory,
  paragraph,
  saved,
  serveNewsroom,
  usualNewsroom,
  wordsOf,
  write,
} from '../tests/working-copies/writers.ts'
import { startPostgres } from './bench-postgres.ts'

type Ready = { origin: string; stories: string[] }
type Measured = { delayP50: number; delayP99: number; delayMax: number; cpuMs: number; rssMb: number }

const stories = 4
const keysPerSecond = 8
const blocks = 100

if (process.send === undefined) await measure()
else await beServer(process.argv[2] ?? '', process.argv[3])

async function beServer(folder: string, databaseUrl: string | undefined): Promise<void> {
  const house = await openHouse(
    readConfig({
      CRIER_DATA_DIR: folder,
      CRIER_PORT: '0',
      CRIER_LOG_LEVEL: 'error',
      ...(databaseUrl && { CRIER_DATABASE_URL: databaseUrl }),
    }),
  )
  const body = 'The harbour lay still, and nobody on the quay said a word about it all day.\n\n'.repeat(blocks)
  const ids: string[] = []
  for (let story = 0; story < stories; story++) ids.push((await aStory(house, `${story}: ${body}`)).publicId)
  const served = await serveNewsroom(house, usualNewsroom())
  process.once('disconnect', () => process.exit())
  process.send?.({ origin: served.origin, stories: ids } satisfies Ready)
  await once(process, 'message')
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const cpu = process.cpuUsage()
  delay.enable()
  await once(process, 'message')
  delay.disable()
  const { user, system } = process.cpuUsage(cpu)
  process.send?.({
    delayP50: delay.percentile(50) / 1e6,
    delayP99: delay.percentile(99) / 1e6,
    delayMax: delay.max / 1e6,
    cpuMs: (user + system) / 1_000,
    rssMb: process.memoryUsage.rss() / 1e6,
  } satisfies Measured)
  await served[Symbol.asyncDispose]()
  await house[Symbol.asyncDispose]()
  process.disconnect()
}

async function measure(): Promise<void> {
  const [writers, seconds] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 15)]
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-desk-'))
  chmodSync(folder, 0o755)
  const postgres = process.argv[4] === 'postgres' ? await startPostgres(folder) : undefined
  const server = fork(import.meta.filename, [join(folder, 'paper'), postgres?.url ?? ''])
  const [{ origin, stories: ids }] = (await once(server, 'message')) as [Ready]
  const providers = Array.from({ length: writers }, (_, index) =>
    write(origin, ids[index % ids.length] ?? '', index % 2 === 0 ? 'ines' : 'olof'),
  )
  for (const provider of providers) await saved(provider)
  server.send('begin')
  const until = Date.now() + seconds * 1_000
  const took = (await Promise.all(providers.map((provider, index) => typeUntil(provider, index, until)))).flat()
  server.send('end')
  const [measured] = (await once(server, 'message')) as [Measured]
  await alike(providers)
  took.sort((one, other) => one - other)
  const at = (part: number) => (took[Math.floor(took.length * part)] ?? 0).toFixed(1)
  console.log(
    `${postgres ? 'PostgreSQL' : 'SQLite'}, ${writers} writers in ${stories} stories of ${blocks} blocks, ` +
      `${(took.length / seconds).toFixed(0)} keys/s: key to acknowledged p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ` +
      `longest ${at(0.9999)} ms; event loop p50 ${measured.delayP50.toFixed(1)}, ` +
      `p99 ${measured.delayP99.toFixed(1)}, ` +
      `longest ${measured.delayMax.toFixed(1)} ms; ${(measured.cpuMs / took.length).toFixed(2)} ms of CPU a key, ` +
      `${measured.rssMb.toFixed(0)} MB`,
  )
  for (const provider of providers) provider.close()
  if (server.exitCode === null) await once(server, 'exit')
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Each key waits for the one before to be acknowledged, as a person waits longer anyway. */
async function typeUntil(provider: Provider, index: number, until: number): Promise<number[]> {
  const took: number[] = []
  await sleep(Math.random() * (1_000 / keysPerSecond))
  for (let key = 0; Date.now() < until; key++) {
    const began = performance.now()
    paragraph(provider.doc, (index * 7) % blocks).insert(0, key % 6 === 0 ? ' ' : 'k')
    await acknowledged(provider)
    const ms = performance.now() - began
    took.push(ms)
    await sleep(Math.max(0, 1_000 / keysPerSecond - ms))
  }
  return took
}

function acknowledged(provider: Provider): Promise<void> {
  return new Promise((resolve) => {
    const stop = provider.subscribe(() => {
      if (!provider.status().saved) return
      stop()
      resolve()
    })
  })
}

async function alike(providers: readonly Provider[]): Promise<void> {
  for (const provider of providers) await saved(provider)
  await sleep(500)
  for (let index = stories; index < providers.length; index++) {
    const [one, other] = [providers[index], providers[index % stories]]
    if (one !== undefined && other !== undefined && wordsOf(one.doc) !== wordsOf(other.doc))
      throw new Error('two who write in one story see different words')
  }
}
