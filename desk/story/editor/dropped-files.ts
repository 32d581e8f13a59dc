/** Pictures and files that are dropped or pasted into the text are taken in, and stand where they were dropped. */
import { Extension, type Editor } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** `after`: the id of the block below which they go. */
export type BringFiles = (editor: Editor, files: File[], after: string | undefined) => void

export const DroppedFiles = Extension.create<{ bring: BringFiles }>({
  name: 'droppedFiles',
  // Before the words that came with them are read.
  priority: 150,
  addOptions: () => ({ bring: () => {} }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        key: new PluginKey('droppedFiles'),
        props: {
          // Before ProseMirror reads the HTML beside them.
          handleDOMEvents: {
            paste(view, event) {
              const files = [...(event.clipboardData?.files ?? [])]
              // A program that copies a picture of a page sends words along; whoever copies from Word sends a picture
              // of
              // the words: these are what is meant.
              const hasWords = event.clipboardData?.types.includes('text/html') === true && !isPictureAlone(event)
              if (!view.editable || files.length === 0 || hasWords) return false
              event.preventDefault()
              options.bring(editor, files, blockId(view, view.state.selection.from))
              return true
            },
            drop(view, event) {
              const files = [...(event.dataTransfer?.files ?? [])]
              if (!view.editable || files.length === 0 || view.dragging !== null) return false
              event.preventDefault()
              const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.selection.from
              options.bring(editor, files, blockId(view, at))
              return true
            },
          },
        },
      }),
    ]
  },
})

function isPictureAlone({ clipboardData }: ClipboardEvent): boolean {
  const html = clipboardData?.getData('text/html') ?? ''
  return /^(?:<meta[^>]*>)?\s*<img[^>]*>\s*$/iu.test(html.replaceAll(/<\/?(?:html|body)>|<!--\w+-->/gu, ''))
}

function blockId({ state }: EditorView, position: number): string | undefined {
  const $at = state.doc.resolve(position)
  const node = $at.depth === 0 ? $at.nodeBefore : $at.node(1)
  return typeof node?.attrs.id === 'string' ? node.attrs.id : undefined
}
