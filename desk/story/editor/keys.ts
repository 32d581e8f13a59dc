/** What Enter, Tab and Backspace do in each kind of block, and the keys that move blocks. */
import { Extension, type Editor } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import { liftListItem, sinkListItem, splitListItem } from '@tiptap/pm/schema-list'
import { NodeSelection, Selection, TextSelection, type EditorState } from '@tiptap/pm/state'
import { moveBlock, paragraphAfter } from './commands.ts'
import { movePicture, pictureAt } from './gallery.ts'

export const Keys = Extension.create({
  name: 'keys',
  priority: 200,
  addKeyboardShortcuts() {
    const { editor } = this
    return {
      Enter: () => enter(editor),
      'Mod-Enter': () => paragraphAfter(editor),
      'Shift-Enter': () => hardBreak(editor),
      Tab: () => tab(editor, 1),
      'Shift-Tab': () => tab(editor, -1),
      Backspace: () => backspace(editor),
      'Alt-ArrowUp': () => moveBlock(editor, -1),
      'Alt-ArrowDown': () => moveBlock(editor, 1),
      'Alt-Shift-ArrowUp': () => movePictureHere(editor, -1),
      'Alt-Shift-ArrowDown': () => movePictureHere(editor, 1),
      'Mod-b': () => editor.commands.toggleMark('strong'),
      'Mod-i': () => editor.commands.toggleMark('emphasis'),
      'Mod-e': () => editor.commands.toggleMark('code'),
      'Mod-Shift-x': () => editor.commands.toggleMark('strike'),
      'Mod-Alt-0': () => editor.commands.updateAttributes('paragraph', { level: 0 }),
      'Mod-Alt-2': () => editor.commands.updateAttributes('paragraph', { level: 2 }),
      'Mod-Alt-3': () => editor.commands.updateAttributes('paragraph', { level: 3 }),
      'Mod-Alt-4': () => editor.commands.updateAttributes('paragraph', { level: 4 }),
    }
  },
})

function movePictureHere(editor: Editor, by: 1 | -1): boolean {
  const at = pictureAt(editor)
  if (at === undefined) return false
  movePicture(editor, at, by)
  return true
}

function enter(editor: Editor): boolean {
  const { selection, schema } = editor.state
  if (selection instanceof NodeSelection) return paragraphAfter(editor)
  const { $from, empty } = selection
  const { name } = $from.parent.type
  if (name === 'codeBlock') return insertText(editor, '\n')
  if (name === 'tableCell') return hardBreak(editor)
  if (name === 'line' && isIn($from, 'listItem')) {
    const item = schema.nodes.listItem
    if (item === undefined) return false
    if (empty && $from.parent.content.size === 0) return leaveList(editor)
    return splitListItem(item)(editor.state, editor.view.dispatch)
  }
  if (name === 'line') return $from.parent.content.size === 0 ? leaveLines(editor) : editor.commands.splitBlock()
  // Words below a picture, a pull quote: one line, and then the story goes on.
  if (name !== 'paragraph') return paragraphAfter(editor)
  return false
}

/** An empty item at the end of a list ends it, or goes one list up. */
function leaveList(editor: Editor): boolean {
  const { schema, selection } = editor.state
  const { $from } = selection
  const item = schema.nodes.listItem
  if (item === undefined) return false
  const depth = depthOf($from, 'list')
  const isNested = depth > 1
  if (isNested) return liftItem(editor)
  return editor.commands.command(({ tr }) => {
    const list = $from.node(depth)
    const at = $from.after(depth)
    const from = $from.before(depth + 1)
    const rest = list.childCount - $from.index(depth) - 1
    if (rest > 0) return false
    if (list.childCount === 1) tr.delete($from.before(depth), at)
    else tr.delete(from, from + $from.node(depth + 1).nodeSize)
    const place = tr.mapping.map(at)
    const paragraph = schema.nodes.paragraph?.create()
    if (paragraph === undefined) return false
    tr.insert(place, paragraph).setSelection(TextSelection.create(tr.doc, place + 1))
    return true
  })
}

/** An inner list is no block: what is lifted out of it joins the list that it stands in. */
function liftItem(editor: Editor): boolean {
  const item = editor.state.schema.nodes.listItem
  return item !== undefined && liftListItem(item)(editor.state, editor.view.dispatch)
}

/** An empty last line of a quote or note is left behind. */
function leaveLines(editor: Editor): boolean {
  return editor.commands.command(({ tr, state }) => {
    const { $from } = state.selection
    const block = $from.node($from.depth - 1)
    if ($from.index($from.depth - 1) !== block.childCount - 1) return false
    const after = $from.after($from.depth - 1)
    if (block.childCount > 1) tr.delete($from.before(), $from.after())
    const place = tr.mapping.map(after)
    const paragraph = state.schema.nodes.paragraph?.create()
    if (paragraph === undefined) return false
    tr.insert(place, paragraph).setSelection(TextSelection.create(tr.doc, place + 1))
    return true
  })
}

function hardBreak(editor: Editor): boolean {
  const { parent } = editor.state.selection.$from
  if (parent.type.name === 'codeBlock') return insertText(editor, '\n')
  if (!parent.inlineContent) return false
  return editor.commands.insertContent({ type: 'break' })
}

function insertText(editor: Editor, text: string): boolean {
  editor.view.dispatch(editor.state.tr.insertText(text).scrollIntoView())
  return true
}

function tab(editor: Editor, by: 1 | -1): boolean {
  const { state, view } = editor
  const { $from } = state.selection
  const item = state.schema.nodes.listItem
  if (item !== undefined && isIn($from, 'listItem'))
    return by === 1 ? sinkListItem(item)(state, view.dispatch) : liftItem(editor)
  if (isIn($from, 'table')) return nextCell(editor, by)
  return false
}

/** The cell before or after; behind the last one a row is added. */
function nextCell(editor: Editor, by: 1 | -1): boolean {
  return editor.commands.command(({ tr, state }) => {
    const { $from } = state.selection
    const depth = depthOf($from, 'table')
    const start = $from.start(depth)
    const cells: number[] = []
    $from.node(depth).descendants((node, position) => {
      if (node.type.name === 'tableCell') cells.push(start + position)
    })
    // Before the first is the caption.
    const here = isIn($from, 'tableCell') ? cells.indexOf($from.before(depthOf($from, 'tableCell'))) : -1
    const target = cells[here + by]
    if (target !== undefined) {
      tr.setSelection(TextSelection.near(tr.doc.resolve(target + 1)))
      return true
    }
    if (by === -1) return true
    const row = $from.node(depthOf($from, 'tableRow'))
    const { tableRow, tableCell } = state.schema.nodes
    if (tableRow === undefined || tableCell === undefined) return false
    const end = $from.end(depth)
    tr.insert(
      end,
      tableRow.create(
        null,
        Array.from({ length: row.childCount }, () => tableCell.create()),
      ),
    )
    tr.setSelection(TextSelection.near(tr.doc.resolve(end + 2)))
    return true
  })
}

/**
 * At the start of a heading: a paragraph again. Behind a block without words: it is chosen first, and not gone at once.
 */
function backspace(editor: Editor): boolean {
  const { selection, doc } = editor.state
  const { $from, empty } = selection
  if (!empty || $from.parentOffset > 0) return false
  if ($from.parent.type.name === 'paragraph' && $from.parent.attrs.level > 0)
    return editor.commands.updateAttributes('paragraph', { level: 0 })
  if ($from.depth !== 1) return isFirstLine(editor.state) ? unwrapLines(editor) : false
  const before = doc.resolve($from.before()).nodeBefore
  if (before === null || before.type.name === 'paragraph') return false
  editor.view.dispatch(
    before.inlineContent || !before.isAtom
      ? editor.state.tr.setSelection(Selection.near(doc.resolve($from.before()), -1))
      : editor.state.tr.setSelection(NodeSelection.create(doc, $from.before() - before.nodeSize)),
  )
  return true
}

function isFirstLine({ selection: { $from } }: EditorState): boolean {
  return $from.parent.type.name === 'line' && $from.depth === 2 && $from.index(1) === 0
}

/** The first line of a quote or note becomes a paragraph before it. */
function unwrapLines(editor: Editor): boolean {
  return editor.commands.command(({ tr, state }) => {
    const { $from } = state.selection
    const paragraph = state.schema.nodes.paragraph?.create(null, $from.parent.content)
    if (paragraph === undefined) return false
    const [at, isOnly] = [$from.before(1), $from.node(1).childCount === 1]
    if (isOnly) tr.delete(at, $from.after(1))
    else tr.delete($from.before(), $from.after())
    tr.insert(at, paragraph).setSelection(TextSelection.create(tr.doc, at + 1))
    return true
  })
}

function isIn($from: ResolvedPos, name: string): boolean {
  return depthOf($from, name) > 0
}

function depthOf($from: ResolvedPos, name: string): number {
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type.name === name) return depth
  return 0
}
