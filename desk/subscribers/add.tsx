import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { sending, useFields } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'

export function AddSubscriber() {
  const { app, subscribers } = useWords()
  const [isOpen, setOpen] = useState(false)
  const mayManage = useSession()?.acts.includes('subscriber.manage') ?? false
  const close = () => setOpen(false)
  if (!mayManage) return null
  return (
    <>
      <Button onClick={() => setOpen(true)}>{subscribers.add}</Button>
      <Modal opened={isOpen} onClose={close} title={subscribers.add} closeButtonProps={{ 'aria-label': app.close }}>
        <AddForm close={close} />
      </Modal>
    </>
  )
}

function AddForm({ close }: { close: () => void }) {
  const { app, subscribers } = useWords()
  const client = useQueryClient()
  const { sent, field } = useFields({ address: '', consent: '' })
  const add = useMutation({
    mutationFn: (body: typeof sent) => call('POST /api/v1/subscribers', { body }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['subscribers'] })
      close()
    },
  })
  return (
    <form onSubmit={sending(() => add.mutate(sent))}>
      <Stack gap="md">
        <Text>{subscribers.addHelp}</Text>
        <TextInput
          label={subscribers.address}
          type="email"
          required
          autoComplete="off"
          data-autofocus
          {...field('address')}
        />
        <TextInput
          label={subscribers.consent}
          description={subscribers.consentHelp}
          required
          dir="auto"
          maxLength={500}
          {...field('consent')}
        />
        <FormFault error={add.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {app.cancel}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {subscribers.adding}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
