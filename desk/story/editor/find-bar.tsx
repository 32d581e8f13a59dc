/** Ctrl+F in the story: find words, and put others in their place. */
import { Button, CloseButton, Group, Text, TextInput } from '@mantine/core'
import { useEditorState, type Editor } from '@tiptap/react'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { useWords } from '../../app/words.tsx'
import { foundIn, goToFound, lookFor, replaceAllFound, replaceFound } from './find.ts'

export function FindBar({ editor }: { editor: Editor }) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const open = (event: KeyboardEvent | globalThis.KeyboardEvent) => {
      if (event.key !== 'f' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      setOpen(true)
    }
    const { dom } = editor.view
    dom.addEventListener('keydown', open)
    return () => dom.removeEventListener('keydown', open)
  }, [editor])
  const close = () => {
    setOpen(false)
    lookFor(editor, '')
    editor.commands.focus()
  }
  return isOpen ? <OpenBar editor={editor} close={close} /> : null
}

function OpenBar({ editor, close }: { editor: Editor; close: () => void }) {
  const { find } = useWords().story
  const [wanted, setWanted] = useState('')
  const [words, setWords] = useState('')
  const { count, at } = useEditorState({ editor, selector: ({ editor: { state } }) => foundIn(state) })
  const look = (query: string) => {
    setWanted(query)
    lookFor(editor, query)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    if (event.key !== 'Enter') return
    event.preventDefault()
    goToFound(editor, event.shiftKey ? -1 : 1)
  }
  return (
    <Group role="search" gap="xs" py="xs" onKeyDown={(event) => event.key === 'Escape' && close()}>
      <TextInput
        size="sm"
        aria-label={find.find}
        placeholder={find.find}
        dir="auto"
        autoFocus
        value={wanted}
        onChange={({ currentTarget }) => look(currentTarget.value)}
        onKeyDown={keys}
      />
      <TextInput
        size="sm"
        aria-label={find.replace}
        placeholder={find.replace}
        dir="auto"
        value={words}
        onChange={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <Button size="compact-sm" variant="default" onClick={() => goToFound(editor, 1)}>
        {find.next}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => replaceFound(editor, words)}>
        {find.replaceOne}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => replaceAllFound(editor, words)}>
        {find.replaceAll}
      </Button>
      <Text role="status" size="sm">
        {wanted === '' ? '' : at < 0 ? find.places(count) : find.placeOf({ at: at + 1, count })}
      </Text>
      <CloseButton aria-label={find.close} ms="auto" onClick={close} />
    </Group>
  )
}
