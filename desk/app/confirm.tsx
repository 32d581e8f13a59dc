import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormFault } from './states.tsx'
import { useWords } from './words.tsx'

type Props = {
  isOpen: boolean
  close: () => void
  title: string
  help: string
  /** What the button says that does it. */
  does: string
  run: () => void
  isRunning: boolean
  error: Error | null
  children?: ReactNode
}

/** Asks before what cannot be taken back. */
export function Confirm({ isOpen, close, title, help, does, run, isRunning, error, children }: Props) {
  const { app } = useWords()
  return (
    <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ 'aria-label': app.close }}>
      <Stack gap="md">
        <Text>{help}</Text>
        {children}
        <FormFault error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {app.cancel}
          </Button>
          <Button loading={isRunning} onClick={run}>
            {does}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
