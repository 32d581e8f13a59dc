/** The form between a document and its working copy: nodes, and words with marks. */
import { isMarkName, marks, nodes, type AttributeValue, type MarkName, type NodeName } from './nodes.ts'

export type Marks = Readonly<Partial<Record<MarkName, Readonly<Record<string, string>>>>>
/** Words with the same marks. */
export type Run = { text: string; marks: Marks }
export type Tree = { name: NodeName; attributes: Record<string, AttributeValue>; children: Part[] }
export type Part = Run | Tree

export function isRun(part: Part): part is Run {
  return 'text' in part
}

/** A node with all of its attributes; missing ones get the default. */
export function tree(name: NodeName, attributes: Record<string, AttributeValue>, children: Part[] = []): Tree {
  return { name, attributes: { ...nodes[name].attributes, ...attributes }, children }
}

/** Joins runs with the same marks and drops empty ones. */
export function joinRuns(parts: readonly Part[]): Part[] {
  const joined: Part[] = []
  let key = ''
  for (const part of parts) {
    if (!isRun(part)) {
      joined.push(part)
      continue
    }
    if (part.text === '') continue
    const last = joined.at(-1)
    const ownKey = marksKey(part.marks)
    if (last !== undefined && isRun(last) && key === ownKey) {
      joined[joined.length - 1] = { text: last.text + part.text, marks: last.marks }
    } else joined.push(part)
    key = ownKey
  }
  return joined
}

/** The same text for the same marks, in whatever order they were set. */
export function marksKey(set: Marks): string {
  let key = ''
  for (const name in set) if (isMarkName(name)) key += ` ${name}${markKey(name, set)}`
  return key.indexOf(' ', 1) === -1 ? key : key.split(' ').toSorted().join(' ')
}

/** The same text for the same attributes of one mark, without spaces; empty if it is not set. */
export function markKey(name: MarkName, set: Marks): string {
  const attributes = set[name]
  if (attributes === undefined) return ''
  return `(${Object.keys(marks[name])
    .map((key) => encodeURIComponent((attributes[key] ?? '').toWellFormed()))
    .join()})`
}

/**
 * What a document accepts of a text: no control characters, no half surrogate pairs. Nobody sees these when pasting, so
 * nothing is reported.
 */
export function clean(text: string): string {
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '')
}

/** All words of a part, with spaces between children where a node ends. */
export function wordsOf(part: Part): string {
  if (isRun(part)) return part.text
  return part.children.reduce((words, child) => words + (isRun(child) || words === '' ? '' : ' ') + wordsOf(child), '')
}
