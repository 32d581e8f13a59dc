import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { correctionsOf } from '../src/articles/correction-store.ts'
import { articleByPath } from '../src/articles/store.ts'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { system } from '../src/kit/db/schema.ts'
import { aDatabase, engines } from './databases.ts'
import { serve } from './house.ts'
import { linesUntilKilled } from './killing.ts'

const rounds = 3
/** As `fetch` asks for pages. */
const coding = 'br'

describe.each(engines)('pages on the disk after kill -9 on %s', (engine) => {
  test('show every correction that the database has, in whichever moment the process was killed', async () => {
    await using database = await aDatabase(engine)
    const folder = engine === 'sqlite' ? dirname(database.location) : mkdtempSync(join(tmpdir(), 'crier-kill-'))
    const env: Record<string, string> = engine === 'sqlite' ? {} : { CRIER_DATABASE_URL: database.location }
    const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'silent', ...env })
    const paths = await published(config)
    // PostgreSQL's journal counts as read to its end ten seconds after: what was published is from long before.
    await database.write(system, (tx) =>
      tx
        .updateTable('invalidations')
        .set(({ ref }) => ({ at: ref('seq') }))
        .execute(),
    )
    for (let round = 1; round <= rounds; round++) {
      // Some of the pages were written by then, at different stages of the next flush.
      const lines = 50 + Math.floor(Math.random() * 60)
      await linesUntilKilled('correcting-pages.ts', [folder, env.CRIER_DATABASE_URL ?? '', ...paths], lines)
      await using house = await openHouse(config)
      await using server = await serve(house)
      // With the first page the journal is applied; then what nobody has corrected comes from the disk.
      await server.get('/')
      await vi.waitUntil(() => house.pages.hit(paths[1] ?? '', coding) !== undefined, { timeout: 10_000, interval: 5 })
      for (const path of paths) {
        const text = await (await server.get(path)).text()
        expect({ path, missing: (await corrections(house, path)).filter((words) => !text.includes(words)) }).toEqual({
          path,
          missing: [],
        })
      }
      expect(house.pages.stats().fromDisk).toBeGreaterThan(1)
    }
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)
})

/** Eight stories, each with a topic and an author of its own. */
async function published(config: ReturnType<typeof readConfig>): Promise<string[]> {
  await using house = await openHouse(config)
  const paths: string[] = []
  for (let number = 1; number <= 8; number++) {
    const source =
      `---\nheadline: Ferry ${number} runs late\ntopics: Pier ${number}\nbyline: Captain ${number}\n---\n\n` +
      'By an hour.\n'
    const story = await publishStory(house, { kind: 'operator', id: 'test' }, { source, read: async () => undefined })
    if (story.outcome !== 'created' || story.path === null) throw new Error(`not published: ${story.outcome}`)
    paths.push(story.path)
  }
  await house.queue.drain()
  return paths
}

async function corrections(house: OpenHouse, path: string): Promise<string[]> {
  const article = await articleByPath(house.db, path)
  return article === undefined ? [] : (await correctionsOf(house.db, article.id)).map(({ words }) => words)
}
