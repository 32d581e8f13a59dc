/** What is pasted from elsewhere: read as our blocks, put in where the caret is. */
import { Extension, type Editor, type JSONContent } from '@tiptap/core'
import { Fragment, Slice, type Node as ProseNode } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { blocksOf, type PastedPicture } from './blocks.ts'
import { blocksOfText } from './plain-text.ts'

/** Takes pasted pictures in, and puts each below its block. */
export type BringPictures = (editor: Editor, pictures: PastedPicture[]) => void

export const Paste = Extension.create<{ bring: BringPictures }>({
  name: 'pasteBlocks',
  addOptions: () => ({ bring: () => {} }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        key: new PluginKey('paste'),
        props: {
          handlePaste(view, event) {
            const data = event.clipboardData
            const html = data?.getData('text/html') ?? ''
            const text = data?.getData('text/plain') ?? ''
            // Copied within an editor: it has our own blocks.
            if (html.includes('data-pm-slice')) return false
            if (view.state.selection.$from.parent.type.spec.code === true) {
              view.dispatch(view.state.tr.insertText(text.replaceAll('\r\n', '\n')).scrollIntoView())
              return true
            }
            const isPlain = html.trim() === '' || isShiftHeld(view)
            const { blocks, pictures } = isPlain ? { blocks: blocksOfText(text), pictures: [] } : blocksOf(html)
            if (blocks.length === 0 && pictures.length === 0) return false
            insert(view, blocks)
            if (pictures.length > 0) options.bring(editor, placed(view, pictures))
            return true
          },
        },
      }),
    ]
  },
})

/** Ctrl+Shift+V means: the words alone. ProseMirror notes the key for its own paste. */
function isShiftHeld(view: EditorView): boolean {
  return (view as unknown as { input?: { shiftKey?: boolean } }).input?.shiftKey === true
}

function insert(view: EditorView, blocks: readonly JSONContent[]): void {
  const { tr, schema, selection } = view.state
  const nodes = blocks.map((block) => schema.nodeFromJSON(block))
  const [first] = nodes
  if (first === undefined) return
  const isRunning = nodes.length === 1 && first.type.name === 'paragraph' && first.attrs.level === 0
  const { $from } = selection
  const isAtTop = $from.depth <= 1 && $from.parent.type.name === 'paragraph'
  if (isRunning || !isAtTop) tr.replaceSelection(new Slice(isRunning ? first.content : running(nodes), 0, 0))
  else tr.replaceSelection(sliceOf(nodes))
  view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
}

/** Words of a paragraph go on in the one that they are put into; other blocks stand by themselves. */
function sliceOf(nodes: readonly ProseNode[]): Slice {
  const isOpen = (node: ProseNode | undefined) => node?.type.name === 'paragraph' && node.attrs.level === 0
  return new Slice(Fragment.from(nodes), isOpen(nodes[0]) ? 1 : 0, isOpen(nodes.at(-1)) ? 1 : 0)
}

/** Into a caption, a cell or a line of a quote go words alone. */
function running(nodes: readonly ProseNode[]): Fragment {
  const words: ProseNode[] = []
  for (const node of nodes) {
    const before = words.length
    node.descendants((inner) => {
      if (inner.isInline) words.push(inner)
    })
    const gap = node.type.schema.text(' ')
    if (before > 0 && words.length > before) words.splice(before, 0, gap)
  }
  return Fragment.from(words)
}

/** A picture before all words goes to where the caret was. */
function placed({ state }: EditorView, pictures: PastedPicture[]): PastedPicture[] {
  const { $from } = state.selection
  const here = $from.depth > 0 ? String($from.node(1).attrs.id) : undefined
  return pictures.map((picture) => ({ ...picture, after: picture.after ?? here }))
}
