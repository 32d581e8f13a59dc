import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importWordpress } from '../../src/importers/wordpress/run/import.ts'
import { operator, system } from '../../src/kit/db/schema.ts'
import { Refusal } from '../../src/kit/errors.ts'
import { openSettings, setSetting } from '../../src/kit/settings.ts'
import { aDatabase, engines } from '../databases.ts'
import { aHouse } from '../house.ts'
import { smallExport } from '../small-export.ts'

test('an export whose site and menu have such names comes in, with what can be shown of them', async () => {
  await using house = await aHouse('sqlite')
  const meta = { type: 'custom', url: 'https://alt.example/offers/', object: 'custom', menu_item_parent: '0' }
  const entry = [
    '<item><title>Of\u202efers</title><wp:post_id>7</wp:post_id><wp:status>publish</wp:status>',
    '<wp:post_type>nav_menu_item</wp:post_type><category domain="nav_menu" nicename="top">Top</category>',
    ...Object.entries(meta).map(
      ([key, value]) =>
        `<wp:postmeta><wp:meta_key>_menu_item_${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:postmeta>`,
    ),
    '</item></channel>',
  ]
  const posts = [{ id: 1, path: '/2024/05/one/', content: 'Words.' }]
  const xml = smallExport({ categories: [], tags: [], posts })
    .replace('<title>Alt</title>', `<title>\u202bAlt\u202c${'t'.repeat(600)}</title>`)
    .replace('</channel>', entry.join(''))
  const file = join(house.folder, 'export.xml')
  writeFileSync(file, xml)
  await importWordpress(house, { file, media: { kind: 'none' } })
  const { identity, menu } = house.settings.current()
  expect([identity.name.length, identity.name.startsWith('Alt t')]).toEqual([500, true])
  expect(menu.map(({ label }) => label)).toEqual(['Of fers'])
})

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
    await expect(setSetting(house, operator, { key, value })).rejects.toThrow('cannot be')
  })
})
