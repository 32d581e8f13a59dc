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
          const here = [Decoration.node(from, from + node.nodeSize, { class: 'is-here' }, { isHere: true })]
          // In a gallery the picture too, whose caption the caret is in.
          if ($from.depth > 1 && $from.node(2).type.name === 'galleryPicture')
            here.push(Decoration.node($from.before(2), $from.after(2), {}, { isHere: true }))
          return DecorationSet.create(doc, here)
        },
      },
    }),
  ],
})

export function isHere(decorations: readonly object[]): boolean {
  return decorations.some((decoration) => (decoration as Decoration).spec?.isHere === true)
}
