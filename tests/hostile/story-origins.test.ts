/** Which story a file is: nothing is overwritten because it looks alike, nothing doubled because it was moved. */
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { articleBySlug } from '../../src/articles/store.ts'
import { withdrawArticle } from '../../src/articles/withdraw.ts'
import { publishFolder, type FilePublished } from '../../src/importers/stories/publish-folder.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'

const actor = { kind: 'operator', id: 'desk' } as const
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-origins-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)

function write(name: string, head: string, body = 'Words.'): string {
  writeFileSync(at(name), `---\n${head}\npublished: 2026-10-01T10:00:00Z\n---\n\n${body}\n`)
  return at(name)
}

async function stories({ db }: TestHouse): Promise<string[]> {
  const rows = await db.selectFrom('articles').select('path').orderBy('id').execute()
  return rows.map(({ path }) => path ?? 'none')
}

async function headlines({ db }: TestHouse): Promise<string[]> {
  const newest = await db
    .selectFrom('article_versions')
    .innerJoin('articles', 'articles.id', 'article_versions.article_id')
    .select(['articles.slug', 'article_versions.headline', 'document', 'number'])
    .orderBy('articles.id')
    .orderBy('number')
    .execute()
  return [...new Map(newest.map((row) => [row.slug, row])).values()].map(
    ({ slug, headline, document }) => `${slug}: ${headline}: ${/"text":"([^"]*)"/u.exec(document)?.[1]}`,
  )
}

const warningsOf = (results: readonly FilePublished[]) =>
  results.flatMap((result) => (result.outcome === 'faulty' ? [] : result.warnings))
const outcomesOf = (results: readonly FilePublished[]) => results.map(({ outcome }) => outcome)

describe.each(engines)('on %s', (engine) => {
  test('two files of one headline are two stories, which is said; again, each updates its own', async () => {
    await using house = await aHouse(engine)
    write('a.md', 'headline: Weather', 'Rain.')
    write('b.md', 'headline: Weather', 'Sun.')
    const first = await publishFolder(house, actor, { path: folder })
    expect(outcomesOf(first)).toEqual(['created', 'created'])
    expect(await stories(house)).toEqual(['/2026/10/weather', '/2026/10/weather-2'])
    expect(warningsOf(first)).toEqual([
      expect.stringMatching(/another story.*\/2026\/10\/weather.*a\.md.*slug: weather/u),
    ])
    expect(outcomesOf(await publishFolder(house, actor, { path: folder }))).toEqual(['unchanged', 'unchanged'])
    write('b.md', 'headline: Weather', 'Snow.')
    expect(outcomesOf(await publishFolder(house, actor, { path: at('b.md') }))).toEqual(['updated'])
    expect(await headlines(house)).toEqual(['weather: Weather: Rain.', 'weather-2: Weather: Snow.'])
  })

  test('polls without an id belong to their own story, not to the other of its headline', async () => {
    await using house = await aHouse(engine)
    const poll = (options: string) => `:::poll{question="Which?"}\n${options}\n:::`
    write('a.md', 'headline: Weather', poll('- Rain\n- Sun'))
    write('b.md', 'headline: Weather', poll('- Wind\n- Snow'))
    expect(outcomesOf(await publishFolder(house, actor, { path: folder }))).toEqual(['created', 'created'])
    expect((await house.db.selectFrom('polls').select('id').execute()).length).toBe(2)
  })

  test('a file with another headline is the same story at the same address', async () => {
    await using house = await aHouse(engine)
    await publishFolder(house, actor, { path: write('a.md', 'headline: Wether', 'Rain.') })
    await publishFolder(house, actor, { path: write('a.md', 'headline: Weather', 'Rain.') })
    expect([await stories(house), await headlines(house)]).toEqual([['/2026/10/wether'], ['wether: Weather: Rain.']])
  })

  test('a file that was moved is known by its slug, and by its words; else it is another story', async () => {
    await using house = await aHouse(engine)
    write('a.md', 'headline: Weather\nslug: weather', 'Rain.')
    write('b.md', 'headline: Tides', 'High.')
    write('c.md', 'headline: Winds', 'West.')
    await publishFolder(house, actor, { path: folder })
    mkdirSync(at('moved'))
    for (const name of ['a.md', 'b.md', 'c.md']) renameSync(at(name), at(`moved/${name}`))
    write('moved/a.md', 'headline: Weather at noon\nslug: weather', 'Sun.')
    write('moved/c.md', 'headline: Winds', 'East.')
    const results = await publishFolder(house, actor, { path: folder })
    expect(outcomesOf(results)).toEqual(['updated', 'unchanged', 'created'])
    expect(await stories(house)).toEqual(['/2026/10/weather', '/2026/10/tides', '/2026/10/winds', '/2026/10/winds-2'])
    write('moved/b.md', 'headline: Tides', 'Low.')
    expect(outcomesOf(await publishFolder(house, actor, { path: at('moved/b.md') }))).toEqual(['updated'])
  })

  test('a copy with the same words makes no second story; changed, it is one', async () => {
    await using house = await aHouse(engine)
    await publishFolder(house, actor, { path: write('a.md', 'headline: Weather', 'Rain.') })
    copyFileSync(at('a.md'), at('b.md'))
    const results = await publishFolder(house, actor, { path: folder })
    expect([outcomesOf(results), warningsOf(results)]).toEqual([
      ['unchanged', 'unchanged'],
      [expect.stringMatching(/a\.md says the same/u)],
    ])
    write('b.md', 'headline: Weather', 'Sun.')
    expect(outcomesOf(await publishFolder(house, actor, { path: folder }))).toEqual(['unchanged', 'created'])
    expect(await headlines(house)).toEqual(['weather: Weather: Rain.', 'weather-2: Weather: Sun.'])
  })

  test('one slug in two files of a folder is a fault; in a file published later it is said whose story it takes', async () => {
    await using house = await aHouse(engine)
    write('a.md', 'headline: Weather\nslug: weather', 'Rain.')
    write('b.md', 'headline: Tides\nslug: weather', 'High.')
    const [, second] = await publishFolder(house, actor, { path: folder })
    expect(second).toMatchObject({
      outcome: 'faulty',
      faults: [{ line: 3, message: expect.stringMatching(/a\.md too/u) }],
    })
    expect(await headlines(house)).toEqual(['weather: Weather: Rain.'])
    const later = await publishFolder(house, actor, { path: at('b.md') })
    expect(warningsOf(later)).toEqual([expect.stringMatching(/published from .*a\.md, which is still there/u)])
  })

  test('a story that was withdrawn does not come back with its folder, and does by itself', async () => {
    await using house = await aHouse(engine)
    write('a.md', 'headline: Weather', 'Rain.')
    write('b.md', 'headline: Tides', 'High.')
    await publishFolder(house, actor, { path: folder })
    const article = await articleBySlug(house.db, 'weather')
    if (article === undefined) throw new Error('no story')
    await withdrawArticle(house, actor, { articleId: article.id })
    expect(outcomesOf(await publishFolder(house, actor, { path: folder }))).toEqual(['faulty', 'unchanged'])
    expect((await articleBySlug(house.db, 'weather'))?.state).toBe('withdrawn')
    expect(outcomesOf(await publishFolder(house, actor, { path: at('a.md') }))).toEqual(['updated'])
  })
})

test.each([
  ['NUL', 'headline: "a\\0b"', /headline has a control character/u],
  ['an escape', 'headline: "a\\e[2J"', /headline has a control character/u],
  ['a turned direction', 'headline: "a\\u202eb"', /headline has a control character/u],
  ['a turned direction in a topic', 'headline: A\ntopics: ["a\\u202eb"]', /topics has a control character/u],
  ['a key twice', 'headline: A\nheadline: B', /must be unique/u],
  ['an alias', 'headline: &a A\nkicker: *a', /refers to another place/u],
  ['a date of no calendar', 'headline: A\nupdated: 2026-02-30T10:00:00Z', /updated is "2026-02-30T10:00:00Z"/u],
  ['a zone that is none', 'headline: A\nupdated: 2026-02-20T10:00:00+99:00', /updated is/u],
  ['a time without a zone', 'headline: A\nupdated: 2026-02-20T10:00:00', /updated is/u],
  ['a time beyond all calendars', 'headline: A\nupdated: +99999999999999w', /updated is/u],
  ['a slug of dots', 'headline: A\nslug: ".."', /slug must be words/u],
  ['a slug with what is not seen', 'headline: A\nslug: "fer\\u200bry"', /slug must be words/u],
  ['an own __proto__', 'headline: A\n__proto__: B', /__proto__/u],
])('a head with %s is a fault with its line', async (_, head, fault) => {
  await using house = await aHouse('sqlite')
  const [result] = await publishFolder(house, actor, { path: write('a.md', head) })
  expect(result).toMatchObject({ outcome: 'faulty', faults: [{ message: expect.stringMatching(fault) }] })
})

test.each(['!!binary aGk=', '1e999', 'Update #2', '1984'])('a headline is what was written: %s', async (headline) => {
  await using house = await aHouse('sqlite')
  const [result] = await publishFolder(house, actor, { path: write('a.md', `headline: ${headline}`) })
  expect(result).toMatchObject({ outcome: 'created', headline })
})

test('a file with a byte order mark and CRLF is read; one that is no UTF-8 or far too long is a fault', async () => {
  await using house = await aHouse('sqlite')
  writeFileSync(at('a.md'), '\ufeff---\r\nheadline: Weather\r\n---\r\n\r\nRain.\r\n')
  writeFileSync(at('b.md'), Buffer.from('---\nheadline: Caf\xe9\n---\n\nRain.\n', 'latin1'))
  writeFileSync(at('c.md'), `---\nheadline: Long\n---\n\n${'word '.repeat(1_700_000)}\n`)
  writeFileSync(at('d.md'), `---\nheadline: Tides\n---\n\nHigh \0 water.\n`)
  const results = await publishFolder(house, actor, { path: folder })
  expect(outcomesOf(results)).toEqual(['created', 'faulty', 'faulty', 'created'])
  expect(results[1]).toMatchObject({ faults: [{ message: expect.stringMatching(/not UTF-8/u) }] })
  expect((await headlines(house)).join(' ')).not.toMatch(/\0|\\u0000/u)
})
