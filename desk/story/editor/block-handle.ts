/** A handle beside a block, by which it is dragged to another place. The keyboard's way is Alt and an arrow. */
import { Extension, type Editor } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { moveBlockBefore } from './commands.ts'
import { startDrag } from './drag.ts'

export const BlockHandle = Extension.create<{ label: string }>({
  name: 'blockHandle',
  addOptions: () => ({ label: '' }),
  addProseMirrorPlugins() {
    const { editor, options } = this
    return [new Plugin({ key: new PluginKey('blockHandle'), view: (view) => handleOf(editor, view, options.label) })]
  },
})

type Box = { id: string; element: HTMLElement }

function handleOf(editor: Editor, view: EditorView, label: string) {
  const handle = document.createElement('div')
  handle.className = 'block-handle'
  // Whoever cannot see it has the keys and the buttons of the toolbar.
  handle.ariaHidden = 'true'
  handle.title = label
  let pointed: string | undefined
  let frame = 0
  // Where a block stands is asked once a frame, when it is known: asked at each key, the page is laid out at each.
  const show = () => {
    if (frame === 0) frame = requestAnimationFrame(showNow)
  }
  const showNow = () => {
    frame = 0
    const box = (pointed === undefined ? undefined : boxesOf(view).find(({ id }) => id === pointed)) ?? boxAtCaret(view)
    const { parentElement } = view.dom
    handle.hidden = !view.editable || box === undefined || parentElement === null
    if (box === undefined || parentElement === null) return
    if (handle.parentElement !== parentElement) parentElement.append(handle)
    handle.dataset.block = box.id
    const [above, top] = [parentElement, box.element].map((element) => element.getBoundingClientRect().top)
    handle.style.top = `${(top ?? 0) - (above ?? 0)}px`
  }
  // By height alone: the handle stands beside the text.
  const point = ({ clientY, pointerType }: PointerEvent) => {
    if (pointerType !== 'mouse') return
    const under = boxesOf(view).find(({ element }) => {
      const { top, bottom } = element.getBoundingClientRect()
      return clientY >= top && clientY <= bottom
    })
    if (under === undefined || under.id === pointed) return
    pointed = under.id
    show()
  }
  const forget = () => {
    pointed = undefined
    show()
  }
  handle.addEventListener('pointerdown', (event) => {
    const id = handle.dataset.block ?? ''
    startDrag(event, handle, {
      boxes: () => boxesOf(view).map(({ element }) => element),
      source: () => boxesOf(view).find((box) => box.id === id)?.element,
      drop: (index) => void moveBlockBefore(editor, id, boxesOf(view)[index]?.id),
    })
  })
  view.dom.addEventListener('pointermove', point)
  view.dom.addEventListener('keydown', forget)
  const sizes = new ResizeObserver(show)
  sizes.observe(view.dom)
  return {
    update: show,
    destroy() {
      cancelAnimationFrame(frame)
      sizes.disconnect()
      view.dom.removeEventListener('pointermove', point)
      view.dom.removeEventListener('keydown', forget)
      handle.remove()
    },
  }
}

function boxAtCaret(view: EditorView): Box | undefined {
  const { $from } = view.state.selection
  const at = $from.depth === 0 ? $from.pos : $from.before(1)
  const [node, element] = [view.state.doc.nodeAt(at), view.nodeDOM(at)]
  return node !== null && element instanceof HTMLElement ? { id: String(node.attrs.id), element } : undefined
}

function boxesOf(view: EditorView): Box[] {
  const boxes: Box[] = []
  view.state.doc.forEach((node, offset) => {
    const element = view.nodeDOM(offset)
    if (element instanceof HTMLElement) boxes.push({ id: String(node.attrs.id), element })
  })
  return boxes
}
