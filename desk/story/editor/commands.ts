/** What menus, keys and buttons do to blocks. */
import type { Editor, JSONContent } from '@tiptap/core'
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state'
import type { NodeName } from '../../../src/working-copies/nodes.ts'
import { newBlockId } from './block-ids.ts'

/** The block that the caret stands in: its place in the document and its node. */
export function blockAt({ state }: Editor): { index: number; from: number } {
  const { selection } = state
  const { $from } = selection
  const index = $from.index(0)
  return { index, from: $from.depth === 0 ? $from.pos : $from.before(1) }
}

/** One place up or down, with the caret in it. */
export function moveBlock(editor: Editor, by: 1 | -1): boolean {
  const { doc, selection, tr } = editor.state
  const { index, from } = blockAt(editor)
  const node = doc.maybeChild(index)
  const other = doc.maybeChild(index + by)
  if (node === null || other === null || node === undefined || other === undefined) return true
  const target = by === -1 ? from - other.nodeSize : from + other.nodeSize
  tr.delete(from, from + node.nodeSize).insert(target, node)
  const moved =
    selection instanceof NodeSelection
      ? NodeSelection.create(tr.doc, target)
      : TextSelection.near(tr.doc.resolve(target + selection.from - from))
  editor.view.dispatch(tr.setSelection(moved).scrollIntoView())
  return true
}

/**
 * The block of this id goes before another one, or to the end. Both may have been moved or removed meanwhile: then it
 * stays where it is. A caret in it goes along.
 */
export function moveBlockBefore(editor: Editor, id: string, before: string | undefined): boolean {
  const { doc, selection, tr } = editor.state
  const [from, to] = [placeOf(doc, id), before === undefined ? doc.content.size : placeOf(doc, before)]
  const node = from === undefined ? null : doc.nodeAt(from)
  if (from === undefined || to === undefined || node === null) return false
  const end = from + node.nodeSize
  if (to >= from && to <= end) return false
  tr.delete(from, end)
  const target = tr.mapping.map(to)
  tr.insert(target, node)
  const isInside = selection.from > from && selection.to < end
  if (isInside) tr.setSelection(TextSelection.near(tr.doc.resolve(target + selection.from - from)))
  editor.view.dispatch(tr)
  return true
}

function placeOf(doc: Editor['state']['doc'], id: string): number | undefined {
  let place: number | undefined
  doc.forEach((node, offset) => {
    if (node.attrs.id === id) place = offset
  })
  return place
}

/** The story goes on below the block that the caret stands in. */
export function paragraphAfter(editor: Editor): boolean {
  const { doc, schema, tr } = editor.state
  const { index, from } = blockAt(editor)
  const paragraph = schema.nodes.paragraph?.create({ id: newBlockId() })
  const node = doc.maybeChild(index)
  if (paragraph === undefined || !node) return false
  const at = from + node.nodeSize
  const next = doc.maybeChild(index + 1)
  const isWaiting = next?.type.name === 'paragraph' && next.content.size === 0
  if (!isWaiting) tr.insert(at, paragraph)
  tr.setSelection(TextSelection.create(tr.doc, at + 1))
  editor.view.dispatch(tr.scrollIntoView())
  return true
}

export function removeBlock(editor: Editor): boolean {
  const { doc, tr, schema } = editor.state
  const { index, from } = blockAt(editor)
  const node = doc.maybeChild(index)
  if (!node) return false
  tr.delete(from, from + node.nodeSize)
  const paragraph = schema.nodes.paragraph?.create({ id: newBlockId() })
  if (tr.doc.childCount === 0 && paragraph !== undefined) tr.insert(0, paragraph)
  tr.setSelection(Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size)), 1))
  editor.view.dispatch(tr.scrollIntoView())
  editor.view.focus()
  return true
}

/** A block of this kind with what it must have. */
export function blankBlock(name: NodeName, attributes: Record<string, unknown> = {}): JSONContent {
  const attrs = { id: newBlockId(), ...attributes }
  const line = { type: 'line' }
  switch (name) {
    case 'quote':
    case 'note':
      return { type: name, attrs, content: [line] }
    case 'list':
      return { type: name, attrs, content: [{ type: 'listItem', content: [line] }] }
    case 'table': {
      const row = { type: 'tableRow', content: Array.from({ length: 3 }, () => ({ type: 'tableCell' })) }
      return { type: name, attrs: { headerRows: 1, ...attrs }, content: [{ type: 'tableCaption' }, row, row, row] }
    }
    default:
      return { type: name, attrs }
  }
}

/** In place of the empty paragraph that the caret stands in, else below its block. The caret goes into it. */
export function insertBlock(editor: Editor, block: JSONContent): boolean {
  const { doc, tr, schema } = editor.state
  const { index, from } = blockAt(editor)
  const node = schema.nodeFromJSON(block)
  const here = doc.maybeChild(index)
  if (!here) return false
  const isBlank = here.type.name === 'paragraph' && here.content.size === 0
  const at = isBlank ? from : from + here.nodeSize
  if (isBlank) tr.replaceWith(from, from + here.nodeSize, node)
  else tr.insert(at, node)
  const paragraph = schema.nodes.paragraph?.create({ id: newBlockId() })
  // The story can always go on below.
  if (at + node.nodeSize >= tr.doc.content.size && node.type.name !== 'paragraph' && paragraph !== undefined)
    tr.insert(at + node.nodeSize, paragraph)
  const selection = node.isAtom ? NodeSelection.create(tr.doc, at) : TextSelection.near(tr.doc.resolve(at + 1), 1)
  editor.view.dispatch(tr.setSelection(selection).scrollIntoView())
  editor.view.focus()
  return true
}

/** A paragraph becomes a heading or the other way round: no word is lost, whoever types in it meanwhile. */
export function setLevel(editor: Editor, level: 0 | 2 | 3 | 4): boolean {
  return editor.commands.updateAttributes('paragraph', { level })
}

/** Below the block of this id, or at the end where it is gone; the caret stays where it is. */
export function insertAfter(editor: Editor, id: string | undefined, blocks: readonly JSONContent[]): void {
  const { doc, tr, schema } = editor.state
  let at = doc.content.size
  let blank: { from: number; to: number } | undefined
  doc.forEach((node, offset) => {
    if (id === undefined || node.attrs.id !== id) return
    at = offset + node.nodeSize
    if (node.type.name === 'paragraph' && node.content.size === 0) blank = { from: offset, to: at }
  })
  const nodes = blocks.map((block) => schema.nodeFromJSON(block))
  // An empty paragraph that was dropped on makes room, unless it is the last: the story goes on in it.
  if (blank !== undefined && blank.to < doc.content.size) tr.replaceWith(blank.from, blank.to, nodes)
  else tr.insert(blank?.from ?? at, nodes)
  editor.view.dispatch(tr)
}

/** The caret goes into the block of this id, and the screen to it. */
export function focusBlock(editor: Editor, id: string): void {
  const { doc, tr } = editor.state
  doc.forEach((node, offset) => {
    if (node.attrs.id !== id) return
    const selection = node.isAtom ? NodeSelection.create(doc, offset) : TextSelection.near(doc.resolve(offset + 1), 1)
    editor.view.dispatch(tr.setSelection(selection).scrollIntoView())
  })
  editor.view.focus()
}

/**
 * Words that were put back, since somebody else took their block away while they were typed, are a paragraph like any.
 */
export function keepWords(editor: Editor): boolean {
  return editor.commands.updateAttributes('paragraph', { rescued: null })
}
