/** What is to be seen to before a story goes out, and the button that gives it to the readers. */
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { FormFault, Loading } from '../../app/states.tsx'
import { useWords } from '../../app/words.tsx'
import { Findings, usePreflight } from './findings.tsx'
import { LiveProof } from './live-proof.tsx'
import { useStoryDeed, type StoryHead } from './story-head.ts'

type Props = { head: StoryHead; close: () => void; jumpTo: (place: { blockId?: string; field?: string }) => void }

export function PublishDialog({ head, close, jumpTo }: Props) {
  const { publish } = useWords().story
  const { app } = useWords()
  const preflight = usePreflight(head.id)
  const [reason, setReason] = useState('')
  const [breaksEmbargo, setBreaks] = useState(false)
  const [time, setTime] = useState('')
  const params = { id: head.id }
  const passing = { ...(reason.trim() !== '' && { overrideReason: reason }), ...(breaksEmbargo && { breaksEmbargo }) }
  const publishNow = useStoryDeed(head.id, () =>
    call('POST /api/v1/articles/:id/publish', { params, body: passing, key: crypto.randomUUID() }),
  )
  const schedule = useStoryDeed(head.id, () =>
    call('POST /api/v1/articles/:id/schedule', {
      params,
      body: { publishAt: time, ...passing },
      key: crypto.randomUUID(),
    }),
  )
  const isBlocked = (preflight.data?.isBlocked ?? true) && reason.trim().length < 3
  const isEmbargoed = head.embargoAt !== null && head.embargoAt > Date.now()
  const title = head.state === 'published' ? publish.publishUpdate : publish.publish
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': app.close }}>
      {publishNow.isSuccess ? (
        <LiveProof path={publishNow.data.path} close={close} />
      ) : schedule.isSuccess ? (
        <Done words={publish.isScheduled} close={close} />
      ) : (
        <Stack gap="md">
          {preflight.isPending && <Loading />}
          {preflight.data !== undefined && (
            <Findings
              findings={preflight.data.findings}
              jumpTo={(place) => {
                close()
                jumpTo(place)
              }}
            />
          )}
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
          <FormFault error={publishNow.error ?? schedule.error ?? preflight.error} />
          <Group justify="space-between" align="end">
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
                disabled={time === '' || isBlocked}
                loading={schedule.isPending}
                onClick={() => schedule.mutate(undefined)}
              >
                {publish.schedule}
              </Button>
            </Group>
            <Button
              disabled={isBlocked || (isEmbargoed && !breaksEmbargo)}
              loading={publishNow.isPending}
              onClick={() => publishNow.mutate(undefined)}
            >
              {title}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function Done({ words, close }: { words: string; close: () => void }) {
  const { app } = useWords()
  return (
    <Stack align="start">
      <Text role="status">{words}</Text>
      <Button variant="default" onClick={close}>
        {app.close}
      </Button>
    </Stack>
  )
}
