import { Kbd, Modal, Table } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useWords } from './words.tsx'

type Shortcut = { key: string; shows: string; does: () => void }

/** Single keys, outside of fields. `?` lists them. */
export function Shortcuts() {
  const { app } = useWords()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const all: Shortcut[] = [
    { key: '?', shows: app.shortcuts.help, does: () => setOpen(true) },
    { key: '/', shows: app.shortcuts.search, does: () => document.getElementById('search')?.focus() },
    { key: 'n', shows: app.shortcuts.newStory, does: () => document.getElementById('new-story')?.click() },
    { key: 's', shows: app.shortcuts.stories, does: () => void navigate({ to: '/' }) },
  ]
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const shortcut = all.find(({ key }) => key === event.key)
      if (shortcut === undefined) return
      event.preventDefault()
      shortcut.does()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  })
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title={app.shortcuts.title}
      closeButtonProps={{ 'aria-label': app.close }}
    >
      <Table>
        <Table.Tbody>
          {all.map(({ key, shows }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row" w="5rem">
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{shows}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null)
  )
}
