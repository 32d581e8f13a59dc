import { Link } from '@tanstack/react-router'
import type { Reply } from '../api/client.ts'
import { useTimes } from '../app/times.ts'
import { useWords } from '../app/words.tsx'
import { actorWords } from './actor-words.ts'
import classes from './log.module.css'
import { useSubjectWords } from './subjects.ts'

export type Entry = Reply<'GET /api/v1/ledger'>['entries'][number]

/** One day after the other, each under its date. */
export function Days({ entries }: { entries: readonly Entry[] }) {
  const times = useTimes()
  const days = new Map<string, Entry[]>()
  for (const entry of entries) {
    const day = times.day(entry.at)
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days].map(([day, ofDay]) => (
    <section key={day} aria-label={day}>
      <h2 className={classes.day}>{day}</h2>
      <ol className={classes.list}>
        {ofDay.map((entry) => (
          <Line key={entry.seq} entry={entry} />
        ))}
      </ol>
    </section>
  ))
}

function Line({ entry }: { entry: Entry }) {
  const words = useWords()
  const { log } = words
  const times = useTimes()
  const subjectWords = useSubjectWords()
  const { at, actor, actorName: name, deed, subject, subjectName, network, detail } = entry
  const [kind = ''] = actor.split(':', 1)
  const isOwn = subject.replace(/^member:/u, 'staff:') === actor
  const deeds: Record<string, string> = log.deeds
  const details = Object.entries(detail).filter(([, value]) => value !== null && value !== '')
  return (
    <li className={classes.line}>
      <time className={classes.time} dateTime={new Date(at).toISOString()}>
        {times.clock(at)}
      </time>
      <div className={classes.words}>
        <b>{log.by(actorWords({ kind, name }, words))}</b> {deeds[deed] ?? <code>{deed}</code>}{' '}
        <span className={classes.facts}>
          {!isOwn && (
            <Link to="/log" search={{ subject }} className={classes.subject}>
              {subjectName ?? subjectWords(subject)}
            </Link>
          )}
          {!isOwn && network !== null && ' · '}
          {network !== null && log.from(network)}
        </span>
        {details.length > 0 && (
          <details className={classes.details}>
            <summary>{log.details}</summary>
            <dl dir="ltr">
              {details.map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  )
}
