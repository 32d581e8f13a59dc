/**
 * What the server's memory comes to under a load that is meant to fill it, and afterwards: a cache of 64 MB, 20,000
 * pages, 200 connections that pipeline and read nothing, 9,500 idle ones, 60 bodies that hardly come in, then
 * everything at once:
 * node bench/memory.ts [--minutes 10] [--code folder] (another built checkout, to compare with).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { databaseFile, openHouse } from '../src/house.ts'
import { archiveOf, growArchive, lastOfArchive, type Archive } from '../tests/archive-rows.ts'
import { layPackage } from './lay-package.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    code: { type: 'string', default: resolve(import.meta.dirname, '..') },
  },
})
const [cacheMb, stories, pipeliners, idlers, slowBodies, roomMb, restMb] = [64, 20_000, 200, 9_500, 60, 150, 200]
const codings = ['br', 'gzip', 'identity']

type Target = { port: number; archive: Archive }
/** Goes on until it is aborted. */
type Load = (target: Target, signal: AbortSignal) => Promise<unknown>

const folder = mkdtempSync(join(tmpdir(), 'crier-bench-memory-'))
let server: ChildProcess | undefined
let highest = 0
try {
  const archive = await fill(join(folder, 'data'))
  const target = { archive, port: await freePort() }
  server = await serve(target)
  await measure(target, server.pid ?? 0)
} finally {
  server?.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
}
process.exit()

async function measure(target: Target, pid: number): Promise<void> {
  await phase(pid, 'at rest', 5, async () => {})
  const began = performance.now()
  await phase(pid, `${stories} pages asked for once`, 1, () => everyPage(target))
  console.log(
    `  ${((performance.now() - began) / 1000).toFixed(0)} s, CPU of the server ${cpuSeconds(pid).toFixed(0)} s`,
  )
  await phase(
    pid,
    `${pipeliners} connections pipeline and read nothing`,
    20,
    until(20, target, [pipelining(pipeliners)]),
  )
  await phase(pid, `${idlers} idle connections`, 10, until(20, target, [idle(idlers)]))
  await phase(pid, `${slowBodies} slow bodies`, 5, until(20, target, [slowPosts(slowBodies)]))
  const mixed = [reading(12), madeUp(4), pipelining(20), idle(2_000), slowPosts(20), slowReading(20)]
  await phase(pid, `all of it, ${values.minutes} min`, 5, until(Number(values.minutes) * 60, target, mixed))
  await phase(pid, 'a minute later', 60, async () => {})
  const last = rssMb(pid)
  console.log(
    `highest ${highest} MB (target ${cacheMb + roomMb}: ${highest <= cacheMb + roomMb ? 'met' : 'missed'}), ` +
      `at the end ${last} MB (target ${restMb}: ${last <= restMb ? 'met' : 'missed'})`,
  )
}

/** Prints the highest of the samples while `work` runs and `thenSeconds` after it, and the last. */
async function phase(
  pid: number,
  name: string,
  thenSeconds: number,
  work: () => Promise<string | void>,
): Promise<void> {
  let peak = 0
  const sampling = setInterval(() => (peak = Math.max(peak, rssMb(pid))), 1_000)
  const said = await work()
  await sleep(thenSeconds * 1_000)
  clearInterval(sampling)
  peak = Math.max(peak, rssMb(pid))
  highest = Math.max(highest, peak)
  console.log(`${name}: highest ${peak} MB, then ${rssMb(pid)} MB${said ? `; ${said}` : ''}`)
}

/** Loads the server for so long, with a reader beside who asks for one page again and again. */
function until(seconds: number, target: Target, loads: readonly Load[]): () => Promise<string> {
  return async () => {
    const end = new AbortController()
    const running = Promise.all(loads.map((load) => load(target, end.signal)))
    const [waits, failures, until] = [[] as number[], [] as string[], performance.now() + seconds * 1_000]
    while (performance.now() < until) {
      const began = performance.now()
      const response = await fetch(`http://127.0.0.1:${target.port}/`, { signal: AbortSignal.timeout(20_000) }).catch(
        (error: unknown) => String(error),
      )
      if (typeof response === 'string') failures.push(response)
      else await response.arrayBuffer()
      waits.push(performance.now() - began)
      await sleep(100)
    }
    end.abort()
    await running
    waits.sort((a, b) => a - b)
    return (
      `a reader waited ${(waits[Math.floor(waits.length / 2)] ?? 0).toFixed(0)} ms, ` +
      `at most ${((waits.at(-1) ?? 0) / 1_000).toFixed(2)} ` +
      `s${failures.length > 0 ? `, ${failures.length} times in vain (${failures[0]})` : ''}`
    )
  }
}

/** Whole heads of requests, 62 KB at once, and nothing that comes back is read. */
function pipelining(count: number): Load {
  return each(count, async (target, signal) => {
    const socket = await opened(target.port, signal)
    socket?.pause()
    let heads = ''
    while (heads.length < 62_000)
      heads += `GET ${somePath(target)} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${codings[below(3)]}\r\n\r\n`
    socket?.write(heads)
    // Who reads nothing learns only from writing that the other side has gone.
    while (socket && !socket.destroyed && !signal.aborted) {
      await sleep(200)
      socket.write('\r\n')
    }
    socket?.destroy()
    await sleep(100)
  })
}

function idle(count: number): Load {
  return async (target, signal) => {
    const sockets: Socket[] = []
    for (let number = 0; number < count && !signal.aborted; number += 100) {
      sockets.push(
        ...(
          await Promise.all(
            Array.from({ length: 100 }, () => opened(target.port, signal, `127.0.0.${2 + ((number / 100) % 200)}`)),
          )
        ).filter((socket) => socket !== undefined),
      )
      for (const socket of sockets.slice(-100))
        socket.resume().write('GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n')
    }
    await aborted(signal)
    for (const socket of sockets) socket.destroy()
  }
}

function slowPosts(count: number): Load {
  return each(count, async (target, signal) => {
    const socket = await opened(target.port, signal)
    socket
      ?.resume()
      .write(
        'POST /articles/p1000000005/comments HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n' +
          'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99000\r\n\r\ncomment=',
      )
    while (socket && !socket.destroyed && !signal.aborted) {
      socket.write('a'.repeat(1_000))
      await sleep(500)
    }
    socket?.destroy()
    await sleep(100)
  })
}

/** Pages that come to more than the system takes for a reader who takes a few bytes in a second. */
function slowReading(count: number): Load {
  return each(count, async (target, signal) => {
    const socket = await opened(target.port, signal)
    socket?.pause()
    for (let number = 0; number < 8; number++)
      socket?.write(`GET /-/sitemap/${1 + below(20)} HTTP/1.1\r\nHost: x\r\n\r\n`)
    while (socket && !socket.destroyed && !signal.aborted) {
      socket.read(2_000)
      await sleep(1_000)
    }
    socket?.destroy()
    await sleep(100)
  })
}

function reading(count: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: count })
  return each(count, (target) => one(target, agent, somePath(target), codings[below(3)] ?? ''))
}

function madeUp(count: number): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: count })
  return each(count, (target) =>
    one(
      target,
      agent,
      below(2) === 0
        ? `/-/archive?before=${target.archive.lastAt - below(1e9)}-${1 + below(1e6)}`
        : `/no-page-${below(1e9)}`,
      'br',
    ),
  )
}

async function everyPage(target: Target): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let [next, failures] = [3, 0]
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (next <= stories) if ((await one(target, agent, target.archive.path(next++), 'br')) !== 200) failures++
    }),
  )
  if (failures > 0) throw new Error(`${failures} of ${stories} pages were no pages: this measures nothing`)
}

function each(count: number, once: Load): Load {
  return async (target, signal) => {
    await Promise.all(
      Array.from({ length: count }, async () => {
        while (!signal.aborted) await once(target, signal)
      }),
    )
  }
}

/** Its status. */
function one({ port }: Target, agent: Agent, path: string, coding: string): Promise<number | undefined> {
  return new Promise((done) => {
    get(
      { host: '127.0.0.1', port, agent, path, headers: { 'Accept-Encoding': coding } },
      (response) => void response.resume().on('close', () => done(response.statusCode)),
    ).on('error', () => setTimeout(() => done(undefined), 50))
  })
}

async function opened(port: number, signal: AbortSignal, localAddress = '127.0.0.1'): Promise<Socket | undefined> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  try {
    await once(socket, 'connect', { signal })
    return socket.on('error', () => {})
  } catch {
    socket.on('error', () => {}).destroy()
    await sleep(100)
    return undefined
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

function somePath({ archive }: Target): string {
  return archive.path(3 + below(stories - 2))
}

async function fill(data: string): Promise<Archive> {
  const config = readConfig({ CRIER_DATA_DIR: data, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', CRIER_WORKER: 'no' })
  await using house = await openHouse(config)
  const database = new DatabaseSync(databaseFile(config), { enableForeignKeyConstraints: false })
  database.exec('pragma synchronous = off')
  await growArchive(house, stories, (sql) => database.exec(sql))
  database.close()
  return archiveOf(stories, await lastOfArchive(house))
}

async function serve({ port }: Target): Promise<ChildProcess> {
  const program = layPackage(join(folder, 'package'), values.code)
  const env = {
    PATH: process.env.PATH,
    CRIER_DATA_DIR: join(folder, 'data'),
    CRIER_PORT: String(port),
    CRIER_LOG_LEVEL: 'silent',
    CRIER_PAGE_CACHE_MB: String(cacheMb),
  }
  const child = spawn(process.execPath, [program, 'serve'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  while (
    !(await fetch(`http://127.0.0.1:${port}/`)
      .then((response) => response.ok)
      .catch(() => false))
  ) {
    if (child.exitCode !== null) throw new Error('the server did not start')
    await sleep(50)
  }
  return child
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return port
}

/** Resident memory by the kernel's account; Linux only. */
function rssMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function below(most: number): number {
  return Math.floor(Math.random() * most)
}
