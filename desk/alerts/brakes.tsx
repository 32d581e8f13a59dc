import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAlertDeed, type Alert, type Sending } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { FormFault } from '../app/states.tsx'
import { useWords } from '../app/words.tsx'

type Props = { alert: Alert; sending: Sending }

/** What goes out is paused, goes on, or is stopped for good. */
export function Brakes({ alert, sending }: Props) {
  const { alerts } = useWords()
  const mayDecide = useSession()?.acts.includes('alert.approve') ?? false
  const params = { id: alert.id }
  const resume = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/resume', { params, body: { sending: sending.id } }),
  )
  if (!mayDecide || sending.doneAt !== null) return null
  return (
    <div>
      <Group gap="xs">
        {sending.state === 'paused' ? (
          <Button loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
            {alerts.resume}
          </Button>
        ) : (
          <Pause alert={alert} sending={sending} />
        )}
        <Stop alert={alert} sending={sending} />
      </Group>
      <FormFault error={resume.error} />
    </div>
  )
}

function Pause({ alert, sending }: Props) {
  const { alerts } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const params = { id: alert.id }
  const pause = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/pause', { params, body: { sending: sending.id, reason: reason.trim() } }),
  )
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {alerts.pause}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={alerts.pauseTitle}
        help={alerts.pauseHelp}
        does={alerts.pause}
        run={() => pause.mutate(undefined, { onSuccess: () => setOpen(false) })}
        isRunning={pause.isPending}
        error={pause.error}
      >
        <TextInput
          label={alerts.pauseReason}
          dir="auto"
          maxLength={500}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </Confirm>
    </>
  )
}

function Stop({ alert, sending }: Props) {
  const { alerts } = useWords()
  const [isOpen, setOpen] = useState(false)
  const params = { id: alert.id }
  const stop = useAlertDeed(alert.id, () =>
    call('POST /api/v1/alerts/:id/stop', { params, body: { sending: sending.id } }),
  )
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {alerts.stop}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={alerts.stopTitle}
        help={alerts.stopHelp}
        does={alerts.stop}
        run={() => stop.mutate(undefined, { onSuccess: () => setOpen(false) })}
        isRunning={stop.isPending}
        error={stop.error}
      />
    </>
  )
}
