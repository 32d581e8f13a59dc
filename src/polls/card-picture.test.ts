import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readAssets } from '../kit/assets.ts'
import { drawPollPicture } from './card-picture.ts'
import type { PollSummary } from './summary.ts'

const { cardFonts } = readAssets(new URL('../../dist/assets', import.meta.url).pathname)
const long =
  'Yes, but only if the harbour master publishes the tide tables a month ahead and the buses are sent by the upper road at no extra cost, please'
const arabic =
  'نعم، ولكن بشرط أن ينشر مدير الميناء جداول المد والجزر قبل شهر كامل وأن تسير الحافلات في الطريق العلوي من دون أي تكلفة إضافية على الركاب كلهم'

type Answers = readonly (readonly [label: string, percentage: number])[]

function draw(
  answers: Answers,
  { rtl = false, ...change }: Partial<PollSummary> & { rtl?: boolean } = {},
): Promise<Buffer> {
  const rows = answers.map(([label, percentage]) => ({
    label,
    percentage,
    share: percentage < 0 ? '' : `${percentage}%`,
    isRest: false,
  }))
  const summary: PollSummary = {
    label: 'Reader poll',
    state: 'Voting closes 25 November 2026 at 12:00 UTC.',
    question: 'Open at rush hour?',
    note: '1,204 readers have voted.',
    isMoving: true,
    ...change,
    rows,
  }
  return drawPollPicture(
    { summary, publication: 'The Lantern', accent: '#a8112b', direction: rtl ? 'rtl' : 'ltr' },
    cardFonts,
  )
}

type Part = { left: number; top: number; width: number; height: number }

async function shareOf(bytes: Buffer, part: Part, is: (value: number) => boolean): Promise<number> {
  const data = await sharp(bytes).extract(part).grayscale().raw().toBuffer()
  return data.reduce((sum, value) => sum + (is(value) ? 1 : 0), 0) / data.length
}

const ink = (value: number) => value < 128
const bar = (value: number) => value > 222 && value < 236
const answers = { top: 230, height: 290 }

describe('the drawn card of a poll', () => {
  test('has bars as long as the shares', async () => {
    const bytes = await draw([
      ['Yes', 75],
      ['No', 25],
    ])
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 })
    expect(bytes.length).toBeLessThan(80_000)
    const { data, info } = await sharp(bytes).grayscale().raw().toBuffer({ resolveWithObject: true })
    const longest = (from: number, to: number) =>
      Math.max(
        ...Array.from({ length: to - from }, (_, row) => {
          const line = data.subarray((from + row) * info.width, (from + row + 1) * info.width)
          return line.reduce((sum, value) => sum + (bar(value) ? 1 : 0), 0)
        }),
      )
    expect(longest(answers.top, answers.top + answers.height)).toBeGreaterThan(680)
    expect(longest(answers.top, answers.top + answers.height)).toBeLessThan(720)
  })

  test('without figures it has neither bars nor numbers', async () => {
    const bytes = await draw(
      [
        ['Yes', -1],
        ['No', -1],
      ],
      { note: 'The result is shown after you vote.' },
    )
    expect(await shareOf(bytes, { left: 400, width: 700, ...answers }, bar)).toBeLessThan(0.02)
    expect(await shareOf(bytes, { left: 900, width: 250, ...answers }, ink)).toBe(0)
  })

  test.each([
    [
      'two answers of 140 characters',
      [
        [long, 62],
        [long, 38],
      ],
      {},
    ],
    [
      'five of them under a question without end',
      [
        [long, 40],
        [long, 30],
        [long, 20],
        [long, 10],
        [long, 0],
      ],
      { question: long.repeat(6), note: long.repeat(3) },
    ],
    [
      'an answer of one word without end',
      [
        ['ferry'.repeat(28), 50],
        ['No', 50],
      ],
      {},
    ],
    [
      'Arabic',
      [
        [arabic, 62],
        [arabic, 38],
        ['لا', 0],
      ],
      { rtl: true, question: arabic, note: arabic.repeat(2), state: arabic },
    ],
    [
      'markup',
      [
        ['<b>5 & 6</span> &lt; <i', 50],
        ['No', 50],
      ],
      { question: '</span><span size="90000">' },
    ],
  ] as const)('%s fits within the margins, and each answer has its words', async (_, rows, change) => {
    const bytes = await draw(rows, change)
    for (const edge of [
      { left: 0, top: 20, width: 60, height: 610 },
      { left: 1140, top: 20, width: 60, height: 610 },
      { left: 0, top: 600, width: 1200, height: 30 },
    ])
      expect(await shareOf(bytes, edge, ink)).toBe(0)
    expect(await shareOf(bytes, { left: 100, width: 950, ...answers }, ink)).toBeGreaterThan(0.005 * rows.length)
  })

  test('where an answer cannot be written, the paper’s name stands alone', async () => {
    const unknown = await draw([
      ['Yes', 50],
      ['\u{10600}\u{10601}', 50],
    ])
    expect(
      unknown.equals(
        await draw([
          ['\u{10602}', 1],
          ['No', 99],
        ]),
      ),
    ).toBe(true)
    expect(await shareOf(unknown, { left: 72, top: 180, width: 1056, height: 260 }, ink)).toBeGreaterThan(0.01)
  })
})
