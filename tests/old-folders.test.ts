import { mkdirSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ImportOptions } from '../src/importers/wordpress/run/import.ts'
import { importWordpress } from '../src/importers/wordpress/run/import.ts'
import { broughtTo, oldSites } from './bring-site.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { smallExport } from './small-export.ts'
import { renderedWords } from './wordpress-blocks.ts'

type Site = {
  home: string
  /** Where its files stand. */
  uploads?: string
  /** Between the home and a story's path. */
  before?: string
  guids?: string
  content?: (home: string) => string
}

/** A site with one story, a category, a tag and a picture. */
function exportOf({ home, uploads = `${home}/wp-content/uploads`, before = '', guids = home, content }: Site): string {
  const text = content?.(home) ?? `Words. <a href="${home}/category/port/">Port</a>`
  const stories = smallExport({
    categories: [{ slug: 'port' }],
    tags: ['tide'],
    posts: [{ id: 3, path: `${before}/2024/05/swing-bridge/`, content: text, oldSlug: 'bridge' }],
  })
  const picture = `<item><title>quay</title><link>${home}/quay/</link><guid>${uploads}/2024/03/quay.jpg</guid>
<wp:post_id>9</wp:post_id><wp:post_date>2024-03-01 10:00:00</wp:post_date><wp:post_name>quay</wp:post_name>
<wp:status>inherit</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>attachment</wp:post_type>
<wp:attachment_url>${uploads}/2024/03/quay.jpg</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key>
<wp:meta_value>2024/03/quay.jpg</wp:meta_value></wp:postmeta></item>`
  return stories
    .replaceAll('https://alt.example/?p=', `${guids}/?p=`)
    .replaceAll('https://alt.example', home)
    .replace('</channel>', `${picture}</channel>`)
    .replace(
      '<wp:post_type>post</wp:post_type>',
      '<wp:post_type>post</wp:post_type><category domain="category" nicename="port">port</category>',
    )
}

async function bringSite(house: TestHouse, site: Site, options: Partial<ImportOptions> = {}): Promise<string[]> {
  const file = join(house.folder, 'site.xml')
  const folder = join(house.folder, 'old-uploads')
  mkdirSync(join(folder, '2024/03'), { recursive: true })
  await copyFile(
    join(oldSites, '03-attachment-without-attached-file/uploads/2024/03/quay.jpg'),
    join(folder, '2024/03/quay.jpg'),
  )
  await writeFile(file, exportOf(site))
  return (await importWordpress(house, { file, media: { kind: 'folder', folder }, ...options })).warnings
}

/** Answers 200 at once or after one permanent redirect; returns where it ends. */
async function walk(served: Served, address: string): Promise<string> {
  const first = await served.get(address)
  const location = first.headers.get('location')
  if (location === null) {
    expect(first.status, address).toBe(200)
    return address
  }
  expect(first.status, address).toBe(301)
  const second = await served.get(location)
  // The feed of a topic or of comments may hold nothing, and still answers.
  expect([second.status, second.headers.get('location')], `${address} leads to ${location}`).toEqual([200, null])
  return location
}

/** What a site answered, below its folder. */
const old = [
  ['/2024/05/swing-bridge/', 'story'],
  ['/2024/05/swing-bridge', 'story'],
  ['/2024/05/bridge/', 'story'],
  ['/?p=3', 'story'],
  ['/index.php?p=3', 'story'],
  ['/index.php/2024/05/swing-bridge/', 'story'],
  ['/2024/05/swing-bridge/feed/', undefined],
  ['/2024/05/swing-bridge/amp/', 'story'],
  ['/', '/'],
  ['', '/'],
  ['/feed/', '/feed.xml'],
  ['/feed/atom/', '/feed.atom'],
  ['/?feed=rss2', '/feed.xml'],
  ['/category/port/', '/topics/port'],
  ['/category/port/feed/', '/topics/port/feed.xml'],
  ['/?cat=1', '/topics/port'],
  ['/tag/tide/', '/topics/tide'],
  ['/?tag=tide', '/topics/tide'],
  ['/2024/05/', '/-/archive/2024/05'],
  ['/page/2/', '/-/archive'],
  ['/?attachment_id=9', undefined],
  ['/quay/', undefined],
  ['/wp-content/uploads/2024/03/quay.jpg', undefined],
  ['/wp-content/uploads/2024/03/quay-300x200.jpg', undefined],
  ['/wp-sitemap.xml', '/sitemap.xml'],
] as const

describe.each(engines)('a site that lived in a folder, on %s', (engine) => {
  test.each([
    ['keeps the folder in its addresses', {}, '/news/2024/05/swing-bridge/'],
    ['leaves the folder when the publisher wants that', { withoutFolder: true }, '/2024/05/swing-bridge/'],
  ])(
    '%s',
    async (_what, options, canonical) => {
      await using house = await aHouse(engine)
      await bringSite(house, { home: 'https://paper.example/news' }, options)
      await using served = await serve(house)
      expect((await broughtTo(house)).map(({ path }) => path)).toEqual([canonical])
      expect((await served.get(canonical)).status).toBe(200)
      for (const [address, end] of old) {
        const found = await walk(served, `/news${address}`)
        if (end === 'story') expect(decodeURI(found).replace(/\/$/u, ''), address).toBe(canonical.replace(/\/$/u, ''))
        else if (end !== undefined) expect(found, address).toBe(end)
      }
      expect((await served.get('/news/nothing-there/')).status).toBe(404)
      expect((await served.get('/newsroom/')).status).toBe(404)
    },
    60_000,
  )
})

const linksIn = async (house: TestHouse): Promise<string> =>
  (await broughtTo(house)).flatMap(({ blocks }) => blocks.flatMap(renderedWords)).join('\n')

test('permalinks with index.php lose it, and lead on', async () => {
  await using house = await aHouse('sqlite')
  await bringSite(house, { home: 'https://paper.example', before: '/index.php' })
  await using served = await serve(house)
  expect((await broughtTo(house)).map(({ path }) => path)).toEqual(['/2024/05/swing-bridge/'])
  expect(await walk(served, '/index.php/2024/05/swing-bridge/')).toBe('/2024/05/swing-bridge/')
  expect(await walk(served, '/index.php/category/port/')).toBe('/topics/port')
})

test.each([
  ['WordPress in a folder of its own', 'https://paper.example/wp/wp-content/uploads', '/wp'],
  ['a site of a network', 'https://paper.example/wp-content/uploads/sites/3', ''],
  ['a network of old', 'https://paper.example/files', ''],
])('files of %s answer where they were', async (_what, uploads, installed) => {
  await using house = await aHouse('sqlite')
  const content = () => `<img src="${uploads}/2024/03/quay-300x200.jpg" alt="Quay">`
  await bringSite(house, { home: 'https://paper.example', uploads, content })
  expect((await broughtTo(house))[0]?.blocks[0]?.type).toBe('picture')
  await using served = await serve(house)
  for (const name of ['quay.jpg', 'quay-300x200.jpg'])
    expect(await walk(served, `${new URL(uploads).pathname}/2024/03/${name}`)).toMatch(/^\/media\//u)
  if (installed !== '') expect(await walk(served, `${installed}/?p=3`)).toBe('/2024/05/swing-bridge/')
})

test('an uploads folder of the site’s own answers too, except one that is the paper’s', async () => {
  await using house = await aHouse('sqlite')
  const home = 'https://paper.example'
  await bringSite(house, { home, uploads: `${home}/images` })
  await using served = await serve(house)
  for (const name of ['quay.jpg', 'quay-300x200.jpg'])
    expect(await walk(served, `/images/2024/03/${name}`)).toMatch(/^\/media\//u)
  await using other = await aHouse('sqlite')
  const content = () => `Words. <a href="${home}/media/2024/03/quay.jpg">The quay</a>`
  const warnings = await bringSite(other, { home, uploads: `${home}/media`, content })
  expect(warnings.join('\n')).toContain('below /media')
  expect(await linksIn(other)).toContain('<a /wp-content/uploads/2024/03/quay.jpg>')
})

test.each(['http://old.example', 'https://www.old.example', 'http://OLD.example'])(
  'links to the domain of before, %s, are links of the paper',
  async (written) => {
    await using house = await aHouse('sqlite')
    const content = () =>
      `<a href="${written}/2024/05/swing-bridge/#top">a</a> ` +
      '<a href="https://other.example/x/">b</a> <a href="http://dropped.example/2020/a/">c</a>'
    const site = { home: 'https://paper.example', guids: 'http://www.old.example', content }
    await bringSite(house, site, { formerAddresses: ['dropped.example'] })
    expect(await linksIn(house)).toBe(
      '<a /2024/05/swing-bridge/#top>a</a> <a https://other.example/x/>b</a> <a /2020/a/>c</a>',
    )
  },
)
