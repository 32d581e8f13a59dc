import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aDatabase, engines, type TestDatabase } from '../../tests/databases.ts'
import { aHouse, type TestHouse } from '../../tests/house.ts'
import { readConfig } from '../config.ts'
import { openHouse, type OpenHouse } from '../house.ts'
import { setSetting } from '../publication/set-setting.ts'
import { settingsSchema } from '../settings.ts'
import { openPostgres } from './db/postgres.ts'
import { operator, system, type Engine } from './db/schema.ts'
import { openSqlite } from './db/sqlite.ts'
import { verifyLedger } from './ledger.ts'
import { openSettings, settingsRows, type SettingsReader } from './settings.ts'

/** Two processes on the same data. */
async function twoHouses(
  engine: Engine,
  { location }: TestDatabase,
): Promise<{ one: OpenHouse; two: OpenHouse; [Symbol.asyncDispose](): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'crier-settings-'))
  const config = readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' })
  const open = () =>
    openHouse(config, { database: engine === 'sqlite' ? openSqlite(location) : openPostgres(location) })
  const [one, two] = [await open(), await open()]
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe.each(engines)('settings on %s', (engine) => {
  test('a new paper has defaults', async () => {
    await using house = await aHouse(engine)
    expect(house.settings.current()).toMatchObject({
      identity: { name: 'Untitled', tagline: '', language: 'en', timeZone: 'UTC' },
      urls: { articles: '/{yyyy}/{mm}/{slug}' },
      social: [],
      menu: [],
      advertisement: null,
      comments: { open: true, closeAfterDays: null },
      footer: { copyrightSince: null, containsAdvertisements: false },
      front: { lead: null },
      demo: false,
      noindex: false,
    })
    expect(await house.db.selectFrom('settings').select('key').execute()).toEqual([])
  })

  test('one is set by its dotted key, and its neighbours stay', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.name', value: '  The Quay ' })
    await setSetting(house, operator, { key: 'identity.timeZone', value: 'Europe/Lisbon' })
    await setSetting(house, operator, { key: 'comments.closeAfterDays', value: 14 })
    await setSetting(house, operator, { key: 'noindex', value: true })
    const rows = new Map(settingsRows(house.settings.current()).map(({ key, value }) => [key, value]))
    expect([rows.get('identity.name'), rows.get('identity.timeZone'), rows.get('identity.language')]).toEqual([
      'The Quay',
      'Europe/Lisbon',
      'en',
    ])
    expect([rows.get('comments.closeAfterDays'), rows.get('comments.open'), rows.get('noindex')]).toEqual([
      14,
      true,
      true,
    ])
  })

  test('a list or a group set whole replaces what was there', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity', value: { name: 'The Quay', tagline: 'Both banks' } })
    await setSetting(house, operator, { key: 'identity', value: { name: 'The Pier' } })
    await setSetting(house, operator, { key: 'affiliate.domains', value: ['shop.example', 'tea.example'] })
    await setSetting(house, operator, { key: 'affiliate.domains', value: ['tea.example'] })
    expect(house.settings.current()).toMatchObject({
      identity: { name: 'The Pier', tagline: '' },
      affiliate: { domains: ['tea.example'] },
    })
  })

  // One house for all of them: nothing of it may change.
  describe('what is refused', () => {
    let house: TestHouse
    beforeAll(async () => {
      house = await aHouse(engine)
    })
    afterAll(() => house[Symbol.asyncDispose]())

    test.each([
      [
        'identity.timeZone',
        'Mars/Olympus',
        'identity.timeZone cannot be "Mars/Olympus": it is not a time zone such as Europe/Lisbon',
      ],
      ['identity.language', 'English!', 'is not a language tag such as en or pt-BR'],
      ['identity.language', 'klingon', 'is no language that is known here'],
      ['languages', ['qq'], 'is no language that is known here'],
      ['identity.name', '', 'identity.name cannot be ""'],
      ['urls.articles', '/news', 'must be a path with {slug}'],
      ['urls.articles', '/-/{slug}', 'must be a path with {slug}'],
      ['urls.articles', '/media/{slug}', 'must be a path with {slug}'],
      ['urls.articles', '/{slug}/../x', 'must be a path with {slug}'],
      ['urls.articles', '/{yyyy}/{slug}?a=b', 'must be a path with {slug}'],
      ['urls.articles', '/{slug}#a', 'must be a path with {slug}'],
      ['urls.articles', '/a%2f/{slug}', 'must be a path with {slug}'],
      ['affiliate.domains', ['https://shop.example'], 'is not a host name such as shop.example'],
      ['menu', [{ label: 'Away', href: 'javascript:alert(1)' }], 'menu cannot be'],
      ['social', [{ name: 'x', url: 'ftp://social.example' }], 'social cannot be'],
      ['comments.closeAfterDays', 0, 'comments.closeAfterDays cannot be 0'],
      ['noindex', 'perhaps', 'noindex cannot be "perhaps"'],
      ['identity', { name: 'The Quay', colour: 'red' }, 'identity cannot be'],
    ])('a wrong value for %s is refused in words and changes nothing', async (key, value, words) => {
      const before = house.settings.current()
      const refused = setSetting(house, operator, { key, value })
      await expect(refused).rejects.toMatchObject({
        name: 'Refusal',
        code: 'invalid',
        message: expect.stringContaining(words),
      })
      await expect(refused).rejects.toThrow('Nothing was changed.')
      expect(house.settings.current()).toEqual(before)
      expect(await rowsOf(house)).toEqual({ settings: [], ledger: [], invalidations: [] })
    })

    test.each([
      'weather',
      'identity.colour',
      'identity.name.first',
      'social.0',
      'noindex.x',
      '',
      'constructor',
      '__proto__',
      'identity.__proto__',
      'identity.toString',
    ])('there is no setting "%s", and it is said', async (key) => {
      await expect(setSetting(house, operator, { key, value: 5 })).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining(`There is no setting "${key}"`),
      })
      expect(await rowsOf(house)).toEqual({ settings: [], ledger: [], invalidations: [] })
    })
  })

  test('a change stands in the ledger with who, what and when', async () => {
    await using house = await aHouse(engine)
    await setSetting(house, operator, { key: 'identity.name', value: 'The Quay' })
    await setSetting(house, { kind: 'operator', id: 'ines' }, { key: 'noindex', value: true })
    const entries = await house.db
      .selectFrom('ledger')
      .select(['actor', 'deed', 'subject', 'detail', 'at'])
      .orderBy('seq')
      .execute()
    expect(entries).toEqual([
      {
        actor: 'operator:cli',
        deed: 'settings.set',
        subject: 'setting:identity.name',
        detail: '{"value":"The Quay"}',
        at: house.clock.now(),
      },
      {
        actor: 'operator:ines',
        deed: 'settings.set',
        subject: 'setting:noindex',
        detail: '{"value":true}',
        at: house.clock.now(),
      },
    ])
    expect(await verifyLedger(house.db)).toEqual({ ok: true, entries: 2 })
  })

  test('another process sees a change soon', async () => {
    await using database = await aDatabase(engine)
    await using houses = await twoHouses(engine, database)
    const { one, two } = houses
    await setSetting(one, operator, { key: 'identity.name', value: 'The Quay' })
    await expect.poll(() => two.settings.current().identity.name).toBe('The Quay')
  })

  test('changes in one section at the same moment, also from two processes, are all kept', async () => {
    await using database = await aDatabase(engine)
    await using houses = await twoHouses(engine, database)
    const { one, two } = houses
    await Promise.all([
      setSetting(one, operator, { key: 'identity.name', value: 'The Quay' }),
      setSetting(two, operator, { key: 'identity.tagline', value: 'Both banks' }),
      setSetting(one, operator, { key: 'identity.language', value: 'pt-BR' }),
      setSetting(two, operator, { key: 'identity.publicEmail', value: 'desk@quay.example' }),
    ])
    await one.settings.reload()
    expect(one.settings.current().identity).toMatchObject({
      name: 'The Quay',
      tagline: 'Both banks',
      language: 'pt-BR',
      publicEmail: 'desk@quay.example',
    })
  })

  test('a snapshot that was handed out does not change', async () => {
    await using database = await aDatabase(engine)
    const settings: SettingsReader = await openSettings(database, settingsSchema)
    const before = settings.current()
    await database.write(system, (tx) =>
      tx.insertInto('settings').values({ key: 'noindex', value: 'true', changed_at: 1 }).execute(),
    )
    await settings.reload()
    expect([before.noindex, settings.current().noindex]).toEqual([false, true])
    settings.stop()
  })
})

async function rowsOf({
  db,
}: OpenHouse): Promise<{ settings: unknown[]; ledger: unknown[]; invalidations: unknown[] }> {
  return {
    settings: await db.selectFrom('settings').select('key').execute(),
    ledger: await db.selectFrom('ledger').select('seq').execute(),
    invalidations: await db.selectFrom('invalidations').select('seq').execute(),
  }
}
