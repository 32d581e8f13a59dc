import { Kbd, Modal, Table } from '@mantine/core'
import { useWords } from './words.tsx'

export type Shortcut = { key: string; shows: string; does: () => void }

type Props = { all: readonly Shortcut[]; isOpen: boolean; close: () => void }

/** What each key does. */
export function ShortcutList({ all, isOpen, close }: Props) {
  const { app } = useWords()
  return (
    <Modal opened={isOpen} onClose={close} title={app.shortcuts.title} closeButtonProps={{ 'aria-label': app.close }}>
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
