/** Binds the editor to the working copy. Of our own: the wrappers of TipTap put carets at stale places. */
import { Extension } from '@tiptap/core'
import { redo, undo, yCursorPlugin, ySyncPlugin, yUndoPlugin } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import type { XmlFragment } from 'yjs'

type Options = { body: XmlFragment; awareness: Awareness }

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    collaboration: {
      /** Takes back what was done here, and nothing of what others did. */
      undoOwn: () => ReturnType
      redoOwn: () => ReturnType
    }
  }
}

export const Collaboration = Extension.create<Options>({
  name: 'collaboration',
  priority: 1000,
  addProseMirrorPlugins() {
    const { body, awareness } = this.options
    return [ySyncPlugin(body), yCursorPlugin(awareness, { cursorBuilder: caret }), yUndoPlugin()]
  },
  addCommands: () => ({
    undoOwn:
      () =>
      ({ state, tr, dispatch }) => {
        // It dispatches what it did by itself: TipTap's own transaction would come from a state that is gone.
        tr.setMeta('preventDispatch', true)
        if (dispatch) undo(state)
        return true
      },
    redoOwn:
      () =>
      ({ state, tr, dispatch }) => {
        tr.setMeta('preventDispatch', true)
        if (dispatch) redo(state)
        return true
      },
  }),
  addKeyboardShortcuts() {
    // Asked for at each press: the commands of an editor are those of the state that it was in.
    const { editor } = this
    return {
      'Mod-z': () => editor.commands.undoOwn(),
      'Mod-y': () => editor.commands.redoOwn(),
      'Shift-Mod-z': () => editor.commands.redoOwn(),
    }
  },
})

/** `colour` is one of a handful of our own: no page can put anything else into a style. */
function caret(user: { name?: string; colour?: number }): HTMLElement {
  const element = document.createElement('span')
  element.className = `caret colour-${Number(user.colour ?? 0) % 8}`
  const label = document.createElement('span')
  label.className = 'caret-name'
  label.textContent = user.name ?? ''
  element.append(label)
  return element
}
