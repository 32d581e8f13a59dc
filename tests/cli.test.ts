import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { childEnv } from './child-env.ts'
import { aDatabase } from './databases.ts'

const bin = inject('program')
const folder = mkdtempSync(join(tmpdir(), 'crier-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Ran = { code: number; out: string; err: string }

/** Runs a command as a publisher would, in a process of its own. */
function crier(data: string, ...args: string[]): Promise<Ran> {
  return crierWith({}, data, ...args)
}

function crierWith(more: Record<string, string>, data: string, ...args: string[]): Promise<Ran> {
  const env = {
    ...childEnv,
    HOME: folder,
    CRIER_DATA_DIR: join(folder, data),
    CRIER_LOG_LEVEL: 'silent',
    ...more,
  }
  return new Promise((done) =>
    execFile(process.execPath, [bin, ...args], { env, cwd: folder }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    ),
  )
}

const story =
  '---\nheadline: Ferry finds its way\ntopics: Harbour\nbyline: Maren Quillfeather\n' +
  'published: 2026-09-21T14:00:00Z\nslug: ferry\n---\n\nBy the sound of a cornet.\n'

describe('from an empty folder', () => {
  test('without a paper, commands say how to start one', async () => {
    const { code, err } = await crier('none', 'publish', 'x.md')
    expect(code).toBe(66)
    expect(err).toMatch(/^There is no paper in .* yet: "crier init" starts one/u)
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })

  test('a paper is started once, published to, checked and withdrawn from', async () => {
    expect(
      (await crier('paper', 'init', '--name', 'The Quay', '--language', 'en', '--time-zone', 'Europe/Lisbon')).out,
    ).toContain('The Quay is ready')
    expect(await crier('paper', 'init')).toMatchObject({
      code: 73,
      err: expect.stringContaining('There is already a paper'),
    })
    const file = join(folder, 'ferry.md')
    await writeFile(file, story)
    expect((await crier('paper', 'publish', file)).out).toBe('created: /2026/09/ferry  Ferry finds its way\n')
    expect((await crier('paper', 'publish', file)).out).toMatch(/^unchanged:/u)
    const other = join(folder, 'other.md')
    await writeFile(
      other,
      '---\nheadline: Other\n---\n\n::related{to="/2026/09/ferry"}\n\n::related{to="ferry"}\n\n' +
        '::related{to="/no/where"}\n\n::related{to="nobody"}\n',
    )
    expect((await crier('paper', 'publish', other)).out).toMatch(
      /^created: .*\nnote: .*other\.md refers to "\/no\/where", but there is no such story; .*\nnote: .* refers to "nobody", .*\n$/u,
    )
    const check = await crier('paper', 'check', '--json')
    expect([
      check.code,
      JSON.parse(check.out).every(({ faults }: { faults: string[] }) => faults.length === 0),
    ]).toEqual([0, true])
    expect((await crier('paper', 'withdraw', '/2026/09/ferry')).out).toBe('Withdrawn: /2026/09/ferry\n')
    expect(await crier('paper', 'withdraw', '/2026/09/ferry')).toMatchObject({
      code: 73,
      err: 'No reader sees /2026/09/ferry: it is not published.\n',
    })
  }, 60_000)

  test('a story is written back as its file, corrected and published again', async () => {
    await writeFile(join(folder, 'quay.md'), story.replaceAll('ferry', 'quay'))
    await crier('paper', 'publish', join(folder, 'quay.md'))
    const file = join(folder, 'written.md')
    expect((await crier('paper', 'story', '/2026/09/quay', '-o', file)).out).toContain(`Written: ${file}`)
    expect(readFileSync(file, 'utf8')).toBe(
      '---\nheadline: Ferry finds its way\ntopics:\n  - Harbour\nbyline:\n  - Maren Quillfeather\n' +
        'published: 2026-09-21T14:00:00.000Z\nlanguage: en\nslug: quay\n---\n\nBy the sound of a cornet.\n',
    )
    expect((await crier('paper', 'publish', file)).out).toMatch(/^unchanged: \/2026\/09\/quay/u)
    expect(await crier('paper', 'story', '/2026/09/quay', '-o', file)).toMatchObject({
      code: 73,
      err: expect.stringContaining('the file already exists'),
    })
    expect((await crier('paper', 'story', 'http://localhost:4000/2026/09/quay/')).out).toContain('slug: quay')
    expect((await crier('paper', 'correct', '2026/09/quay', '--words', 'It was a tuba.')).out).toContain(
      'Corrected: /2026/09/quay.',
    )
    expect(await crier('paper', 'story', '/no/where')).toMatchObject({
      code: 66,
      err: 'No story has the address /no/where.\n',
    })
  }, 60_000)

  test('topics and people are called otherwise, and what cannot be is told why', async () => {
    await writeFile(
      join(folder, 'tide.md'),
      story
        .replaceAll('ferry', 'tide')
        .replace('Harbour', 'Tides and Times')
        .replace('Maren Quillfeather', 'Ada Marsh'),
    )
    await crier('paper', 'publish', join(folder, 'tide.md'))
    expect((await crier('paper', 'topics', 'list')).out).toBe(
      'Harbour          /topics/harbour\nTides and Times  /topics/tides-and-times\n',
    )
    expect((await crier('paper', 'topics', 'rename', 'Tides and Times', 'The  Tides')).out).toBe(
      'Tides and Times is now The Tides, at /topics/the-tides.\n',
    )
    expect(await crier('paper', 'topics', 'rename', '/topics/harbor', 'Quays')).toMatchObject({
      code: 66,
      err: expect.stringContaining('No topic has the address /topics/harbor. Did you mean "harbour"?'),
    })
    expect(await crier('paper', 'topics', 'rename', 'the-tides', 'Harbour')).toMatchObject({
      code: 73,
      err: expect.stringContaining('/topics/harbour is or was the address of Harbour.'),
    })
    expect(
      JSON.parse((await crier('paper', 'people', 'rename', 'ada-marsh', 'Ada Quillfeather-Marsh', '--json')).out),
    ).toEqual({ from: 'ada-marsh', name: 'Ada Quillfeather-Marsh', slug: 'ada-quillfeather-marsh' })
    expect(await crier('paper', 'people', 'rename', 'maren', 'Maren Oakes')).toMatchObject({
      code: 66,
      err: expect.stringContaining('Did you mean "maren-quillfeather"?'),
    })
    expect(await crier('paper', 'people', 'rename', 'ada-marsh', 'Maren Quillfeather')).toMatchObject({
      code: 73,
      err: expect.stringContaining('"crier people merge ada-quillfeather-marsh maren-quillfeather" makes them one'),
    })
    expect(await crier('paper', 'people', 'rename', 'ada-marsh', 'Ada Quillfeather-Marsh')).toMatchObject({
      code: 73,
      err: 'Ada Quillfeather-Marsh has this name and this address already.\n',
    })
    expect(await crier('paper', 'people', 'rename', 'ada-marsh', '?!')).toMatchObject({ code: 65 })
    expect(await crier('paper', 'people', 'rename', 'ada-marsh', 'Ada', '--address', 'Ada Marsh')).toMatchObject({
      code: 65,
      err: expect.stringContaining('such as ada-marsh'),
    })
    expect((await crier('paper', 'people', 'merge', 'ada-marsh', 'Maren Quillfeather')).out).toContain(
      '/people/ada-quillfeather-marsh redirects to /people/maren-quillfeather',
    )
    const maren = {
      name: 'Maren Quillfeather',
      slug: 'maren-quillfeather',
      role: '',
      spellings: ['ada-marsh', 'ada-quillfeather-marsh'],
    }
    expect(JSON.parse((await crier('paper', 'people', 'list', '--json')).out)).toEqual([maren])
    expect((await crier('paper', 'people', 'list')).out).toBe(
      'Maren Quillfeather  /people/maren-quillfeather  ada-marsh, ada-quillfeather-marsh\n',
    )
  }, 60_000)

  test('polls are rehearsed, brought, and found unchanged; a dump that was cut off makes no paper', async () => {
    const dump = join(folder, 'polls.sql')
    await writeFile(
      dump,
      'INSERT INTO p_pollsq (pollq_id,pollq_question,pollq_totalvotes,pollq_totalvoters) ' +
        "VALUES (1,'Open?',5,5);\n" +
        'INSERT INTO p_pollsa (polla_aid,polla_qid,polla_answers,polla_votes) ' +
        "VALUES (1,1,'Yes',2),(2,1,'No',3);\n",
    )
    const cut = join(folder, 'cut.sql')
    await writeFile(cut, 'INSERT INTO p_pollsq (pollq_id) VALUES (1)')
    expect(await crier('none', 'import', 'wp-polls', cut)).toMatchObject({
      code: 65,
      err: expect.stringContaining('line 1: the table p_pollsq has no column pollq_question'),
    })
    expect(existsSync(join(folder, 'none'))).toBe(false)
    expect((await crier('paper', 'import', 'wp-polls', dump, '--dry-run')).out).toMatch(
      /nothing was changed[\s\S]*poll +1 read: 1 imported\nanswer +2 read: 2 imported/u,
    )
    const file = join(folder, 'report.json')
    expect((await crier('paper', 'import', 'wp-polls', dump, '--report', file)).out).toContain('1 imported')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ counts: { poll: { read: 1, imported: 1 } } })
    expect(JSON.parse((await crier('paper', 'import', 'wp-polls', dump, '--json')).out)).toMatchObject({
      counts: { poll: { unchanged: 1 }, answer: { unchanged: 2 } },
    })
  }, 60_000)

  test('a faulty story is refused with file and line, and nothing is published', async () => {
    const file = join(folder, 'faulty.md')
    await writeFile(file, '---\nheadline: X\n---\n\n:::quot\nx\n:::\n')
    const { code, out, err } = await crier('paper', 'publish', file)
    expect([code, out]).toEqual([65, expect.stringContaining(`${file}:5: :::quot is not known`)])
    expect(err).toContain('1 of 1 story was not published')
  })

  test('settings are typed, listed and refused in words', async () => {
    expect((await crier('paper', 'settings', 'set', 'footer.containsAdvertisements', 'true')).code).toBe(0)
    const { out } = await crier('paper', 'settings', 'get', 'footer.containsAdvertisements', '--json')
    expect(JSON.parse(out)).toEqual({ 'footer.containsAdvertisements': true })
    expect(await crier('paper', 'settings', 'set', 'identity.timeZone', 'Nowhere/Land')).toMatchObject({
      code: 65,
      err: expect.stringContaining('is not a time zone such as Europe/Lisbon'),
    })
    expect(await crier('paper', 'settings', 'set', 'comments.open', 'nein')).toMatchObject({
      code: 65,
      err: 'comments.open cannot be "nein": it must be true or false. Nothing was changed.\n',
    })
    expect((await crier('paper', 'settings', 'set', 'languages', 'ar')).err).toContain('it must be a list in JSON')
    expect((await crier('paper', 'settings', 'set', 'comments', '{"closeAfterDays":30}')).out).toBe(
      'comments.open is now true.\ncomments.closeAfterDays is now 30.\n',
    )
    expect((await crier('paper', 'settings', 'set', 'front.lead', '/no/where')).out).toContain(
      'no published story has this address',
    )
    expect(await crier('paper', 'comments', 'list', '--limit', 'all')).toMatchObject({
      code: 65,
      err: '--limit is "all": it must be a whole number from 1 on.\n',
    })
    expect(await crier('paper', 'settings', 'set', 'identity.nmae', 'x')).toMatchObject({
      code: 66,
      err: expect.stringContaining('There is no setting "identity.nmae"'),
    })
  }, 60_000)

  test('a backup restores into an empty folder, and never over a paper', async () => {
    const file = join(folder, 'backup.tar')
    expect((await crier('paper', 'backup', file)).code).toBe(0)
    expect(await crier('paper', 'restore', file)).toMatchObject({
      code: 73,
      err: expect.stringContaining('nothing was changed'),
    })
    expect((await crier('copy', 'restore', file)).code).toBe(0)
    const { out } = await crier('copy', 'settings', 'get', 'identity.name', '--json')
    expect(JSON.parse(out)).toEqual({ 'identity.name': 'The Quay' })
    expect((await crier('copy', 'check')).code).toBe(0)
    await writeFile(join(folder, 'broken.tar'), readFileSync(file).subarray(0, 3000))
    expect(await crier('other', 'restore', join(folder, 'broken.tar'))).toMatchObject({ code: 65 })
  }, 60_000)

  test('a paper in PostgreSQL is started once, too', async () => {
    await using database = await aDatabase('postgres')
    const env = { CRIER_DATABASE_URL: database.location }
    expect((await crierWith(env, 'large', 'init', '--name', 'The Quay')).out).toContain('The Quay is ready')
    expect(await crierWith(env, 'large', 'init', '--name', 'The Pier')).toMatchObject({
      code: 73,
      err: 'There is already a paper in this database; nothing was changed.\n',
    })
    expect((await crierWith(env, 'large', 'settings', 'get', 'identity.name')).out).toContain('The Quay')
  }, 60_000)

  test('a port that is taken, and an address of another machine, are told in words', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    expect(await crierWith({ CRIER_PORT: port }, 'paper', 'serve')).toMatchObject({
      code: 73,
      err: expect.stringMatching(/^Port \d+ is in use already, perhaps by a paper that is being served\..*CRIER_PORT/u),
    })
    other.close()
    expect(await crierWith({ CRIER_PORT: '0', CRIER_HOST: '192.0.2.1' }, 'paper', 'serve')).toMatchObject({
      code: 65,
      err: expect.stringContaining('"192.0.2.1" is not an address of this machine'),
    })
  }, 60_000)

  test('a wrong environment is named, and a config lists every variable', async () => {
    const wrong = await new Promise<Ran>((done) =>
      execFile(
        process.execPath,
        [bin, 'serve'],
        { env: { ...childEnv, CRIER_PORT: 'x', CRIER_URL: 'ftp://x' }, cwd: folder },
        (error, out, err) => done({ code: Number(error?.code), out, err }),
      ),
    )
    expect([wrong.code, wrong.err]).toEqual([
      2,
      expect.stringMatching(/CRIER_PORT must be a whole number.*\n.*CRIER_URL must look like https/u),
    ])
    expect((await crier('paper', 'config')).out).toContain('CRIER_DATABASE_URL')
  })

  test('the demo is never served at a public address', async () => {
    const refused = await new Promise<Ran>((done) =>
      execFile(
        process.execPath,
        [bin, 'serve'],
        {
          env: { ...childEnv, CRIER_DATA_DIR: join(folder, 'public'), CRIER_URL: 'https://lantern.example' },
          cwd: folder,
        },
        (error, out, err) => done({ code: Number(error?.code), out, err }),
      ),
    )
    expect([refused.code, refused.err]).toEqual([73, expect.stringContaining('the demo is served on loopback only')])
  })
})
