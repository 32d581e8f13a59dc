import { VisuallyHidden } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
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
  const { at, actor, actorName: name, deed, subject, network, detail } = entry
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
          {!isOwn && <Subject entry={entry} />}
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

/** On its own screen, where it has one; otherwise all that was done to it. */
function Subject({ entry: { subject, subjectName, subjectId } }: { entry: Entry }) {
  const { log } = useWords()
  const subjectWords = useSubjectWords()
  const { subject: shown } = useSearch({ from: '/inside/log' })
  const name = subjectName ?? subjectWords(subject)
  const look = { className: classes.subject, dir: 'auto' } as const
  const ofIt = { to: '/log', search: { subject } } as const
  const id = { params: { id: subjectId ?? '' } }
  if (subjectId === null)
    return (
      <Link {...ofIt} {...look}>
        {name}
      </Link>
    )
  return (
    <>
      {subject.startsWith('alert:') ? (
        <Link to="/alerts/$id" {...id} {...look}>
          {name}
        </Link>
      ) : (
        <Link to="/stories/$id" {...id} {...look}>
          {name}
        </Link>
      )}
      {shown === undefined && (
        <>
          {' · '}
          <Link {...ofIt} className={classes.subject}>
            {log.onlyThis}
            <VisuallyHidden> {name}</VisuallyHidden>
          </Link>
        </>
      )}
    </>
  )
}
