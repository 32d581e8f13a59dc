/** The ways to sign in that this paper offers: on their own page, and over a screen whose session has ended. */
import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { Session } from '../api/session.ts'
import { sending, useFields } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { answerByPasskey, usePasskeyAutofill } from './passkey.ts'

/** `onIn`: when somebody is signed in. */
type Props = { onIn: () => void }

export function Ways({ session, onIn }: Props & { session: Session }) {
  const { signIn } = useWords()
  const { ways, demoRoles } = session
  const hasField = ways.email.offered || ways.password.offered
  usePasskeyAutofill(ways.passkey.offered && hasField, onIn)
  return (
    <>
      {demoRoles.length > 0 && <DemoRoles roles={demoRoles} onIn={onIn} />}
      {session.isFirstRun && demoRoles.length === 0 && <Text>{signIn.noWay}</Text>}
      {ways.passkey.offered && <PasskeySignIn onIn={onIn} />}
      {ways.email.offered && <EmailSignIn hasOr={ways.passkey.offered} />}
      {ways.password.offered && <PasswordSignIn isAlone={!ways.passkey.offered && !ways.email.offered} onIn={onIn} />}
      <Stack gap="xs">
        {!ways.passkey.offered && <Why>{signIn.noPasskeyHere}</Why>}
        {!ways.email.offered && <Why>{signIn.noMail}</Why>}
      </Stack>
    </>
  )
}

function Why({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  )
}

type Role = Session['demoRoles'][number]

function DemoRoles({ roles, onIn }: Props & { roles: readonly Role[] }) {
  const { app, signIn } = useWords()
  const enter = useMutation({
    mutationFn: (role: Role) => call('POST /api/v1/session/demo', { body: { role } }),
    onSuccess: onIn,
  })
  return (
    <Stack gap="xs">
      <Text fw={600}>{signIn.demo}</Text>
      {roles.map((role, index) => (
        <Button
          key={role}
          variant="default"
          loading={enter.variables === role && enter.isPending}
          onClick={() => enter.mutate(role)}
          {...(index === 0 && { 'data-autofocus': true })}
        >
          {signIn.demoAs(app.roles[role])}
        </Button>
      ))}
      <FormFault error={enter.error} />
    </Stack>
  )
}

function PasskeySignIn({ onIn }: Props) {
  const { signIn } = useWords()
  const enter = useMutation({ mutationFn: () => answerByPasskey(signIn.passkeyCancelled), onSuccess: onIn })
  return (
    <Stack gap="xs">
      <Button size="md" data-autofocus loading={enter.isPending} onClick={() => enter.mutate()}>
        {signIn.passkey}
      </Button>
      <Why>{signIn.passkeyHelp}</Why>
      <FormFault error={enter.error} />
    </Stack>
  )
}

function EmailSignIn({ hasOr }: { hasOr: boolean }) {
  const { signIn } = useWords()
  const { sent, field } = useFields({ email: '' })
  const ask = useMutation({ mutationFn: () => call('POST /api/v1/session/email', { body: sent }) })
  if (ask.isSuccess) return <Text role="status">{signIn.emailSent}</Text>
  return (
    <form onSubmit={sending(() => ask.mutate())}>
      <Stack gap="sm">
        {hasOr && <Divider label={signIn.or} />}
        <TextInput
          label={signIn.email}
          type="email"
          autoComplete="username webauthn"
          required
          withAsterisk={false}
          {...(!hasOr && { 'data-autofocus': true })}
          {...field('email')}
        />
        <FormFault error={ask.error} />
        <Button type="submit" variant="default" loading={ask.isPending}>
          {signIn.emailLink}
        </Button>
      </Stack>
    </form>
  )
}

/** `isAlone`: there is no other way, so it needs no asking for. */
function PasswordSignIn({ isAlone, onIn }: Props & { isAlone: boolean }) {
  const { signIn } = useWords()
  const [isOpen, setOpen] = useState(isAlone)
  const { sent, field } = useFields({ email: '', password: '', code: '' })
  const enter = useMutation({
    mutationFn: ({ code, ...rest }: typeof sent) =>
      call('POST /api/v1/session/password', { body: { ...rest, ...(code !== '' && { code }) } }),
    onSuccess: onIn,
  })
  if (!isOpen)
    return (
      <Button variant="subtle" onClick={() => setOpen(true)}>
        {signIn.withPassword}
      </Button>
    )
  return (
    <form onSubmit={sending(() => enter.mutate(sent))}>
      <Stack gap="sm">
        {!isAlone && <Divider label={signIn.or} />}
        <TextInput
          label={signIn.email}
          type="email"
          autoComplete="username webauthn"
          required
          withAsterisk={false}
          autoFocus={!isAlone}
          {...(isAlone && { 'data-autofocus': true })}
          {...field('email')}
        />
        <PasswordInput
          label={signIn.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': signIn.showPassword }}
          {...field('password')}
        />
        <TextInput
          label={signIn.code}
          description={signIn.codeHelp}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          {...field('code')}
        />
        <FormFault error={enter.error} />
        <Button type="submit" loading={enter.isPending}>
          {signIn.submit}
        </Button>
      </Stack>
    </form>
  )
}
