/** What is seen of signing in again: fetched when the first screen stands, or somebody is asked. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import type { Session } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { Ways } from './ways.tsx'

/** `isOver`: the session has ended, and is not only too old for an act. */
type Props = { session: Session; isOpen: boolean; isOver: boolean; goOn: () => void; cancel: () => void }

export function AgainDialog({ isOpen, isOver, cancel, ...asked }: Props) {
  const { signIn } = useWords()
  return (
    <Modal
      opened={isOpen}
      onClose={cancel}
      withCloseButton={false}
      closeOnEscape={!isOver}
      closeOnClickOutside={false}
      title={signIn.again}
      // It may have been asked from a dialog.
      zIndex={300}
    >
      <Asked {...asked} cancel={cancel} />
    </Modal>
  )
}

function Asked({ session, goOn, cancel }: Pick<Props, 'session' | 'goOn' | 'cancel'>) {
  const { app, signIn } = useWords()
  const isOver = session.member === null
  return (
    <Stack gap="md">
      <Text>{isOver ? signIn.againHelp : signIn.freshHelp}</Text>
      <Ways session={session} onIn={goOn} />
      {isOver ? (
        <Button component="a" href="/desk/sign-in" variant="subtle">
          {signIn.leave}
        </Button>
      ) : (
        <Button variant="subtle" onClick={cancel}>
          {app.cancel}
        </Button>
      )}
    </Stack>
  )
}
