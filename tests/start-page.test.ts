import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { finishMoving } from '../src/importers/start/preview-folder.ts'
import { operator } from '../src/kit/db/schema.ts'
import { setSetting } from '../src/publication/set-setting.ts'
import { engines } from './databases.ts'
import { killed, served, type Serve } from './killing.ts'
import { aServing, cookieFrom, herald, heraldExport, type TestServing } from './serving.ts'
import { zipOf, zipOfFolder } from './zip.ts'

const wxr = readFileSync(heraldExport)
const pictures = zipOfFolder(join(herald, 'uploads'), 'uploads')
const ours = { 'Sec-Fetch-Site': 'same-origin' }

type Named = [name: string, bytes: Uint8Array]

/** What a browser without a script sends: both fields, one of them perhaps left empty. */
function form(files: { export?: Named; media?: Named }): FormData {
  const body = new FormData()
  for (const part of ['export', 'media'] as const)
    body.set(part, new File(files[part] ? [new Uint8Array(files[part][1])] : [], files[part]?.[0] ?? ''))
  return body
}

/** Somebody's browser, which has come in with the key. */
type Browser = { origin: string; cookie: string }

function post(
  { origin, cookie }: Browser,
  path: string,
  body?: FormData,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(origin + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie, ...ours, ...headers },
    ...(body && { body }),
  })
}

function get({ origin, cookie }: Browser, path: string): Promise<Response> {
  return fetch(origin + path, { headers: { Cookie: cookie } })
}

async function page(browser: Browser, path = '/-/start'): Promise<string> {
  return (await get(browser, path)).text()
}

/** Whoever starts the server from a script reads the key from its file. */
async function started(folder: string): Promise<Serve & Browser> {
  const serve = await served(folder)
  return { ...serve, cookie: await cookieFrom(readFileSync(join(folder, 'start-key'), 'utf8').trim()) }
}

function stepReached(browser: Browser, step: string): Promise<string> {
  return vi.waitUntil(
    async () => {
      const text = await page(browser)
      return text.includes(`data-step="${step}"`) && text
    },
    { timeout: 60_000, interval: 50 },
  )
}

const previewOf = (text: string) => /<iframe src="(http:\/\/localhost:\d+)\/"/u.exec(text)?.[1] ?? ''

describe.each(engines)('an empty paper on %s', (engine) => {
  let paper: TestServing
  beforeAll(async () => void (paper = await aServing(engine)), 60_000)
  afterAll(() => paper[Symbol.asyncDispose]())

  test('leads from its front page to the start page', async () => {
    expect(await page(paper, '/')).toContain('href="/-/start"')
    expect(await page(paper)).toContain('Drop your WordPress export here')
  })

  test('is shown as a preview with the report first, and is the paper when its publisher says so', async () => {
    await setSetting(paper.house(), operator, { key: 'footer.copyrightHolder', value: 'Quay Press' })
    const sent = await post(
      paper,
      '/-/start/files',
      form({ export: ['herald.xml', wxr], media: ['uploads.zip', pictures] }),
    )
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/-/start'])
    const ready = await stepReached(paper, 'ready')
    expect(ready).toContain('Harbour Herald is here')
    expect(ready).toMatch(/Stories<\/th><td>45<\/td><td>45<\/td><td>0</u)
    expect(ready).toMatch(/Pictures and files<\/th><td>14<\/td><td>14<\/td><td>0</u)
    expect(ready).toContain('is a pingback, which another site')

    const preview = previewOf(ready)
    const front = await page({ ...paper, origin: preview }, '/')
    expect(front).toContain('Swing bridge stuck for eleven hours')
    expect(front).toContain('Quay Press')
    expect(front).toContain('This is a preview: only this machine can see it.')
    expect(
      (await fetch(`${preview}/polls/x/votes`, { method: 'POST', body: 'a=1', headers: { Cookie: paper.cookie } }))
        .status,
    ).toBeGreaterThanOrEqual(404)
    expect((await fetch(preview, { headers: { Cookie: paper.cookie, 'X-Forwarded-For': '9.9.9.9' } })).status).toBe(403)
    expect(await page(paper, '/')).not.toContain('Swing bridge')

    expect((await post(paper, '/-/start/adopt')).status).toBe(303)
    expect(await stepReached(paper, 'done')).toContain('Harbour Herald has moved in')
    const own = await page(paper, '/')
    expect(own).toContain('Swing bridge stuck for eleven hours')
    expect(own).not.toContain('This is a preview')
    expect((await fetch(paper.url('/2026/09/swing-bridge-stuck-for-eleven-hours/'))).status).toBe(200)
    expect(await paper.house().db.selectFrom('articles').select('id').execute()).toHaveLength(51)
    expect((await readdir(paper.folder)).toSorted()).toEqual(expect.arrayContaining(['media', 'wordpress-import.json']))
    expect(existsSync(join(paper.folder, 'preview'))).toBe(false)
    await expect(fetch(preview)).rejects.toThrow()
    expect((await post(paper, '/-/start/discard')).headers.get('location')).toBe('/-/start')
    expect(await paper.house().db.selectFrom('articles').select('id').execute()).toHaveLength(51)
  }, 120_000)
})

describe('what is sent', () => {
  let paper: TestServing
  beforeAll(async () => void (paper = await aServing('sqlite', { CRIER_UPLOAD_EXPORT_MB: '1' })), 60_000)
  afterAll(() => paper[Symbol.asyncDispose]())

  test.each<[string, { export?: Named; media?: Named }, number, RegExp]>([
    ['a zip as the export', { export: ['all.zip', pictures] }, 415, /“all\.zip” is a zip archive/u],
    [
      'a web page',
      { export: ['wordpress.2026-11-02.xml', Buffer.from('<!DOCTYPE html><title>Log in</title>')] },
      415,
      /is a web page\. That happens when the login had run out/u,
    ],
    [
      'a feed that is no export',
      {
        export: [
          'feed.xml',
          Buffer.from('<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>'),
        ],
      },
      422,
      /“feed\.xml”/u,
    ],
    [
      'too large an export',
      { export: ['big.xml', Buffer.alloc(1_100_000, '<rss>')] },
      413,
      /larger than 1 MB.*CRIER_UPLOAD_EXPORT_MB/u,
    ],
    ['no export', { media: ['uploads.zip', pictures] }, 422, /Choose the export first/u],
    [
      'a zip with names that lead out',
      { export: ['herald.xml', wxr], media: ['evil.zip', zipOf([{ name: '../../house.db', bytes: wxr }])] },
      422,
      /“evil\.zip” was refused.*\.\.\/\.\.\/house\.db/u,
    ],
  ])('%s is refused in words on the page itself', async (_, files, status, words) => {
    const answer = await post(paper, '/-/start/files', form(files))
    const text = (await answer.text()).replaceAll('&#39;', '’')
    expect([answer.status, /<p class="fault">([^<]*)/u.exec(text)?.[1]]).toEqual([status, expect.stringMatching(words)])
    expect(text).toContain('Drop your WordPress export here')
    expect(text).not.toContain(paper.folder)
  })

  test('the good file of two is kept, and named on the page', async () => {
    expect(await page(paper)).toMatch(/“herald\.xml” has arrived, 392 kB/u)
    expect((await post(paper, '/-/start/discard')).status).toBe(303)
    expect(await page(paper)).not.toContain('” has arrived')
  })

  test('pieces go on where they broke off, and only a whole file begins', async () => {
    const piece = (offset: number, until: number) =>
      fetch(paper.url(`/-/start/files/export?name=herald.xml&bytes=${wxr.length}&stamp=7&offset=${offset}`), {
        method: 'POST',
        body: wxr.subarray(offset, until),
        headers: { ...ours, Cookie: paper.cookie, Accept: 'application/json' },
      })
    expect(await (await piece(0, 100_000)).json()).toMatchObject({ received: 100_000 })
    const early = await post(paper, '/-/start/begin?fetch=no', undefined, { Accept: 'application/json' })
    expect([early.status, await early.json()]).toEqual([
      422,
      { error: '“herald.xml” has not come in whole. Choose the same file again: it goes on where it stopped.' },
    ])
    expect((await piece(0, 10)).status).toBe(409)
    expect(await page(paper)).toContain('98 kB of 392 kB of “herald.xml” have arrived')
    expect(await (await get(paper, '/-/start/files')).json()).toMatchObject({
      export: { name: 'herald.xml', received: 100_000 },
    })
    expect(await (await piece(100_000, wxr.length)).json()).toMatchObject({ received: wxr.length })
    expect(
      (
        await fetch(paper.url('/-/start/files/nothing?name=x&bytes=1&offset=0'), {
          method: 'POST',
          body: 'x',
          headers: { ...ours, Cookie: paper.cookie },
        })
      ).status,
    ).toBe(400)
    await post(paper, '/-/start/discard')
  })

  test('a plain form that breaks off can be sent again at once', async () => {
    const { hostname, port } = new URL(paper.origin)
    const socket = connect(Number(port), hostname)
    const head =
      '--b\r\nContent-Disposition: form-data; name="export"; filename="herald.xml"\r\n\r\n<?xml version="1.0"?><rss>'
    socket.write(
      `POST /-/start/files HTTP/1.1\r\nHost: localhost\r\nCookie: ${paper.cookie}\r\n` +
        'Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\n' +
        `Content-Length: 90000\r\n\r\n${head}${'words '.repeat(5000)}`,
    )
    await vi.waitUntil(() => existsSync(join(paper.folder, 'preview/sent/export.xml')), { timeout: 10_000 })
    socket.destroy()
    await vi.waitUntil(
      async () =>
        (
          await (await post(paper, '/-/start/files', form({ export: ['page.xml', Buffer.from('<html>')] }))).text()
        ).includes('is a web page'),
      { timeout: 15_000, interval: 100 },
    )
    expect(await (await get(paper, '/-/start/files')).json()).toEqual({})
  })

  test('strangers and other sites get nothing', async () => {
    for (const [path, method] of [
      ['/-/start', 'GET'],
      ['/-/start/events', 'GET'],
      ['/-/start/report', 'GET'],
      ['/-/start/files', 'GET'],
      ['/-/start/adopt', 'POST'],
      ['/-/start/files', 'POST'],
    ] as const) {
      const answer = await fetch(paper.url(path), {
        method,
        headers: { ...ours, Cookie: paper.cookie, 'X-Forwarded-For': '203.0.113.9' },
      })
      expect([path, answer.status, (await answer.text()).includes('opens only on the machine')]).toEqual([
        path,
        403,
        true,
      ])
    }
    for (const [name, value] of [
      ['Origin', 'https://evil.example'],
      ['Sec-Fetch-Site', 'cross-site'],
      ['Sec-Fetch-Site', 'same-site'],
    ] as const) {
      expect(
        (
          await fetch(paper.url('/-/start/discard'), {
            method: 'POST',
            headers: { Cookie: paper.cookie, [name]: value },
          })
        ).status,
      ).toBe(403)
    }
  })

  test('a paper with a public address has no start page, and says what to do instead', async () => {
    await using shown = await aServing('sqlite', { CRIER_URL: 'https://lantern.example' })
    const answer = await fetch(shown.url('/-/start'))
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('this one is at https://lantern.example'),
    ])
  })
})

test('an import that is stopped by its publisher leaves nothing, and a paper with stories has no start page', async () => {
  await using paper = await aServing('sqlite')
  await post(paper, '/-/start/files', form({ export: ['herald.xml', wxr], media: ['uploads.zip', pictures] }))
  expect((await post(paper, '/-/start/files', form({ export: ['herald.xml', wxr] }))).status).toBe(303)
  expect((await post(paper, '/-/start/discard')).status).toBe(303)
  expect(await page(paper)).toContain('data-step="collecting"')
  expect(existsSync(join(paper.folder, 'preview'))).toBe(false)
  await post(paper, '/-/start/files', form({ export: ['herald.xml', wxr] }))
  await stepReached(paper, 'ready')
  const { importWordpress } = await import('../src/importers/wordpress/run/import.ts')
  await importWordpress(paper.house(), { file: heraldExport, media: { kind: 'none' } })
  expect((await get(paper, '/-/start')).status).toBe(404)
  expect((await post(paper, '/-/start/adopt', undefined, { Accept: 'application/json' })).status).toBe(410)
}, 120_000)

test('an import that was killed goes on when the server starts again, and so does moving in', async () => {
  const paper = await aServing('sqlite')
  const { folder } = paper
  await rename(folder, `${folder}-kept`)
  await paper[Symbol.asyncDispose]()
  await rename(`${folder}-kept`, folder)
  const first = await started(folder)
  await post(first, '/-/start/files', form({ export: ['herald.xml', wxr], media: ['uploads.zip', pictures] }))
  await vi.waitUntil(async () => /[3-9] of 14/u.test(await page(first)), { timeout: 30_000, interval: 20 })
  await killed(first)

  const second = await started(folder)
  const ready = await stepReached(second, 'ready')
  expect(ready).toMatch(/Pictures and files<\/th><td>14<\/td><td>14<\/td><td>0</u)
  expect(await page({ ...second, origin: previewOf(ready) }, '/')).toContain('Swing bridge stuck for eleven hours')
  await post(second, '/-/start/adopt')
  await vi.waitUntil(async () => /[3-9] of 14/u.test(await page(second)), { timeout: 30_000, interval: 20 })
  await killed(second)

  const third = await started(folder)
  await stepReached(third, 'done')
  expect(await page(third, '/')).toContain('Swing bridge stuck for eleven hours')
  await killed(third)
  await rm(folder, { recursive: true })
}, 180_000)

test('a move that was cut short at any point is finished before anything is served', async () => {
  await using paper = await aServing('sqlite')
  const config = readConfig({ CRIER_DATA_DIR: join(paper.folder, 'other') })
  const from = join(config.dataDir, 'preview')
  await (await openHouse({ ...config, dataDir: from, logLevel: 'silent' }))[Symbol.asyncDispose]()
  await mkdir(join(from, 'media/originals'), { recursive: true })
  await mkdir(join(config.dataDir, 'media/originals'), { recursive: true })
  await writeFile(join(from, 'media/originals/b.jpg'), 'b')
  // One file had been moved already.
  await writeFile(join(config.dataDir, 'media/originals/a.jpg'), 'a')
  await writeFile(join(from, 'step.json'), JSON.stringify({ step: 'moving', fetchMedia: false }))
  await writeFile(join(from, 'report.json'), '{}')
  await finishMoving(config)
  expect([
    (await readdir(join(config.dataDir, 'media/originals'))).toSorted(),
    (await readdir(config.dataDir)).toSorted(),
  ]).toEqual([
    ['a.jpg', 'b.jpg'],
    ['house.db', 'media', 'wordpress-import.json'],
  ])
})
