import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { Flow } from './context.ts'
import { elementsNamed, firstNamed, isElement, type HtmlElement, type HtmlNode } from './html-tree.ts'

type Row = { cells: HtmlElement[]; isHead: boolean }

/** A table; what is no words in it stands behind it. */
export function tableBlocks(flow: Flow, table: HtmlElement, figcaption?: HtmlElement): Draft[] {
  const rows = rowsOf(table.children, false).filter(({ cells }) => cells.length > 0)
  const caption = figcaption ?? table.children.find((node): node is HtmlElement => isElement(node, 'caption'))
  const below = caption === undefined ? undefined : flow.inlines(caption.children)
  if (rows.length === 0)
    return [
      ...flow.blocks(table.children.filter((node) => node !== caption)),
      ...(below === undefined ? [] : paragraph(below.children)),
    ]
  // One cell is no table but somebody's way to draw a box.
  if (rows.length === 1 && rows[0]?.cells.length === 1)
    return [...flow.blocks(rows[0].cells[0]?.children ?? []), ...(below === undefined ? [] : paragraph(below.children))]
  const displaced: Draft[] = []
  const cells = gridOf(flow, rows, displaced)
  const headerRows = Math.min(5, leadingHeads(rows))
  const body = rows.slice(headerRows)
  const headerColumn = body.length > 0 && body.every((row) => row.cells[0]?.name === 'th')
  return [
    {
      type: 'table',
      headerRows,
      headerColumn,
      rows: cells,
      ...(below !== undefined && below.children.length > 0 ? { caption: below.children } : {}),
    },
    ...displaced,
    ...(below?.displaced ?? []),
  ]
}

export function tableFigure(flow: Flow, figure: HtmlElement): Draft[] {
  const table = firstNamed(figure.children, 'table')
  return table === undefined
    ? flow.blocks(figure.children)
    : tableBlocks(flow, table, firstNamed(figure.children, 'figcaption'))
}

function rowsOf(nodes: readonly HtmlNode[], isHead: boolean): Row[] {
  return nodes.flatMap((node): Row[] => {
    if (!isElement(node)) return []
    if (node.name === 'tr')
      return [{ cells: node.children.filter((cell): cell is HtmlElement => isElement(cell, 'td', 'th')), isHead }]
    return ['thead', 'tbody', 'tfoot'].includes(node.name) ? rowsOf(node.children, node.name === 'thead') : []
  })
}

/** So many columns are kept apart: a span beyond them is one somebody mistyped. */
const maxColumns = 200
/** Of a whole table: so many cells are said again below themselves. */
const maxRepeated = 20_000

/**
 * The cells in their columns: one over several columns is followed by empty ones, one over several rows stands in each
 * of them again, so that no row below it moves.
 */
function gridOf(flow: Flow, rows: readonly Row[], displaced: Draft[]): Inline[][][] {
  let hanging = new Map<number, Hanging>()
  let left = maxRepeated
  return rows.map(({ cells }, index) => {
    const grid: Inline[][] = []
    const next = new Map<number, Hanging>()
    const hang = () => {
      for (let above = hanging.get(grid.length); above !== undefined; above = hanging.get(grid.length)) {
        left--
        if (above.rows > 1 && left > 0) next.set(grid.length, { ...above, rows: above.rows - 1 })
        grid.push(above.words)
      }
    }
    for (const cell of cells) {
      hang()
      const words = flow.inlines(cell.children)
      for (const draft of words.displaced) displaced.push(draft)
      const down = spanOf(cell.attributes.rowspan, rows.length - index)
      const across = Math.min(spanOf(cell.attributes.colspan, 50), Math.max(1, maxColumns - grid.length))
      for (let column = 0; column < across; column++) {
        const text = column === 0 ? words.children : []
        if (down > 1 && left > 0) next.set(grid.length, { words: text, rows: down - 1 })
        grid.push(text)
      }
    }
    hang()
    hanging = next
    return grid
  })
}

type Hanging = { words: Inline[]; rows: number }

/** `rowspan="0"` reaches to the end; nothing reaches beyond it. */
function spanOf(written: string | undefined, most: number): number {
  const number = Math.trunc(Number(written ?? 1))
  if (number === 0 && written !== undefined && written.trim() !== '') return most
  return Math.min(most, Math.max(1, number || 1))
}

function leadingHeads(rows: readonly Row[]): number {
  const index = rows.findIndex(({ cells, isHead }) => !isHead && cells.some((cell) => cell.name !== 'th'))
  return index === -1 ? (rows.some(({ isHead }) => isHead) ? rows.filter(({ isHead }) => isHead).length : 1) : index
}

function paragraph(children: Inline[]): Draft[] {
  return children.length === 0 ? [] : [{ type: 'paragraph', children }]
}

/** Whether tables stand inside the table: then it lays a page out and holds no data. */
export function isLayout(table: HtmlElement): boolean {
  return elementsNamed(table.children, 'table').length > 0
}
