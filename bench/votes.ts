/**
 * Acknowledged votes per second of one server process with every check on: 64 connections over HTTP, each vote another
 * reader with their own cookie and pass, from another network. Then kill -9, and a count: every acknowledged vote must be
 * there. node bench/votes.ts [seconds] [PostgreSQL url]; without a url on SQLite.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { createPoll } from '../src/polls/deeds.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { issuePass } from '../src/readers/pass.ts'
import { newReaderId, readerCookie } from '../src/readers/readers.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'

const connections = 64
/** The first thousands cost several times as much: their code is being compiled. */
const warmUp = connections * 100
const [seconds, databaseUrl] = [Number(process.argv[2] ?? 10), process.argv[3]]
const origin = 'http://bench.example'

type Usage = { cpuSeconds: number; loopDelayP99Ms: number; rss: number }

if (process.argv[4] === 'serve') await serve(process.argv[5] ?? '')
else await measure()

function houseIn(folder: string): Promise<OpenHouse> {
  const url = databaseUrl === undefined || databaseUrl === '-' ? {} : { CRIER_DATABASE_URL: databaseUrl }
  return openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_URL: origin, CRIER_LOG_LEVEL: 'silent', CRIER_TRUSTED_PROXIES: 'loopback', ...url }))
}

async function serve(folder: string): Promise<void> {
  const house = await houseIn(folder)
  const server = await startServer(house, routes)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  process.on('message', (word) => {
    if (word === 'begin') delay.enable()
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuSeconds: (user + system) / 1e6, loopDelayP99Ms: delay.percentile(99) / 1e6, rss: process.memoryUsage.rss() } satisfies Usage)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port: server.port })
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-votes-'))
  const house = await houseIn(folder)
  const saved = await createPoll(house, {
    definition: { question: 'Who should wait?', options: ['Ships', 'Cars', 'Nobody'], minChoices: 1, maxChoices: 1, opensAt: null, closesAt: null, results: 'always', rotates: false }, actor: { kind: 'system', id: 'bench' },
  })
  const poll = saved.outcome === 'refused' ? undefined : await pollByPublicId(house.db, saved.publicId)
  if (poll === undefined) throw new Error('no poll was made')
  const child = spawn(process.execPath, [import.meta.filename, String(seconds), databaseUrl ?? '-', 'serve', folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ port }] = await once(child, 'message')
  const optionIds = poll.options.map(({ id }) => String(id))
  const request = (number: number) => requestOf(house, poll.publicId, optionIds[number % optionIds.length] ?? '', number)
  await vote(port, Array.from({ length: warmUp }, (_, number) => request(number)), 120)
  // Made beforehand: their signatures are the load's work, not the server's.
  const requests = Array.from({ length: seconds * 14_000 }, (_, number) => request(number + 1_000_000))
  const before = await usage(child, 'begin')
  const { latencies, took } = await vote(port, requests, seconds)
  const after = await usage(child, 'usage')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const acknowledged = latencies.length + warmUp
  const { tally } = (await pollByPublicId(house.db, poll.publicId)) ?? { tally: undefined }
  const kept = (tally?.counted ?? 0) + (tally?.setAside ?? 0)
  const faults = (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
  await house[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
  const p99 = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length * 0.99)] ?? Number.NaN
  const perSecond = latencies.length / took
  const target = databaseUrl === undefined || databaseUrl === '-' ? 7_000 : 4_000
  console.log(`${Math.round(perSecond)} acknowledged votes/s (target ${target}: ${perSecond >= target ? 'met' : 'missed'}), p99 ${p99.toFixed(1)} ms (target 40), ${Math.round(latencies.length / (after.cpuSeconds - before.cpuSeconds))} per CPU second of the server (${Math.round(((after.cpuSeconds - before.cpuSeconds) / latencies.length) * 1e6)} µs each), event-loop delay p99 ${after.loopDelayP99Ms.toFixed(1)} ms, RSS ${Math.round(after.rss / 1e6)} MB`)
  console.log(`after kill -9: ${kept} ballots for ${acknowledged} acknowledged, ${faults.length} faults in the recount: ${kept >= acknowledged && faults.length === 0 ? 'none lost' : `LOST ${faults.join('; ')}`}`)
}

/** A vote as a browser's script sends it. */
function requestOf(house: OpenHouse, publicId: string, choice: string, number: number): string {
  const readerId = newReaderId()
  const body = `choice=${choice}&pass=${issuePass(house, readerId, `vote:${publicId}`)}`
  const address = `10.${(number >> 14) & 255}.${(number >> 6) & 255}.${number & 63}`
  return [
    `POST /polls/${publicId}/votes HTTP/1.1`, 'Host: bench.example', `Origin: ${origin}`, 'Sec-Fetch-Site: same-origin', 'Accept: application/json', 'User-Agent: Bench/1.0', `X-Forwarded-For: ${address}`,
    `Cookie: ${readerCookie(house, readerId).split(';')[0]}`, 'Content-Type: application/x-www-form-urlencoded;charset=UTF-8', `Content-Length: ${Buffer.byteLength(body)}`, '', body,
  ].join('\r\n')
}

/** Every connection sends its next vote when its last is answered. */
async function vote(port: number, requests: string[], forSeconds: number): Promise<{ latencies: number[]; took: number }> {
  const latencies: number[] = []
  const began = performance.now()
  const until = began + forSeconds * 1000
  await Promise.all(Array.from({ length: connections }, async () => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    await once(socket, 'connect')
    for (let request = requests.pop(); request !== undefined && performance.now() < until; request = requests.pop()) {
      const sent = performance.now()
      const answer = await exchange(socket, request)
      if (!answer.includes('"received"')) throw new Error(`a vote was not acknowledged: ${answer.slice(0, 400)}`)
      latencies.push(performance.now() - sent)
    }
    socket.destroy()
  }))
  return { latencies, took: (performance.now() - began) / 1000 }
}

function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const onData = (data: Buffer) => {
      answer += data.toString('latin1')
      const head = answer.indexOf('\r\n\r\n')
      const length = Number(/content-length: (\d+)/iu.exec(answer)?.[1] ?? Number.NaN)
      if (head === -1 || answer.length < head + 4 + length) return
      socket.off('data', onData)
      socket.off('close', onClose)
      resolve(answer)
    }
    const onClose = () => reject(new Error('the connection was closed'))
    socket.on('data', onData).once('close', onClose).write(request)
  })
}

async function usage(child: ChildProcess, word: string): Promise<Usage> {
  child.send(word)
  const [message] = await once(child, 'message')
  return message
}
