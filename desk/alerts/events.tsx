import type { Alert } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { useTimes } from '../app/times.ts'
import { useWords, type DeskWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** What happened to an alert, in its order. */
export function Events({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const times = useTimes()
  return (
    <Section title={alerts.happened}>
      <ol className={classes.events}>
        {eventsOf(alert, alerts).map(({ at, words }) => (
          <li key={`${at} ${words}`}>
            <time dateTime={new Date(at).toISOString()}>{times.moment(at)}</time>
            <span>{words}</span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

type Event = { at: number; words: string }

function eventsOf(alert: Alert, { did, changes: kinds, states }: DeskWords['alerts']): Event[] {
  const { madeBy, createdAt, proposedBy, proposedAt, approvedBy, approvedAt, overrideReason } = alert
  const { provedAt, sentAt, endedAt, state, changes } = alert
  const kindNames: Record<string, string> = kinds
  const sender = approvedBy?.name ?? ''
  const approved =
    overrideReason === null ? did.approve(sender) : did.override({ name: sender, reason: overrideReason })
  const all: { at: number | null; words: string }[] = [
    { at: createdAt, words: did.draft(madeBy.name) },
    { at: proposedAt, words: did.propose(proposedBy?.name ?? '') },
    { at: approvedAt, words: approved },
    { at: provedAt, words: did.prove },
    { at: sentAt, words: did.send },
    ...changes.map(({ kind, words, by, madeAt }) => ({
      at: madeAt,
      words: did.change({ name: by.name, kind: kindNames[kind] ?? kind, words }),
    })),
    { at: state === 'withdrawn' ? null : endedAt, words: states[state] },
  ]
  const happened = all.flatMap(({ at, words }) => (at === null ? [] : [{ at, words }]))
  return happened.toSorted((a, b) => a.at - b.at)
}
