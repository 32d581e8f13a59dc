/**
 * What a vote and a result cost in a poll that has millions of ballots already, against one of ten thousand, on SQLite:
 * node bench/vote-growth.ts [ballots] (default 10,000,000; about 4 GB; BENCH_KEEP=folder keeps them).
 */
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { databaseFile, type OpenHouse } from '../src/house.ts'
import { windowMs } from '../src/polls/bursts.ts'
import type { PollWithTally } from '../src/polls/poll.ts'
import { certificateOfPoll } from '../src/polls/read-certificate.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import {
  connection,
  exchange,
  houseIn,
  pageRequest,
  quantile,
  serve,
  somePoll,
  startServing,
  usage,
  vote,
  voteRequests,
} from './vote-load.ts'

const [role = '10000000', folderOfServer = ''] = process.argv.slice(2)
const [few, connections, votes, readings, maxGrowth] = [10_000, 16, 6_000, 300, 1.5]
/** Of the imagined past: one ballot in a network in two hundred, over two weeks. */
const [perNetwork, spreadMs] = [200, 14 * 86_400_000]

if (role === 'serve') await serve(folderOfServer)
else await measure(Number(role))

type Cost = { name: string; ms: number }
type Measured = { costs: Cost[]; rssMb: number }

async function measure(ballots: number): Promise<void> {
  const base = process.env.BENCH_KEEP ?? mkdtempSync(join(tmpdir(), 'crier-bench-growth-'))
  const results = []
  for (const count of [few, ballots]) results.push(await measureOne(join(base, String(count)), count))
  const [small, full] = results
  console.log(`medians; a poll of ${few.toLocaleString('en')} ballots against one of ${ballots.toLocaleString('en')}:`)
  for (const [index, { name, ms }] of (full?.costs ?? []).entries()) {
    const before = small?.costs[index]?.ms ?? Number.NaN
    console.log(
      `  ${name.padEnd(34)} ${before.toFixed(2).padStart(7)} ms ${ms.toFixed(2).padStart(7)} ms  ` +
        `growth ${(ms / before).toFixed(2)} (target ${maxGrowth}: ` +
        `${ms / before <= maxGrowth ? 'met' : 'missed'})`,
    )
  }
  console.log(`  memory                             ${small?.rssMb} MB    ${full?.rssMb} MB`)
  if (process.env.BENCH_KEEP === undefined) rmSync(base, { recursive: true, force: true })
}

async function measureOne(folder: string, ballots: number): Promise<Measured> {
  const isNew = !existsSync(folder)
  mkdirSync(folder, { recursive: true })
  const house = await houseIn(folder)
  if (isNew) fill(house, await somePoll(house), ballots)
  const { publicId } = await house.db.selectFrom('polls').select('public_id as publicId').executeTakeFirstOrThrow()
  const poll = await pollByPublicId(house.db, publicId)
  if (poll === undefined) throw new Error('there is no poll')
  const { child, port } = await startServing(import.meta.filename, folder)
  await vote(port, voteRequests(house, poll, votes / 2), { connections, seconds: 60 })
  const before = await usage(child, 'begin')
  const { latencies } = await vote(port, voteRequests(house, poll, votes), { connections, seconds: 120 })
  const after = await usage(child, 'usage')
  const costs = [
    { name: 'a vote, CPU of the server', ms: ((after.cpuSeconds - before.cpuSeconds) / latencies.length) * 1000 },
    { name: 'a vote, answered', ms: quantile(latencies, 0.5) },
  ]
  const [own = ''] = voteRequests(house, poll, 1)
  await vote(port, [own], { connections: 1, seconds: 10 })
  const mine = pageRequest(`/polls/${publicId}/mine`).replace(
    /\r\n\r\n$/u,
    `\r\n${/^Cookie: .*$/mu.exec(own)?.[0]}\r\n\r\n`,
  )
  const socket = await connection(port)
  costs.push({ name: "a reader's own vote with the result", ms: await timeOf(() => exchange(socket, mine)) })
  socket.destroy()
  costs.push({ name: 'the poll read with its tally', ms: await timeOf(() => pollByPublicId(house.db, publicId)) })
  costs.push({ name: 'its certificate', ms: await timeOf(() => certificateOfPoll(house, poll)) })
  const { rss } = await usage(child, 'usage')
  child.kill('SIGKILL')
  await once(child, 'exit')
  await house[Symbol.asyncDispose]()
  return { costs, rssMb: Math.round(rss / 1e6) }
}

async function timeOf(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let number = -20; number < readings; number++) {
    const began = performance.now()
    await ask()
    if (number >= 0) times.push(performance.now() - began)
  }
  return quantile(times, 0.5)
}

/**
 * Two weeks of ballots with all that counts them, as the house would have written them: `crier check` finds nothing.
 */
function fill(house: OpenHouse, { id, options }: PollWithTally, ballots: number): void {
  const began = performance.now()
  const first = Math.floor((Date.now() - spreadMs) / windowMs) * windowMs
  const optionOf =
    `(case n % ${options.length} ` +
    `${options.map((option, index) => `when ${index} then ${option.id}`).join(' ')} end)`
  const at = `(${first} + cast(n * ${((spreadMs - windowMs) / ballots).toFixed(6)} as integer))`
  const reader = `printf('%022d', n)`
  const network = `printf('%022d', n / ${perNetwork})`
  const numbers = `with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < ${ballots - 1})`
  const windows = `select poll_id, cast_at / ${windowMs} * ${windowMs} as starts_at`
  const database = new DatabaseSync(databaseFile(house.config), { enableForeignKeyConstraints: false })
  // Made once and never mended: what a crash would break is made anew.
  database.exec(`pragma synchronous = off; pragma cache_size = -600000; begin;
    update polls set opens_at = ${first} where id = ${id};
    ${numbers} insert into readers (id, first_seen_at) select ${reader}, ${at} from numbers;
    ${numbers} insert into ballots (poll_id, reader_id, state, receipt, reasons, prefix_hash, network_rank, has_pass,
      cast_at)
      select ${id}, ${reader}, 'counted', printf('%04d-%04d-%04d-0000', n / 100000000, n / 10000 % 10000, n % 10000),
        '[]', ${network}, n % ${perNetwork}, 1, ${at} from numbers;
    ${numbers} insert into ballot_choices (poll_id, reader_id, option_id) select ${id}, ${reader}, ${optionOf}
      from numbers;
    ${numbers} insert into poll_networks (poll_id, prefix_hash, ballots) select ${id}, ${network}, count(*)
      from numbers group by 2;
    update tallies
      set votes = (select count(*) from ballot_choices where poll_id = ${id} and option_id = tallies.option_id)
      where poll_id = ${id};
    update poll_totals set counted = ${ballots} where poll_id = ${id};
    insert into poll_windows (poll_id, starts_at, option_id, ballots, counted)
      select poll_id, starts_at, 0, count(*), count(*) from (${windows} from ballots where poll_id = ${id})
      group by starts_at;
    insert into poll_windows (poll_id, starts_at, option_id, ballots, counted)
      select poll_id, starts_at, option_id, count(*), count(*)
        from (select ballots.poll_id, cast_at / ${windowMs} * ${windowMs} as starts_at,
        option_id from ballots join ballot_choices using (poll_id, reader_id)
        where poll_id = ${id}) group by starts_at, option_id;
    commit; pragma wal_checkpoint(truncate)`)
  database.close()
  console.log(
    `${ballots.toLocaleString('en')} ballots made in ${((performance.now() - began) / 1000).toFixed(0)} s, ` +
      `${(statSync(databaseFile(house.config)).size / 1e6).toFixed(0)} MB`,
  )
}
