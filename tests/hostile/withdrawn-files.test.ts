import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test, vi } from 'vitest'
import { articleChecks } from '../../src/articles/checks.ts'
import { correctArticle } from '../../src/articles/correct.ts'
import { withdrawFile } from '../../src/articles/held-media.ts'
import { articleBySlug } from '../../src/articles/store.ts'
import { withdrawArticle } from '../../src/articles/withdraw.ts'
import { withdrawCommand } from '../../src/cli/withdraw.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { done } from '../../src/kit/outcome.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { run } from '../cli-runs.ts'
import { engines } from '../databases.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'

const actor = { kind: 'operator', id: 'test' } as const
const colours: Record<string, string> = { 'quay.png': '#446', 'mole.png': '#664', 'lock.png': '#466' }

async function picture(name: string): Promise<Buffer | undefined> {
  const background = colours[name]
  if (background === undefined) return undefined
  return sharp({ create: { width: 64, height: 40, channels: 3, background } })
    .png()
    .toBuffer()
}

/** A story with its pictures; again with others updates it. */
async function publish(house: TestHouse, slug: string, pictures: readonly string[], correction?: string) {
  const [lead = '', ...others] = pictures
  const corrections = correction === undefined ? '' : `corrections:\n  - date: -1h\n    text: ${correction}\n`
  const body = others.map((name) => `![A quay](${name})`).join('\n\n')
  const head = `headline: The ${slug}\nslug: ${slug}\npicture:\n  src: ${lead}\n  alt: A quay\n${corrections}`
  const source = `---\n${head}---\n\nWords.\n\n${body}\n`
  const published = await publishStory(house, actor, { source, read: picture })
  if (published.outcome === 'faulty') throw new Error(JSON.stringify(published.faults))
  await house.queue.drain()
}

async function withdraw(house: TestHouse, slug: string): Promise<void> {
  const article = await articleBySlug(house.db, slug)
  if (article === undefined) throw new Error(`there is no story ${slug}`)
  await withdrawArticle(house, actor, { articleId: article.id })
}

/** The addresses of a picture in all its sizes. */
async function addressesOf(house: TestHouse, name: string): Promise<string[]> {
  const stored = house.db.selectFrom('renditions').innerJoin('media', 'media.id', 'renditions.media_id')
  const rows = await stored.select('renditions.storage_key as key').where('file_name', '=', name).execute()
  if (rows.length === 0) throw new Error(`there is no picture ${name}`)
  return rows.map(({ key }) => `/media/${key}`)
}

/** What each picture's sizes are answered with, all alike. */
async function statusesOf(house: TestHouse, site: Served, ...names: readonly string[]): Promise<number[]> {
  const statuses: number[] = []
  for (const name of names) {
    const answers = await Promise.all((await addressesOf(house, name)).map((path) => site.get(path)))
    statuses.push(...new Set(answers.map(({ status }) => status)))
  }
  return statuses
}

async function faultsOf(house: TestHouse): Promise<string[]> {
  return (await Promise.all(articleChecks.map((check) => check.run(house.db)))).flat()
}

describe.each(engines)('the files of a story that was withdrawn, on %s', (engine) => {
  test('are gone with it, and back with it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'bridge', ['quay.png', 'mole.png'])
    const [path = ''] = await addressesOf(house, 'quay.png')
    const before = await site.get(path)
    expect(before.status).toBe(200)
    expect(before.headers.get('cache-control')).toContain('s-maxage=3600')
    await withdraw(house, 'bridge')
    const gone = await site.get(path)
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([410, expect.stringContaining('no-store')])
    expect(await gone.text()).toContain('has taken this file down')
    const known = { 'if-none-match': before.headers.get('etag') ?? '', range: 'bytes=0-9' }
    expect((await site.get(path, { headers: known })).status).toBe(410)
    expect(await statusesOf(house, site, 'quay.png', 'mole.png')).toEqual([410, 410])
    await publish(house, 'bridge', ['quay.png', 'lock.png'])
    expect(await statusesOf(house, site, 'quay.png', 'lock.png')).toEqual([200, 200])
    expect(await statusesOf(house, site, 'mole.png')).toEqual([410])
    expect(await faultsOf(house)).toEqual([])
  })

  test('stay where another published story has them, and where an advertisement does', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'bridge', ['quay.png', 'mole.png'])
    await publish(house, 'ferry', ['quay.png'])
    const mole = (await addressesOf(house, 'mole.png'))[0]?.split('/')[2]
    const value = { media: mole, alt: 'A mole', href: 'https://example.org/' }
    await setSetting(house, actor, { key: 'advertisement', value })
    await withdraw(house, 'bridge')
    expect(await statusesOf(house, site, 'quay.png', 'mole.png')).toEqual([200, 200])
    await withdraw(house, 'ferry')
    expect(await statusesOf(house, site, 'quay.png')).toEqual([410])
  })

  test('are those of its earlier versions too; a correction takes what it removed, no other change does', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'bridge', ['quay.png', 'mole.png'])
    await publish(house, 'bridge', ['quay.png'])
    expect(await statusesOf(house, site, 'mole.png')).toEqual([200])
    await publish(house, 'lock', ['lock.png', 'mole.png'])
    await publish(house, 'lock', ['mole.png'], 'The picture showed another lock.')
    expect(await statusesOf(house, site, 'lock.png', 'mole.png')).toEqual([410, 200])
    await withdraw(house, 'lock')
    expect(await statusesOf(house, site, 'mole.png')).toEqual([410])
    await publish(house, 'bridge', ['mole.png'])
    expect(await statusesOf(house, site, 'mole.png')).toEqual([200])
    const bridge = await articleBySlug(house.db, 'bridge')
    if (bridge === undefined) throw new Error('the bridge is gone')
    done(await correctArticle(house, actor, { articleId: bridge.id, words: 'That was no quay.' }))
    expect(await statusesOf(house, site, 'quay.png', 'mole.png')).toEqual([410, 200])
  })

  test('a file by itself is withdrawn once nothing shows it', async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    await publish(house, 'bridge', ['quay.png', 'mole.png'])
    const [path = ''] = await addressesOf(house, 'mole.png')
    const publicId = path.split('/')[2] ?? ''
    const { path: story } = (await articleBySlug(house.db, 'bridge')) ?? {}
    expect(await withdrawFile(house, actor, { publicId })).toEqual({
      outcome: 'conflict',
      words: `it is shown at ${story}. Take it out there first, or withdraw the story.`,
    })
    await publish(house, 'bridge', ['quay.png'])
    expect((await withdrawFile(house, actor, { publicId })).outcome).toBe('withdrawn')
    expect(await statusesOf(house, site, 'mole.png')).toEqual([410])
    const deeds = await house.db.selectFrom('ledger').select('deed').where('deed', '=', 'media.withdraw').execute()
    expect(deeds).toHaveLength(1)
  })
})

test('`crier withdraw` takes the address of a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-withdraw-'))
  vi.stubEnv('CRIER_DATA_DIR', folder)
  await (await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' })))[Symbol.asyncDispose]()
  const ran = await run(withdrawCommand(), 'http://localhost:4000/media/nothing/at-all.png')
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
  expect(ran.err).toContain('There is no such file.')
})
