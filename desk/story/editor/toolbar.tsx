/** What can be done to the words that are chosen, and to the block that they stand in. */
import { ActionIcon, Button, Checkbox, Group, Menu, Popover, Stack, TextInput, Tooltip } from '@mantine/core'
import { useEditorState, type Editor } from '@tiptap/react'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import type { MarkName } from '../../../src/working-copies/nodes.ts'
import { useWords } from '../../app/words.tsx'
import { keepWords, moveBlock, removeBlock, setLevel } from './commands.ts'
import { LanguageButton } from './language-button.tsx'
import type { MenuItem } from './menu-items.ts'
import classes from './toolbar.module.css'

type Props = { editor: Editor; items: MenuItem[] }

export function Toolbar({ editor, items }: Props) {
  const { story } = useWords()
  const state = useEditorState({ editor, selector: ({ editor: now }) => stateOf(now) })
  const button = (mark: MarkName, sign: ReactNode, keys?: string) => (
    <MarkButton
      key={mark}
      label={keys === undefined ? story.marks[mark] : `${story.marks[mark]} (${keys})`}
      isOn={state.marks.includes(mark)}
      press={() => editor.chain().focus().toggleMark(mark).run()}
    >
      {sign}
    </MarkButton>
  )
  return (
    <div className={classes.bar} role="toolbar" aria-label={story.blockMenu}>
      <Menu position="bottom-start" returnFocus={false}>
        <Menu.Target>
          <Button variant="subtle" size="compact-sm" color="var(--ink)" className={classes.kind}>
            {state.kind === undefined ? story.blocks.paragraph : story.blocks[state.kind]}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {([0, 2, 3, 4] as const).map((level) => (
            <Menu.Item key={level} disabled={!state.isParagraph} onClick={() => setLevel(editor, level)}>
              {story.blocks[level === 0 ? 'paragraph' : headings[level]]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Group gap={0} wrap="nowrap" className={classes.marks}>
        {button('strong', <b>B</b>, 'Ctrl+B')}
        {button('emphasis', <i>I</i>, 'Ctrl+I')}
        <LinkButton editor={editor} isOn={state.marks.includes('link')} />
        {button('strike', <s>S</s>)}
        {button('code', <code>{'<>'}</code>)}
        <LanguageButton editor={editor} isOn={state.marks.includes('language')} />
      </Group>
      {state.isPutBack && (
        <Button variant="light" size="compact-sm" onClick={() => keepWords(editor)}>
          {story.keepWords}
        </Button>
      )}
      <Group gap={0} wrap="nowrap" className={classes.end}>
        <Menu position="bottom-end" width={240} returnFocus={false}>
          <Menu.Target>
            <Button variant="subtle" size="compact-sm">
              + {story.add}
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={classes.blocks}>
            {items.map((item) => (
              <Menu.Item key={item.key} onClick={() => item.run(editor)}>
                {story.blocks[item.key]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <MarkButton label={`${story.moveUp} (Alt+↑)`} press={() => moveBlock(editor, -1)}>
          ↑
        </MarkButton>
        <MarkButton label={`${story.moveDown} (Alt+↓)`} press={() => moveBlock(editor, 1)}>
          ↓
        </MarkButton>
        <MarkButton label={story.remove} press={() => removeBlock(editor)}>
          ×
        </MarkButton>
      </Group>
    </div>
  )
}

const headings = { 2: 'heading2', 3: 'heading3', 4: 'heading4' } as const
const markNames: MarkName[] = ['strong', 'emphasis', 'link', 'language', 'strike', 'code', 'sub', 'sup']

function stateOf(editor: Editor) {
  const { $from } = editor.state.selection
  const block = $from.depth === 0 ? $from.nodeAfter : $from.node(1)
  const level = Number(block?.attrs.level ?? 0) as 0 | 2 | 3 | 4
  const name = block?.type.name
  return {
    marks: markNames.filter((mark) => editor.isActive(mark)),
    isParagraph: name === 'paragraph',
    isPutBack: typeof block?.attrs.rescued === 'string',
    kind: kindOf(name, level, block?.attrs.ordered === true),
  }
}

type Kind = MenuItem['key']

function kindOf(name: string | undefined, level: 0 | 2 | 3 | 4, isOrdered: boolean): Kind | undefined {
  if (name === undefined) return undefined
  if (name === 'paragraph') return level === 0 ? 'paragraph' : headings[level]
  if (name === 'list') return isOrdered ? 'numbered' : 'list'
  return name === 'codeBlock' ? 'code' : (name as Kind)
}

type ButtonProps = { label: string; isOn?: boolean; press: () => void; children: ReactNode }

export function MarkButton({ label, isOn, press, children }: ButtonProps) {
  return (
    <Tooltip label={label} openDelay={500}>
      <ActionIcon
        variant={isOn === true ? 'light' : 'subtle'}
        color="var(--ink)"
        size="lg"
        aria-label={label}
        {...(isOn !== undefined && { 'aria-pressed': isOn })}
        onPointerDown={(event) => event.preventDefault()}
        onClick={press}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

/** Ctrl+K opens it too: the chosen words lead there, and a paid link says so. */
function LinkButton({ editor, isOn }: { editor: Editor; isOn: boolean }) {
  const { story } = useWords()
  const [isOpen, setOpen] = useState(false)
  const current = editor.getAttributes('link') as { href?: string; rel?: string }
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      setOpen(true)
    }
    const { dom } = editor.view
    dom.addEventListener('keydown', open)
    return () => dom.removeEventListener('keydown', open)
  }, [editor])
  return (
    <Popover
      withRoles={false}
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      returnFocus
      width={320}
      position="bottom-start"
    >
      <Popover.Target>
        <div>
          <MarkButton label={`${story.marks.link} (Ctrl+K)`} isOn={isOn} press={() => setOpen(!isOpen)}>
            <span className={classes.link}>A</span>
          </MarkButton>
        </div>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={story.marks.link}>
        {isOpen && (
          <LinkForm
            editor={editor}
            href={current.href ?? ''}
            isPaid={current.rel === 'sponsored'}
            close={() => setOpen(false)}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

type LinkProps = { editor: Editor; href: string; isPaid: boolean; close: () => void }

function LinkForm({ editor, href, isPaid, close }: LinkProps) {
  const { story } = useWords()
  const [address, setAddress] = useState(href)
  const [paid, setPaid] = useState(isPaid)
  const set = (event: FormEvent) => {
    event.preventDefault()
    close()
    const chain = editor.chain().focus().extendMarkRange('link')
    const to = wholeAddress(address)
    if (to === '') chain.unsetMark('link').run()
    else chain.setMark('link', { href: to, rel: paid ? 'sponsored' : '' }).run()
  }
  return (
    <form onSubmit={set}>
      <Stack gap="sm">
        <TextInput
          label={story.linkAddress}
          value={address}
          data-autofocus
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <Checkbox
          label={story.linkPaid}
          checked={paid}
          onChange={({ currentTarget }) => setPaid(currentTarget.checked)}
        />
        <Button type="submit">{address === '' && href !== '' ? story.linkRemove : story.linkSet}</Button>
      </Stack>
    </form>
  )
}

/** `example.org` is meant as a web address. */
function wholeAddress(address: string): string {
  const tidy = address.trim()
  return /^[\w-]+(\.[\w-]+)+(\/|$)/u.test(tidy) ? `https://${tidy}` : tidy
}
