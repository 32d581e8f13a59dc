/**
 * Acknowledged votes per second of one server process with every check on: 64 connections over HTTP, each vote another
 * reader with their own cookie and pass. Then kill -9, and a count: every acknowledged vote must be there.
 * node bench/votes.ts [seconds] [sqlite|postgres]. The same requests then go to a bare Node.js server, which reads them
 * and answers as many bytes: what no check and no database could be quicker than.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pollChecks } from '../src/polls/checks.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { startPostgres } from './bench-postgres.ts'
import { houseIn, quantile, serve, somePoll, startServing, usage, vote, voteRequests, type Usage } from './vote-load.ts'

const connections = 64
/** The first thousands cost several times as much: their code is being compiled. */
const warmUp = connections * 100
/** More than any machine would take. */
const maxPerSecond = 14_000

const [role = '10', folderOrEngine = 'sqlite', url] = process.argv.slice(2)
if (role === 'serve') await serve(folderOrEngine, url)
else if (role === 'bare') serveBarely()
else await measure(Number(role), folderOrEngine)

async function measure(seconds: number, engine: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-votes-'))
  chmodSync(folder, 0o755)
  const postgres = engine === 'postgres' ? await startPostgres(folder) : undefined
  const house = await houseIn(join(folder, 'data'), postgres?.url)
  const poll = await somePoll(house)
  const { child, port } = await startServing(import.meta.filename, join(folder, 'data'), postgres?.url)
  await vote(port, voteRequests(house, poll, warmUp), { connections, seconds: 120 })
  const requests = voteRequests(house, poll, seconds * maxPerSecond)
  const before = await usage(child, 'begin')
  const { latencies, took } = await vote(port, requests, { connections, seconds })
  const after = await usage(child, 'usage')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const acknowledged = latencies.length + warmUp
  const { tally } = (await pollByPublicId(house.db, poll.publicId)) ?? { tally: undefined }
  const kept = (tally?.counted ?? 0) + (tally?.setAside ?? 0)
  const faults = (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
  const bareMicros = await bareCost(voteRequests(house, poll, seconds * maxPerSecond))
  await house[Symbol.asyncDispose]()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
  const [perSecond, cpuSeconds, target] = [
    latencies.length / took,
    after.cpuSeconds - before.cpuSeconds,
    engine === 'postgres' ? 4_000 : 7_000,
  ]
  console.log(
    `${engine}: ${Math.round(perSecond)} acknowledged votes/s (target ${target}: ` +
      `${perSecond >= target ? 'met' : 'missed'}), p99 ${quantile(latencies, 0.99).toFixed(1)} ms (target 40), ` +
      `${Math.round((cpuSeconds / latencies.length) * 1e6)} ` +
      `µs of the server's CPU each (a bare server ${Math.round(bareMicros)}), ` +
      `event-loop delay p99 ${after.loopDelayP99Ms.toFixed(1)} ms, RSS ${Math.round(after.rss / 1e6)} MB`,
  )
  console.log(
    `after kill -9: ${kept} ballots for ${acknowledged} acknowledged, ${faults.length} ` +
      'faults in the recount: ' +
      `${kept >= acknowledged && faults.length === 0 ? 'none lost' : `LOST ${faults.join('; ')}`}`,
  )
}

const bareAnswer = JSON.stringify({ outcome: 'received', html: 'x'.repeat(900) })

function serveBarely(): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': String(bareAnswer.length) })
        response.end(bareAnswer)
      })
  }).listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
  })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuSeconds: (user + system) / 1e6, loopDelayP99Ms: 0, rss: 0 } satisfies Usage)
  })
  process.on('disconnect', () => process.exit())
}

/** Microseconds of CPU a request. */
async function bareCost(requests: string[]): Promise<number> {
  const child = spawn(process.execPath, [import.meta.filename, 'bare'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = await once(child, 'message')
  await vote(port, requests.splice(0, warmUp), { connections, seconds: 120 })
  const before = await usage(child, 'begin')
  const { latencies } = await vote(port, requests, { connections, seconds: 4 })
  const after = await usage(child, 'usage')
  child.kill()
  await once(child, 'exit')
  return ((after.cpuSeconds - before.cpuSeconds) / latencies.length) * 1e6
}
