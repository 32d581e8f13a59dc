/**
 * The first start in an empty folder: what the demo's pictures take of processor and memory, and what is left for
 * readers meanwhile: node bench/first-start.ts [checkout] (this one when left out). Linux only.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const [loadSeconds, rounds, connections, restSeconds, ticksPerSecond] = [1, 15, 16, 10, 100]
const checkout = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))

type Sample = { serverCpu: number; childrenCpu: number; serverMb: number; childrenMb: number }

// Alone first, so that nothing but the pictures is counted; then once more with readers.
const alone = await started()
const first = await watchedUntilDone(alone)
await sleep(restSeconds * 1000)
const rest = sampleOf(alone.pid)
const after = await pagesPerSecond(alone.origin)
await stop(alone)
const visited = await started()
const { quiet, meanwhile } = await inTurns(visited)
const isUnfair = picturesLeft(visited.folder) === 0
await stop(visited)

const { serverCpu, childrenCpu } = first.last
console.log(
  `pictures done after ${first.seconds.toFixed(0)} s; CPU ${(serverCpu + childrenCpu).toFixed(1)} s (target 60):`,
  `server ${serverCpu.toFixed(1)}, its children ${childrenCpu.toFixed(1)}`,
)
console.log(
  `server at most ${first.peakMb.toFixed(0)} MB (target 220),`,
  `${rest.serverMb.toFixed(0)} MB ${restSeconds} s later (target 130);`,
  `its children at most ${first.peakChildrenMb.toFixed(0)} MB, then ${rest.childrenMb.toFixed(0)} MB`,
)
console.log(
  `hot pages ${meanwhile.toFixed(0)}/s meanwhile, ${(quiet ?? after).toFixed(0)}/s`,
  `${quiet === undefined ? 'when they are done' : 'while the children are stopped, in turns'}:`,
  `${(meanwhile / (quiet ?? after)).toFixed(2)} (target 0.8)`,
  isUnfair ? '; the pictures were done before the end' : '',
)

type Running = { server: ChildProcess; pid: number; origin: string; folder: string; began: number }

async function started(): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-first-'))
  const env = { PATH: process.env.PATH, CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'error' }
  const began = performance.now()
  const server = spawn(process.execPath, [join(checkout, 'bin/crier.js'), 'serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await new Promise<string>((done) => {
    server.stdout.on('data', (text: Buffer) => /http:\/\/localhost:\d+/u.exec(text.toString())?.map(done))
  })
  return { server, pid: server.pid ?? 0, origin, folder, began }
}

async function stop({ server, folder }: Running): Promise<void> {
  server.kill('SIGTERM')
  if (server.exitCode === null) await once(server, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

async function watchedUntilDone({
  pid,
  folder,
  began,
}: Running): Promise<{ seconds: number; peakMb: number; peakChildrenMb: number; last: Sample }> {
  let [peakMb, peakChildrenMb] = [0, 0]
  for (let last = sampleOf(pid); ; last = sampleOf(pid)) {
    peakMb = Math.max(peakMb, last.serverMb)
    peakChildrenMb = Math.max(peakChildrenMb, last.childrenMb)
    if (picturesLeft(folder) === 0) return { seconds: (performance.now() - began) / 1000, peakMb, peakChildrenMb, last }
    await sleep(100)
  }
}

function picturesLeft(folder: string): number {
  const database = new DatabaseSync(join(folder, 'demo', 'house.db'), { readOnly: true })
  const row = database.prepare("select count(*) as jobs from jobs where name like 'media.%'").get()
  database.close()
  return Number(row?.jobs)
}

/** By the kernel's account; of children also those that have ended. */
function sampleOf(pid: number): Sample {
  const own = cpuOf(pid)
  const living = childrenOf(pid).map((id) => ({ cpu: tried(() => cpuOf(id).own), mb: tried(() => memoryMb(id)) }))
  return {
    serverCpu: own.own,
    childrenCpu: own.ended + living.reduce((sum, { cpu }) => sum + cpu, 0),
    serverMb: memoryMb(pid),
    childrenMb: living.reduce((sum, { mb }) => sum + mb, 0),
  }
}

function childrenOf(pid: number): number[] {
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return ids.filter((id) => id !== '').map(Number)
}

function tried(read: () => number): number {
  try {
    return read()
  } catch {
    return 0
  }
}

function cpuOf(pid: number): { own: number; ended: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').map(Number) ?? []
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { own: (user + system) / ticksPerSecond, ended: (endedUser + endedSystem) / ticksPerSecond }
}

function memoryMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** On a machine that others use, only neighbouring seconds compare: the children are held for every other one. */
async function inTurns({ pid, origin }: Running): Promise<{ quiet: number | undefined; meanwhile: number }> {
  const [quiet, meanwhile]: number[][] = [[], []]
  for (let round = 1; round <= rounds; round++) {
    meanwhile?.push(await pagesPerSecond(origin))
    const children = childrenOf(pid)
    for (const child of children) process.kill(child, 'SIGSTOP')
    if (children.length > 0) quiet?.push(await pagesPerSecond(origin))
    for (const child of children) process.kill(child, 'SIGCONT')
  }
  return { quiet: quiet?.length === rounds ? median(quiet) : undefined, meanwhile: median(meanwhile ?? []) }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

/** The front page over a few connections that stay open, one request after the other on each. */
async function pagesPerSecond(origin: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const until = performance.now() + loadSeconds * 1000
  let pages = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        await read(`${origin}/`, agent)
        pages++
      }
    }),
  )
  agent.destroy()
  return pages / loadSeconds
}

function read(url: string, agent: Agent): Promise<void> {
  return new Promise((done, fail) => {
    get(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => response.once('end', done).resume()).once(
      'error',
      fail,
    )
  })
}
