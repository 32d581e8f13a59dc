/** What stands around every screen: the paper's name, where one can go, and who is here. */
import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { useFreshSession, useSession } from '../api/session.ts'
import classes from './frame.module.css'
import { usePaper } from './paper.ts'
import { Shortcuts, useIsWriting } from './shortcuts.tsx'
import { useWords } from './words.tsx'

export function Frame() {
  const { app } = useWords()
  const paper = usePaper()
  return (
    <>
      <a className={classes.skip} href="#content">
        {app.skip}
      </a>
      <header className={classes.header}>
        <Link to="/" className={classes.name}>
          {paper}
        </Link>
        <nav className={classes.nav} aria-label={app.menu}>
          <Places />
        </nav>
        <Whoever />
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Shortcuts />
      <LeaveWhenSignedOut />
    </>
  )
}

/** Where this member can go. */
function Places() {
  const { app } = useWords()
  return (
    <Link to="/" className={classes.place} activeOptions={{ exact: true, includeSearch: false }}>
      {app.stories}
    </Link>
  )
}

function Whoever() {
  const { app } = useWords()
  const member = useSession()?.member
  const refresh = useFreshSession()
  const navigate = useNavigate()
  const signOut = useMutation({
    mutationFn: () => call('DELETE /api/v1/session', {}),
    onSuccess: () => navigate({ to: '/sign-in' }),
    onSettled: refresh,
  })
  if (!member) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="var(--ink)" className={classes.who}>
          {member.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{app.roles[member.role]}</Menu.Label>
        <Menu.Item component="a" href="/" target="_blank" rel="noopener">
          {app.paper}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>{app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The session ended, here or elsewhere. A story stays: whoever was in mid-sentence can copy it or sign in beside it. */
function LeaveWhenSignedOut() {
  const session = useSession()
  const navigate = useNavigate()
  const here = useRouterState({ select: ({ location }) => location.href })
  const isWriting = useIsWriting()
  const isOut = session !== undefined && session.member === null && !isWriting
  useEffect(() => {
    // The screen stands until the other one is there: its address has been left by then.
    if (isOut && !here.includes('/sign-in')) void navigate({ to: '/sign-in', search: { to: here } })
  }, [isOut, here, navigate])
  return null
}
