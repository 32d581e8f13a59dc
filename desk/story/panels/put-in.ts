/** Words from outside put into the working copy after all, for everybody who has it open. */
import type { Editor } from '@tiptap/core'
import type { Node as ProseNode } from '@tiptap/pm/model'
import type { ValueField } from '../../../src/working-copies/content.ts'
import { textFields, type TextField } from '../../../src/working-copies/fields.ts'
import type { Reply } from '../../api/client.ts'
import { newBlockId } from '../editor/block-ids.ts'
import { insertAfter } from '../editor/commands.ts'
import { write } from '../text-field.tsx'
import type { WorkingCopy } from '../working-copy.ts'

export type Conflict = Reply<'GET /api/v1/articles/:id/conflicts'>['conflicts'][number]

/** What was taken out there, or only looks different there, is no words that could be put in. */
export function mayPutIn(editor: Editor, conflict: Conflict): boolean {
  const { blockId, field, conflict: code, theirs } = conflict
  if (blockId === null) return true
  if (code === 'value') return attributeIn(blockNamed(editor, blockId)?.node, field) !== undefined
  return code !== 'marks' && theirs.trim() !== ''
}

export function putIn(editor: Editor, copy: WorkingCopy, { blockId, field, conflict, ours, theirs }: Conflict): void {
  if (blockId === null) {
    if (isTextField(field)) write(copy.text(field), replaced(copy.text(field).toString(), ours, theirs))
    // Safe: the server has merged it as one of these, and made the text of it.
    else copy.set(field as ValueField, JSON.parse(theirs))
    return
  }
  const block = blockNamed(editor, blockId)
  if (conflict === 'value') {
    const held = attributeIn(block?.node, field)
    if (block === undefined || held === undefined) return
    const value: unknown = typeof held === 'string' ? theirs : JSON.parse(theirs)
    editor.view.dispatch(editor.state.tr.setNodeAttribute(block.at, field, value))
    return
  }
  const place = conflict === 'words' && block !== undefined ? placeOfWords(block, ours) : undefined
  if (place === undefined) {
    const words = { type: 'text', text: theirs }
    insertAfter(editor, blockId, [{ type: 'paragraph', attrs: { id: newBlockId() }, content: [words] }])
  } else editor.view.dispatch(editor.state.tr.insertText(theirs, place.from, place.to))
}

/** In place of the newsroom's words where they still stand, else behind them. */
function replaced(text: string, ours: string, theirs: string): string {
  const at = ours.trim() === '' ? -1 : text.indexOf(ours)
  if (at === -1) return `${text} ${theirs}`.trim()
  return text.slice(0, at) + theirs + text.slice(at + ours.length)
}

/** Words that somebody has changed since are nowhere: then the others go below the block. */
function placeOfWords({ at, node }: Found, words: string): { from: number; to: number } | undefined {
  if (words.trim() === '') return undefined
  let found: { from: number; to: number } | undefined
  const look = (inner: ProseNode, start: number) => {
    // A leaf between the words is one place, as a letter is.
    const offset = inner.isTextblock ? inner.textBetween(0, inner.content.size, undefined, '\uFFFC').indexOf(words) : -1
    if (offset !== -1) found ??= { from: start + offset, to: start + offset + words.length }
  }
  look(node, at + 1)
  node.descendants((inner, offset) => look(inner, at + 2 + offset))
  return found
}

type Found = { at: number; node: ProseNode }

function blockNamed({ state }: Editor, id: string): Found | undefined {
  let found: Found | undefined
  state.doc.forEach((node, at) => {
    if (node.attrs.id === id) found ??= { at, node }
  })
  return found
}

/** Undefined: the block has no such attribute, which is then one of a picture in it. */
function attributeIn(node: ProseNode | undefined, field: string): unknown {
  return node?.attrs[field]
}

function isTextField(field: string): field is TextField {
  return textFields.some((name) => name === field)
}
