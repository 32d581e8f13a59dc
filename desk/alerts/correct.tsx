/** What has gone out is put right, or taken back, wherever it went. */
import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sendingsQuery, useAlertDeed, type Alert, type DeliveryState } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { sending } from '../app/forms.ts'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'

const kinds = ['correction', 'clarification', 'update', 'retraction'] as const

export function CorrectOrWithdraw({ alert }: { alert: Alert }) {
  const { alerts, app } = useWords()
  const [open, setOpen] = useState<'correct' | 'withdraw'>()
  const close = () => setOpen(undefined)
  const { may } = alert
  if (!may.correct && !may.withdraw) return null
  return (
    <Group gap="xs">
      {may.correct && <Button onClick={() => setOpen('correct')}>{alerts.correct}</Button>}
      {may.withdraw && (
        <Button variant="default" onClick={() => setOpen('withdraw')}>
          {alerts.withdraw}
        </Button>
      )}
      <Modal
        opened={open !== undefined}
        onClose={close}
        title={open === 'withdraw' ? alerts.withdraw : alerts.correct}
        size="lg"
        closeButtonProps={{ 'aria-label': app.close }}
      >
        {open === 'correct' && <Correct alert={alert} close={close} />}
        {open === 'withdraw' && <Withdraw alert={alert} close={close} />}
      </Modal>
    </Group>
  )
}

type Props = { alert: Alert; close: () => void }

function Correct({ alert, close }: Props) {
  const { alerts } = useWords()
  const last = alert.changes.at(-1) ?? alert
  const [kind, setKind] = useState<(typeof kinds)[number]>('correction')
  const [words, setWords] = useState('')
  const [title, setTitle] = useState(last.title)
  const [text, setText] = useState(last.text)
  const correct = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/corrections', { params: { id: alert.id }, body: { kind, words, title, text } }),
  )
  return (
    <form onSubmit={sending(() => correct.mutate(undefined, { onSuccess: close }))}>
      <Stack gap="md">
        <Text>{alerts.correctHelp}</Text>
        <NativeSelect
          label={alerts.correctKind}
          value={kind}
          data={kinds.map((value) => ({ value, label: alerts.changes[value] }))}
          onChange={({ currentTarget }) => setKind(kinds.find((known) => known === currentTarget.value) ?? kind)}
        />
        <Words label={alerts.correctWords} words={words} set={setWords} />
        <TextInput
          label={alerts.pushTitle}
          required
          dir="auto"
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <TextInput
          label={alerts.pushText}
          dir="auto"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Told alert={alert} />
        <FormFault error={correct.error} />
        <Button type="submit" loading={correct.isPending}>
          {alerts.correct}
        </Button>
      </Stack>
    </form>
  )
}

function Withdraw({ alert, close }: Props) {
  const { alerts } = useWords()
  const [words, setWords] = useState('')
  const withdraw = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/withdraw', { params: { id: alert.id }, body: { words } }),
  )
  return (
    <form onSubmit={sending(() => withdraw.mutate(undefined, { onSuccess: close }))}>
      <Stack gap="md">
        <Text>{alerts.withdrawHelp}</Text>
        <Words label={alerts.withdrawWords} words={words} set={setWords} />
        <Told alert={alert} />
        <FormFault error={withdraw.error} />
        <Button type="submit" loading={withdraw.isPending}>
          {alerts.withdraw}
        </Button>
      </Stack>
    </form>
  )
}

function Words({ label, words, set }: { label: string; words: string; set: (words: string) => void }) {
  return (
    <Textarea
      label={label}
      required
      autosize
      minRows={3}
      dir="auto"
      data-autofocus
      value={words}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  )
}

/** Whom the wrong words have reached, as far as anybody knows. */
const reached: readonly DeliveryState[] = ['handing', 'accepted', 'uncertain']

/** To how many it goes. */
function Told({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const { data } = useQuery(sendingsQuery(alert.id))
  const counts = data?.sendings.find(({ kind }) => kind === 'alert')?.counts ?? []
  const sum = (states: readonly DeliveryState[]) =>
    counts.filter(({ state }) => states.includes(state)).reduce((all, { count }) => all + count, 0)
  const waiting = sum(['planned'])
  return (
    <Text fw={600}>
      {alerts.correctReached(sum(reached))}
      {waiting > 0 && ` ${alerts.correctWaiting(waiting)}`}
    </Text>
  )
}
