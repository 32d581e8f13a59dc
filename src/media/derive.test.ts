import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { renderRenditions } from './derive.ts'
import { cropBox, inBatches, plannedRenditions, type Focus, type Plan } from './renditions.ts'
import type { Rendered } from './traits.ts'

const centre = { x: 0.5, y: 0.5 }

async function renderRendition(bytes: Buffer, plan: Plan, focus: Focus): Promise<Rendered> {
  const [rendered] = await renderRenditions(bytes, [plan], focus)
  if (rendered === undefined) throw new Error('nothing was made')
  return rendered
}

describe('cropBox', () => {
  const side = fc.integer({ min: 1, max: 12_000 })
  const share = fc.double({ min: 0, max: 1, noNaN: true })

  test('lies inside the picture, has the ratio to the pixel, and holds the focus', () => {
    fc.assert(
      fc.property(
        side,
        side,
        fc.constantFrom(3 / 2, 1, 16 / 9, 1200 / 630, 9 / 16),
        share,
        share,
        (width, height, ratio, x, y) => {
          const box = cropBox(width, height, ratio, { x, y })
          expect(box.left).toBeGreaterThanOrEqual(0)
          expect(box.top).toBeGreaterThanOrEqual(0)
          expect(box.width).toBeGreaterThanOrEqual(1)
          expect(box.height).toBeGreaterThanOrEqual(1)
          expect(box.left + box.width).toBeLessThanOrEqual(width)
          expect(box.top + box.height).toBeLessThanOrEqual(height)
          expect([box.width, box.height].every(Number.isInteger)).toBe(true)
          expect(
            Math.min(Math.abs(box.width - box.height * ratio), Math.abs(box.height - box.width / ratio)),
          ).toBeLessThanOrEqual(1)
          expect(x * width).toBeGreaterThanOrEqual(box.left)
          expect(x * width).toBeLessThanOrEqual(box.left + box.width)
          expect(y * height).toBeGreaterThanOrEqual(box.top)
          expect(y * height).toBeLessThanOrEqual(box.top + box.height)
        },
      ),
    )
  })

  test('takes as much of the picture as the ratio allows', () => {
    expect(cropBox(4000, 3000, 1, { x: 0, y: 0.5 })).toEqual({ left: 0, top: 0, width: 3000, height: 3000 })
    expect(cropBox(4000, 3000, 1, { x: 1, y: 0.5 })).toEqual({ left: 1000, top: 0, width: 3000, height: 3000 })
  })
})

describe('plannedRenditions', () => {
  test('nothing is planned larger than the picture, and something is planned for every picture', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.boolean(),
        fc.boolean(),
        (width, height, hasAlpha, animated) => {
          const plans = plannedRenditions(width, height, hasAlpha, animated).filter((plan) => plan.name !== 'share')
          expect(plans.some((plan) => plan.crop === undefined)).toBe(true)
          for (const plan of plans) expect(plan.width).toBeLessThanOrEqual(width)
          expect(new Set(plans.map((plan) => `${plan.name}.${plan.format}`)).size).toBe(plans.length)
        },
      ),
    )
  })

  test('a moving picture stays WebP, a transparent one has no JPEG but for sharing', () => {
    expect(
      plannedRenditions(1000, 800, false, true)
        .filter((plan) => plan.crop === undefined)
        .map((plan) => plan.format),
    ).toEqual(expect.not.arrayContaining(['avif', 'jpeg']))
    expect(
      plannedRenditions(1000, 800, true, false)
        .filter((plan) => plan.format === 'jpeg')
        .map((plan) => plan.name),
    ).toEqual(['share'])
  })
})

test('batches hold all plans, small ones first, and a few million pixels at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 9000 }), (width, height) => {
      const plans = plannedRenditions(width, height, false, false)
      const batches = inBatches(plans)
      const pixels = batches.flat().map((plan) => plan.width * plan.height)
      expect(batches.flat()).toHaveLength(plans.length)
      expect(pixels).toEqual(pixels.toSorted((a, b) => a - b))
      for (const batch of batches) {
        const sum = batch.reduce((before, plan) => before + plan.width * plan.height, 0)
        expect(batch.length === 1 || sum <= 6_000_000).toBe(true)
      }
    }),
  )
})

test('the scroll of a picture that WebP cannot hold is planned narrower, and can be made', async () => {
  const plans = plannedRenditions(200, 30_000, false, false)
  expect(Math.max(...plans.map(({ height }) => height))).toBeLessThanOrEqual(16_383)
  const scroll = sharp({ create: { width: 200, height: 30_000, channels: 3, background: '#345' } })
  const bytes = await scroll.png().toBuffer()
  const whole = plans.filter(({ format, crop }) => format === 'webp' && crop === undefined)
  for (const { width, height, plan } of await renderRenditions(bytes, whole, centre)) {
    expect([width, height]).toEqual([plan.width, plan.height])
  }
})

describe('renderRendition', () => {
  test('every plan of a picture comes out at its planned size and format', async () => {
    const bytes = await halves(900, 600).jpeg().toBuffer()
    const plans = plannedRenditions(900, 600, false, false)
    const all = await renderRenditions(bytes, plans, { x: 0.1, y: 0.9 })
    expect(all.map(({ plan }) => plan)).toEqual(expect.arrayContaining(plans))
    for (const { plan, ...rendered } of all) {
      const made = await sharp(rendered.bytes).metadata()
      expect([made.format === 'heif' ? 'avif' : made.format, made.width, made.height], plan.name).toEqual([
        plan.format,
        rendered.width,
        rendered.height,
      ])
      expect([rendered.width, rendered.height], plan.name).toEqual([plan.width, plan.height])
    }
  })

  test('a picture held sideways by its camera is turned upright before it is cropped', async () => {
    const bytes = await halves(600, 400).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const rendered = await renderRendition(bytes, { name: 'whole', width: 400, height: 600, format: 'jpeg' }, centre)
    expect([rendered.width, rendered.height]).toEqual([400, 600])
    const top = await renderRendition(bytes, square('jpeg'), { x: 0.5, y: 0 })
    expect(await colourAt(top.bytes, 50, 5)).toBe('red')
  })

  test('a crop follows the focus', async () => {
    const bytes = await halves(600, 200).png().toBuffer()
    expect(await colourAt((await renderRendition(bytes, square('webp'), { x: 0, y: 0.5 })).bytes, 50, 50)).toBe('red')
    expect(await colourAt((await renderRendition(bytes, square('webp'), { x: 1, y: 0.5 })).bytes, 50, 50)).toBe('blue')
  })

  test('the place goes, creator and copyright stay', async () => {
    const bytes = await halves(300, 200)
      .withExif({
        IFD0: { Artist: 'Ana Vale', Copyright: '(c) The Lantern' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
      })
      .jpeg()
      .toBuffer()
    for (const format of ['jpeg', 'webp', 'avif'] as const) {
      const { exif, xmp, iptc } = await sharp((await renderRendition(bytes, square(format), centre)).bytes).metadata()
      expect(exif?.toString('latin1')).toContain('Ana Vale')
      expect(exif?.toString('latin1')).toContain('(c) The Lantern')
      expect(
        exif?.includes(Buffer.from([0x25, 0x88])) || exif?.includes(Buffer.from([0x88, 0x25])),
        'the GPS directory',
      ).toBe(false)
      expect([xmp, iptc]).toEqual([undefined, undefined])
    }
  })

  test('a moving picture still moves, its crops stand still', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 300, height: 200, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const bytes = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    const whole = await renderRendition(bytes, { name: 'whole', width: 150, height: 100, format: 'webp' }, centre)
    expect([(await sharp(whole.bytes).metadata()).pages, whole.width, whole.height]).toEqual([2, 150, 100])
    expect((await sharp((await renderRendition(bytes, square('webp'), centre)).bytes).metadata()).pages ?? 1).toBe(1)
  })

  test('a drawing is drawn at the size asked for', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="20" height="20" fill="red"/><rect x="20" width="20" height="20" fill="blue"/></svg>',
    )
    const { bytes, width, height } = await renderRendition(
      svg,
      { name: 'whole', width: 801, height: 401, format: 'webp' },
      centre,
    )
    expect([width, height]).toEqual([801, 401])
    expect([await colourAt(bytes, 396, 100), await colourAt(bytes, 406, 100)], 'a sharp edge').toEqual(['red', 'blue'])
  })
})

function square(format: Plan['format']): Plan {
  return { name: 'square', width: 100, height: 100, format, crop: { ratio: 1 } }
}

/** Left red, right blue. */
function halves(width: number, height: number) {
  const right = { create: { width: Math.floor(width / 2), height, channels: 3 as const, background: 'blue' } }
  return sharp({ create: { width, height, channels: 3, background: 'red' } }).composite([
    { input: right, left: Math.ceil(width / 2), top: 0 },
  ])
}

async function colourAt(bytes: Buffer, left: number, top: number): Promise<string> {
  const [red = 0, , blue = 0] = await sharp(bytes)
    .removeAlpha()
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer()
  return red > 200 && blue < 60 ? 'red' : blue > 200 && red < 60 ? 'blue' : `neither (${red}, ${blue})`
}
