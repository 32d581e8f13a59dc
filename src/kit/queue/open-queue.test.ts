import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aDatabase, engines, type TestDatabase } from '../../../tests/databases.ts'
import { fakeClock } from '../clock.ts'
import { system } from '../db/schema.ts'
import type { House } from '../house.ts'
import { openLog } from '../log.ts'
import {
  defineJob,
  enqueue,
  handleJob,
  nothing,
  PermanentFailure,
  type JobContext,
  type Schedule,
  type When,
} from './job.ts'
import { openQueue } from './open-queue.ts'
import { claimJobs, completeJobs, releaseExpired } from './store.ts'
import { backoffMs } from './work.ts'

const start = Date.UTC(2026, 0, 1)

type Work = { run(house: House, payload: unknown, context: JobContext): Promise<void>; concurrency?: number }
type Added = { name: string; payload: unknown } & Partial<When>

function aWorker(
  database: TestDatabase,
  works: Record<string, Work>,
  schedules: Schedule[] = [],
  clock = fakeClock(start),
  log = openLog({ logLevel: 'silent' }),
) {
  // The queue asks for nothing else of the house.
  const house = { ...database, clock, log } as unknown as House
  const handlers = Object.entries(works).map(([name, { run, ...options }]) => handleJob(anyJob(name, options), run))
  const queue = openQueue(() => house, { handlers, schedules, commits: database.commits })
  const add = ({ name, payload, ...when }: Added) =>
    database.write(system, (tx) => enqueue(tx, anyJob(name), payload, { at: clock.now(), ...when }))
  return { queue, clock, add }
}

function anyJob(name: string, options: { concurrency?: number } = {}) {
  return defineJob(name, z.unknown(), options)
}

describe.each(engines)('the queue on %s', (engine) => {
  test('runs what was added, by priority, and forgets it', async () => {
    await using database = await aDatabase(engine)
    const seen: unknown[] = []
    const { queue, add } = aWorker(database, {
      note: { concurrency: 1, run: async (_house, payload) => void seen.push(payload) },
    })
    await add({ name: 'note', payload: 'later' })
    await add({ name: 'note', payload: 'first', priority: 5 })
    await queue.drain()
    expect(seen).toEqual(['first', 'later'])
    expect(await queue.counts()).toEqual({ ready: 0, waiting: 0, running: 0, dead: 0 })
  })

  test('a job of a failed deed never was', async () => {
    await using database = await aDatabase(engine)
    const { queue } = aWorker(database, {})
    await database
      .write(system, async (tx) => {
        await enqueue(tx, anyJob('note'), 1, { at: start })
        throw new Error('no')
      })
      .catch(() => {})
    expect(await queue.counts()).toMatchObject({ ready: 0, waiting: 0 })
  })

  test('a unique key holds while its job is live', async () => {
    await using database = await aDatabase(engine)
    const { queue, add } = aWorker(database, { note: { run: async () => {} } })
    expect([
      await add({ name: 'note', payload: 1, uniqueKey: 'a' }),
      await add({ name: 'note', payload: 2, uniqueKey: 'a' }),
    ]).toEqual([true, false])
    await queue.drain()
    expect(await add({ name: 'note', payload: 3, uniqueKey: 'a' })).toBe(true)
  })

  test('jobs of one order key run one after the other', async () => {
    await using database = await aDatabase(engine)
    const seen: unknown[] = []
    let running = 0
    const { queue, add } = aWorker(database, {
      step: {
        run: async (_house, payload) => {
          expect(++running).toBe(1)
          await new Promise((done) => setImmediate(done))
          seen.push(payload)
          running--
        },
      },
    })
    for (const payload of [1, 2, 3, 4]) await add({ name: 'step', payload, orderKey: 'article:1' })
    await queue.drain()
    expect(seen).toEqual([1, 2, 3, 4])
  })

  test('a failing job is tried again after a while, and kept with its error in the end', async () => {
    await using database = await aDatabase(engine)
    let attempts = 0
    const { queue, clock, add } = aWorker(database, {
      fail: {
        run: async () => {
          attempts++
          throw new Error('the mail server is away')
        },
      },
    })
    await add({ name: 'fail', payload: { a: 1 }, maxAttempts: 3 })
    for (let round = 0; round < 3; round++) {
      await queue.drain()
      clock.advance(700_000)
    }
    expect(attempts).toBe(3)
    const [dead] = await database.db.selectFrom('dead_jobs').select(['name', 'attempts', 'error']).execute()
    expect(dead).toEqual({ name: 'fail', attempts: 3, error: 'Error: the mail server is away' })
  })

  test('a job that would fail for ever is kept with its error at once', async () => {
    await using database = await aDatabase(engine)
    const { queue, add } = aWorker(database, {
      fail: {
        run: async () => {
          throw new PermanentFailure('there is no such mailbox')
        },
      },
    })
    await add({ name: 'fail', payload: {} })
    await queue.drain()
    expect(await queue.counts()).toEqual({ ready: 0, waiting: 0, running: 0, dead: 1 })
    expect(await database.db.selectFrom('dead_jobs').select(['attempts', 'error']).execute()).toEqual([
      { attempts: 1, error: 'PermanentFailure: there is no such mailbox' },
    ])
  })

  test('a worker that froze past its lease cannot complete what another has taken over', async () => {
    await using database = await aDatabase(engine)
    await database.write(system, (tx) => enqueue(tx, anyJob('note'), 1, { at: start }))
    const claim = (owner: string, now: number) =>
      database.write(system, (tx) => claimJobs(tx, { owner, limit: 5, now, leaseUntil: now + 1000, busy: [] }))
    const frozen = await claim('frozen', start)
    await database.write(system, (tx) => releaseExpired(tx, start + 2000))
    const [taken] = await claim('other', start + 2000)
    expect(taken?.attempt).toBe(2)
    expect(await database.write(system, (tx) => completeJobs(tx, 'frozen', frozen))).toBe(0)
    expect(await database.write(system, (tx) => completeJobs(tx, 'other', taken ? [taken] : []))).toBe(1)
  })

  test('two workers never run the same job', async () => {
    await using database = await aDatabase(engine)
    const seen: unknown[] = []
    const handlers = {
      note: { concurrency: 8, run: async (_house: House, payload: unknown) => void seen.push(payload) },
    }
    const [one, two] = [aWorker(database, handlers), aWorker(database, handlers)]
    for (let index = 0; index < 100; index++) await one.add({ name: 'note', payload: index })
    await Promise.all([one.queue.drain(), two.queue.drain()])
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, index) => index))
  })

  test('a job that stops half-way with its process goes on in the next, as on its first attempt, and is no error', async () => {
    await using database = await aDatabase(engine)
    const lines: string[] = []
    const begun = Promise.withResolvers<void>()
    const run: Work['run'] = async (_house, _payload, { signal }) => {
      begun.resolve()
      await new Promise((done) => signal.addEventListener('abort', done))
      signal.throwIfAborted()
    }
    const { queue, add, clock } = aWorker(
      database,
      { long: { run } },
      [],
      fakeClock(start),
      openLog({ logLevel: 'info' }, { write: (line) => void lines.push(line) }),
    )
    queue.start()
    await add({ name: 'long', payload: 1, maxAttempts: 1 })
    await begun.promise
    await queue.stop(0)
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'info', job: 'long', attempt: 1, msg: 'a job stopped half-way and will go on' }),
    ])
    expect(lines.join('')).not.toContain('stack')
    const attempts: number[] = []
    const next = aWorker(
      database,
      { long: { run: async (_house, _payload, { attempt }) => void attempts.push(attempt) } },
      [],
      clock,
    )
    await next.queue.drain()
    expect(attempts).toEqual([1])
  })

  test('a started queue wakes for a new job, and stops when told', async () => {
    await using database = await aDatabase(engine)
    const ran = Promise.withResolvers<unknown>()
    const { queue, add } = aWorker(database, { note: { run: async (_house, payload) => ran.resolve(payload) } })
    queue.start()
    await add({ name: 'note', payload: 'now' })
    expect(await ran.promise).toBe('now')
    await queue.stop()
    expect(await queue.counts()).toMatchObject({ ready: 0, running: 0 })
  })

  test('a schedule enqueues once for two workers', async () => {
    await using database = await aDatabase(engine)
    const clock = fakeClock(start)
    let runs = 0
    const workers = [1, 2].map(() =>
      aWorker(
        database,
        { hourly: { run: async () => void runs++ } },
        [{ job: defineJob('hourly', nothing), cron: '0 * * * *' }],
        clock,
      ),
    )
    for (const { queue } of workers) queue.start()
    await expect.poll(() => database.db.selectFrom('schedules').select('name').execute()).toHaveLength(1)
    for (const { queue } of workers) await queue.stop()
    clock.advance(3_700_000)
    const later = [1, 2].map(() =>
      aWorker(
        database,
        { hourly: { run: async () => void runs++ } },
        [{ job: defineJob('hourly', nothing), cron: '0 * * * *' }],
        clock,
      ),
    )
    for (const { queue } of later) queue.start()
    await expect.poll(() => runs).toBe(1)
    for (const { queue } of later) await queue.stop()
    expect(runs).toBe(1)
  })
})

test('waiting doubles up to ten minutes, with full jitter', () => {
  expect([1, 2, 3, 30].map((attempt) => backoffMs(attempt, 1))).toEqual([1_000, 2_000, 4_000, 600_000])
  expect(backoffMs(5, 0)).toBe(0)
})
