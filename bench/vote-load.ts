/**
 * What the benches of votes share: a server in a process of its own, ballots as browsers send them, and connections
 * that send them.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { done } from '../src/kit/outcome.ts'
import { createPoll } from '../src/polls/deeds.ts'
import type { PollWithTally } from '../src/polls/poll.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { issuePass } from '../src/readers/pass.ts'
import { newReaderId, readerCookie } from '../src/readers/readers.ts'
import { routes } from '../src/routes.ts'
import { startServer } from '../src/server.ts'

const origin = 'http://bench.example'

export type Usage = { cpuSeconds: number; loopDelayP99Ms: number; rss: number }

/** Without an address of PostgreSQL on SQLite. */
export function houseIn(folder: string, databaseUrl = ''): Promise<OpenHouse> {
  const url = databaseUrl === '' ? {} : { CRIER_DATABASE_URL: databaseUrl }
  return openHouse(
    readConfig({
      CRIER_DATA_DIR: folder,
      CRIER_PORT: '0',
      CRIER_URL: origin,
      CRIER_LOG_LEVEL: 'silent',
      CRIER_TRUSTED_PROXIES: 'loopback',
      ...url,
    }),
  )
}

/** What `startServing` starts. */
export async function serve(folder: string, databaseUrl = ''): Promise<void> {
  const house = await houseIn(folder, databaseUrl)
  const server = await startServer(house, routes)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  process.on('message', (word) => {
    if (word === 'begin') delay.enable()
    const { user, system } = process.cpuUsage()
    process.send?.({
      cpuSeconds: (user + system) / 1e6,
      loopDelayP99Ms: delay.percentile(99) / 1e6,
      rss: process.memoryUsage.rss(),
    } satisfies Usage)
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ port: server.port })
}

/** `file serve folder url` in a process of its own, with the settings of this one. */
export async function startServing(
  file: string,
  folder: string,
  databaseUrl = '',
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [...process.execArgv, file, 'serve', folder, databaseUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(child, 'message')
  return { child, port }
}

export async function usage(child: ChildProcess, word: 'begin' | 'usage'): Promise<Usage> {
  child.send(word)
  const [message] = await once(child, 'message')
  return message
}

export async function somePoll(house: OpenHouse): Promise<PollWithTally> {
  const saved = await createPoll(
    house,
    { kind: 'system', id: 'bench' },
    {
      definition: {
        question: 'Who should wait?',
        options: ['Ships', 'Cars', 'Nobody'],
        minChoices: 1,
        maxChoices: 1,
        opensAt: null,
        closesAt: null,
        results: 'always',
        rotates: false,
      },
    },
  )
  const poll = await pollByPublicId(house.db, done(saved).publicId)
  if (poll === undefined) throw new Error('no poll was made')
  return poll
}

/**
 * Votes as a browser's script sends them, each by another reader with cookie and pass of their own, from networks of
 * 64. Made beforehand: their signatures are the load's work.
 */
export function voteRequests(house: OpenHouse, poll: PollWithTally, count: number): string[] {
  return Array.from({ length: count }, (_, number) => voteRequest(house, poll, number))
}

function voteRequest(house: OpenHouse, { publicId, options }: PollWithTally, number: number): string {
  const readerId = newReaderId()
  const body = `choice=${options[number % options.length]?.id}&pass=${issuePass(house, readerId, `vote:${publicId}`)}`
  const address = `10.${(number >> 14) & 255}.${(number >> 6) & 255}.${number & 63}`
  return [
    `POST /polls/${publicId}/votes HTTP/1.1`,
    'Host: bench.example',
    `Origin: ${origin}`,
    'Sec-Fetch-Site: same-origin',
    'Accept: application/json',
    'User-Agent: Bench/1.0',
    `X-Forwarded-For: ${address}`,
    `Cookie: ${readerCookie(house, readerId).split(';')[0]}`,
    'Content-Type: application/x-www-form-urlencoded;charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

/** A reading without a cookie, as a cache in front asks. */
export function pageRequest(path: string): string {
  return [`GET ${path} HTTP/1.1`, 'Host: bench.example', 'Accept-Encoding: gzip', '', ''].join('\r\n')
}

/**
 * Closed loop: every connection sends its next vote when its last is answered. Milliseconds of each, and how many
 * seconds it took.
 */
export async function vote(
  port: number,
  requests: string[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<{ latencies: number[]; took: number }> {
  const latencies: number[] = []
  const began = performance.now()
  const until = began + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await connection(port)
      for (let request = requests.pop(); request !== undefined && performance.now() < until; request = requests.pop()) {
        const sent = performance.now()
        mustBeReceived(await exchange(socket, request))
        latencies.push(performance.now() - sent)
      }
      socket.destroy()
    }),
  )
  return { latencies, took: (performance.now() - began) / 1000 }
}

/**
 * Open loop: a request goes out when its time has come, answered or not what went before; its latency counts from then.
 * Undefined when there are none left to send.
 */
export async function send(
  port: number,
  next: () => string | undefined,
  { connections, perSecond, seconds }: { connections: number; perSecond: number; seconds: number },
): Promise<number[]> {
  const latencies: number[] = []
  const free = await Promise.all(Array.from({ length: connections }, () => connection(port)))
  const began = performance.now()
  const total = perSecond * seconds
  const waiting: number[] = []
  let [sent, answered] = [0, 0]
  return await new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond))
      for (; sent < due; sent++) waiting.push(began + (sent * 1000) / perSecond)
      while (waiting.length > 0 && free.length > 0) one(free.pop()!, waiting.shift()!)
    }, 1)
    const finish = () => {
      clearInterval(timer)
      for (const socket of free) socket.destroy()
      resolve(latencies)
    }
    function one(socket: Socket, dueAt: number): void {
      const request = next()
      if (request === undefined) return finish()
      exchange(socket, request).then((answer) => {
        if (request.startsWith('POST')) mustBeReceived(answer)
        latencies.push(performance.now() - dueAt)
        const later = waiting.shift()
        if (later === undefined) free.push(socket)
        else one(socket, later)
        if (++answered === total) finish()
      }, reject)
    }
  })
}

/** Closed loop: pages a second that these connections get. */
export async function peakRate(connections: number, port: number, page: string, seconds: number): Promise<number> {
  let answered = 0
  const until = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await connection(port)
      while (performance.now() < until) {
        await exchange(socket, page)
        answered++
      }
      socket.destroy()
    }),
  )
  return answered / seconds
}

function mustBeReceived(answer: string): void {
  if (!answer.includes('"received"')) throw new Error(`a vote was not acknowledged: ${answer.slice(0, 400)}`)
}

export async function connection(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  return socket
}

/** One request and its whole answer. */
export function exchange(socket: Socket, request: string): Promise<string> {
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

export function quantile(numbers: readonly number[], part: number): number {
  return (
    numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))] ?? Number.NaN
  )
}
