import { Button, PasswordInput, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { sending, useFields } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import classes from './account.module.css'
import { useFreshAccount, type OwnAccount } from './account.tsx'

export function Password({ account: { hasPassword, member } }: { account: OwnAccount }) {
  const { account, signIn } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshAccount()
  const { sent, field, reset } = useFields({ current: '', password: '' })
  const change = useMutation({
    mutationFn: ({ current, password }: typeof sent) =>
      afresh(() => call('POST /api/v1/me/password', { body: { password, ...(hasPassword && { current }) } })),
    onSuccess: async () => {
      reset()
      await refresh()
    },
  })
  const eye = { 'aria-label': signIn.showPassword }
  return (
    <Section title={account.password} help={account.passwordHelp}>
      <Text className={classes.note}>{hasPassword ? account.hasPassword : account.noPassword}</Text>
      <form className={classes.form} onSubmit={sending(() => change.mutate(sent))}>
        {/* So that whatever keeps passwords knows whose it is. */}
        <input type="text" hidden readOnly autoComplete="username" value={member.email ?? member.name} />
        {hasPassword && (
          <PasswordInput
            label={account.current}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={eye}
            {...field('current')}
          />
        )}
        <PasswordInput
          label={account.next}
          description={account.nextHelp}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={12}
          visibilityToggleButtonProps={eye}
          {...field('password')}
        />
        <FormFault error={change.error} />
        <Button type="submit" variant="default" loading={change.isPending}>
          {hasPassword ? account.changePassword : account.setPassword}
        </Button>
        {change.isSuccess && <Text role="status">{account.passwordChanged(change.data.endedSessions)}</Text>}
      </form>
    </Section>
  )
}
