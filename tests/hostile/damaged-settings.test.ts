import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importWordpress } from '../../src/importers/wordpress/run/import.ts'
import { operator, system } from '../../src/kit/db/schema.ts'
import { Refusal } from '../../src/kit/errors.ts'
import { openSettings } from '../../src/kit/settings.ts'
import { setSetting } from '../../src/publication/set-setting.ts'
import { settingsSchema } from '../../src/settings.ts'
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
        `<wp:postmeta><wp:meta_key>_menu_item_${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value>` +
        '</wp:postmeta>',
    ),
    '</item>',
    '<item><title>Odd</title><wp:post_id>8</wp:post_id><wp:status>publish</wp:status>',
    '<wp:post_type>nav_menu_item</wp:post_type><category domain="nav_menu" nicename="top">Top</category>',
    ...Object.entries({ ...meta, url: 'https://alt.example.org/\u202eodd' }).map(
      ([key, value]) =>
        `<wp:postmeta><wp:meta_key>_menu_item_${key}</wp:meta_key><wp:meta_value>${value}</wp:meta_value>` +
        '</wp:postmeta>',
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

test.each([
  ['pt_BR', 'en'],
  ['pt-br', 'pt-BR'],
  ['de-DE-u-co-phonebk', 'de-DE'],
  ['de-DE-formal', 'de-DE-formal'],
  ['qq', 'en'],
  ['', 'en'],
  ['x-\u202e', 'en'],
])('an export that says its language as "%s" comes in, in %s', async (said, language) => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'export.xml')
  const xml = smallExport({ categories: [], tags: [], posts: [{ id: 1, path: '/a/', content: 'Words.' }] })
  writeFileSync(file, xml.replace('<language>de</language>', `<language>${said}</language>`))
  await importWordpress(house, { file, media: { kind: 'none' } })
  expect(house.settings.current().identity.language).toBe(language)
})

describe.each(engines)('settings on %s', (engine) => {
  test.each([
    ['no JSON', '{"name":', 'it is not JSON'],
    ['another shape', '{"name": 7}', 'it must be text'],
    ['an unknown name', '{"nmae": "Lantern"}', 'nmae'],
  ])('that hold %s are told by name, with what to do', async (_kind, value, why) => {
    await using database = await aDatabase(engine)
    await database.write(system, (tx) =>
      tx.insertInto('settings').values({ key: 'identity', value, changed_at: 1 }).execute(),
    )
    const fault: unknown = await openSettings(database, settingsSchema).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(Refusal)
    expect(String(fault)).toMatch(
      new RegExp(
        `The setting "identity" .* is damaged: .*${why}.*"crier settings set".*or restore the last backup`,
        'u',
      ),
    )
  })

  test.each([
    ['menu', [{ label: 'Offers', href: '/\\shop.example' }]],
    ['menu', [{ label: 'Of\u202efers', href: '/offers' }]],
    ['identity.name', 'The \u001b[31mLantern'],
    ['identity.tagline', 'News\u2066'],
    ['organization.correctionsPolicy', '/\\shop.example'],
    ['organization.correctionsPolicy', '/corrections\u202e'],
    ['menu', [{ label: 'Offers', href: '/of\nfers' }]],
    ['social', [{ name: 'Bank', url: 'https://bank.example@shop.example/' }]],
    ['social', [{ name: 'Bank', url: 'https:///shop.example' }]],
    ['footer.republicationTerms', 'Ask us.\u202e'],
    ['footer.generalInformation', 'One\u0000two'],
    ['affiliate.disclosure', 'We earn\u2066 money.'],
    ['front.lead', '//shop.example/'],
    ['front.lead', '/2026/11/\u202ebridge'],
    ['front.lead', `/${'a'.repeat(3_000)}`],
    ['identity.language', 'NaN'],
    ['identity.language', 'de-DE-u-co-phonebk'],
    ['languages', ['pt-br']],
  ])('refuse for %s what leads or reads elsewhere: %j', async (key, value) => {
    await using house = await aHouse(engine)
    await expect(setSetting(house, operator, { key, value })).rejects.toThrow('cannot be')
  })
})

test('a text of several lines keeps them', async () => {
  await using house = await aHouse('sqlite')
  await setSetting(house, operator, { key: 'footer.republicationTerms', value: 'Ask us.\n\n\u200fاسألونا' })
  await setSetting(house, operator, { key: 'identity.language', value: 'pt-BR' })
  await setSetting(house, operator, { key: 'social', value: [{ name: 'Us', url: 'https://social.example/@us?a=b@c' }] })
  const { footer, identity } = house.settings.current()
  expect([footer.republicationTerms, identity.language]).toEqual(['Ask us.\n\n\u200fاسألونا', 'pt-BR'])
})
