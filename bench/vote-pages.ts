/**
 * What readers of a hot page feel while others vote, on SQLite: a story's page asked for in an open loop at half of
 * what the server answers at most, first alone, then with votes: node bench/vote-pages.ts [seconds]
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { houseIn, pageRequest, peakRate, quantile, send, serve, startServing, vote, voteRequests } from './vote-load.ts'

const [role = '8', folderOfServer = ''] = process.argv.slice(2)
const [connections, rounds, maxGrowth] = [32, 3, 2]

if (role === 'serve') await serve(folderOfServer)
else await measure(Number(role))

async function measure(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-bench-pages-'))
  const house = await houseIn(folder)
  const { path, poll } = await storyWithPoll(house)
  const { child, port } = await startServing(import.meta.filename, folder)
  const page = pageRequest(path ?? '/')
  const votes = { connections, seconds: 120 }
  await vote(port, voteRequests(house, poll, 6_000), votes)
  const pagesPerSecond = await peakRate(connections, port, page, seconds)
  const began = performance.now()
  const { latencies } = await vote(port, voteRequests(house, poll, 3_000), votes)
  const votesPerSecond = latencies.length / ((performance.now() - began) / 1000)
  console.log(`at most ${Math.round(pagesPerSecond)} pages/s, or ${Math.round(votesPerSecond)} votes/s, by this load`)
  const load = { connections, perSecond: Math.floor(pagesPerSecond / 2), seconds }
  const alone: number[] = []
  // In turns, so that whatever else the machine does slows both alike.
  const during = new Map<number, number[]>([
    [0.1, []],
    [0.25, []],
  ])
  for (let round = 0; round < rounds; round++) {
    alone.push(quantile(await send(port, () => page, load), 0.99))
    for (const [part, times] of during) {
      const requests = voteRequests(house, poll, Math.ceil(votesPerSecond * part * seconds) + 1)
      const voting = send(port, () => requests.pop(), {
        connections,
        perSecond: Math.floor(votesPerSecond * part),
        seconds,
      })
      times.push(quantile(await send(port, () => page, load), 0.99))
      await voting
    }
  }
  const before = quantile(alone, 0.5)
  console.log(`${load.perSecond} pages/s alone: p99 ${before.toFixed(1)} ms`)
  for (const [part, times] of during) {
    const growth = quantile(times, 0.5) / before
    console.log(
      `${load.perSecond} pages/s with ${Math.floor(votesPerSecond * part)} votes/s: ` +
        `p99 ${quantile(times, 0.5).toFixed(1)} ms, ${growth.toFixed(2)} times (target ${maxGrowth}: ` +
        `${growth <= maxGrowth ? 'met' : 'missed'})`,
    )
  }
  child.kill()
  await once(child, 'exit')
  await house[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}

async function storyWithPoll(house: OpenHouse) {
  const source =
    '---\nheadline: The board asks its readers\nslug: asked\n---\n\n' +
    `${'The harbour board met again and heard from pilots. '.repeat(80)}\n\n` +
    ':::poll{id=bridge question="Who should wait?"}\n- Ships\n- Cars\n- Nobody\n:::\n'
  await publishStory(house, { kind: 'operator', id: 'bench' }, { source, read: async () => undefined })
  await house.queue.drain()
  const { publicId } = await house.db.selectFrom('polls').select('public_id as publicId').executeTakeFirstOrThrow()
  const { path } = await house.db.selectFrom('articles').select('path').executeTakeFirstOrThrow()
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) throw new Error('the story has no poll')
  return { path, poll }
}
