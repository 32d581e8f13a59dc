import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { articleByPath } from '../../src/articles/store.ts'
import { withdrawArticle } from '../../src/articles/withdraw.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { defineJob, enqueue, handleJob, nothing } from '../../src/kit/queue/job.ts'
import { openQueue } from '../../src/kit/queue/open-queue.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { serve, type Served } from '../house.ts'
import { anOwnPostgres, type OwnPostgres } from '../own-postgres.ts'

const actor = { kind: 'operator', id: 'test' } as const

/** Longer than anybody should wait: what hangs fails here. */
const patient = { signal: AbortSignal.timeout(120_000) }
const soon = () => ({ signal: AbortSignal.timeout(9_000) })

describe('a paper whose PostgreSQL is taken away', () => {
  let postgres: OwnPostgres
  let house: OpenHouse
  let served: Served
  let poll: { publicId: string; option: string }
  let [one, two, three] = ['', '', '']
  const folder = mkdtempSync(join(tmpdir(), 'crier-gone-'))

  beforeAll(async () => {
    postgres = await anOwnPostgres()
    house = await openHouse(
      readConfig({
        CRIER_DATA_DIR: folder,
        CRIER_DATABASE_URL: postgres.url,
        CRIER_LOG_LEVEL: 'silent',
        CRIER_PORT: '0',
      }),
    )
    served = await serve(house)
    house.queue.start()
    ;[one, two, three] = [await publish('One'), await publish('Two'), await publish('Three')]
    const saved = await createPoll(house, actor, {
      definition: {
        question: 'Open?',
        options: ['Yes', 'No'],
        minChoices: 1,
        maxChoices: 1,
        opensAt: null,
        closesAt: null,
        results: 'always',
        rotates: false,
      },
    })
    const made = saved.outcome === 'created' ? await pollByPublicId(house.db, saved.publicId) : undefined
    poll = { publicId: String(made?.publicId), option: String(made?.options[0]?.id) }
  }, 120_000)

  afterAll(async () => {
    await served[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
    await postgres[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  async function publish(name: string): Promise<string> {
    const published = await publishStory(house, actor, {
      source: `---\nheadline: Story ${name}\n---\n\nWords of ${name}.\n`,
      read: async () => undefined,
    })
    return published.outcome === 'faulty' ? 'faulty' : String(published.path)
  }
  const statusOf = async (path: string) => (await served.get(path, soon())).status
  const isReady = () => vi.waitUntil(async () => (await statusOf('/readyz')) === 200, { timeout: 20_000, interval: 50 })

  async function vote(): Promise<Response> {
    const asked = await served.get(`/forms/pass?for=vote:${poll.publicId}`, patient)
    const { pass } = (await asked.json()) as { pass: string }
    const cookie = asked.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return served.post(
      `/polls/${poll.publicId}/votes`,
      { choice: poll.option, pass },
      { ...soon(), headers: { cookie, accept: 'application/json' } },
    )
  }

  test('serves what it has while it is stopped, never what was withdrawn, and goes on by itself', async () => {
    for (const path of ['/', one, two]) expect(await statusOf(path)).toBe(200)
    await vi.waitUntil(async () => (await house.queue.counts()).ready === 0, { timeout: 20_000 })
    const withdrawn = await articleByPath(house.db, two)
    if (withdrawn === undefined) throw new Error('there is no second story')
    await withdrawArticle(house, actor, { articleId: withdrawn.id })
    expect(await statusOf('/')).toBe(200)
    // From now on the front page is to be rendered anew, and the second story must not be shown again.
    await publish('Four')
    await postgres.stop()
    const front = await served.get('/', soon())
    expect([front.status, front.headers.get('cache-control')]).toEqual([200, expect.stringContaining('stale-if-error')])
    expect(await front.text()).not.toContain('Story Four')
    expect(await statusOf(one)).toBe(200)
    const gone = await served.get(two, soon())
    expect([gone.status, gone.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await gone.text()).toMatch(/lang="en"[\s\S]*cannot be shown just now/u)
    expect(await statusOf(three)).toBe(503)
    const refused = await vote()
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '60',
      expect.objectContaining({ outcome: 'unavailable' }),
    ])
    expect([await statusOf('/readyz'), await statusOf('/healthz')]).toEqual([503, 200])
    await postgres.start()
    await isReady()
    const shows = async (words: string) => (await (await served.get('/', soon())).text()).includes(words)
    await vi.waitUntil(() => shows('Story Four'), { timeout: 10_000, interval: 50 })
    expect([await statusOf(two), await statusOf(three), (await vote()).status]).toEqual([410, 200, 200])
  }, 90_000)

  test('gives up in words while it is frozen, piles nothing up, and goes on by itself', async () => {
    expect(await statusOf(one)).toBe(200)
    postgres.freeze()
    try {
      const asked = [...Array.from({ length: 60 }, (_, number) => `/nowhere-${number}`), '/-/topics', '/-/corrections']
      const statuses = await Promise.all(asked.map(statusOf))
      expect(new Set(statuses)).toEqual(new Set([503]))
      expect((await vote()).status).toBe(503)
      expect([await statusOf('/readyz'), await statusOf(one)]).toEqual([503, 200])
    } finally {
      postgres.thaw()
    }
    await isReady()
    expect([await statusOf('/-/topics'), (await vote()).status]).toEqual([200, 200])
  }, 90_000)

  test('runs a job again that met the outage, which was no attempt of it', async () => {
    // Another worker of the same paper, with work of its own.
    await house.queue.stop()
    const attempts: number[] = []
    const isGone = Promise.withResolvers<void>()
    const job = defineJob('hold', nothing)
    const hold = handleJob(job, async (at, _, { attempt }) => {
      attempts.push(attempt)
      if (attempts.length === 1) await isGone.promise
      await at.db.selectFrom('settings').select('key').execute()
    })
    const queue = openQueue(() => house, {
      handlers: [hold],
      schedules: [],
      commits: house.database.commits,
    })
    await house.write(actor, (tx) => enqueue(tx, job, {}, { at: house.clock.now() }))
    queue.start()
    await vi.waitUntil(() => attempts.length === 1, { timeout: 20_000, interval: 20 })
    await postgres.stop()
    await vi.waitUntil(() => house.condition.trouble()?.kind === 'unreachable', { timeout: 20_000, interval: 20 })
    isGone.resolve()
    await postgres.start()
    await isReady()
    await vi.waitUntil(
      async () => (await house.db.selectFrom('jobs').select('id').where('name', '=', 'hold').execute()).length === 0,
      { timeout: 20_000, interval: 50 },
    )
    await queue.stop()
    expect([...attempts]).toEqual([1, 1])
  }, 120_000)

  test('says so when the database was made anew and is empty', async () => {
    expect(await statusOf(one)).toBe(200)
    await postgres.empty()
    await vi.waitUntil(async () => (await (await served.get('/readyz', soon())).text()).includes('emptied'), {
      timeout: 20_000,
      interval: 50,
    })
    expect((await vote()).status).toBe(503)
    await expect(openHouse(house.config, {}, { mustExist: true })).rejects.toThrow(
      'There is no paper in this database yet',
    )
  }, 60_000)
})
