import { describe, expect, test } from 'vitest'
import { system } from '../../src/kit/db/schema.ts'
import { Refusal } from '../../src/kit/errors.ts'
import { openSettings, setSetting } from '../../src/kit/settings.ts'
import { aDatabase, engines } from '../databases.ts'
import { aHouse } from '../house.ts'

describe.each(engines)('settings on %s', (engine) => {
  test.each([
    ['no JSON', '{"name":', 'it is not JSON'],
    ['another shape', '{"name": 7}', 'it must be text'],
    ['an unknown name', '{"nmae": "Lantern"}', 'nmae'],
  ])('that hold %s are told by name, with what to do', async (_kind, value, why) => {
    await using database = await aDatabase(engine)
    // PostgreSQL's own type takes nothing but JSON.
    if (engine === 'postgres' && why === 'it is not JSON') return
    await database.write(system, (tx) =>
      tx.insertInto('settings').values({ key: 'identity', value, changed_at: 1 }).execute(),
    )
    const fault: unknown = await openSettings(database).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(Refusal)
    expect(String(fault)).toMatch(
      new RegExp(`The setting "identity" .* is damaged: .*${why}.*Restore the last backup`, 'u'),
    )
  })

  test.each([
    ['menu', [{ label: 'Offers', href: '/\\shop.example' }]],
    ['menu', [{ label: 'Of\u202efers', href: '/offers' }]],
    ['identity.name', 'The \u001b[31mLantern'],
    ['identity.tagline', 'News\u2066'],
    ['organization.correctionsPolicy', '/\\shop.example'],
  ])('refuse for %s what leads or reads elsewhere', async (key, value) => {
    await using house = await aHouse(engine)
    await expect(setSetting(house, { key, value })).rejects.toThrow('cannot be')
  })
})
