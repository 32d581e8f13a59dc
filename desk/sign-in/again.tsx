/** Signing in over the screen, which stays as it is: the session has ended meanwhile, or is too old for an act. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { sessionQuery, useSession, type Session } from '../api/session.ts'
import { useFetched } from '../app/fetched.ts'
import { AskToSignIn } from './afresh.ts'

const fetchDialog = async () => (await import('./again-dialog.tsx')).AgainDialog

/** `isOff`: whoever signs out is asked nothing. */
type Props = { isOff: boolean; children: ReactNode }

export function SignInAgain({ isOff, children }: Props) {
  const session = useSession()
  const client = useQueryClient()
  const { isAsked, ask, cancel } = useAsking(session)
  useOneMember(session?.member?.id)
  const isOver = session !== undefined && session.member === null
  const isOpen = !isOff && (isOver || isAsked)
  const { Part: Dialog, isDrawn } = useFetched(fetchDialog, isOpen)
  const goOn = async () => {
    await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
    await client.invalidateQueries()
  }
  return (
    <AskToSignIn value={ask}>
      {children}
      {Dialog !== undefined && session !== undefined && (
        <Dialog session={session} isOpen={isOpen && isDrawn} isOver={isOver} goOn={() => void goOn()} cancel={cancel} />
      )}
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
