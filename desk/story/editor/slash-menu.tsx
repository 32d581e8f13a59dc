/** `/` in an empty line lists the blocks; what is typed after it narrows the list. */
import { Extension, type Editor } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { ReactRenderer } from '@tiptap/react'
import { Suggestion, type SuggestionKeyDownProps, type SuggestionProps } from '@tiptap/suggestion'
import { useImperativeHandle, useState, type Ref } from 'react'
import type { DeskWords } from '../../app/words.tsx'
import type { MenuItem } from './menu-items.ts'
import classes from './slash-menu.module.css'

type Options = { items: MenuItem[]; words: DeskWords['story'] }

export const SlashMenu = Extension.create<Options>({
  name: 'slashMenu',
  addProseMirrorPlugins() {
    const { items, words } = this.options
    return [
      Suggestion<MenuItem, MenuItem>({
        pluginKey: new PluginKey('slashMenu'),
        editor: this.editor,
        char: '/',
        startOfLine: true,
        allow: ({ state, range }) => state.doc.resolve(range.from).parent.type.name === 'paragraph',
        items: ({ query }) => matching(items, words, query),
        command: ({ editor, range, props }) => {
          editor.commands.deleteRange(range)
          props.run(editor)
        },
        render: () => menuRenderer(words),
      }),
    ]
  },
})

function matching(items: MenuItem[], words: DeskWords['story'], query: string): MenuItem[] {
  const wanted = query.toLocaleLowerCase()
  return items.filter(({ key, search }) => `${words.blocks[key]} ${search}`.toLocaleLowerCase().includes(wanted))
}

type Handle = { onKeyDown: (event: KeyboardEvent) => boolean }
type ListProps = { items: MenuItem[]; words: DeskWords['story']; choose: (item: MenuItem) => void; ref?: Ref<Handle> }

function menuRenderer(words: DeskWords['story']) {
  let shown: ReactRenderer<Handle, ListProps> | undefined
  const propsOf = ({ items, command }: SuggestionProps<MenuItem, MenuItem>) => ({ items, words, choose: command })
  const close = () => {
    shown?.element.remove()
    shown?.destroy()
    shown = undefined
  }
  return {
    onStart(props: SuggestionProps<MenuItem, MenuItem>) {
      shown = new ReactRenderer(MenuList, { editor: props.editor, props: propsOf(props) })
      shown.element.classList.add(classes.place ?? '')
      document.body.append(shown.element)
      place(shown.element, props)
    },
    onUpdate(props: SuggestionProps<MenuItem, MenuItem>) {
      shown?.updateProps(propsOf(props))
      if (shown !== undefined) place(shown.element, props)
    },
    onKeyDown({ event }: SuggestionKeyDownProps) {
      if (event.key === 'Escape') {
        close()
        return true
      }
      return shown?.ref?.onKeyDown(event) ?? false
    },
    onExit: close,
  }
}

/** Below the caret, or above it where the screen ends. */
function place(element: HTMLElement, { clientRect }: { clientRect?: (() => DOMRect | null) | null }): void {
  const caret = clientRect?.()
  if (!caret) return
  const height = Math.min(element.offsetHeight || 320, 320)
  const isBelow = caret.bottom + height + 8 < window.innerHeight
  element.style.top = `${(isBelow ? caret.bottom + 4 : caret.top - height - 4) + window.scrollY}px`
  const room = document.documentElement.clientWidth - 272
  element.style.left = `${Math.max(8, Math.min(caret.left, room))}px`
}

function MenuList({ items, words, choose, ref }: ListProps & { editor?: Editor }) {
  const [at, setAt] = useState(0)
  const current = Math.min(at, Math.max(items.length - 1, 0))
  useImperativeHandle(ref, () => ({
    onKeyDown(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step !== undefined) {
        setAt((current + step + items.length) % Math.max(items.length, 1))
        return true
      }
      const item = items[current]
      if ((event.key !== 'Enter' && event.key !== 'Tab') || item === undefined) return false
      choose(item)
      return true
    },
  }))
  if (items.length === 0) return <p className={classes.none}>{words.noBlock}</p>
  return (
    <ul role="listbox" className={classes.list} aria-label={words.add}>
      {items.map((item, index) => (
        <li
          key={String(item.key)}
          role="option"
          aria-selected={index === current}
          ref={(element) => void (index === current && element?.scrollIntoView({ block: 'nearest' }))}
          onPointerDown={(event) => {
            event.preventDefault()
            choose(item)
          }}
        >
          {words.blocks[item.key]}
        </li>
      ))}
    </ul>
  )
}
