import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openMediaZip } from '../../src/importers/start/media-zip.ts'
import { besideStory } from '../../src/importers/stories/folder.ts'
import { publishFolder } from '../../src/importers/stories/publish-folder.ts'
import { importWordpress } from '../../src/importers/wordpress/run/import.ts'
import { readWpPolls } from '../../src/importers/wp-polls/import.ts'
import { operator } from '../../src/kit/db/schema.ts'
import { restoreHouse } from '../../src/kit/restore.ts'
import { migrations } from '../../src/migrations.ts'
import { aHouse, serve } from '../house.ts'
import { herald } from '../serving.ts'
import { zipOf } from '../zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'crier-paths-'))
const secret = join(folder, 'secret.txt')
beforeAll(() => writeFileSync(secret, 'the key under the mat'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function aFolder(...names: string[]): string {
  const path = join(folder, ...names)
  mkdirSync(path, { recursive: true })
  return path
}

/** An export whose attachments are the given files of the uploads folder. */
function anExport(files: readonly string[]): string {
  const items = files.map(
    (file, index) => `<item><title>${index}</title><link>https://alt.example/a${index}</link>
<wp:post_id>${index + 1}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>https://alt.example/wp-content/uploads/x</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value>${file}</wp:meta_value></wp:postmeta></item>`,
  )
  const path = join(folder, 'export.xml')
  const blog = '<wp:base_blog_url>https://alt.example</wp:base_blog_url>'
  const site = `<title>Alt</title><link>https://alt.example</link>${blog}`
  const head = '<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
  writeFileSync(path, `${head}${site}<wp:wxr_version>1.2</wp:wxr_version>${items.join('')}</channel></rss>`)
  return path
}

describe('an uploads folder', () => {
  test('is left by no link and no name, and what would leave it is named with the reason', async () => {
    const uploads = aFolder('uploads')
    aFolder('elsewhere')
    writeFileSync(join(folder, 'elsewhere/note.txt'), 'of another folder')
    writeFileSync(join(uploads, 'own.txt'), 'of this folder')
    symlinkSync(secret, join(uploads, 'link.txt'))
    symlinkSync(join(folder, 'elsewhere'), join(uploads, 'year'))
    symlinkSync('loop.txt', join(uploads, 'loop.txt'))
    symlinkSync('own.txt', join(uploads, 'same.txt'))
    const names = ['own.txt', 'link.txt', 'year/note.txt', 'loop.txt', '../secret.txt', secret, 'same.txt', 'own.txt/x']
    await using house = await aHouse('sqlite')
    const report = await importWordpress(house, { file: anExport(names), media: { kind: 'folder', folder: uploads } })
    const reasons = report.skipped.map(({ title, reason }) => [title, reason.split(':')[0]?.replace(uploads, 'IT')])
    expect(reasons).toEqual([
      ['link.txt', 'leads out of IT'],
      ['year/note.txt', 'leads out of IT'],
      ['loop.txt', 'is not in IT'],
      ['../secret.txt', 'leads out of IT'],
      [secret, 'is not in IT'],
      ['own.txt/x', 'is not in IT'],
    ])
    expect(report.counts.media).toMatchObject({ read: 8, imported: 2 })
  })

  test('that is itself a link is followed: its owner named it', async () => {
    symlinkSync(join(herald, 'uploads'), join(folder, 'named'))
    await using house = await aHouse('sqlite')
    const media = { kind: 'folder', folder: join(folder, 'named') } as const
    const report = await importWordpress(house, { file: join(herald, 'harbour-herald.wxr.xml'), media })
    expect(report.counts.media).toMatchObject({ imported: 14, skipped: 0 })
  })

  test.skipIf(process.platform === 'win32')('with a pipe in it does not wait for somebody to write there', async () => {
    const uploads = aFolder('piped')
    execFileSync('mkfifo', [join(uploads, 'pipe.jpg')])
    await using house = await aHouse('sqlite')
    const media = { kind: 'folder', folder: uploads } as const
    const report = await importWordpress(house, { file: anExport(['pipe.jpg']), media })
    expect(report.skipped).toMatchObject([{ title: 'pipe.jpg', reason: `is not in ${uploads}` }])
  })
})

describe('a story', () => {
  const stories = () => aFolder('paper/stories')

  test('reads what stands beside it, and nothing else by any name or link', async () => {
    aFolder('paper/pictures')
    writeFileSync(join(folder, 'paper/pictures/quay.txt'), 'quay')
    writeFileSync(join(folder, 'paper/letter.txt'), 'a letter of the publisher')
    writeFileSync(join(stories(), 'own.txt'), 'own')
    symlinkSync(secret, join(stories(), 'link.txt'))
    symlinkSync(folder, join(stories(), 'files'))
    symlinkSync(folder, join(folder, 'paper/files'))
    const read = besideStory(join(stories(), 'ferry.md'))
    const beside = ['own.txt', 'quay.txt', '../pictures/quay.txt']
    const found = await Promise.all(beside.map(async (name) => String(await read(name))))
    expect(found).toEqual(['own', 'quay', 'quay'])
    const names = [
      'link.txt',
      'secret.txt',
      'files/secret.txt',
      '../secret.txt',
      '../../secret.txt',
      secret,
      '/etc/passwd',
      '../../../../../etc/passwd',
      '../letter.txt',
      '../stories',
      '.',
      'own.txt\0.jpg',
      `${'../'.repeat(3000)}etc/passwd`,
    ]
    expect(await Promise.all(names.map(read))).toEqual(names.map(() => undefined))
  })

  test('with such a picture is not published, and the line is named', async () => {
    const own = aFolder('sent')
    symlinkSync(secret, join(own, 'picture.txt'))
    writeFileSync(join(own, 'ferry.md'), '---\nheadline: Ferry\n---\n\n![A quay](picture.txt)\n')
    await using house = await aHouse('sqlite')
    const results = await publishFolder(house, operator, { path: own })
    const message = 'the file "picture.txt" does not stand beside the story'
    expect(results).toMatchObject([{ outcome: 'faulty', faults: [{ message }] }])
  })

  test('that is a link, or stands in a folder that is one, is none of the folder', async () => {
    const own = aFolder('linked')
    writeFileSync(join(folder, 'other.md'), '---\nheadline: Other\n---\n\nWords.\n')
    writeFileSync(join(own, 'own.md'), '---\nheadline: Own\n---\n\nWords.\n')
    symlinkSync(join(folder, 'other.md'), join(own, 'other.md'))
    symlinkSync(folder, join(own, 'folder'))
    await using house = await aHouse('sqlite')
    const results = await publishFolder(house, operator, { path: own })
    expect(results.map(({ file }) => file)).toEqual([join(own, 'own.md')])
  })
})

test('a folder of polls with a link in it is refused by the link’s name', async () => {
  const polls = aFolder('polls')
  symlinkSync(secret, join(polls, 'pollsq.csv'))
  await expect(readWpPolls(polls, undefined)).rejects.toThrow(/pollsq\.csv" is a link out of the folder/u)
})

describe('a zip of pictures', () => {
  async function openZip(entries: Parameters<typeof zipOf>[0]) {
    const path = join(folder, 'media.zip')
    writeFileSync(path, zipOf(entries))
    return openMediaZip(path, 'media.zip')
  }

  test.each([
    ['link', 0o120777],
    ['pipe', 0o010644],
    ['device', 0o060644],
  ])('reads no %s', async (_, mode) => {
    const other = { name: '2024/05/b.jpg', bytes: Buffer.from('b'), mode: 0o100644 }
    const zip = await openZip([{ name: '2024/05/a.jpg', bytes: Buffer.from('/etc/passwd'), mode }, other])
    await expect(zip.source.read('2024/05/a.jpg')).rejects.toThrow('is packed as a link, not as a file')
    expect(String(await zip.source.read('2024/05/b.jpg'))).toBe('b')
    zip.close()
  })

  const leading = ['../a.jpg', 'x/../../a.jpg', '/a.jpg', 'C:\\a.jpg', '..\\..\\a.jpg']
  test.each(leading)('with the name %j is refused whole', async (name) => {
    const zip = openZip([
      { name: '2024/05/b.jpg', bytes: Buffer.from('b') },
      { name, bytes: Buffer.from('a') },
    ])
    await expect(zip).rejects.toThrow(/was refused:.*Nothing was unpacked/u)
  })

  test('tells names apart that differ in case or in how letters are composed', async () => {
    const names = ['2024/05/Quay.jpg', '2024/05/quay.jpg', '2024/05/caf\u00e9.jpg', '2024/05/cafe\u0301.jpg']
    const zip = await openZip(names.map((name) => ({ name, bytes: Buffer.from(name) })))
    const read = await Promise.all(names.map(async (name) => String(await zip.source.read(name))))
    expect(read).toEqual(names)
    zip.close()
  })
})

describe('a backup that others have changed', () => {
  type Entry = { name: string; type?: 'symlink' | 'link' | 'block-device' | 'fifo'; linkname?: string }
  const database = Buffer.from('no database')

  async function aBackup(entries: readonly Entry[]): Promise<string> {
    const file = join(folder, 'backup.tar')
    const tar = pack()
    for (const header of entries) {
      if (header.type === undefined) tar.entry(header, database)
      else tar.entry(header)
    }
    tar.finalize()
    await pipeline(tar, createWriteStream(file))
    return file
  }

  test.each<Entry>([
    { name: '../escaped' },
    { name: '/escaped' },
    { name: 'media/../../escaped' },
    { name: 'media/a/../../../escaped' },
    { name: 'media//escaped' },
    { name: 'media\\..\\escaped' },
    { name: 'house.db-wal' },
    { name: 'house.db-journal' },
    { name: 'start-key' },
    { name: 'media' },
    { name: 'media/link', type: 'symlink', linkname: '/etc' },
    { name: 'media/hard', type: 'link', linkname: '../../house.db' },
    { name: 'media/device', type: 'block-device' },
    { name: 'media/pipe', type: 'fifo' },
  ])('so that it holds %o is refused by the name, and nothing is written', async (header) => {
    const target = join(folder, 'restored')
    const file = await aBackup([{ name: 'house.db' }, header])
    const words = `${file} holds "${header.name}", which no backup of Crier does: nothing was changed.`
    await expect(restoreHouse(file, target, migrations)).rejects.toThrow(words)
    expect(execFileSync('find', [target, '-mindepth', '1']).toString()).toBe('')
  })

  test('so that it holds a file twice is refused', async () => {
    const file = await aBackup([{ name: 'house.db' }, { name: 'media/a/b' }, { name: 'media/a/b' }])
    const restored = restoreHouse(file, join(folder, 'restored'), migrations)
    await expect(restored).rejects.toThrow('cannot be read as a backup: nothing was changed')
  })
})

test('media are served from their folder alone, whatever links were put there', async () => {
  await using house = await aHouse('sqlite')
  await using server = await serve(house)
  await house.storage.put('abc/own.txt', Buffer.from('own'))
  const media = join(house.folder, 'media')
  symlinkSync(secret, join(media, 'abc/link.txt'))
  symlinkSync(folder, join(media, 'def'))
  symlinkSync('own.txt', join(media, 'abc/same.txt'))
  const names = ['abc/own.txt', 'abc/same.txt', 'abc/link.txt', 'def/secret.txt']
  const answers = await Promise.all(names.map((name) => server.get(`/media/${name}`)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404])
  await expect(house.storage.get('abc/link.txt')).rejects.toMatchObject({ code: 'not-found' })
  await expect(house.storage.stream('def/secret.txt')).rejects.toMatchObject({ code: 'not-found' })
  expect(readFileSync(secret, 'utf8')).toBe('the key under the mat')
})
