import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAlertDeed, type Alert } from '../api/alerts.ts'
import { call } from '../api/client.ts'
import { FormFault } from '../app/states.tsx'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** In seconds: what the server gives whoever sends alone. */
const longest = 10

/** How long an alert can still be taken back; then, what it waits for. */
export function Countdown({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const left = useSecondsUntil(alert.sendAt ?? 0)
  if (alert.sendAt === null && alert.plannedAt !== null) return <Planned alert={alert} at={alert.plannedAt} />
  if (left > 0)
    return (
      <>
        {/* Each second would be read aloud. */}
        <p className={classes.figure} role="timer" aria-live="off">
          {alerts.undoIn(Math.min(left, longest))}
        </p>
        <p className={classes.soft}>{alerts.nextUndo}</p>
      </>
    )
  return <Proof alert={alert} />
}

/** It waits for its publication. */
function Planned({ alert: { lapsesAt }, at }: { alert: Alert; at: number }) {
  const { alerts } = useWords()
  const times = useTimes()
  return (
    <>
      <p role="status">{alerts.waitsForPublication(times.atPaper(at))}</p>
      <p className={classes.soft}>{alerts.waitsUndo}</p>
      {lapsesAt !== null && <p className={classes.soft}>{alerts.nextLapses(times.atPaper(lapsesAt))}</p>}
    </>
  )
}

/** What the last look at its page has shown, and another look at once. */
function Proof({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const times = useTimes()
  const { id, lookedAt, lapsesAt } = alert
  const [since, setSince] = useState<number | null>()
  const look = useAlertDeed(id, () => call('POST /api/v1/alerts/:id/prove', { params: { id } }))
  const isLooking = look.isSuccess && since === lookedAt
  const fault = useProofFault(alert)
  return (
    <>
      <p role="status">
        {isLooking && alerts.looking}
        {!isLooking && lookedAt === null && alerts.nextProof}
        {!isLooking && lookedAt !== null && alerts.nextProofFault({ time: times.second(lookedAt), fault })}
      </p>
      {lapsesAt !== null && <p className={classes.soft}>{alerts.nextLapses(times.clock(lapsesAt))}</p>}
      {alert.may.prove && (
        <Button
          variant="default"
          loading={look.isPending || isLooking}
          onClick={() => {
            setSince(lookedAt)
            look.mutate(undefined)
          }}
        >
          {alerts.lookAgain}
        </Button>
      )}
      <FormFault error={look.error} />
    </>
  )
}

function useProofFault({ proofKind, proofStatus }: Alert): string {
  const { alerts } = useWords()
  if (proofKind === null) return ''
  return proofKind === 'status' ? alerts.proofs.status(String(proofStatus)) : alerts.proofs[proofKind]
}

function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(Date.now)
  const isOver = now >= at
  useEffect(() => {
    if (isOver) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isOver])
  return Math.ceil((at - now) / 1_000)
}
