/**
 * A million subscribers on SQLite: what the pages of a subscriber's link cost, and what a list of a million lines takes
 * in memory while it is brought in: node --expose-gc bench/subscribers.ts [subscribers] [lines]
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { json } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'
import { createToken } from '../src/staff/tokens.ts'
import { preferencesPath } from '../src/subscriptions/token.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { grownPublicId, growSubscribers } from '../tests/subscriber-rows.ts'

const [subscribers, lines] = [2, 3].map((at) => Number(process.argv[at] ?? 1_000_000)) as [number, number]
const rounds = 200
const oneClick = {
  method: 'POST',
  body: 'List-Unsubscribe=One-Click',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
}
const folder = mkdtempSync(join(tmpdir(), 'crier-bench-'))
const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent' })
const house = await openHouse(config)
try {
  for (let number = 1; number <= 20; number++)
    await house.write(system, (tx) => ensureTopic(tx, { name: `Part ${number}` }, Date.now()))
  const database = new DatabaseSync(join(folder, 'house.db'), { timeout: 10_000 })
  await growSubscribers(subscribers, (sql) => database.exec(sql))
  database.exec('analyze')
  database.close()
  await measurePages(house)
  if (lines > 0) await measureImport(house)
} finally {
  await house[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}

/** Whole requests over the loopback, one after the other. CPU: of this process, with the asking itself. */
async function measurePages(from: OpenHouse): Promise<void> {
  const server = await startServer(from, routes)
  const preferences = preferencesPath(from, grownPublicId(Math.min(555_555, Math.floor(subscribers / 555) * 555)))
  const asked: [string, string, RequestInit?][] = [
    ['preferences', preferences],
    ['leaving, the page', `${preferences}/leave`],
    ['leaving, one click', `${preferences}/leave`, oneClick],
  ]
  for (const [name, path, options] of asked) {
    const times: number[] = []
    const before = process.cpuUsage()
    for (let round = 0; round < rounds; round++) {
      const began = performance.now()
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, options)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`${name}: ${answer.status}`)
      times.push(performance.now() - began)
    }
    const { user, system: kernel } = process.cpuUsage(before)
    const [p50, p99] = [0.5, 0.99].map((part) => times.toSorted((a, b) => a - b)[Math.floor(part * rounds)] ?? 0)
    const cpu = (user + kernel) / 1000 / rounds
    console.log(`${name}: p50 ${p50?.toFixed(1)} ms, p99 ${p99?.toFixed(1)} ms, CPU ${cpu.toFixed(1)} ms a request`)
  }
  await server.stop()
}

/** As the desk does it: sent over HTTP, looked through, brought in. Memory: of this process, sampled all the while. */
async function measureImport(into: OpenHouse): Promise<void> {
  const path = join(folder, 'list.csv')
  await writeList(path)
  const { token } = await createdToken(into)
  const server = await startServer(into, routes)
  const call = async (path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await fetch(`http://127.0.0.1:${server.port}/api/v1${path}`, { headers, ...init })).json()
  }
  globalThis.gc?.()
  const [before, began, cpu] = [process.memoryUsage().rss, performance.now(), process.cpuUsage()]
  const phases: Record<string, number> = {}
  let phase = 'sent'
  const sampling = setInterval(() => {
    phases[phase] = Math.max(phases[phase] ?? 0, process.memoryUsage().rss)
  }, 20)
  const { id } = await sentList(server.port, path, token)
  phase = 'looked through'
  into.queue.start()
  await reached(() => call(`/subscriber-imports/${id}`), 'checked')
  phase = 'brought in'
  await call(`/subscriber-imports/${id}/start`, { consent: 'bench' })
  const { report } = await reached(() => call(`/subscriber-imports/${id}`), 'done')
  clearInterval(sampling)
  const { user, system: kernel } = process.cpuUsage(cpu)
  const grown = Object.entries(phases).map(([name, rss]) => `${name} +${((rss - before) / 1e6).toFixed(0)}`)
  console.log(
    `${report.added} brought in: ${((performance.now() - began) / 1000).toFixed(0)} s, ` +
      `CPU ${((user + kernel) / 1e6).toFixed(0)} s, memory ${(before / 1e6).toFixed(0)} MB before, at most, in MB: ` +
      grown.join(', '),
  )
  await server.stop()
}

async function writeList(path: string): Promise<void> {
  const file = createWriteStream(path)
  file.write('email,name\n')
  for (let number = 0; number < lines; number++)
    if (!file.write(`new${number}@town${number % 97}.example,Reader ${number}\n`)) await once(file, 'drain')
  await new Promise<void>((resolve) => file.end(resolve))
}

async function createdToken(into: OpenHouse): Promise<{ token: string }> {
  const made = await createToken(into, operator, { name: 'bench', scopes: ['subscriber.manage'], expiresAt: null })
  return { token: done(made).secret }
}

async function sentList(port: number, path: string, token: string): Promise<{ id: string }> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Length': String((await stat(path)).size) }
  const sending = request({ port, path: '/api/v1/subscriber-imports?name=list.csv', method: 'POST', headers })
  createReadStream(path).pipe(sending)
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  return (await json(answer)) as { id: string }
}

async function reached(look: () => Promise<any>, state: string): Promise<any> {
  for (;;) {
    const found = await look()
    if (found.state === state) return found
    if (found.endedAt !== null) throw new Error(`${found.state}: ${found.fault}`)
    await setTimeout(500)
  }
}
