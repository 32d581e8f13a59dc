import { useEffect, useState } from 'react'
import type { Alert } from '../api/alerts.ts'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** In seconds: what the server gives whoever sends alone. */
const longest = 10

/** How long an alert can still be taken back; then, what it waits for. */
export function Countdown({ alert: { sendAt, proofFault, lapsesAt } }: { alert: Alert }) {
  const { alerts } = useWords()
  const times = useTimes()
  const left = useSecondsUntil(sendAt ?? 0)
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
  return (
    <>
      <p role="status">{proofFault === null ? alerts.nextProof : alerts.nextProofFault(proofFault)}</p>
      {lapsesAt !== null && <p className={classes.soft}>{alerts.nextLapses(times.clock(lapsesAt))}</p>}
    </>
  )
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
