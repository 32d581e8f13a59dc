/** Where a link leads that was printed at the first start, given as an invitation, or sent by mail. */
import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useFreshSession, useSession } from '../api/session.ts'
import { sending, useFields } from '../app/forms.ts'
import { Failed, FormFault, Loading } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { Card } from './card.tsx'
import { makePasskey } from './passkey.ts'

const pressed = getRouteApi('/link')
const joined = getRouteApi('/start')

type Found = Reply<'POST /api/v1/session/link'>

/** From a mail. Scanners open links; only a person presses a button, so nothing is asked of the server before. */
export function Press() {
  const { signIn } = useWords()
  const { token } = pressed.useSearch()
  const refresh = useFreshSession()
  const navigate = useNavigate()
  const enter = useMutation({
    mutationFn: () => call('POST /api/v1/session/link', { body: { token } }),
    onSuccess: async () => {
      await refresh()
      await navigate({ to: '/', replace: true })
    },
  })
  return (
    <Card title={signIn.title}>
      <Text>{signIn.linkHelp}</Text>
      <Button loading={enter.isPending} onClick={() => enter.mutate()}>
        {signIn.submit}
      </Button>
      <FormFault error={enter.error} />
    </Card>
  )
}

/** Printed at the first start, or given as an invitation. */
export function Start() {
  const { signIn } = useWords()
  const { token } = joined.useSearch()
  const found = useQuery({
    queryKey: ['link', token],
    queryFn: () => call('POST /api/v1/session/link', { body: { token } }),
    staleTime: Infinity,
    retry: false,
  })
  if (found.isPending) return <Loading />
  if (found.error === null) return <Join token={token} found={found.data} />
  return (
    <Card title={signIn.title}>
      <Failed error={found.error} />
      <Button variant="default" renderRoot={(props) => <Link to="/sign-in" {...props} />}>
        {signIn.toSignIn}
      </Button>
    </Card>
  )
}

/** Whoever comes first, and whoever was invited: a name, an address, and how to come in from now on. */
function Join({ token, found }: { token: string; found: Found }) {
  const { signIn } = useWords()
  const { ways } = useSession() ?? {}
  const mayPasskey = ways?.passkey.offered ?? false
  const [byPasskey, setByPasskey] = useState(mayPasskey)
  const { sent, field } = useFields({ name: found.name, email: found.email ?? '', password: '' })
  const join = useJoin(token, byPasskey)
  return (
    <Card title={signIn.welcome}>
      <Text>{found.kind === 'first-run' ? signIn.firstRun : signIn.invited}</Text>
      <form onSubmit={sending(() => join.mutate(sent))}>
        <Stack gap="md">
          <TextInput
            label={signIn.yourName}
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            {...field('name')}
          />
          <TextInput
            label={signIn.yourEmail}
            description={signIn.yourEmailHelp}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            {...field('email')}
          />
          {!byPasskey && (
            <PasswordInput
              label={signIn.makePassword}
              description={signIn.passwordHelp}
              autoComplete="new-password"
              required
              withAsterisk={false}
              visibilityToggleButtonProps={{ 'aria-label': signIn.showPassword }}
              minLength={12}
              {...field('password')}
            />
          )}
          <FormFault error={join.error} />
          <Button type="submit" loading={join.isPending}>
            {byPasskey ? signIn.makePasskey : signIn.goIn}
          </Button>
          {mayPasskey ? (
            <Button variant="subtle" onClick={() => setByPasskey(!byPasskey)}>
              {byPasskey ? signIn.choosePasswordInstead : signIn.choosePasskeyInstead}
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              {signIn.noPasskeyHere}
            </Text>
          )}
        </Stack>
      </form>
    </Card>
  )
}

type Sent = { name: string; email: string; password: string }

/** The account is made once; a passkey that was broken off can be tried again. */
function useJoin(token: string, byPasskey: boolean) {
  const { signIn } = useWords()
  const refresh = useFreshSession()
  const navigate = useNavigate()
  const [isMade, setMade] = useState(false)
  return useMutation({
    mutationFn: async ({ name, email, password }: Sent) => {
      if (!isMade)
        await call('POST /api/v1/accounts', { body: { token, name, email, ...(!byPasskey && { password }) } })
      setMade(true)
      if (byPasskey) await makePasskey(signIn.passkeyCancelled)
    },
    onSuccess: async () => {
      await refresh()
      await navigate({ to: '/', replace: true })
    },
  })
}
