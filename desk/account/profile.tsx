import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/client.ts'
import { sessionQuery, type Member } from '../api/session.ts'
import { sending, useFields } from '../app/forms.ts'
import { Section } from '../app/section.tsx'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import classes from './account.module.css'
import { useFreshAccount } from './account.tsx'

/** Each by its own name, as whoever reads it looks for it. */
const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'fr', label: 'Français' },
  { value: 'es', label: 'Español' },
  { value: 'ar', label: 'العربية' },
]

export function Profile({ member }: { member: Member }) {
  const { account, app } = useWords()
  const afresh = useAfresh()
  const client = useQueryClient()
  const refresh = useFreshAccount()
  const base = member.language.split('-', 1)[0] ?? ''
  const language = languages.some(({ value }) => value === base) ? base : 'en'
  const { sent, field } = useFields({ name: member.name, email: member.email ?? '', language })
  const save = useMutation({
    mutationFn: ({ name, email, language }: typeof sent) =>
      afresh(() =>
        call('PATCH /api/v1/me', { body: { name, ...(email !== (member.email ?? '') && { email }), language } }),
      ),
    onSuccess: () => Promise.all([refresh(), client.invalidateQueries(sessionQuery)]),
  })
  return (
    <Section title={account.profile} help={account.profileHelp}>
      <form className={classes.form} onSubmit={sending(() => save.mutate(sent))}>
        <TextInput label={account.name} autoComplete="name" required withAsterisk={false} {...field('name')} />
        <TextInput
          label={account.email}
          type="email"
          autoComplete="email"
          required={member.email !== null}
          withAsterisk={false}
          dir="ltr"
          {...field('email')}
        />
        <NativeSelect label={account.language} data={languages} {...field('language')} />
        <FormFault error={save.error} />
        <Button type="submit" loading={save.isPending}>
          {app.save}
        </Button>
        {save.isSuccess && <Text role="status">{account.saved}</Text>}
      </form>
    </Section>
  )
}
