/** Signing in over the screen, which stays as it is: the session has ended meanwhile, or is too old for an act. */
import { Button, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { sessionQuery, useSession, type Session } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { AskToSignIn } from './afresh.ts'
import { Ways } from './ways.tsx'

/** `isOff`: whoever signs out is asked nothing. */
type Props = { isOff: boolean; children: ReactNode }

export function SignInAgain({ isOff, children }: Props) {
  const { signIn } = useWords()
  const session = useSession()
  const client = useQueryClient()
  const { isAsked, ask, cancel } = useAsking(session)
  useOneMember(session?.member?.id)
  const isOver = session !== undefined && session.member === null
  const goOn = async () => {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
    await client.invalidateQueries()
  }
  return (
    <AskToSignIn value={ask}>
      {children}
      <Modal
        opened={!isOff && (isOver || isAsked)}
        onClose={cancel}
        withCloseButton={false}
        closeOnEscape={!isOver}
        closeOnClickOutside={false}
        title={signIn.again}
        // It may have been asked from a dialog.
        zIndex={300}
      >
        {session !== undefined && <Asked session={session} goOn={() => void goOn()} cancel={cancel} />}
      </Modal>
    </AskToSignIn>
  )
}

/** Somebody else has sat down here: nothing of whoever was before them may stay. */
function useOneMember(member: string | undefined): void {
  const before = useRef<string>(undefined)
  useEffect(() => {
    if (member === undefined) return
    if (before.current !== undefined && before.current !== member) location.assign('/desk/')
    before.current = member
  }, [member])
}

type Asking = { member: string | undefined; signedInAt: number | null; settle: (isIn: boolean) => void }

/** They may sign in here, or elsewhere in this browser by a link of a mail: it is the session that shows it. */
function useAsking(session: Session | undefined) {
  const [asking, setAsking] = useState<Asking>()
  const member = session?.member?.id
  const signedInAt = session?.signedInAt ?? null
  useEffect(() => {
    if (asking === undefined || signedInAt === null || signedInAt === asking.signedInAt) return
    asking.settle(member === asking.member)
    setAsking(undefined)
  }, [asking, member, signedInAt])
  const ask = () => {
    const { promise, resolve: settle } = Promise.withResolvers<boolean>()
    asking?.settle(false)
    setAsking({ member, signedInAt, settle })
    return promise
  }
  const cancel = () => {
    asking?.settle(false)
    setAsking(undefined)
  }
  return { isAsked: asking !== undefined, ask, cancel }
}

type AskedProps = { session: Session; goOn: () => void; cancel: () => void }

function Asked({ session, goOn, cancel }: AskedProps) {
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
