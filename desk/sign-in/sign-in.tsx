import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { startAuthentication } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { call } from '../api/client.ts'
import { useFreshSession, useSession, type Session } from '../api/session.ts'
import { usePaper } from '../app/paper.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { Card } from './card.tsx'

const route = getRouteApi('/sign-in')

export function SignIn() {
  const { signIn } = useWords()
  const paper = usePaper()
  const session = useSession()
  const { to = '/' } = route.useSearch()
  const navigate = useNavigate()
  const isIn = session?.member != null
  useEffect(() => {
    if (isIn) void navigate({ href: to, replace: true })
  }, [isIn, to, navigate])
  if (session === undefined) return null
  const { ways, demoRoles } = session
  return (
    <Card title={signIn.toPaper(paper)}>
      {demoRoles.length > 0 && <DemoRoles roles={demoRoles} />}
      {session.isFirstRun && demoRoles.length === 0 && <Text>{signIn.noWay}</Text>}
      {ways.passkey.offered && <PasskeySignIn />}
      {ways.email.offered && <EmailSignIn />}
      {ways.password.offered && <PasswordSignIn isAlone={!ways.passkey.offered && !ways.email.offered} />}
      {Object.values(ways).map(({ offered, why }) =>
        offered || why === '' ? null : (
          <Text key={why} size="sm" c="dimmed">
            {why}
          </Text>
        ),
      )}
    </Card>
  )
}

function DemoRoles({ roles }: { roles: readonly Role[] }) {
  const { app, signIn } = useWords()
  const refresh = useFreshSession()
  const enter = useMutation({
    mutationFn: (role: Role) => call('POST /api/v1/session/demo', { body: { role } }),
    onSuccess: refresh,
  })
  return (
    <Stack gap="xs">
      <Text fw={600}>{signIn.demo}</Text>
      {roles.map((role) => (
        <Button
          key={role}
          variant="default"
          loading={enter.variables === role && enter.isPending}
          onClick={() => enter.mutate(role)}
        >
          {signIn.demoAs(app.roles[role])}
        </Button>
      ))}
      <FormFault error={enter.error} />
    </Stack>
  )
}

type Role = Session['demoRoles'][number]

function PasskeySignIn() {
  const { signIn } = useWords()
  const refresh = useFreshSession()
  const enter = useMutation({
    mutationFn: async () => {
      const { options } = await call('POST /api/v1/session/passkey/options', {})
      const response = await startAuthentication({ optionsJSON: options as never }).catch(() => {
        throw new Error(signIn.passkeyCancelled)
      })
      await call('POST /api/v1/session/passkey', { body: { response: response as never } })
    },
    onSuccess: refresh,
  })
  return (
    <Stack gap="xs">
      <Button size="md" loading={enter.isPending} onClick={() => enter.mutate()}>
        {signIn.passkey}
      </Button>
      <Text size="sm" c="dimmed">
        {signIn.passkeyHelp}
      </Text>
      <FormFault error={enter.error} />
    </Stack>
  )
}

function EmailSignIn() {
  const { signIn } = useWords()
  const [email, setEmail] = useState('')
  const ask = useMutation({ mutationFn: () => call('POST /api/v1/session/email', { body: { email } }) })
  if (ask.isSuccess) return <Text role="status">{signIn.emailSent}</Text>
  return (
    <form onSubmit={sending(() => ask.mutate())}>
      <Stack gap="xs">
        <Divider label={signIn.or} />
        <TextInput
          label={signIn.email}
          type="email"
          autoComplete="username webauthn"
          required
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={ask.isPending}>
          {signIn.emailLink}
        </Button>
        <FormFault error={ask.error} />
      </Stack>
    </form>
  )
}

/** `isAlone`: there is no other way, so it needs no asking for. */
function PasswordSignIn({ isAlone }: { isAlone: boolean }) {
  const { signIn } = useWords()
  const refresh = useFreshSession()
  const [isOpen, setOpen] = useState(isAlone)
  const [sent, setSent] = useState({ email: '', password: '', code: '' })
  const enter = useMutation({
    mutationFn: ({ email, password, code }: typeof sent) =>
      call('POST /api/v1/session/password', { body: { email, password, ...(code !== '' && { code }) } }),
    onSuccess: refresh,
  })
  if (!isOpen)
    return (
      <Button variant="subtle" onClick={() => setOpen(true)}>
        {signIn.withPassword}
      </Button>
    )
  const field = (name: keyof typeof sent) => ({
    value: sent[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setSent({ ...sent, [name]: currentTarget.value }),
  })
  return (
    <form onSubmit={sending(() => enter.mutate(sent))}>
      <Stack gap="xs">
        <TextInput label={signIn.email} type="email" autoComplete="username" required {...field('email')} />
        <PasswordInput label={signIn.password} autoComplete="current-password" required {...field('password')} />
        <TextInput
          label={signIn.code}
          description={signIn.codeHelp}
          autoComplete="one-time-code"
          inputMode="text"
          {...field('code')}
        />
        <Button type="submit" loading={enter.isPending}>
          {signIn.submit}
        </Button>
        <FormFault error={enter.error} />
      </Stack>
    </form>
  )
}

/** A form that is sent by a script. */
function sending(send: () => void) {
  return (event: FormEvent) => {
    event.preventDefault()
    send()
  }
}
