/** What the readers of blocks share: where they put what they found, and in which marks it stands. */
import type { JSONContent } from '@tiptap/core'
import { newBlockId } from '../editor/block-ids.ts'
import type { Tree } from './html-tree.ts'
import { tidy, type Mark } from './inlines.ts'

/** A picture that is to be taken in: it goes below the block of this id, or to the front. */
export type PastedPicture = { after: string | undefined; src: string; alt: string; caption: JSONContent[] }
export type Pasted = { blocks: JSONContent[]; pictures: PastedPicture[] }
/** `isInside`: only the words are wanted; lists, quotes and tables are their lines. */
export type Reading = Pasted & { marks: readonly Mark[]; isInside: boolean }
export type Flow = (trees: readonly Tree[], into: Reading) => void

export function newReading(marks: readonly Mark[] = [], isInside = false): Reading {
  return { blocks: [], pictures: [], marks, isInside }
}

/** Empty content is none. */
export function add(into: Pasted, type: string, attributes: object = {}, content: JSONContent[] = []): void {
  into.blocks.push({ type, attrs: { id: newBlockId(), ...attributes }, ...contentOf(content) })
}

/**
 * Takes the words in some trees out of their blocks, line by line; the pictures in them go below what is made of them.
 */
export function linesIn(trees: readonly Tree[], into: Reading, flow: Flow): JSONContent[][] {
  const inside = newReading(into.marks, true)
  flow(trees, inside)
  into.pictures.push(...inside.pictures.map((picture) => ({ ...picture, after: awaited })))
  return inside.blocks.map((block) => wordsIn(block)).filter((words) => words.length > 0)
}

/** In place of an id, of pictures in a block that is not made yet. */
const awaited = '-'

/** The block that was made of it is there. */
export function settlePictures(into: Pasted, from: number): void {
  const last = into.blocks.at(-1)?.attrs?.id as string | undefined
  for (const picture of into.pictures.slice(from)) if (picture.after === awaited) picture.after = last
}

/** Of any block: what stands in it as words; a player is its address. */
function wordsIn({ type, attrs, content = [] }: JSONContent): JSONContent[] {
  if (type === 'embed') return [{ type: 'text', text: String(attrs?.url) }]
  const words = content.filter((node) => node.type === 'text' || node.type === 'break')
  return type === 'codeBlock' ? tidy(words) : words
}

export function joined(lines: readonly JSONContent[][]): JSONContent[] {
  return lines.flatMap((words, index) => (index === 0 ? words : [{ type: 'break' }, ...words]))
}

export function line(words: JSONContent[]): JSONContent {
  return { type: 'line', ...contentOf(words) }
}

export function contentOf(words: JSONContent[]): { content?: JSONContent[] } {
  return words.length === 0 ? {} : { content: words }
}
