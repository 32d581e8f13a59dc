/** Marks the block that the caret stands in: its fields are shown, those of the others are not. */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey, type Selection } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'

const key = new PluginKey<Selection>('blockFocus')

export const BlockFocus = Extension.create({
  name: 'blockFocus',
  addProseMirrorPlugins() {
    let isPressed = false
    return [
      new Plugin<Selection>({
        key,
        // Fields that close above a pressed mouse button would move the words below it, and choose some of them.
        state: {
          init: (_, { selection }) => selection,
          apply: (tr, held, _, { selection }) => (isPressed ? held.map(tr.doc, tr.mapping) : selection),
        },
        view: (view) => onRelease(view, () => (isPressed = false)),
        props: {
          decorations: (state) => marked(key.getState(state) ?? state.selection),
          handleDOMEvents: { mousedown: () => void (isPressed = true) },
        },
      }),
    ]
  },
})

function marked({ $from }: Selection): DecorationSet | null {
  const doc = $from.node(0)
  const from = $from.depth === 0 ? $from.pos : $from.before(1)
  const node = doc.nodeAt(from)
  if (node === null) return null
  const here = [Decoration.node(from, from + node.nodeSize, { class: 'is-here' }, { isHere: true })]
  // In a gallery the picture too, whose caption the caret is in.
  if ($from.depth > 1 && $from.node(2).type.name === 'galleryPicture')
    here.push(Decoration.node($from.before(2), $from.after(2), {}, { isHere: true }))
  return DecorationSet.create(doc, here)
}

const releases = ['mouseup', 'dragend', 'blur']

function onRelease(view: EditorView, release: () => void): { destroy(): void } {
  const listen = () => {
    release()
    if (key.getState(view.state)?.eq(view.state.selection) === false) view.dispatch(view.state.tr)
  }
  for (const event of releases) window.addEventListener(event, listen)
  return {
    destroy() {
      for (const event of releases) window.removeEventListener(event, listen)
    },
  }
}

export function isHere(decorations: readonly object[]): boolean {
  return decorations.some((decoration) => (decoration as Decoration).spec?.isHere === true)
}
