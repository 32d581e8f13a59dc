/** Binds the editor to the working copy. Of our own: the wrappers of TipTap put carets at stale places. */
import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { redo, undo, yCursorPlugin, yCursorPluginKey, ySyncPlugin, yUndoPlugin } from 'y-prosemirror'
import type { Awareness } from 'y-protocols/awareness'
import type { Doc, XmlFragment } from 'yjs'

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
    // Before the binding notes where the caret is, which it puts it back to when others have written.
    const caretFirst = new Plugin({
      view: (view) => readBeforeChanges(view, body.doc),
      props: { handleDOMEvents: { keydown: letKeysMove } },
    })
    return [caretFirst, ySyncPlugin(body), yCursorPlugin(awareness, { cursorBuilder: caret }), yUndoPlugin()]
  },
  /** The carets of others are drawn anew without taking one's own back. */
  dispatchTransaction({ transaction, next }) {
    const carets: unknown = transaction.getMeta(yCursorPluginKey)
    if (carets === undefined || transaction.docChanged) return next(transaction)
    readCaret(this.editor.view)
    next(this.editor.state.tr.setMeta(yCursorPluginKey, carets))
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

function readBeforeChanges(view: EditorView, doc: Doc | null): { destroy(): void } {
  const read = () => readCaret(view)
  const focus = view.focus.bind(view)
  // TipTap's commands focus a frame later, when keys may have moved the caret on.
  view.focus = () => {
    read()
    focus()
  }
  doc?.on('beforeAllTransactions', read)
  return { destroy: () => doc?.off('beforeAllTransactions', read) }
}

/**
 * A browser tells of a caret that a key or click has moved when it next paints. Whatever is drawn until then would put
 * the caret back to where ProseMirror believes it to be; so it is read first.
 */
function readCaret(view: EditorView): void {
  const { domObserver } = view as unknown as { domObserver?: { flush(): void } }
  if (!view.isDestroyed && !view.composing && view.hasFocus()) domObserver?.flush()
}

/**
 * Within 200 ms of its focus ProseMirror takes a caret at the very beginning for one that the browser has reset, and
 * puts it back to where it was. After a key it is where somebody wanted it.
 */
function letKeysMove(view: EditorView): false {
  const { input } = view as unknown as { input?: { lastFocus: number } }
  if (input !== undefined) input.lastFocus = 0
  return false
}

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
