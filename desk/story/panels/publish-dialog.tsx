/** What is to be seen to before a story goes out, and the button that gives it to the readers. */
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { AlertOfPlan, GoesWithIt, useAlertWith } from '../../alerts/with-publication.tsx'
import { call } from '../../api/client.ts'
import { FormFault, Loading } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import { Findings, usePreflight } from './findings.tsx'
import { LiveProof } from './live-proof.tsx'
import classes from './panels.module.css'
import { useStoryDeed, type StoryHead } from './story-head.ts'

/** Published, and where; or planned, and why its alert is not as it was ticked. */
type Done = { path: string } | { alertFault: Error | null }

type Props = { head: StoryHead; close: () => void; jumpTo: (place: { blockId?: string; field?: string }) => void }

export function PublishDialog({ head, close, jumpTo }: Props) {
  const { publish } = useWords().story
  const { app } = useWords()
  const [done, setDone] = useState<Done>()
  const title = head.state === 'published' ? publish.publishUpdate : publish.publish
  const jump: Props['jumpTo'] = (place) => {
    close()
    jumpTo(place)
  }
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': app.close }}>
      {done === undefined && <Decide head={head} title={title} jumpTo={jump} done={setDone} />}
      {done !== undefined && 'alertFault' in done && <Planned head={head} fault={done.alertFault} close={close} />}
      {done !== undefined && 'path' in done && <LiveProof article={head.id} path={done.path} close={close} />}
    </Modal>
  )
}

type DecideProps = {
  head: StoryHead
  title: string
  jumpTo: Props['jumpTo']
  done: (done: Done) => void
}

/** What stands in the way, and what goes past it: a reason, where something is blocking; the publisher, an embargo. */
function Decide({ head, title, jumpTo, done }: DecideProps) {
  const { publish } = useWords().story
  const preflight = usePreflight(head.id)
  const [reason, setReason] = useState('')
  const [breaksEmbargo, setBreaks] = useState(false)
  const passing = { ...(reason.trim() !== '' && { overrideReason: reason }), ...(breaksEmbargo && { breaksEmbargo }) }
  const publishNow = useStoryDeed(head.id, () =>
    call('POST /api/v1/articles/:id/publish', { params: { id: head.id }, body: passing }),
  )
  const isBlocked = (preflight.data?.isBlocked ?? true) && reason.trim().length < 3
  const isEmbargoed = head.embargoAt !== null && head.embargoAt > Date.now()
  return (
    <Stack gap="md">
      {preflight.isPending && <Loading />}
      {preflight.data !== undefined && <Findings findings={preflight.data.findings} jumpTo={jumpTo} />}
      {preflight.data?.isBlocked === true && (
        <TextInput
          label={publish.overrideReason}
          description={publish.overrideHelp}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
      {isEmbargoed && head.may.breakEmbargo && (
        <Checkbox
          label={publish.breakEmbargo}
          checked={breaksEmbargo}
          onChange={({ currentTarget }) => setBreaks(currentTarget.checked)}
        />
      )}
      <FormFault error={publishNow.error ?? preflight.error} />
      <Button
        className={classes.now}
        disabled={isBlocked || (isEmbargoed && !breaksEmbargo)}
        loading={publishNow.isPending}
        onClick={() => publishNow.mutate(undefined, { onSuccess: done })}
      >
        {title}
      </Button>
      <div className={classes.later}>
        <Later head={head} passing={passing} isBlocked={isBlocked} done={done} />
      </div>
    </Stack>
  )
}

type LaterProps = { head: StoryHead; passing: object; isBlocked: boolean; done: (done: Done) => void }

function Later({ head, passing, isBlocked, done }: LaterProps) {
  const { publish } = useWords().story
  const [time, setTime] = useState('')
  const { alert, isLoading, error, isWith, choose, goWith } = useAlertWith(head)
  const schedule = useStoryDeed(head.id, async () => {
    const asked = { params: { id: head.id }, body: { publishAt: time, ...passing } }
    await call('POST /api/v1/articles/:id/schedule', asked)
    return { alertFault: await goWith() }
  })
  return (
    <div>
      <Group align="end" gap="xs">
        <TextInput
          type="datetime-local"
          label={publish.later}
          description={publish.laterHelp}
          value={time}
          onChange={({ currentTarget }) => setTime(currentTarget.value)}
        />
        <Button
          variant="default"
          disabled={time === '' || isBlocked || isLoading}
          loading={schedule.isPending}
          onClick={() => schedule.mutate(undefined, { onSuccess: done })}
        >
          {publish.schedule}
        </Button>
      </Group>
      {alert !== undefined && <GoesWithIt alert={alert} isWith={isWith} choose={choose} />}
      <FormFault error={schedule.error ?? error} />
    </div>
  )
}

type PlannedProps = { head: StoryHead; fault: Error | null; close: () => void }

function Planned({ head, fault, close }: PlannedProps) {
  const { app } = useWords()
  const { publish } = useWords().story
  const { alert } = useAlertWith(head)
  return (
    <Stack align="start">
      <Text role="status">{publish.isScheduled}</Text>
      <FormFault error={fault} />
      <AlertOfPlan story={head} alert={alert} />
      <Button variant="default" onClick={close}>
        {app.close}
      </Button>
    </Stack>
  )
}
