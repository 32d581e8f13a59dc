/** What stands around every screen: the paper's name, where one can go, and who is here. */
import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../api/client.ts'
import { useFreshSession, useSession } from '../api/session.ts'
import classes from './frame.module.css'
import { usePaper } from './paper.ts'
import { Shortcuts } from './shortcuts.tsx'
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
  const signOut = useMutation({ mutationFn: () => call('DELETE /api/v1/session', {}), onSettled: refresh })
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

/** The session ended, here or elsewhere. */
function LeaveWhenSignedOut() {
  const session = useSession()
  const navigate = useNavigate()
  const here = useRouterState({ select: ({ location }) => location.href })
  const isOut = session !== undefined && session.member === null
  useEffect(() => {
    if (isOut) void navigate({ to: '/sign-in', search: { to: here } })
  }, [isOut, here, navigate])
  return null
}
