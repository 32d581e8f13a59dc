import type { CardFont } from '../kit/assets.ts'
import {
  cardOfLayers,
  doubleRule,
  filled,
  hair,
  ink,
  measure,
  nameAlone,
  nameplate,
  soft,
  type Placed,
} from '../share/card-layout.ts'
import { cardSize } from '../share/share-card.ts'
import {
  display,
  drawable,
  drawFitting,
  drawWords,
  loadFonts,
  nothing,
  sans,
  type Direction,
  type Drawn,
} from '../share/text-outlines.ts'
import type { PollCard } from './card.ts'
import type { SummaryRow } from './summary.ts'

/** The site's --bar. */
const bar = '#e3e6e6'
const [questionTop, bottom] = [160, cardSize.height - 40]
const questionSizes = [60, 54, 48, 42, 38, 34, 30]
const highestQuestion = 118
/** The smallest type of the card: still legible where it is shown half its size. */
const noteRoom = { width: measure, height: 84, sizes: [24, 22, 20] }
const rowSizes = [38, 34, 30, 27, 24]
const [lowestRow, highestRow] = [44, 96]
const [shareWidth, inset, rowGap] = [138, 18, 8]

/**
 * Draws the card of a poll as a PNG: question, answers with bars behind them and shares beside them, and below in one
 * size how many voted and what that cannot say.
 */
export async function drawPollPicture(card: PollCard, fonts: readonly CardFont[]): Promise<Buffer> {
  await loadFonts(fonts)
  const { summary, direction } = card
  const publication = await drawable(card.publication, fonts)
  const question = await drawable(summary.question, fonts)
  const rows = await Promise.all(summary.rows.map(async (row) => ({ ...row, label: await drawable(row.label, fonts) })))
  if (question === '' || rows.some(({ label }) => label === '')) return nameAlone(card, publication)
  const label = await drawWords(direction === 'rtl' ? summary.label : summary.label.toLocaleUpperCase(), {
    face: sans,
    size: 24,
    colour: card.accent,
    width: measure,
    spacing: direction === 'rtl' ? 0 : 1_100,
  })
  const state = await drawFitting(
    await drawable(summary.state, fonts),
    { face: sans, colour: soft },
    { width: measure - label.width - 40, height: 30, sizes: [22, 20, 18] },
  )
  const note = await drawFitting(await drawable(summary.note, fonts), { face: sans, colour: soft }, noteRoom)
  const end = bottom - note.height - 18
  const asked = await drawFitting(
    question,
    { face: display, colour: ink },
    {
      width: measure,
      height: Math.min(highestQuestion, end - questionTop - 22 - rows.length * lowestRow),
      sizes: questionSizes,
    },
  )
  const top = questionTop + asked.height + 22
  return cardOfLayers(card, [
    ...doubleRule(94),
    await nameplate(publication, { size: 36, top: 42 }),
    { ...label, top: 118 },
    { ...state, top: 118, toEnd: true },
    { ...asked, top: questionTop },
    ...(await rowLayers(rows, { top, height: Math.min(highestRow, (end - top) / rows.length), direction })),
    { ...note, top: bottom - note.height },
  ])
}

type Rows = { top: number; height: number; direction: Direction }

async function rowLayers(rows: readonly SummaryRow[], { top, height, direction }: Rows): Promise<Placed[]> {
  const isTold = rows.some(({ share }) => share !== '')
  const [from, width] = isTold ? [inset, measure - shareWidth] : [0, measure]
  const { labels, size } = await labelsOf(rows, { width: width - 2 * from, height: height - rowGap, direction })
  const shares = await Promise.all(
    rows.map(({ share, isRest }) =>
      drawWords(share, { ...styleOf(isRest), size, width: shareWidth, strut: { direction, at: 'start' } }),
    ),
  )
  return rows.flatMap(({ percentage, isRest }, index) => {
    const [label, share, rowTop] = [labels[index] ?? nothing, shares[index] ?? nothing, top + index * height]
    const wordsTop = rowTop + (height - rowGap - label.height) / 2
    return [
      ...(isTold && !isRest
        ? [
            {
              ...filled(Math.max(2, Math.round((width * percentage) / 100)), Math.round(height - rowGap), bar),
              top: rowTop,
            },
          ]
        : []),
      { ...filled(measure, 1, hair), top: rowTop + height - rowGap },
      { ...label, top: wordsTop, inset: from },
      { ...share, top: wordsTop, toEnd: true },
    ]
  })
}

/** All in one size: the largest in which each fits into its row, in two lines where there is room. */
async function labelsOf(
  rows: readonly SummaryRow[],
  room: { width: number; height: number; direction: Direction },
): Promise<{ labels: Drawn[]; size: number }> {
  const style = ({ isRest }: SummaryRow) => ({
    ...styleOf(isRest),
    strut: { direction: room.direction, at: 'end' } as const,
  })
  for (const size of rowSizes) {
    const labels = await Promise.all(
      rows.map((row) => drawWords(row.label, { ...style(row), size, width: room.width })),
    )
    if (labels.every(({ height }) => height <= room.height)) return { labels, size }
  }
  const smallest = rowSizes.at(-1) ?? 0
  return {
    labels: await Promise.all(rows.map((row) => drawFitting(row.label, style(row), { ...room, sizes: [smallest] }))),
    size: smallest,
  }
}

function styleOf(isRest: boolean): { face: string; colour: string } {
  return { face: display, colour: isRest ? soft : ink }
}
