/** Applies edits of running text to Yjs. */
import * as Y from 'yjs'
import type { Edit, Format } from './merge-words.ts'
import { childrenOf } from './seed.ts'
import { isRun, type Part } from './tree.ts'

/** For an element that holds words and leaves, with places counted as in words.ts. */
export function editElement(element: Y.XmlElement, edits: readonly Edit[], formats: readonly Format[]): void {
  for (const { at, length, marks } of formats) {
    for (const piece of piecesOf(element, at, at + length)) {
      if (piece.child instanceof Y.XmlText) piece.child.format(piece.from, piece.to - piece.from, { ...marks })
    }
  }
  for (const { at, remove, insert } of edits) {
    for (const piece of piecesOf(element, at, at + remove).toReversed()) {
      if (piece.child instanceof Y.XmlText) piece.child.delete(piece.from, piece.to - piece.from)
      else element.delete(piece.index, 1)
    }
    if (insert.length > 0) insertAt(element, at, insert)
  }
}

/** For the text of a field, which has no marks. */
export function editText(text: Y.Text, edits: readonly Edit[]): void {
  for (const { at, remove, insert } of edits) {
    if (remove > 0) text.delete(at, remove)
    const words = insert.map((part) => (isRun(part) ? part.text : '')).join('')
    if (words !== '') text.insert(at, words)
  }
}

type Child = ReturnType<Y.XmlElement['toArray']>[number]
/** Part of a child, by its own places. */
type Piece = { child: Child; index: number; from: number; to: number }

function lengthOf(child: Child): number {
  return child instanceof Y.XmlText ? child.length : 1
}

/** The parts of the children between two places. */
function piecesOf(element: Y.XmlElement, from: number, to: number): Piece[] {
  const pieces: Piece[] = []
  let start = 0
  element.toArray().forEach((child, index) => {
    const end = start + lengthOf(child)
    if (start < to && end > from) {
      pieces.push({ child, index, from: Math.max(from, start) - start, to: Math.min(to, end) - start })
    }
    start = end
  })
  return pieces
}

function insertAt(element: Y.XmlElement, at: number, parts: readonly Part[]): void {
  const { index, text, offset } = placeIn(element, at)
  if (text === undefined) return element.insert(index, childrenOf(parts))
  if (parts.every(isRun)) {
    // From the end, so that places stay valid.
    for (const run of parts.toReversed()) text.insert(offset, run.text, { ...run.marks })
    return
  }
  // A leaf in the middle of a text: what follows it becomes a text of its own.
  const tail = text.clone()
  tail.delete(0, offset)
  const hasTail = offset < text.length
  if (hasTail) text.delete(offset, text.length - offset)
  element.insert(index + 1, [...childrenOf(parts), ...(hasTail ? [tail] : [])])
}

/** The text that contains or touches the place; otherwise the children it is between. */
function placeIn(element: Y.XmlElement, at: number): { index: number; text?: Y.XmlText; offset: number } {
  const children = element.toArray()
  let start = 0
  for (const [index, child] of children.entries()) {
    const end = start + lengthOf(child)
    if (child instanceof Y.XmlText && at >= start && at <= end) return { index, text: child, offset: at - start }
    if (at <= start) return { index, offset: 0 }
    start = end
  }
  return { index: children.length, offset: 0 }
}
