import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readAssets } from '../kit/assets.ts'
import type { ShareCard } from './share-card.ts'
import { drawSharePicture } from './share-picture.ts'

const { cardFonts } = readAssets(new URL('../../dist/assets', import.meta.url).pathname)
const card: ShareCard = {
  kicker: 'Harbour',
  headline: 'Swing bridge to stay shut at rush hour',
  publication: 'The Lantern',
  accent: '#a8112b',
  direction: 'ltr',
}
const draw = (change: Partial<ShareCard>) => drawSharePicture({ ...card, ...change }, cardFonts)

/** The share of ink in a part of the card. */
async function ink(
  bytes: Buffer,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): Promise<number> {
  const { data } = await sharp(bytes)
    .extract({ left, top, width, height })
    .grayscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return data.reduce((sum, value) => sum + (value < 128 ? 1 : 0), 0) / data.length
}

const body = { left: 0, top: 210, width: 1200, height: 360 }

describe('a drawn share picture', () => {
  test('is a small PNG of the size that networks show large', async () => {
    const bytes = await draw({})
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 })
    expect(bytes.length).toBeLessThan(60_000)
    expect(await ink(bytes, body)).toBeGreaterThan(0.03)
  })

  test('the same words are the same bytes, other words others', async () => {
    expect((await draw({})).equals(await draw({}))).toBe(true)
    expect((await draw({})).equals(await draw({ headline: 'Swing bridge opens' }))).toBe(false)
  })

  test.each([
    ['of one letter', 'I'],
    [
      'of 140 characters',
      'Council votes to keep the bridge shut to ships from seven to nine in the morning, in spite of the harbour’s protest and of what the tide says',
    ],
    ['without end', 'word '.repeat(400)],
    ['of one word without end', 'ferry'.repeat(200)],
    ['that looks like markup', '<b>5 & 6</span> &lt; <i'],
    ['with letters beyond ASCII', '„Żółty” most, ñandú, Ærø, ĝis'],
    ['in Arabic', 'الجسر المتحرك يبقى مغلقا أمام السفن في ساعة الذروة'],
  ])('a headline %s fits within the margins', async (_, headline) => {
    const bytes = await draw({ headline })
    expect(await ink(bytes, body)).toBeGreaterThan(0.001)
    for (const edge of [
      { left: 0, top: 20, width: 60, height: 610 },
      { left: 1140, top: 20, width: 60, height: 610 },
      { left: 0, top: 585, width: 1200, height: 45 },
    ])
      expect(await ink(bytes, edge), headline).toBe(0)
  })

  test('a right-to-left headline begins at the right', async () => {
    const bytes = await draw({ headline: 'الجسر', kicker: 'الميناء', direction: 'rtl' })
    expect(await ink(bytes, { ...body, left: 600, width: 600 })).toBeGreaterThan(0.005)
    expect(await ink(bytes, { ...body, width: 600 })).toBe(0)
  })

  test('words without a face leave the paper’s name alone, never a row of boxes', async () => {
    // Letters of Linear A, for which no machine has a face by accident.
    const unknown = await draw({ headline: '\u{10600}\u{10601}\u{10602}', kicker: '' })
    expect(unknown.equals(await draw({ headline: '', kicker: '' }))).toBe(true)
    expect(await ink(unknown, { left: 0, top: 180, width: 1200, height: 260 })).toBeGreaterThan(0.01)
  })

  test('a symbol without a face is left out of the headline', async () => {
    expect((await draw({ headline: 'Rain \u{1FAE8} today' })).equals(await draw({ headline: 'Rain today' }))).toBe(true)
  })
})
