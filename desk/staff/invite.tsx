import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { sending, useFields } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import { OneLink } from './one-link.tsx'
import { PersonPicker, type Person } from './person-picker.tsx'
import { RoleField, type Role } from './role-field.tsx'

type Props = { isOpen: boolean; close: () => void }
type Made = Reply<'POST /api/v1/staff/invitations'>

export function Invite({ isOpen, close }: Props) {
  const { app, staff } = useWords()
  const [made, setMade] = useState<Made>()
  const end = () => {
    close()
    setMade(undefined)
  }
  return (
    <Modal
      opened={isOpen}
      onClose={end}
      title={made === undefined ? staff.invite : staff.linkTitle}
      closeButtonProps={{ 'aria-label': app.close }}
      // What is shown once is not lost by a click beside it.
      closeOnClickOutside={made === undefined}
    >
      {made === undefined ? <InviteForm done={setMade} close={end} /> : <OneLink {...made} done={end} />}
    </Modal>
  )
}

function InviteForm({ done, close }: { done: (made: Made) => void; close: () => void }) {
  const { app, staff } = useWords()
  const afresh = useAfresh()
  const [role, setRole] = useState<Role>('reporter')
  const [person, setPerson] = useState<Person>()
  const { sent, field } = useFields({ name: '', email: '' })
  const invite = useMutation({
    mutationFn: ({ name, email }: typeof sent) =>
      afresh(() =>
        call('POST /api/v1/staff/invitations', {
          body: { role, name, ...(email !== '' && { email }), personId: person?.id ?? null },
        }),
      ),
    onSuccess: done,
  })
  return (
    <form onSubmit={sending(() => invite.mutate(sent))}>
      <Stack gap="md">
        <Text>{staff.inviteHelp}</Text>
        <TextInput label={staff.inviteName} autoComplete="off" data-autofocus {...field('name')} />
        <TextInput
          label={staff.inviteEmail}
          description={staff.inviteEmailHelp}
          type="email"
          autoComplete="off"
          {...field('email')}
        />
        <RoleField role={role} set={setRole} />
        <PersonPicker person={person} set={setPerson} />
        <FormFault error={invite.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {app.cancel}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {staff.makeLink}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
