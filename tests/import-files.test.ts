import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, inject, test } from 'vitest'
import { importWordpress, type ImportOptions } from '../src/importers/wordpress/run/import.ts'
import { anExport, aStory, comment, meta } from './an-export.ts'
import { broughtTo, oldSites } from './bring-site.ts'
import { childEnv } from './child-env.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type TestHouse } from './house.ts'
import { zipOf, zipOfFolder } from './zip.ts'

const quay = join(oldSites, '04-export-in-several-files/uploads')
const home = 'https://paper.example'
const story = {
  ...aStory(3, {
    'content:encoded': `<img class="wp-image-900" src="${home}/wp-content/uploads/2024/03/quay.jpg" alt="Quay">`,
  }),
  raw: comment(6, 'A reply', { parent: 5 }),
}
const page = aStory(4, {
  'wp:post_type': 'page',
  'content:encoded': '<!-- wp:block {"ref":70} /-->',
  link: `${home}/about/`,
})
const others = [
  aStory(70, {
    'wp:post_type': 'wp_block',
    'content:encoded': '<!-- wp:paragraph --><p>Reused.</p><!-- /wp:paragraph -->',
  }),
  {
    ...aStory(9, {
      'wp:post_id': 900,
      'wp:post_type': 'attachment',
      'wp:attachment_url': `${home}/wp-content/uploads/2024/03/quay.jpg`,
    }),
    raw: meta('_wp_attached_file', '2024/03/quay.jpg'),
  },
]
const first = anExport([story, page])
const second = anExport(others)

async function bring(house: TestHouse, file: string | string[], options: Partial<ImportOptions> = {}) {
  return importWordpress(house, { file, media: { kind: 'folder', folder: quay }, ...options })
}

const shown = async (house: TestHouse) =>
  (await broughtTo(house)).map(({ slug, blocks }) => `${slug}: ${blocks.map(({ type }) => type).join(' ')}`)
const whole = ['story-3: picture', 'story-4: paragraph']

describe.each(engines)('an export in several files on %s', (engine) => {
  test.each<[string, (folder: string) => Promise<string | string[]>]>([
    [
      'files, in either order',
      async (folder) => {
        await writeFile(join(folder, 'b.xml'), first)
        await writeFile(join(folder, 'a.xml'), second)
        return [join(folder, 'b.xml'), join(folder, 'a.xml')]
      },
    ],
    [
      'a folder',
      async (folder) => {
        mkdirSync(join(folder, 'exports/more'), { recursive: true })
        await writeFile(join(folder, 'exports/site.1.xml'), first)
        await writeFile(join(folder, 'exports/more/site.2.xml.gz'), gzipSync(second))
        await writeFile(join(folder, 'exports/readme.txt'), 'nothing')
        return join(folder, 'exports')
      },
    ],
    [
      'a zip',
      async (folder) => {
        const entries = [
          { name: 'site/1.xml', bytes: Buffer.from(first) },
          { name: 'site/2.xml', bytes: Buffer.from(second) },
          { name: '__MACOSX/site/._1.xml', bytes: Buffer.from('no export') },
          { name: 'site/readme.txt', bytes: Buffer.from('nothing') },
        ]
        await writeFile(join(folder, 'site.zip'), zipOf(entries))
        return join(folder, 'site.zip')
      },
    ],
  ])(
    '%s',
    async (_how, make) => {
      await using house = await aHouse(engine)
      const files = await make(house.folder)
      await bring(house, files)
      expect(await shown(house)).toEqual(whole)
      const again = await bring(house, files)
      for (const [kind, count] of Object.entries(again.counts))
        expect([count.imported, count.updated], kind).toEqual([0, 0])
    },
    60_000,
  )

  test('one file after the other, and then the first once more', async () => {
    await using house = await aHouse(engine)
    const files = ['1.xml', '2.xml'].map((name) => join(house.folder, name))
    await writeFile(files[0] ?? '', first)
    await writeFile(files[1] ?? '', second)
    for (const file of [...files, files[0] ?? '']) await bring(house, file)
    expect(await shown(house)).toEqual(whole)
    // Without the folder the pictures that are here stay.
    const { counts } = await bring(house, files[0] ?? '', { media: { kind: 'none' } })
    expect([counts.article.unchanged, counts.page.unchanged]).toEqual([1, 1])
    expect(await shown(house)).toEqual(whole)
  }, 60_000)
})

describe('is refused in words, and nothing is imported', () => {
  const xml = (size: number) => Buffer.from(`${first.slice(0, -20)}${' '.repeat(size)}${first.slice(-20)}`)
  test.each<[string, Buffer, RegExp]>([
    ['a zip without an export', zipOf([{ name: 'x.txt', bytes: Buffer.from('x') }]), /no export .* inside/u],
    [
      'a zip that is locked',
      zipOf([{ name: 'x.xml', bytes: Buffer.from(first), flags: 0x801 }]),
      /locked with a password/u,
    ],
    ['a name that leads out', zipOf([{ name: '../../x.xml', bytes: Buffer.from(first) }]), /refused/u],
    ['a zip bomb', zipOf([{ name: 'x.xml', bytes: xml(70 * 1024 * 1024) }]), /bomb/u],
    [
      'an entry that claims less',
      zipOf([{ name: 'x.xml', bytes: Buffer.from(first), claimedBytes: 40 }]),
      /unpacked|export/u,
    ],
    ['half a zip', zipOf([{ name: 'x.xml', bytes: Buffer.from(first) }]).subarray(0, 300), /cannot be read as a zip/u],
    ['half a gzip', gzipSync(first).subarray(0, 60), /cannot be unpacked|not a WordPress export/u],
    ['a packed page', gzipSync('<!doctype html><p>Log in</p>'), /not a WordPress export/u],
  ])('%s', async (_what, bytes, words) => {
    await using house = await aHouse('sqlite')
    const file = join(house.folder, 'site.bin')
    await writeFile(file, bytes)
    await expect(bring(house, file)).rejects.toThrow(words)
    expect(await broughtTo(house)).toEqual([])
  })

  test('files of two sites, a folder without exports, a name without a file', async () => {
    await using house = await aHouse('sqlite')
    await writeFile(join(house.folder, '1.xml'), first)
    await writeFile(join(house.folder, '2.xml'), anExport([aStory(9)], { home: 'https://other.example' }))
    const both = bring(house, [join(house.folder, '1.xml'), join(house.folder, '2.xml')])
    await expect(both).rejects.toThrow(/several sites .*other\.example/u)
    mkdirSync(join(house.folder, 'empty'))
    await expect(bring(house, join(house.folder, 'empty'))).rejects.toThrow(/no export .* in/u)
    await expect(bring(house, join(house.folder, 'nothing.xml'))).rejects.toThrow(/no file/u)
    expect(await broughtTo(house)).toEqual([])
  })
})

test('a packed bomb ends the import before it fills memory', async () => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'bomb.xml.gz')
  const much = Buffer.from('<a/>'.repeat(18 * 1024 * 1024))
  await writeFile(file, gzipSync(Buffer.concat([Buffer.from(first.replace('</channel></rss>', '')), much])))
  await expect(bring(house, file)).rejects.toThrow(/bomb/u)
}, 60_000)

test('the command takes them all, and says at once what it has found', async () => {
  await using house = await aHouse('sqlite')
  const folder = house.folder
  await writeFile(join(folder, '1.xml'), first)
  await writeFile(join(folder, '2.xml.gz'), gzipSync(second))
  await writeFile(join(folder, 'uploads.zip'), zipOfFolder(quay, 'uploads'))
  const bin = inject('program')
  const args = ['import', 'wordpress', '1.xml', '2.xml.gz', '--media', 'uploads.zip']
  const env = { ...childEnv, HOME: folder, CRIER_DATA_DIR: join(folder, 'new'), CRIER_LOG_LEVEL: 'silent' }
  const out = await new Promise<string>((done) =>
    execFile(process.execPath, [bin, ...args], { env, cwd: folder }, (error, said, err) => done(error ? err : said)),
  )
  expect(out).toMatch(/The Paper: 4 items \(1 story, 1 page, 1 file, 1 comment\), about a minute\./u)
  expect(out).toMatch(/media +1 read: 1 imported/u)
  expect(out).toContain('Compared with their old text: 2 stories, nothing is missing.')
}, 60_000)

test('a file that no attachment names is found by any address a story gives, in any size', async () => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'site.xml')
  const address = '/wp-content/uploads/2024/03/quay'
  const contents = [
    `<img src="${home}${address}.jpg" alt="a">`,
    `<img src="${address}-300x200.jpg" alt="b">`,
    `<img src="//www.paper.example${address}.jpg?w=300" alt="c">`,
    `<img src="data:image/gif;base64,R0lGOD" data-src="http://paper.example${address}.jpg" alt="d">`,
    `<!-- wp:image --><figure class="wp-block-image"><img src="${home}${address}-1024x768.jpg" alt="e"/>` +
      '</figure><!-- /wp:image -->',
    `[et_pb_image src="${home}${address}.jpg" alt="f"][/et_pb_image]`,
    `<img src="https://i0.wp.com/paper.example${address}.jpg?resize=300" alt="g">`,
  ]
  await writeFile(file, anExport(contents.map((content, index) => aStory(index + 1, { 'content:encoded': content }))))
  const { counts } = await bring(house, file)
  expect((await broughtTo(house)).map(({ blocks }) => blocks.map(({ type }) => type))).toEqual(
    contents.map(() => ['picture']),
  )
  expect(counts.media).toMatchObject({ imported: 1, read: 1 })
  await using served = await serve(house)
  expect((await served.get(`${address}.jpg`)).status).toBe(301)
  expect((await bring(house, file)).counts.article).toMatchObject({ unchanged: contents.length })
})

test('a link into the uploads that cannot be brought is named', async () => {
  await using house = await aHouse('sqlite')
  const file = join(house.folder, 'site.xml')
  const content = `<a href="${home}/wp-content/uploads/2024/03/gone.pdf">The minutes</a>`
  await writeFile(file, anExport([aStory(1, { 'content:encoded': content })]))
  expect((await bring(house, file)).warnings.join('\n')).toMatch(
    /Story 1 \(1\): a file that is not there: .*gone\.pdf/u,
  )
})
