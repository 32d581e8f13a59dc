import { sql } from 'kysely'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { system } from '../../src/kit/db/schema.ts'
import { pollChecks } from '../../src/polls/checks.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { pollByPublicId } from '../../src/polls/store.ts'
import { aDatabase } from '../databases.ts'
import { killed, served, type Serve } from '../killing.ts'

const actor = { kind: 'operator', id: 'test' } as const

describe('the writes of a group that meets a full disk', () => {
  test('are each told so, none of them is there, and the next ones go in', async () => {
    await using database = await aDatabase('sqlite')
    const pages = await database.write(system, (tx) => sql<{ page_count: number }>`pragma page_count`.execute(tx))
    const limit = (count: number) =>
      database.write(system, (tx) => sql.raw(`pragma max_page_count = ${count}`).execute(tx))
    await limit(pages.rows[0]?.page_count ?? 0)
    const long = 'a'.repeat(20_000)
    const told = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        database.write(system, (tx) =>
          tx
            .insertInto('readers')
            .values({ id: `${index} ${long}`, first_seen_at: 1 })
            .execute(),
        ),
      ),
    )
    expect(told.map((each) => (each.status === 'rejected' ? each.reason.kind : 'acknowledged'))).toEqual(
      told.map(() => 'full'),
    )
    await limit(1_000_000)
    expect(await database.db.selectFrom('readers').select('id').execute()).toEqual([])
    await database.write(system, (tx) => tx.insertInto('readers').values({ id: long, first_seen_at: 1 }).execute())
    expect(await database.db.selectFrom('readers').select('id').execute()).toHaveLength(1)
  })

  test('write nothing by themselves when the work does not pass the error on', async () => {
    await using database = await aDatabase('sqlite')
    const pages = await database.write(system, (tx) => sql<{ page_count: number }>`pragma page_count`.execute(tx))
    await database.write(system, (tx) =>
      sql.raw(`pragma max_page_count = ${pages.rows[0]?.page_count ?? 0}`).execute(tx),
    )
    const careless = database.write(system, async (tx) => {
      await tx
        .insertInto('readers')
        .values({ id: 'a'.repeat(50_000), first_seen_at: 1 })
        .execute()
        .catch(() => {})
      await tx.insertInto('readers').values({ id: 'half of a deed', first_seen_at: 1 }).execute()
    })
    const outcome = await careless.then(
      () => 'acknowledged',
      () => 'refused',
    )
    const kept = await database.db.selectFrom('readers').select('id').execute()
    expect(kept).toHaveLength(outcome === 'acknowledged' ? 1 : 0)
  })
})

/** Of util-linux. */
const tool = 'prlimit'
const canLimit = spawnSync(tool, ['--version']).status === 0

/**
 * The system refuses to let this process write into any file beyond its first bytes, as a full disk would; or lets it
 * again.
 */
function limitFiles({ process: child }: Serve, bytes: number | 'unlimited'): void {
  const { status, stderr } = spawnSync(tool, [`--pid=${child.pid}`, `--fsize=${bytes}:unlimited`])
  if (status !== 0) throw new Error(`prlimit: ${stderr.toString()}`)
}

// Limits of a running process are Linux's, and its tool is not everywhere.
describe.skipIf(!canLimit)('a paper whose disk takes nothing', () => {
  test('serves its pages, keeps what was typed, says so in words, and goes on by itself', async () => {
    await using paper = await aPaper()
    const server = await served(paper.folder, { CRIER_LOG_LEVEL: 'info', CRIER_TRUSTED_PROXIES: 'loopback' })
    let log = ''
    server.process.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString()))
    const voter = await aVoter(server.origin, paper.poll, '10.1.1.1')
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(200)
    limitFiles(server, 0)
    const asScript = await voter.vote(paper.option, 'application/json')
    expect([asScript.status, asScript.headers.get('retry-after')]).toEqual([503, '60'])
    expect(await asScript.json()).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('could not be saved just now'),
      html: expect.stringMatching(new RegExp(`value="${paper.option}" checked`, 'u')),
    })
    const asPage = await voter.vote(paper.option, 'text/html')
    expect([asPage.status, asPage.headers.get('retry-after'), asPage.headers.get('cache-control')]).toEqual([
      503,
      '60',
      'private, no-store',
    ])
    expect(await asPage.text()).toMatch(
      new RegExp(`could not be saved just now[\\s\\S]*value="${paper.option}" checked[\\s\\S]*name="pass"`, 'u'),
    )
    const notReady = await fetch(`${server.origin}/readyz`)
    expect([notReady.status, await notReady.json()]).toEqual([
      503,
      { status: 'not ready', missing: [expect.stringMatching(/^database: (failing|full)$/u)] },
    ])
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200)
    for (const path of ['/', '/-/archive', `/polls/${paper.poll}`])
      expect((await fetch(server.origin + path)).status).toBe(200)
    await Promise.all(Array.from({ length: 50 }, () => fetch(`${server.origin}/readyz`)))
    limitFiles(server, 'unlimited')
    await vi.waitUntil(async () => (await fetch(`${server.origin}/readyz`)).status === 200, {
      timeout: 10_000,
      interval: 50,
    })
    expect(await (await voter.vote(paper.option, 'application/json')).json()).toMatchObject({ outcome: 'received' })
    await vi.waitUntil(() => log.includes('the database does its work again'), { timeout: 10_000 })
    expect(log.split('the database cannot do its work')).toHaveLength(2)
    await killed(server)
  }, 60_000)

  test('keeps every vote that it acknowledged before, between and after, also when killed, and no other', async () => {
    await using paper = await aPaper()
    const server = await served(paper.folder, { CRIER_TRUSTED_PROXIES: 'loopback' })
    const acknowledged: string[] = []
    let refused = 0
    let isOver = false
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      for (let count = 0; !isOver; count++) {
        const voter = await aVoter(server.origin, paper.poll, `10.${reader}.${count % 250}.1`).catch(brokenOff)
        const answer = await voter?.vote(paper.option, 'application/json').catch(brokenOff)
        const text = await answer?.text().catch(brokenOff)
        if (answer === undefined || text === undefined) return
        if (answer.status === 503) refused++
        else acknowledged.push(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/u.exec(text)?.[0] ?? text)
      }
    })
    for (const round of [1, 2, 3]) {
      await vi.waitUntil(() => acknowledged.length >= round * 40, { timeout: 30_000, interval: 5 })
      limitFiles(server, 0)
      await vi.waitUntil(() => refused >= round * 30, { timeout: 30_000, interval: 5 })
      if (round < 3) limitFiles(server, 'unlimited')
    }
    await killed(server)
    isOver = true
    await Promise.all(readers)
    await paper.opened(async (house) => {
      const kept = new Set(
        (await house.db.selectFrom('ballots').select('receipt').execute()).map(({ receipt }) => receipt),
      )
      const faults = (await Promise.all(pollChecks.map((check) => check.run(house.db)))).flat()
      expect([acknowledged.filter((receipt) => !kept.has(receipt)), faults, kept.size]).toEqual([
        [],
        [],
        acknowledged.length,
      ])
    })
  }, 90_000)
})

/** What `fetch` throws when the line is cut, before an answer or in it. */
function brokenOff(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error
}

/** A reader with a cookie and a pass for the poll, in a network of its own. */
async function aVoter(origin: string, poll: string, address: string) {
  const own = { 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': address }
  const asked = await fetch(`${origin}/forms/pass?for=vote:${poll}`, { headers: own })
  const { pass } = (await asked.json()) as { pass: string }
  const cookie = asked.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return {
    vote: (choice: string, accept: string) =>
      fetch(`${origin}/polls/${poll}/votes`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...own, cookie, accept },
        body: new URLSearchParams({ choice, pass }),
      }),
  }
}

type Paper = {
  folder: string
  poll: string
  option: string
  opened<T>(work: (house: Awaited<ReturnType<typeof openHouse>>) => Promise<T>): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

/** A paper with a story and an open poll, which other processes can open. */
async function aPaper(): Promise<Paper> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-full-'))
  const opened = async <T>(work: (house: Awaited<ReturnType<typeof openHouse>>) => Promise<T>) => {
    await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
    return await work(house)
  }
  const made = await opened(async (house) => {
    await publishStory(house, actor, {
      source: '---\nheadline: Ferry finds its way\n---\n\nBy the sound of a cornet.\n',
      read: async () => undefined,
    })
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
    const poll = saved.outcome === 'created' ? await pollByPublicId(house.db, saved.publicId) : undefined
    return { poll: String(poll?.publicId), option: String(poll?.options[0]?.id) }
  })
  return {
    folder,
    opened,
    ...made,
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
