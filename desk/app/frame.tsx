/** What stands around every screen: the paper's name, where one can go, and who is here. */
import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { call } from '../api/client.ts'
import { useSession, type Session } from '../api/session.ts'
import { SignInAgain } from '../sign-in/again.tsx'
import classes from './frame.module.css'
import { usePaper } from './paper.ts'
import { placesOf, type Place } from './places.ts'
import { Shortcuts } from './shortcuts.tsx'
import { useWords } from './words.tsx'

export function Frame() {
  const { app } = useWords()
  const paper = usePaper()
  const session = useSignedIn()
  const [isLeaving, setLeaving] = useState(false)
  const places = placesOf(session?.acts ?? [], app)
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
          {places.map(({ to, name }) => (
            <Link
              key={to}
              to={to}
              className={classes.place}
              activeOptions={{ exact: to === '/', includeSearch: false }}
            >
              {name}
            </Link>
          ))}
        </nav>
        <Whoever session={session} places={places} leave={() => setLeaving(true)} />
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <SignInAgain isOff={isLeaving}>
          <Outlet />
        </SignInAgain>
      </main>
      <Shortcuts />
    </>
  )
}

/** Who was here last, while they are asked to sign in again: the screen stays as it is. */
function useSignedIn(): Session | undefined {
  const session = useSession()
  const last = useRef<Session>(undefined)
  if (session?.member != null) last.current = session
  return last.current
}

type WhoeverProps = { session: Session | undefined; places: readonly Place[]; leave: () => void }

/** On a phone the places fold into the same menu. */
function Whoever({ session, places, leave }: WhoeverProps) {
  const { app } = useWords()
  const member = session?.member
  const signOut = useMutation({
    mutationFn: () => call('DELETE /api/v1/session', {}),
    onMutate: leave,
    // Nothing that was fetched for them stays in this page.
    onSettled: () => location.assign('/desk/sign-in'),
  })
  if (!member) return null
  const { name } = member
  const role = app.roles[member.role]
  return (
    <Menu position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="subtle" color="var(--ink)" className={classes.who}>
          <span className={classes.wide}>{name}</span>
          <span className={classes.narrow}>{app.menu}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{app.signedInAs({ name, role })}</Menu.Label>
        {places.map((place) => (
          <Menu.Item
            key={place.to}
            className={classes.narrow}
            renderRoot={(props) => <Link to={place.to} {...props} />}
          >
            {place.name}
          </Menu.Item>
        ))}
        <Menu.Item renderRoot={(props) => <Link to="/account" {...props} />}>{app.account}</Menu.Item>
        <Menu.Item component="a" href="/" target="_blank" rel="noopener">
          {app.paper}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>{app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
