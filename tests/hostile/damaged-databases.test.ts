/** What somebody has done to a database past the program: `crier check` says it in words, all of it, and ends. */
import { copyFileSync, mkdtempSync, rmSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import sharp from 'sharp'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { checkCommand } from '../../src/cli/check.ts'
import { settingsCommand } from '../../src/cli/settings.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import type { Engine } from '../../src/kit/db/schema.ts'
import { run } from '../cli-runs.ts'
import { aDatabase, engines } from '../databases.ts'
import { serve } from '../house.ts'

type Paper = {
  folder: string
  open(): Promise<OpenHouse>
  damage(sql: string): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A paper with a story, a picture and a poll; commands of this test are about it. */
async function aPaper(engine: Engine): Promise<Paper> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-damaged-'))
  const file = join(folder, 'house.db')
  const database = engine === 'postgres' ? await aDatabase(engine) : undefined
  if (database === undefined) copyFileSync(inject('sqliteTemplate'), file)
  const env: Record<string, string> = {
    CRIER_DATA_DIR: folder,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    ...(database && { CRIER_DATABASE_URL: database.location }),
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const open = () => openHouse(readConfig(env), {}, { mustExist: true })
  {
    await using house = await open()
    const picture = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#457' } })
      .jpeg()
      .toBuffer()
    const source =
      '---\nheadline: At dusk\nbyline: Ines\nslug: dusk\npicture:\n  src: a.jpg\n  alt: Grey\n---\n\nWords.\n\n' +
      ':::poll{id=dusk question="When?"}\n- Noon\n- Dusk\n:::\n'
    await publishStory(house, { kind: 'operator', id: 'test' }, { source, read: async () => picture })
    await house.queue.drain()
  }
  return {
    folder,
    open,
    async damage(sql) {
      if (database === undefined) {
        const past = new DatabaseSync(file, { enableForeignKeyConstraints: false })
        past.exec(`pragma ignore_check_constraints = on; ${sql}`)
        return past.close()
      }
      const client = new Client({ connectionString: database.location })
      await client.connect()
      await client.query(sql)
      await client.end()
    },
    async [Symbol.asyncDispose]() {
      await database?.[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

afterEach(() => vi.unstubAllEnvs())

type Damage = { sql: string; found: RegExp; only?: Engine }

const rows: Damage[] = [
  { sql: 'delete from ledger where seq = 1', found: /entry 1: is missing/u },
  { sql: 'update articles set comment_count = 7', found: /the count says 7, 0 comments/u },
  { sql: 'delete from poll_totals', found: /the totals say nothing counted/u },
  { sql: `update article_versions set document = '{'`, found: /its document is not JSON/u },
  { sql: `update media set storage_key = '../../etc/passwd'`, found: /passwd is missing/u },
  { sql: 'delete from renditions', found: /media 1 \(a\.jpg\) has no rendition/u },
  { sql: 'delete from paths', found: /that address does not lead to it/u },
  { sql: `insert into settings values ('front', '{', 1)`, found: /"front" .* is damaged: it is not JSON/u },
  { sql: `insert into settings values ('nmae', '1', 1)`, found: /knows no setting of that name/u },
  {
    sql: 'insert into article_topics select 99, 99, published_at, 0 from articles',
    found: /1 row of article_topics .* speaks of articles/u,
    only: 'sqlite',
  },
  {
    sql: `update articles set comments_open = 5`,
    found: /CHECK constraint failed in articles/u,
    only: 'sqlite',
  },
]

const schema: Damage[] = [
  { sql: `update ledger set hash = '00' where seq = 1`, found: /entry 1: was changed/u },
  { sql: 'drop table tallies', found: /the table tallies is missing/u },
  { sql: 'drop index jobs_unique', found: /the index jobs_unique is missing/u },
  { sql: 'drop table corrections', found: /the table corrections is missing/u },
]

describe.each(engines)('on %s', (engine) => {
  test.each([
    ['rows that were taken out, changed and made up', rows],
    ['tables and rules that were dropped', schema],
  ])('`crier check` finds %s, and looks at all the rest', async (_, damages) => {
    await using paper = await aPaper(engine)
    expect(await run(checkCommand())).toMatchObject({ code: 0 })
    const own = damages.filter(({ only = engine }) => only === engine)
    for (const { sql } of own) await paper.damage(sql)
    const { code, out } = await run(checkCommand())
    expect(code).toBe(1)
    for (const { found } of own) expect(out).toMatch(found)
    expect(out).not.toContain('    at ')
    expect(out).toContain('the search index holds each published story')
  })

  test('`crier check` names files that are gone from the store', async () => {
    await using paper = await aPaper(engine)
    await using house = await paper.open()
    const { storageKey } = await house.db
      .selectFrom('renditions')
      .select('storage_key as storageKey')
      .limit(1)
      .executeTakeFirstOrThrow()
    unlinkSync(join(paper.folder, 'media', storageKey))
    const { code, out } = await run(checkCommand())
    expect([code, out]).toEqual([1, expect.stringContaining(`${storageKey} is missing`)])
  })

  test('damaged settings are mended by setting them, and what can be read of them stays', async () => {
    await using paper = await aPaper(engine)
    const name = JSON.stringify({ name: 'Lantern', tagline: 7, language: 'de' })
    await paper.damage(
      `delete from settings; insert into settings values ('identity', '${name}', 1), ('front', '[', 1)`,
    )
    await expect(paper.open()).rejects.toThrow('"crier settings set"')
    const first = await run(settingsCommand(), 'set', 'identity.tagline', 'Both banks')
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('"identity" was damaged: what could be read') })
    expect(first.out).toMatch(/"front" .* is damaged/u)
    await run(settingsCommand(), 'set', 'front.poll', 'false')
    await using house = await paper.open()
    const { identity, front } = house.settings.current()
    expect(identity).toMatchObject({ name: 'Lantern', tagline: 'Both banks', language: 'de' })
    expect(front).toMatchObject({ poll: false, lead: null })
    expect(await run(checkCommand())).toMatchObject({ code: 0 })
  })

  test.each(['settings', 'secrets'])('a paper without its table of %s is told so in words', async (table) => {
    await using paper = await aPaper(engine)
    await paper.damage(`drop table ${table}`)
    await expect(paper.open()).rejects.toMatchObject({ name: 'Refusal', code: 'unavailable' })
  })

  test('a served paper that has lost a table says that it cannot, and serves what needs none of it', async () => {
    await using paper = await aPaper(engine)
    await using house = await paper.open()
    await using site = await serve(house)
    const { publicId } = await house.db.selectFrom('polls').select('public_id as publicId').executeTakeFirstOrThrow()
    await paper.damage('drop table tallies')
    expect((await site.get(`/polls/${publicId}`)).status).toBe(503)
    expect((await site.get('/-/archive')).status).toBe(200)
  })
})
