import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, inject, test } from 'vitest'
import { openDarkroom, usualLimits } from '../../src/kit/darkroom/darkroom.ts'
import { isFailure } from '../../src/kit/outcome.ts'
import { deriveMedia } from '../../src/media/derive-media.ts'
import { mediaById } from '../../src/media/store.ts'
import { takeInMedia } from '../../src/media/take-in.ts'
import { childEnv } from '../child-env.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'
import { deflatedXmp, gifOf, laughing, pngOf, svgOf, withXmp } from './hostile-pictures.ts'

const actor = { kind: 'operator', id: 'test' } as const

async function takenIn(house: TestHouse, bytes: Buffer, fileName: string): Promise<{ id: number; warnings: string[] }> {
  const taken = await takeInMedia(house, actor, { bytes, fileName })
  if (isFailure(taken)) throw new Error(taken.words)
  return taken
}

const flat = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#369' } })

/** Within the limit of pixels; an interlaced PNG's last bytes may belong to its first line: all of it is held. */
const wall = () => flat(8_300, 8_300).png({ compressionLevel: 1, progressive: true }).toBuffer()

describe('a hostile picture is refused, and the reason is said', () => {
  const dots = pngOf(20_000, 20_000).toString('base64')
  const carried = `<image width="9" height="9" href="data:image/png;base64,${dots}"/>`
  const rules = Array.from({ length: 2_000 }, (_, index) => `g .a${index}{fill:red}`).join('')
  test.each([
    [
      'a drawing that carries a picture of 400 million pixels',
      svgOf(carried),
      'plan.svg',
      'plan.svg carries pictures that would unpack to more than 25 million pixels.',
    ],
    [
      'a drawing of 100,000 levels',
      svgOf('<g>'.repeat(100_000) + '</g>'.repeat(100_000)),
      'plan.svg',
      'plan.svg is no sound SVG: more than 200 levels deep.',
    ],
    [
      'a drawing of 100,000 levels that are not closed',
      svgOf('<g>'.repeat(100_000)),
      'plan.svg',
      'plan.svg is no sound SVG: more than 200 levels deep.',
    ],
    [
      'a drawing that repeats itself without end',
      laughing(9),
      'plan.svg',
      'plan.svg is no sound SVG: repeats its parts more than 50,000 times.',
    ],
    [
      'a drawing of a million parts',
      svgOf('<a/>'.repeat(1_000_000)),
      'plan.svg',
      'plan.svg is no sound SVG: has more than 50,000 parts.',
    ],
    [
      'a drawing with a filter on everything',
      svgOf(`<filter id="f">${'<feGaussianBlur/>'.repeat(20)}</filter>${'<rect filter="url(#f)"/>'.repeat(500)}`),
      'plan.svg',
      'plan.svg is no sound SVG: repeats its parts more than 50,000 times.',
    ],
    [
      'a drawing whose patterns hold patterns',
      svgOf(
        Array.from(
          { length: 30 },
          (_, index) => `<pattern id="p${index}">${`<path fill="url(#p${index + 1})"/>`.repeat(2)}</pattern>`,
        ).join(''),
      ),
      'plan.svg',
      'plan.svg is no sound SVG: repeats its parts more than 50,000 times.',
    ],
    [
      'a drawing of one endless word',
      svgOf(`<text>${'W'.repeat(100_000)}</text>`),
      'plan.svg',
      'plan.svg is no sound SVG: has more than 20,000 letters.',
    ],
    [
      'a drawing with rules for everybody',
      svgOf(`<style>${rules}</style>${'<path/>'.repeat(20_000)}`),
      'plan.svg',
      'plan.svg is no sound SVG: has 2000 rules of style for 20002 elements, which is too much to match.',
    ],
    [
      'a drawing as wide as a country',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1000000000" height="2"/>'),
      'plan.svg',
      'plan.svg is no sound SVG: says that its width is 1000000000.',
    ],
    [
      'a drawing of 6 MB',
      svgOf(' '.repeat(6_000_000)),
      'plan.svg',
      'plan.svg is a drawing of 7 MB; the limit is 5 MB.',
    ],
    [
      'a line of 60,000 dots',
      pngOf(1, 60_000),
      'line.png',
      'line.png is 1 by 60000 pixels; the limit is 32,767 a side.',
    ],
    [
      'a small file of 400 million dots',
      pngOf(20_000, 20_000),
      'bomb.png',
      'bomb.png would unpack to 400 million pixels; the limit is 100 million.',
    ],
    ['a dot that moves 1,100 times', gifOf(1_100), 'dot.gif', 'dot.gif has 1100 frames; the limit is 1000.'],
    [
      'a picture of 60 MB',
      Buffer.concat([pngOf(10, 10), Buffer.alloc(60_000_000)]),
      'large.png',
      'large.png is a picture of 61 MB; the limit is 50 MB.',
    ],
    [
      'a photograph of a telephone',
      Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0heicmif1'),
      'me.heic',
      'me.heic is HEIC, which no browser but one shows: export it as JPEG.',
    ],
    [
      'a picture of a kind to come',
      Buffer.from([0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20, 0x0d, 0x0a, 0x87, 0x0a]),
      'me.jxl',
      'me.jxl is JPEG XL, which few browsers show: export it as JPEG.',
    ],
  ])('%s', async (_what, bytes, fileName, reason) => {
    await using house = await aHouse('sqlite')
    expect(await takeInMedia(house, actor, { bytes, fileName })).toMatchObject({ outcome: 'invalid', words: reason })
  })

  test('one that needs more memory than a picture may take', { timeout: 90_000 }, async () => {
    await using house = await aHouse('sqlite', { CRIER_PICTURE_MEMORY_MB: '256' })
    const bytes = await wall()
    expect(await takeInMedia(house, actor, { bytes, fileName: 'wall.png' })).toMatchObject({
      outcome: 'invalid',
      words: 'wall.png needs more memory than a picture may take (256 MB; CRIER_PICTURE_MEMORY_MB sets it).',
    })
    expect(await takenIn(house, pngOf(9, 9), 'small.png')).toMatchObject({ warnings: [] })
  })

  test('one that says another thing of its kind than of its content', async () => {
    await using house = await aHouse('sqlite')
    const taken = await takeInMedia(house, actor, {
      bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), svgOf('<rect/>')]),
      fileName: 'both.jpg',
    })
    expect(taken).toMatchObject({
      outcome: 'invalid',
      words: expect.stringMatching(/^both\.jpg (?:is cut off|cannot be read|is jpeg by)/u),
    })
  })
})

describe('what was dear is cheap', () => {
  test('a drawing with a costly filter is taken without it', async () => {
    await using house = await aHouse('sqlite')
    const { warnings } = await takenIn(
      house,
      svgOf(
        '<filter id="f"><feTurbulence numOctaves="999999" baseFrequency="9"/></filter>' +
          '<rect width="999" height="999" filter="url(#f)"/>',
      ),
      'noise.svg',
    )
    expect(warnings).toEqual(['From noise.svg was removed: <feTurbulence>.'])
  })

  test('a line of 30,000 dots is not blown up, and all of its renditions are made', async () => {
    await using house = await aHouse('sqlite')
    const { id } = await takenIn(house, pngOf(1, 30_000), 'line.png')
    await house.queue.drain()
    expect(await house.queue.counts()).toMatchObject({ ready: 0, waiting: 0, dead: 0 })
    const rows = await house.db
      .selectFrom('renditions')
      .select(['width', 'height', 'format'])
      .where('media_id', '=', id)
      .execute()
    for (const { width, height } of rows) expect([width <= 1, height <= 16_383]).toEqual([true, true])
    expect(new Set(rows.map(({ format }) => format))).toEqual(new Set(['avif', 'webp', 'jpeg']))
  })

  const padding = Buffer.concat([Buffer.alloc(65_000), Buffer.from('x')])
  const nested = Buffer.from(`<a xmlns:x="y">${'<x:a>'.repeat(13_000)}`)
  test.each([
    ['64 KB of nothing', padding],
    ['13,000 levels', nested],
  ])('%s in what a picture says of itself', async (_what, content) => {
    await using house = await aHouse('sqlite')
    await takenIn(house, withXmp(await flat(400, 300).jpeg().toBuffer(), content), 'quay.jpg')
    await house.queue.drain()
    expect(await house.queue.counts()).toMatchObject({ ready: 0, waiting: 0, dead: 0 })
  })

  test('a description that unpacks to 300 MB', async () => {
    await using house = await aHouse('sqlite')
    await takeInMedia(house, actor, { bytes: pngOf(40, 40, deflatedXmp(300_000_000)), fileName: 'talk.png' })
    expect(await takenIn(house, pngOf(9, 9), 'small.png')).toMatchObject({ warnings: [] })
  })
})

describe.each(engines)('a picture that cannot be drawn on %s', (engine) => {
  const once = { attempt: 1, signal: new AbortController().signal }

  test('is given up with the reason, once and for all', async () => {
    await using house = await aHouse(engine)
    const { id } = await takenIn(house, await flat(800, 600).png().toBuffer(), 'quay.png')
    // Less than its library takes to be loaded.
    const entry = new URL('../../src/darkroom.ts', import.meta.url)
    const darkroom = openDarkroom({ ...usualLimits, cpuSeconds: 0.01, memoryMb: 512, env: {}, entry })
    await expect(deriveMedia({ ...house, darkroom }, { mediaId: id, step: 'quick' }, once)).rejects.toMatchObject({
      name: 'PermanentFailure',
      message: 'quay.png takes more than 0.01 seconds of computing, which is the most for a picture.',
    })
    await darkroom.close()
  })

  test.each([
    [
      'gone',
      (house: TestHouse, key: string) => house.storage.delete(key),
      3,
      /^The original of quay\.png is gone from the store/u,
    ],
    [
      'cut short',
      async (house: TestHouse, key: string) => house.storage.put(key, (await house.storage.get(key)).subarray(0, 50)),
      1,
      /^The original of quay\.png .* has 50 bytes in place of \d+: it was replaced or cut short/u,
    ],
    [
      'another picture',
      async (house: TestHouse, key: string) => {
        const { length } = await house.storage.get(key)
        const other = await flat(30, 20).png().toBuffer()
        await house.storage.put(key, Buffer.concat([other, Buffer.alloc(length - other.length)]))
      },
      1,
      /^The original of quay\.png .* is 30 by 20 pixels in place of 800 by 600/u,
    ],
  ])('because its original is %s says so', async (_what, spoil, attempt, words) => {
    await using house = await aHouse(engine)
    const { id } = await takenIn(house, await flat(800, 600).png().toBuffer(), 'quay.png')
    await spoil(house, (await mediaById(house.db, id))?.storageKey ?? '')
    await expect(deriveMedia(house, { mediaId: id, step: 'quick' }, { ...once, attempt })).rejects.toMatchObject({
      name: 'PermanentFailure',
      message: expect.stringMatching(words),
    })
  })
})

/** By what the kernel has mapped into the process: whatever loaded it, and from wherever. */
test.runIf(process.platform === 'linux')(
  'the process that serves the demo holds no picture library',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crier-hostile-'))
    const bin = inject('program')
    const server = spawn(process.execPath, [bin, 'serve'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...childEnv, CRIER_PORT: '0', CRIER_LOG_LEVEL: 'error' },
    })
    try {
      const origin = await new Promise<string>((done) =>
        server.stdout.on('data', (text: Buffer) => /http:\/\/localhost:\d+/u.exec(text.toString())?.map(done)),
      )
      const page = await (await fetch(`${origin}/`)).text()
      const stories = [...page.matchAll(/<a href="(\/\d{4}\/[^"]+)"/gu)].map((match) => match[1] ?? '')
      const pages = await Promise.all([...new Set(stories)].map(async (story) => (await fetch(origin + story)).text()))
      const polls = pages.flatMap((story) => [...story.matchAll(/\/polls\/[a-z\d]{16}/gu)].map(([path]) => path))
      const card = await fetch(`${origin}${polls[0]}/card.png`)
      expect([card.status, card.headers.get('content-type')]).toEqual([200, 'image/png'])
      expect(page).toContain('<picture>')
      expect(readFileSync(`/proc/${server.pid}/maps`, 'utf8')).not.toMatch(/sharp|vips/u)
    } finally {
      const ended = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
