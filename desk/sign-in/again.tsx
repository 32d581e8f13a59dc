/** The session has ended while somebody was at work: they sign in over the screen, which stays as it is. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { sessionQuery, useSession, type Session } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { Ways } from './ways.tsx'

export function SignInAgain() {
  const { signIn } = useWords()
  const session = useSession()
  const client = useQueryClient()
  const before = useRef<string>(undefined)
  const member = session?.member?.id
  useEffect(() => {
    if (member === undefined) return
    // Somebody else has sat down here: nothing of whoever was before them may stay.
    if (before.current !== undefined && before.current !== member) location.assign('/desk/')
    before.current = member
  }, [member])
  const goOn = async () => {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
    await client.invalidateQueries()
  }
  return (
    <Modal
      opened={session !== undefined && session.member === null}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={signIn.again}
    >
      {session !== undefined && <Asked session={session} goOn={() => void goOn()} />}
    </Modal>
  )
}

function Asked({ session, goOn }: { session: Session; goOn: () => void }) {
  const { signIn } = useWords()
  return (
    <Stack gap="md">
      <Text>{signIn.againHelp}</Text>
      <Ways session={session} onIn={goOn} />
      <Button component="a" href="/desk/sign-in" variant="subtle">
        {signIn.leave}
      </Button>
    </Stack>
  )
}
