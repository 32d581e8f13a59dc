import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportPieces } from '../../bench/wxr-generate.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { killed, served, type Serve } from '../killing.ts'
import { cookieFrom } from '../serving.ts'

const wxr = [...exportPieces({ posts: 800, commentsPerPost: 1 })].join('')
const whole = /Stories<\/th><td>800<\/td><td>800<\/td><td>0</u

let folder: string
let serve: Serve
let cookie: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crier-import-'))
  await (await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' })))[Symbol.asyncDispose]()
  await start()
}, 60_000)
afterEach(async () => {
  if (serve.process.exitCode === null && serve.process.signalCode === null) await killed(serve)
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<void> {
  serve = await served(folder)
  cookie = await cookieFrom(readFileSync(join(folder, 'start-key'), 'utf8').trim())
}

async function page(path = '/-/start'): Promise<string> {
  return (await fetch(serve.origin + path, { headers: { Cookie: cookie } })).text()
}

async function send(path: string, body?: FormData): Promise<number> {
  const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }
  const sending = { method: 'POST', redirect: 'manual', headers, ...(body && { body }) } as const
  return (await fetch(serve.origin + path, sending)).status
}

function theExport(): FormData {
  const form = new FormData()
  form.set('export', new File([wxr], 'gazette.xml'))
  return form
}

/** The import's process, by what the kernel says of its parent; Linux alone tells so without a command. */
function importer(parent = serve.process.pid): number | undefined {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name))
  const found = ids.find((id) => {
    try {
      const [, ppid] = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /u, '')
        .split(' ')
      return Number(ppid) === parent && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('import-process')
    } catch {
      return false
    }
  })
  return found === undefined ? undefined : Number(found)
}

/** In the middle of writing stories. */
async function importing(): Promise<number> {
  await vi.waitUntil(async () => /of 800/u.test(await page()), { timeout: 60_000, interval: 20 })
  const id = importer()
  if (id === undefined) throw new Error('there is no process that imports')
  return id
}

function reached(step: string): Promise<string> {
  return vi.waitUntil(
    async () => {
      const text = await page()
      return text.includes(`data-step="${step}"`) && text
    },
    { timeout: 120_000, interval: 100 },
  )
}

describe.skipIf(process.platform !== 'linux')('an import that was begun at the start page', () => {
  test('holds up no reader and no end of the server, even when it stands still', async () => {
    expect(await send('/-/start/files', theExport())).toBe(303)
    const id = await importing()
    process.kill(id, 'SIGSTOP')
    expect((await fetch(serve.origin)).status).toBe(200)
    expect(await page()).toContain('data-step="importing"')
    serve.process.kill('SIGTERM')
    await once(serve.process, 'exit')
    expect(existsSync(`/proc/${id}`)).toBe(false)
  }, 120_000)

  test('whose process dies is told on the page, and goes on from there', async () => {
    await send('/-/start/files', theExport())
    process.kill(await importing(), 'SIGKILL')
    const told = await reached('collecting')
    expect(told).toMatch(/The import stopped by itself \(SIGKILL\), perhaps .* of memory\. Nothing is lost/u)
    expect(told).toContain('“gazette.xml” has arrived')
    expect((await fetch(serve.origin)).status).toBe(200)
    // Without sending the file again.
    expect(await send('/-/start/begin')).toBe(303)
    expect(await reached('ready')).toMatch(whole)
  }, 240_000)

  test('ends with a server that is killed, also while it is busy, and goes on with the next', async () => {
    await send('/-/start/files', theExport())
    const id = await importing()
    await killed(serve)
    await vi.waitUntil(() => !existsSync(`/proc/${id}`), { timeout: 5_000, interval: 20 })
    await start()
    expect(await reached('ready')).toMatch(whole)
  }, 240_000)

  test('stops when its server is told to, where it goes on, and hears no signal of the terminal itself', async () => {
    await send('/-/start/files', theExport())
    const id = await importing()
    process.kill(id, 'SIGINT')
    serve.process.kill('SIGINT')
    await once(serve.process, 'exit')
    expect([serve.process.exitCode, existsSync(`/proc/${id}`)]).toEqual([0, false])
    expect(JSON.parse(readFileSync(join(folder, 'preview/step.json'), 'utf8'))).toMatchObject({ step: 'importing' })
  }, 240_000)

  test('may be thrown away while it runs', async () => {
    await send('/-/start/files', theExport())
    const id = await importing()
    expect(await send('/-/start/discard')).toBe(303)
    expect([existsSync(`/proc/${id}`), existsSync(join(folder, 'preview'))]).toEqual([false, false])
    expect(await page()).toContain('data-step="collecting"')
  }, 120_000)

  test('begins once, however often the button is pressed', async () => {
    await send('/-/start/files', theExport())
    await importing()
    await send('/-/start/discard')
    const form = theExport()
    const statuses = await Promise.all([send('/-/start/files', form), send('/-/start/begin'), send('/-/start/begin')])
    expect(statuses.every((status) => status < 500)).toBe(true)
    await importing()
    expect(await send('/-/start/discard')).toBe(303)
  }, 120_000)
})
