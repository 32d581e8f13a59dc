import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, type Reply } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { useFreshStaff, type StaffMember } from '../api/staff.ts'
import { Confirm } from '../app/confirm.tsx'
import { sending } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'
import { useAfresh } from '../sign-in/afresh.ts'
import { OneLink } from './one-link.tsx'
import { PersonPicker, type Person } from './person-picker.tsx'
import { RoleField } from './role-field.tsx'
import classes from './staff.module.css'

type Props = { member: StaffMember; isLastPublisher: boolean; close: () => void }
type Linked = Reply<'POST /api/v1/staff/:id/reset'>

/** What they may do, who they are in bylines; and the two steps that are asked about first. */
export function ChangeMember({ member, isLastPublisher, close }: Props) {
  const { app, staff } = useWords()
  const [step, setStep] = useState<'change' | 'reset' | 'remove'>('change')
  const [made, setMade] = useState<Linked>()
  const back = () => setStep('change')
  const finish = (link: Linked) => {
    setMade(link)
    back()
  }
  if (step === 'remove') return <Remove member={member} back={back} close={close} />
  if (step === 'reset') return <Reset member={member} back={back} done={finish} />
  return (
    <Modal
      opened
      onClose={close}
      title={made === undefined ? member.name : staff.linkTitle}
      closeButtonProps={{ 'aria-label': app.close }}
      closeOnClickOutside={made === undefined}
    >
      {made !== undefined && <OneLink {...made} done={close} />}
      {made === undefined && <Standing member={member} isLastPublisher={isLastPublisher} close={close} />}
      {made === undefined && (
        <Stack gap="xs" mt="lg" className={classes.danger}>
          <Button variant="default" onClick={() => setStep('reset')}>
            {staff.reset}
          </Button>
          <Button variant="default" c="var(--fault)" disabled={isLastPublisher} onClick={() => setStep('remove')}>
            {staff.remove}
          </Button>
        </Stack>
      )}
    </Modal>
  )
}

function Standing({ member, isLastPublisher, close }: Props) {
  const { app, staff } = useWords()
  const afresh = useAfresh()
  const isMe = useSession()?.member?.id === member.id
  const refresh = useFreshStaff()
  const { id, name, personId, personName } = member
  const [role, setRole] = useState(member.role)
  const [person, setPerson] = useState<Person | undefined>(
    personId === null ? undefined : { id: personId, name: personName ?? '' },
  )
  const save = useMutation({
    mutationFn: () =>
      afresh(() => call('PATCH /api/v1/staff/:id', { params: { id }, body: { role, personId: person?.id ?? null } })),
    onSuccess: async () => {
      await refresh()
      close()
    },
  })
  return (
    <form onSubmit={sending(() => save.mutate())}>
      <Stack gap="md">
        <RoleField role={role} set={setRole} disabled={isLastPublisher} />
        {isLastPublisher && <Text className={classes.warning}>{staff.lastPublisher(name)}</Text>}
        {isMe && role !== 'publisher' && <Text className={classes.warning}>{staff.ownRole}</Text>}
        <PersonPicker person={person} set={setPerson} />
        <FormFault error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {app.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {app.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

type StepProps = { member: StaffMember; back: () => void }

function Reset({ member: { id, name }, back, done }: StepProps & { done: (link: Linked) => void }) {
  const { staff } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshStaff()
  const reset = useMutation({
    mutationFn: () => afresh(() => call('POST /api/v1/staff/:id/reset', { params: { id } })),
    onSuccess: (link) => {
      done(link)
      void refresh()
    },
  })
  return (
    <Confirm
      isOpen
      close={back}
      title={staff.resetTitle(name)}
      help={staff.resetHelp}
      does={staff.resetConfirm}
      run={() => reset.mutate()}
      isRunning={reset.isPending}
      error={reset.error}
    />
  )
}

function Remove({ member: { id, name }, back, close }: StepProps & { close: () => void }) {
  const { staff } = useWords()
  const afresh = useAfresh()
  const refresh = useFreshStaff()
  const remove = useMutation({
    mutationFn: () => afresh(() => call('DELETE /api/v1/staff/:id', { params: { id } })),
    onSuccess: async () => {
      await refresh()
      close()
    },
  })
  return (
    <Confirm
      isOpen
      close={back}
      title={staff.removeTitle(name)}
      help={staff.removeHelp}
      does={staff.removeConfirm}
      run={() => remove.mutate()}
      isRunning={remove.isPending}
      error={remove.error}
    />
  )
}
