/** From a draft to the readers: what happens next, and the button that does it. */
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { isStale, useAlertDeed, type Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { useSession } from '../api/session.ts'
import { Confirm } from '../app/confirm.tsx'
import { FormFault } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { Countdown } from './countdown.tsx'
import { HoldToSend } from './hold.tsx'

/** `alert`: as it was read. `isReady`: everything typed is on the server, and what is to be chosen is chosen. */
type Props = { alert: Alert; isReady: boolean }

export function Decide({ alert, isReady }: Props) {
  const { alerts } = useWords()
  const { may, state } = alert
  const canGo = isPageSure(alert)
  const next = useNextWords(alert)
  const isOpen = state === 'draft' || state === 'proposed' || state === 'lapsed'
  if (!isOpen) return null
  return (
    <section aria-labelledby="next">
      <h2 id="next">{alerts.next}</h2>
      {state === 'lapsed' && <p>{alerts.nextLapsed}</p>}
      <p>{next}</p>
      <Stack gap="sm" mt="sm" align="start">
        {may.sendAlone && <Send alert={alert} way="send-alone" disabled={!isReady || !canGo} />}
        {may.approve && !may.sendAlone && <Send alert={alert} way="approve" disabled={!isReady || !canGo} />}
        {may.propose && !may.sendAlone && <Propose alert={alert} disabled={!isReady} />}
        {may.override && <Override alert={alert} disabled={!isReady || !canGo} />}
        {may.cancel && <GiveUp alert={alert} />}
      </Stack>
    </section>
  )
}

/** Readers can open the story, or what the alert goes with is planned as it says. */
function isPageSure({ story, plannedAt }: Alert): boolean {
  return plannedAt === null ? story.state === 'published' : plannedAt === story.plannedAt
}

function useNextWords(alert: Alert): string {
  const { alerts } = useWords()
  const times = useTimes()
  const me = useSession()?.member?.id
  const { may, state, proposedBy, plannedAt } = alert
  // What is read here may name a plan that somebody has just moved.
  if (!isPageSure(alert)) return plannedAt === null ? alerts.nextUnpublished : alerts.changedSince
  const holds = may.sendAlone || (state === 'proposed' && may.approve)
  if (plannedAt !== null && holds) return alerts.nextPlanned(times.atPaper(plannedAt))
  if (may.sendAlone) return alerts.nextAlone
  if (state !== 'proposed') return alerts.nextPropose
  if (may.approve) return alerts.nextApprove
  return proposedBy?.id === me ? alerts.nextOwn : alerts.nextWaits(proposedBy?.name ?? '')
}

/** A refusal in our own words where there are some. */
function DecisionFault({ error }: { error: Error | null }) {
  const { alerts } = useWords()
  if (!isStale(error)) return <FormFault error={error} />
  return (
    <Text role="alert" c="var(--fault)" fw={550}>
      {alerts.changedSince}
    </Text>
  )
}

type SendProps = { alert: Alert; way: 'approve' | 'send-alone'; disabled: boolean; reason?: string }

function Send({ alert: { id, hash, revision }, way, disabled, reason }: SendProps) {
  const params = { id }
  const send = useAlertDeed(id, async () => {
    if (way === 'approve') await call('POST /api/v1/alerts/:id/approve', { params, body: { hash }, revision })
    else
      await call('POST /api/v1/alerts/:id/send-alone', {
        params,
        body: { hash, ...(reason !== undefined && { reason }) },
        revision,
      })
  })
  return (
    <div>
      <HoldToSend run={() => send.mutate(undefined)} isRunning={send.isPending} disabled={disabled} />
      <DecisionFault error={send.error} />
    </div>
  )
}

function Propose({ alert: { id, hash }, disabled }: { alert: Alert; disabled: boolean }) {
  const { alerts } = useWords()
  const propose = useAlertDeed(id, () => call('POST /api/v1/alerts/:id/propose', { params: { id }, body: { hash } }))
  return (
    <div>
      <Button size="md" disabled={disabled} loading={propose.isPending} onClick={() => propose.mutate(undefined)}>
        {alerts.propose}
      </Button>
      <DecisionFault error={propose.error} />
    </div>
  )
}

/** In characters: less is no reason. */
const leastReason = 10

function Override({ alert, disabled }: { alert: Alert; disabled: boolean }) {
  const { alerts, app } = useWords()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const isShort = Array.from(reason.trim()).length < leastReason
  return (
    <>
      <Button variant="default" disabled={disabled} onClick={() => setOpen(true)}>
        {alerts.override}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={alerts.override}
        closeButtonProps={{ 'aria-label': app.close }}
      >
        <Stack gap="md">
          <Text>{alerts.overrideHelp}</Text>
          <TextInput
            label={alerts.overrideReason}
            description={alerts.overrideShort}
            required
            dir="auto"
            maxLength={1_000}
            data-autofocus
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Send alert={alert} way="send-alone" disabled={isShort} reason={reason.trim()} />
        </Stack>
      </Modal>
    </>
  )
}

export function GiveUp({ alert: { id } }: { alert: Alert }) {
  const { alerts } = useWords()
  const [isOpen, setOpen] = useState(false)
  const cancel = useAlertDeed(id, () => call('POST /api/v1/alerts/:id/cancel', { params: { id } }))
  return (
    <>
      <Button variant="subtle" size="xs" px={6} onClick={() => setOpen(true)}>
        {alerts.giveUp}
      </Button>
      <Confirm
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={alerts.giveUpTitle}
        help={alerts.giveUpHelp}
        does={alerts.giveUp}
        run={() => cancel.mutate(undefined, { onSuccess: () => setOpen(false) })}
        isRunning={cancel.isPending}
        error={cancel.error}
      />
    </>
  )
}

/** Decided: the seconds in which it can be taken back, then the proof of its page. */
export function OnItsWay({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const { id, may } = alert
  const undo = useAlertDeed(id, () => call('POST /api/v1/alerts/:id/undo', { params: { id } }))
  return (
    <section aria-labelledby="next">
      <h2 id="next">{alerts.next}</h2>
      <Countdown alert={alert} />
      <Group mt="sm">
        {may.undo && (
          <Button size="md" loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
            {alerts.undo}
          </Button>
        )}
        {may.cancel && <GiveUp alert={alert} />}
      </Group>
      <FormFault error={undo.error} />
    </section>
  )
}
