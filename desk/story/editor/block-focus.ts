/** Marks the block that the caret stands in: its fields are shown, those of the others are not. */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

export const BlockFocus = Extension.create({
  name: 'blockFocus',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('blockFocus'),
      props: {
        decorations({ doc, selection }) {
          const { $from } = selection
          const from = $from.depth === 0 ? $from.pos : $from.before(1)
          const node = doc.nodeAt(from)
          if (node === null) return null
          return DecorationSet.create(doc, [
            Decoration.node(from, from + node.nodeSize, { class: 'is-here' }, { isHere: true }),
          ])
        },
      },
    }),
  ],
})

export function isHere(decorations: readonly object[]): boolean {
  return decorations.some((decoration) => (decoration as Decoration).spec?.isHere === true)
}
