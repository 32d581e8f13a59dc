import type { Alert } from '../api/alerts.ts'
import { Section } from '../app/section.tsx'
import { useTimes } from '../app/times.ts'
import { useWords, type DeskWords } from '../app/words.tsx'
import classes from './alerts.module.css'

/** What happened to an alert, in its order. */
export function Events({ alert }: { alert: Alert }) {
  const { alerts } = useWords()
  const times = useTimes()
  const events = eventsOf(alert, alerts, times.atPaper)
  return (
    <Section title={alerts.happened}>
      <ol className={classes.events}>
        {events.map(({ at, words }) => (
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

/** `say`: a moment, as the publication has it. */
function eventsOf(
  alert: Alert,
  { did, changes: kinds, states }: DeskWords['alerts'],
  say: (at: number) => string,
): Event[] {
  const { madeBy, createdAt, proposedBy, proposedAt, approvedBy, approvedAt, overrideReason } = alert
  const { provedAt, sentAt, endedAt, state, changes, planEvents } = alert
  const kindNames: Record<string, string> = kinds
  const sender = approvedBy?.name ?? ''
  const approved =
    overrideReason === null ? did.approve(sender) : did.override({ name: sender, reason: overrideReason })
  const all: { at: number | null; words: string }[] = [
    { at: createdAt, words: did.draft(madeBy.name) },
    { at: proposedAt, words: did.propose(proposedBy?.name ?? '') },
    { at: approvedAt, words: approved },
    ...planEvents.map((event) => ({ at: event.at, words: planWords(event, did, say) })),
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

type Did = DeskWords['alerts']['did']

function planWords({ kind, to, isVoid }: Alert['planEvents'][number], did: Did, say: (at: number) => string): string {
  const what = kind === 'moved' ? did.moved(to === null ? '' : say(to)) : did[kind]
  return isVoid ? did.voided(what) : what
}
