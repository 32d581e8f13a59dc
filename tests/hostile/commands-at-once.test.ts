/** Several commands at the same moment, beside a paper that is served: each does its work or says why not. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { checkCommand } from '../../src/cli/check.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse, type OpenHouse } from '../../src/house.ts'
import { publishFolder } from '../../src/importers/stories/publish-folder.ts'
import { importWordpress } from '../../src/importers/wordpress/run/import.ts'
import type { Engine } from '../../src/kit/db/schema.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { childEnv } from '../child-env.ts'
import { run } from '../cli-runs.ts'
import { aDatabase, engines } from '../databases.ts'
import { serve } from '../house.ts'
import { smallExport } from '../small-export.ts'

const bin = inject('program')
const actor = { kind: 'operator', id: 'test' } as const
const [stories, posts] = [12, 10]

type Ran = { args: string; code: unknown; out: string; err: string }
type Desk = {
  folder: string
  house: OpenHouse
  crier(...args: string[]): Promise<Ran>
  [Symbol.asyncDispose](): Promise<void>
}

async function aDesk(engine: Engine): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-at-once-'))
  const database = engine === 'postgres' ? await aDatabase(engine) : undefined
  if (database === undefined) copyFileSync(inject('sqliteTemplate'), join(folder, 'house.db'))
  const env: Record<string, string> = {
    CRIER_DATA_DIR: folder,
    CRIER_PORT: '0',
    CRIER_LOG_LEVEL: 'silent',
    ...(database && { CRIER_DATABASE_URL: database.location }),
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const house = await openHouse(readConfig(env), {}, { mustExist: true })
  const told = join(folder, 'stories')
  mkdirSync(told)
  for (let number = 0; number < stories; number++)
    writeFileSync(
      join(told, `story-${number}.md`),
      `---\nheadline: Story ${number}\ntopics: [Harbour, Part ${number % 3}]\nbyline: Ines\n` +
        `published: 2026-11-20T10:00:00Z\n---\n\nWords of ${number}.\n`,
    )
  const old = Array.from({ length: posts }, (_, index) => ({
    id: index + 1,
    path: `/old/${index}/`,
    content: 'Words.',
  }))
  writeFileSync(join(folder, 'export.xml'), smallExport({ categories: [], tags: [], posts: old }))
  return {
    folder,
    house,
    crier: (...args) =>
      new Promise((done) =>
        execFile(
          process.execPath,
          [bin, ...args],
          { env: { ...childEnv, HOME: folder, ...env }, cwd: folder, timeout: 90_000 },
          (error, out, err) => done({ args: args.join(' '), code: error?.code ?? 0, out, err }),
        ),
      ),
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      await database?.[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

afterEach(() => vi.unstubAllEnvs())

const poll = {
  question: 'When?',
  options: ['Noon', 'Dusk'],
  minChoices: 1,
  maxChoices: 1,
  opensAt: null,
  closesAt: null,
  results: 'always',
  rotates: false,
} as const

describe.each(engines)('on %s', (engine) => {
  test('what several commands set at once is all there', { timeout: 180_000 }, async () => {
    await using desk = await aDesk(engine)
    const { house, crier } = desk
    await using site = await serve(house)
    const made = await createPoll(house, actor, { definition: poll })
    if (made.outcome !== 'created') throw new Error(made.outcome)
    const ran = await Promise.all([
      crier('settings', 'set', 'identity.tagline', 'Both banks'),
      crier('settings', 'set', 'identity.description', 'Of the harbour'),
      crier('polls', 'close', made.publicId),
      crier('polls', 'close', made.publicId),
      ...(engine === 'sqlite' ? [crier('backup', 'one.tar'), crier('backup', 'one.tar')] : []),
    ])
    expect(ran.map(({ args, code, err }) => [args, code, err])).toEqual(ran.map(({ args }) => [args, 0, '']))
    expect((await site.get('/')).status).toBe(200)
    await house.settings.reload()
    const { tagline, description } = house.settings.current().identity
    expect([tagline, description]).toEqual(['Both banks', 'Of the harbour'])
    const closed = await house.db.selectFrom('ledger').select('seq').where('deed', '=', 'poll.close').execute()
    expect(closed).toHaveLength(1)
    expect(await run(checkCommand())).toMatchObject({ code: 0 })
  })

  test('a folder published by several at once is published once', { timeout: 60_000 }, async () => {
    await using desk = await aDesk(engine)
    const { house, folder } = desk
    await using other = await openHouse(house.config, {}, { mustExist: true })
    const publish = (by: OpenHouse) => publishFolder(by, actor, { path: join(folder, 'stories') })
    const all = (await Promise.all([publish(house), publish(other), publish(house)])).flat()
    expect(all.filter(({ outcome }) => outcome === 'created')).toHaveLength(stories)
    expect(all.filter(({ outcome }) => outcome === 'faulty')).toEqual([])
    expect(await slugsIn(house)).toEqual(Array.from({ length: stories }, (_, number) => `story-${number}`).toSorted())
    expect(await run(checkCommand())).toMatchObject({ code: 0 })
  })

  test('two files of one headline, published at once, are two stories', { timeout: 60_000 }, async () => {
    await using desk = await aDesk(engine)
    const { house, folder } = desk
    const files = ['a.md', 'b.md', 'c.md'].map((name) => join(folder, name))
    for (const file of files) writeFileSync(file, `---\nheadline: The bridge\n---\n\nWords of ${file}.\n`)
    const told = await Promise.all(files.map((file) => publishFolder(house, actor, { path: file })))
    expect(told.flat().map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created'])
    expect(await slugsIn(house)).toEqual(['the-bridge', 'the-bridge-2', 'the-bridge-3'])
  })

  test('an export imported twice at once comes in once', { timeout: 60_000 }, async () => {
    await using desk = await aDesk(engine)
    const { house, folder } = desk
    await using other = await openHouse(house.config, {}, { mustExist: true })
    const bring = (into: OpenHouse) =>
      importWordpress(into, { file: join(folder, 'export.xml'), media: { kind: 'none' } })
    await Promise.all([bring(house), bring(other)])
    expect(await slugsIn(house)).toEqual(Array.from({ length: posts }, (_, index) => String(index)))
    expect(await run(checkCommand())).toMatchObject({ code: 0 })
  })
})

test('a paper started twice at once is started', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-at-once-'))
  const start = () =>
    new Promise<[unknown, string]>((done) =>
      execFile(
        process.execPath,
        [bin, 'init', '--name', 'Lantern'],
        { env: { ...childEnv, CRIER_DATA_DIR: join(folder, 'new', 'data') } },
        (error, _, err) => done([error?.code ?? 0, err]),
      ),
    )
  const ran = await Promise.all([start(), start(), start()])
  for (const [, err] of ran) expect(err).not.toContain('    at ')
  expect(ran.filter(([code]) => code === 0).length).toBeGreaterThan(0)
  vi.stubEnv('CRIER_DATA_DIR', join(folder, 'new', 'data'))
  expect(await run(checkCommand())).toMatchObject({ code: 0 })
  rmSync(folder, { recursive: true, force: true })
})

async function slugsIn(house: OpenHouse): Promise<string[]> {
  const rows = await house.db.selectFrom('articles').select('slug').execute()
  return rows.map(({ slug }) => slug).toSorted()
}
