import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { articleChecks } from '../src/articles/checks.ts'
import { correctionsOf } from '../src/articles/correction-store.ts'
import { articleById, articleByPath } from '../src/articles/store.ts'
import { readConfig } from '../src/config.ts'
import { conversationChecks } from '../src/conversation/checks.ts'
import { heldComments } from '../src/conversation/store.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { fakeClock } from '../src/kit/clock.ts'
import { verifyLedger } from '../src/kit/ledger.ts'
import { searchChecks } from '../src/search/checks.ts'
import { aDatabase, engines, type TestDatabase } from './databases.ts'
import { killed, linesUntilKilled, served } from './killing.ts'

describe.each(engines)('what was acknowledged before kill -9 on %s', (engine) => {
  test('a comment that was answered "held" waits for the newsroom', async () => {
    await using paper = await aPaperToKill(engine)
    const story = await paper.opened(async (house) => {
      const published = await publishStory(
        house,
        { kind: 'operator', id: 'test' },
        {
          source: '---\nheadline: Ferry finds its way\n---\n\nBy the sound of a cornet.\n',
          read: async () => undefined,
        },
      )
      return published.outcome === 'faulty' ? undefined : (await articleById(house.db, published.id))?.publicId
    })
    const server = await served(paper.folder, { ...paper.env, CRIER_TRUSTED_PROXIES: 'loopback' })
    const acknowledged: string[] = []
    const readers = Array.from({ length: 8 }, (_, reader) =>
      keepCommenting(server.origin, String(story), reader, acknowledged),
    )
    await vi.waitUntil(() => acknowledged.length >= 60, { timeout: 20_000, interval: 5 })
    await killed(server)
    await Promise.all(readers)
    await paper.opened(async (house) => {
      const kept = new Set((await heldComments(house.db, 100_000)).map(({ publicId }) => publicId))
      expect([acknowledged.filter((id) => !kept.has(id)), await faultsIn(house)]).toEqual([[], []])
    })
  }, 60_000)

  test('a story that was published stands at its address, and a correction on it', async () => {
    await using paper = await aPaperToKill(engine)
    const acknowledged = await linesUntilKilled(
      'publishing-stories.ts',
      [paper.folder, paper.env.CRIER_DATABASE_URL ?? ''],
      60,
    )
    await paper.opened(async (house) => {
      const lost: string[] = []
      for (const line of acknowledged) {
        const [deed, path = ''] = line.split(' ')
        const article = await articleByPath(house.db, path)
        const corrections = article === undefined ? [] : await correctionsOf(house.db, article.id)
        if (article?.state !== 'published' || (deed === 'corrected' && corrections[0]?.words !== `Corrected: ${path}`))
          lost.push(line)
      }
      expect([lost, await faultsIn(house)]).toEqual([[], []])
    })
  }, 60_000)
})

type PaperToKill = {
  folder: string
  env: Record<string, string>
  opened<T>(work: (house: OpenHouse) => Promise<T>): Promise<T>
  [Symbol.asyncDispose](): Promise<void>
}

/** A paper that other processes can open too, on a fresh database. */
async function aPaperToKill(engine: TestDatabase['engine']): Promise<PaperToKill> {
  const database = await aDatabase(engine)
  const folder = engine === 'sqlite' ? dirname(database.location) : mkdtempSync(join(tmpdir(), 'crier-kill-'))
  const env: Record<string, string> = engine === 'sqlite' ? {} : { CRIER_DATABASE_URL: database.location }
  return {
    folder,
    env,
    async opened(work) {
      // Whatever was put off a little is due by then.
      await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', ...env }), {
        clock: fakeClock(Date.now() + 3_600_000),
      })
      return await work(house)
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Comments as ever new readers of ever new networks until the server is gone. */
async function keepCommenting(origin: string, story: string, reader: number, acknowledged: string[]): Promise<void> {
  for (let count = 0; ; count++) {
    const headers = {
      Accept: 'application/json',
      'Sec-Fetch-Site': 'same-origin',
      'X-Forwarded-For': `10.${reader}.${count}.1`,
    }
    const answer = await comment(
      `${origin}/articles/${story}/comments`,
      `${origin}/forms/pass?for=comment:${story}`,
      headers,
    ).catch(brokenOff)
    if (answer === undefined) return
    const id = /\/comments\/([a-z0-9]+)\/mine/u.exec(answer)?.[1]
    if (id === undefined) throw new Error(`a comment was not held: ${answer}`)
    acknowledged.push(id)
  }
}

async function comment(address: string, passAddress: string, headers: Record<string, string>): Promise<string> {
  const asked = await fetch(passAddress, { headers })
  const { pass } = (await asked.json()) as { pass: string }
  const cookie = asked.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const body = new URLSearchParams({ name: 'Ines', email: 'ines@example.org', comment: 'Ships first.', pass })
  return (await fetch(address, { method: 'POST', headers: { ...headers, cookie }, body })).text()
}

/** What `fetch` throws when the line is cut, before an answer or in it. */
function brokenOff(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error
}

/** What follows from a deed is done after all: the jobs were rows of the same transaction. */
async function faultsIn(house: OpenHouse): Promise<string[]> {
  await house.queue.drain()
  const ledger = await verifyLedger(house.db)
  const found = await Promise.all(
    [...articleChecks, ...conversationChecks, ...searchChecks].map((check) => check.run(house.db)),
  )
  return [...found.flat(), ...(ledger.ok ? [] : [`ledger entry ${ledger.seq}: ${ledger.what}`])]
}
