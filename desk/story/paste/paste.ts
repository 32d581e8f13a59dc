/** What is pasted from elsewhere: read as our blocks, put in where the caret is. */
import { Extension, type Editor, type JSONContent } from '@tiptap/core'
import { Fragment, Slice, type Node as ProseNode } from '@tiptap/pm/model'
import { Plugin, PluginKey, Selection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { newBlockId } from '../editor/block-ids.ts'
import { pastedFrom } from './clipboard.ts'
import type { PastedPicture } from './reading.ts'

/** Takes pasted pictures in, and puts each below its block. */
export type BringPictures = (editor: Editor, pictures: PastedPicture[]) => void

export const Paste = Extension.create<{ bring: BringPictures }>({
  name: 'pastedBlocks',
  addOptions: () => ({ bring: () => {} }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [
      new Plugin({
        key: new PluginKey('paste'),
        props: {
          // Before ProseMirror makes a document of the HTML, which the page's policy forbids.
          handleDOMEvents: {
            copy: (view, event) => copy(view, event),
            cut: (view, event) => copy(view, event) && view.editable && remove(view),
            paste(view, event) {
              if (!view.editable || !hasWords(event.clipboardData)) return false
              event.preventDefault()
              const pictures = put(view, event.clipboardData, isShiftHeld(view))
              if (pictures.length > 0) options.bring(editor, pictures)
              return true
            },
            drop(view, event) {
              // What is dragged within the editor is moved as it is.
              if (!view.editable || !hasWords(event.dataTransfer) || view.dragging !== null) return false
              event.preventDefault()
              const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
              if (at !== undefined)
                view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at))))
              const pictures = put(view, event.dataTransfer, false)
              if (pictures.length > 0) options.bring(editor, pictures)
              return true
            },
          },
        },
      }),
    ]
  },
})

function hasWords(data: DataTransfer | null): data is DataTransfer {
  return data !== null && data.types.some((type) => type.startsWith('text/') || type === ownType)
}

/** Our own blocks travel as they are, beside what other programs read. */
const ownType = 'application/x-crier-blocks'

function copy(view: EditorView, event: ClipboardEvent): boolean {
  const { selection } = view.state
  if (selection.empty || event.clipboardData === null) return false
  event.preventDefault()
  const { dom, text, slice } = view.serializeForClipboard(selection.content())
  event.clipboardData.clearData()
  event.clipboardData.setData('text/html', dom.innerHTML)
  event.clipboardData.setData('text/plain', text)
  event.clipboardData.setData(ownType, JSON.stringify(slice.toJSON()))
  return true
}

function remove({ state, dispatch }: EditorView): boolean {
  dispatch(state.tr.deleteSelection().scrollIntoView().setMeta('uiEvent', 'cut'))
  return true
}

/** Returns the pictures that are still to be taken in. */
function put(view: EditorView, data: DataTransfer, isPlain: boolean): PastedPicture[] {
  const text = data.getData('text/plain')
  if (view.state.selection.$from.parent.type.spec.code === true) {
    view.dispatch(view.state.tr.insertText(text.replaceAll(/\r\n?/gu, '\n')).scrollIntoView())
    return []
  }
  const own = isPlain ? undefined : ownSlice(view, data.getData(ownType))
  if (own !== undefined) {
    view.dispatch(view.state.tr.replaceSelection(own).scrollIntoView().setMeta('uiEvent', 'paste'))
    return []
  }
  const { blocks, pictures } = pastedFrom({ html: isPlain ? '' : data.getData('text/html'), text })
  return insert(view, blocks, pictures)
}

/** What was copied in this desk: other blocks now, with ids of their own. Another version's may not fit. */
function ownSlice({ state }: EditorView, json: string): Slice | undefined {
  if (json === '') return undefined
  try {
    const { content, openStart, openEnd } = Slice.fromJSON(state.schema, JSON.parse(json))
    content.forEach((node) => node.check())
    return new Slice(withNewIds(content), openStart, openEnd)
  } catch {
    return undefined
  }
}

function withNewIds(content: Fragment): Fragment {
  return Fragment.from(
    content.content.map((node) =>
      typeof node.attrs.id === 'string' && node.attrs.id !== '' && node.isBlock
        ? node.type.create({ ...node.attrs, id: newBlockId() }, node.content, node.marks)
        : node,
    ),
  )
}

/** Ctrl+Shift+V means: the words alone. ProseMirror notes the key for its own paste. */
function isShiftHeld(view: EditorView): boolean {
  return (view as unknown as { input?: { shiftKey?: boolean } }).input?.shiftKey === true
}

/** Returns the pictures with the blocks below which they go, as these are called in the story. */
function insert(view: EditorView, blocks: readonly JSONContent[], pictures: readonly PastedPicture[]): PastedPicture[] {
  const { tr, schema, selection } = view.state
  const nodes = blocks.map((block) => schema.nodeFromJSON(block))
  const { $from } = selection
  const here = $from.depth > 0 ? idOf($from.node(1)) : undefined
  const before = $from.index(0) > 0 ? idOf(view.state.doc.child($from.index(0) - 1)) : undefined
  const isAtTop = $from.depth <= 1 && $from.parent.type.name === 'paragraph'
  const isRunning = !isAtTop || (nodes.length === 1 && isParagraph(nodes[0]))
  if (nodes.length > 0) {
    tr.replaceSelection(isRunning ? new Slice(running(nodes), 0, 0) : sliceOf(nodes))
    view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  }
  const present = new Set(view.state.doc.children.map(idOf))
  const [first] = nodes
  // The first paragraph goes on in the one that it was put into.
  const start = here !== undefined && present.has(here) ? here : before
  return pictures.map((picture) => {
    const isKnown = picture.after !== undefined && present.has(picture.after)
    if (isKnown) return picture
    const isLead = picture.after === undefined && first !== undefined && !present.has(here ?? '')
    return { ...picture, after: isLead ? before : start }
  })
}

function idOf(node: ProseNode): string {
  return String(node.attrs.id)
}

function isParagraph(node: ProseNode | undefined): boolean {
  return node?.type.name === 'paragraph' && node.attrs.level === 0
}

/** Words of a paragraph go on in the one that they are put into; other blocks stand by themselves. */
function sliceOf(nodes: readonly ProseNode[]): Slice {
  return new Slice(Fragment.from(nodes), isParagraph(nodes[0]) ? 1 : 0, isParagraph(nodes.at(-1)) ? 1 : 0)
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
