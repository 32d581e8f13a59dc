import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useFreshSession, useSession } from '../api/session.ts'
import { usePaper } from '../app/paper.ts'
import { useWords } from '../app/words.tsx'
import { Card } from './card.tsx'
import { Ways } from './ways.tsx'

const route = getRouteApi('/sign-in')

export function SignIn() {
  const { signIn } = useWords()
  const paper = usePaper()
  const session = useSession()
  const refresh = useFreshSession()
  const { to = '/' } = route.useSearch()
  const navigate = useNavigate()
  const card = useRef<HTMLElement>(null)
  const isIn = session?.member != null
  useEffect(() => {
    if (isIn) void navigate({ href: to, replace: true })
  }, [isIn, to, navigate])
  useEffect(() => card.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [])
  if (session === undefined) return null
  return (
    <Card title={signIn.toPaper(paper)} ref={card}>
      <Ways session={session} onIn={() => void refresh()} />
    </Card>
  )
}
