import type { JSONContent } from '@tiptap/core'
import { elementsIn, type Element, type Tree } from './html-tree.ts'
import { inlinesOf, marksOf, withoutBold } from './inlines.ts'
import { add, contentOf, joined, linesIn, settlePictures, type Flow, type Reading } from './reading.ts'

type Cell = { isHeading: boolean; words: JSONContent[] }

/** More is no table of a story, but somebody's way to stop the reader. */
const widest = 60

/** One cell, or one column, or tables in each other, are how mail programs lay pages out, and no table. */
export function readTable(element: Element, into: Reading, flow: Flow, caption?: Element): void {
  const rows = elementsIn(element.children, 'tr').map((row) => ({ row, cells: cellsOf(row) }))
  const isLayout = element.attributes.role === 'presentation' || elementsIn(element.children, 'table').length > 0
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  if (isLayout || width <= 1 || width > widest) {
    for (const { cells } of rows)
      for (const cell of cells) flow(cell.children, { ...into, marks: marksOf(cell, into.marks) })
    return
  }
  const from = into.pictures.length
  const table = squared(rows, into, flow)
  const [own = caption] = elementsIn(element.children, 'caption')
  const headerRows = Math.min(headerRowsOf(table), 5)
  const headerColumn = hasHeaderColumn(table)
  const content = table.map((cells, row) => ({
    type: 'tableRow',
    content: cells.map(({ words }, column) => tableCell(words, row < headerRows || (headerColumn && column === 0))),
  }))
  const words = own === undefined ? [] : inlinesOf(own.children, into.marks)
  if (content.length > 0)
    add(into, 'table', { headerRows, headerColumn }, [{ type: 'tableCaption', ...contentOf(words) }, ...content])
  settlePictures(into, from)
}

function cellsOf({ children }: Element): Element[] {
  return children.filter((child): child is Element => isCell(child))
}

function isCell(tree: Tree): boolean {
  return typeof tree !== 'string' && (tree.tag === 'td' || tree.tag === 'th')
}

/** All rows as long as the longest: what reaches over several places stands in the first, and the others are empty. */
function squared(rows: readonly { row: Element; cells: Element[] }[], into: Reading, flow: Flow): Cell[][] {
  /** For each column: how many more rows a cell from above reaches into. */
  const covered: number[] = []
  const table = rows.map(({ row, cells }) => {
    const made: Cell[] = []
    const marks = marksOf(row, into.marks)
    for (const cell of cells) {
      fillCovered(made, covered)
      const lines = linesIn(cell.children, { ...into, marks: marksOf(cell, marks) }, flow)
      const down = spanOf(cell.attributes.rowspan) - 1
      for (let across = 0; across < spanOf(cell.attributes.colspan); across++) {
        covered[made.length] = down
        made.push({ isHeading: cell.tag === 'th', words: across === 0 ? joined(lines) : [] })
      }
    }
    fillCovered(made, covered)
    return made
  })
  const filled = table.filter((cells) => cells.some(({ words }) => words.length > 0))
  const width = Math.max(0, ...filled.map((cells) => cells.findLastIndex(({ words }) => words.length > 0) + 1))
  return filled.map((cells) => Array.from({ length: width }, (_, at) => cells[at] ?? { isHeading: false, words: [] }))
}

function fillCovered(made: Cell[], covered: number[]): void {
  for (let column = made.length; (covered[column] ?? 0) > 0 && made.length < widest; column = made.length) {
    covered[column] = (covered[column] ?? 0) - 1
    made.push({ isHeading: false, words: [] })
  }
}

function spanOf(text: string | undefined): number {
  const span = Number(text ?? 1)
  return Number.isSafeInteger(span) && span > 0 && span <= widest ? span : 1
}

/** Programs without cells of headings have a first row in bold. */
function headerRowsOf(table: readonly Cell[][]): number {
  const said = table.findIndex((cells) => !cells.every(({ isHeading }) => isHeading))
  if (said !== 0) return Math.max(said, 0)
  const [first = [], second] = table
  return isBold(first) && second !== undefined && !isBold(second) ? 1 : 0
}

function isBold(cells: readonly Cell[]): boolean {
  const words = cells.flatMap((cell) => cell.words).filter(({ type }) => type === 'text')
  return words.length > 0 && words.every(({ marks }) => marks?.some(({ type }) => type === 'strong') === true)
}

function hasHeaderColumn(table: readonly Cell[][]): boolean {
  const body = table.filter((cells) => cells.some(({ isHeading }) => !isHeading))
  return body.length > 0 && body.every(([first]) => first?.isHeading === true)
}

function tableCell(words: JSONContent[], isHeading: boolean): JSONContent {
  const kept = isHeading
    ? withoutBold(words).map(({ marks, ...node }) => (marks?.length ? { ...node, marks } : node))
    : words
  return { type: 'tableCell', ...contentOf(kept) }
}
