import type { Editor } from '@tiptap/core'
import type { Node as ProseNode } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'

/** Changes the table that the caret stands in; rows keep their cells, and the last row and column stay. */
export function editTable(editor: Editor, what: 'add-row' | 'add-column' | 'remove-row' | 'remove-column'): boolean {
  const { state, view } = editor
  const { $from } = state.selection
  const { tableRow, tableCell } = state.schema.nodes
  if ($from.depth < 1 || $from.node(1).type.name !== 'table' || tableRow === undefined || tableCell === undefined)
    return false
  const table = $from.node(1)
  const start = $from.start(1)
  const rowIndex = $from.depth >= 2 ? $from.index(1) : table.childCount - 1
  const column = $from.depth >= 3 && $from.node(2).type.name === 'tableRow' ? $from.index(2) : undefined
  const rows = rowsOf(table, start)
  const { tr } = state
  switch (what) {
    case 'add-row': {
      const width = Math.max(1, ...rows.map(({ node }) => node.childCount))
      const at = start + endOf(table, rowIndex)
      tr.insert(
        at,
        tableRow.create(
          null,
          Array.from({ length: width }, () => tableCell.create()),
        ),
      )
      tr.setSelection(TextSelection.near(tr.doc.resolve(at + 2)))
      break
    }
    case 'remove-row': {
      const row = rows.find(({ index }) => index === rowIndex)
      if (row === undefined || rows.length === 1) return false
      tr.delete(row.at, row.at + row.node.nodeSize)
      break
    }
    case 'add-column':
      for (const { node, at } of rows.toReversed()) {
        const before = Math.min((column ?? node.childCount - 1) + 1, node.childCount)
        tr.insert(at + 1 + endOf(node, before - 1), tableCell.create())
      }
      break
    case 'remove-column':
      if (column === undefined || rows.some(({ node }) => node.childCount === 1)) return false
      for (const { node, at } of rows.toReversed()) {
        const cell = node.maybeChild(column)
        const from = at + 1 + endOf(node, column - 1)
        if (cell) tr.delete(from, from + cell.nodeSize)
      }
  }
  view.dispatch(tr.scrollIntoView())
  view.focus()
  return true
}

function rowsOf(table: ProseNode, start: number): { node: ProseNode; at: number; index: number }[] {
  const rows: { node: ProseNode; at: number; index: number }[] = []
  table.forEach((node, offset, index) => {
    if (node.type.name === 'tableRow') rows.push({ node, at: start + offset, index })
  })
  return rows
}

/** Where the child of this index ends, counted from the start of its parent's content. */
function endOf(parent: ProseNode, index: number): number {
  let end = 0
  for (let child = 0; child <= index && child < parent.childCount; child++) end += parent.child(child).nodeSize
  return end
}
