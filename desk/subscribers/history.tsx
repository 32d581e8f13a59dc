/** What happened with a subscriber, the newest first; of what the newsroom changed, how it was before. */
import { Section } from '../app/section.tsx'
import { useTimes } from '../app/times.ts'
import { useLanguage, useWords } from '../app/words.tsx'
import classes from './subscribers.module.css'
import type { Whole } from './typed-choices.ts'

type Entry = Whole['history'][number]

export function History({ subscriber: { history } }: { subscriber: Whole }) {
  const { subscribers, log } = useWords()
  const times = useTimes()
  const changeWords = useChangeWords()
  const deeds: Record<string, string> = log.deeds
  const actors: Record<string, string> = { ...log.actors, staff: log.goneMember }
  return (
    <Section title={subscribers.history}>
      {history.length === 0 && <p className={classes.soft}>{subscribers.noHistory}</p>}
      <ol className={classes.events}>
        {history.map((entry) => (
          <li key={`${entry.at} ${entry.deed}`}>
            <time dateTime={new Date(entry.at).toISOString()}>{times.moment(entry.at)}</time>
            <span>
              <b>{log.by(entry.byName ?? actors[entry.by.split(':', 1)[0] ?? ''] ?? entry.by)}</b>{' '}
              {deeds[entry.deed] ?? entry.deed}
              {changeWords(entry).map((words) => (
                <span key={words} className={classes.change}>
                  {words}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** A line for each thing that was changed (src/subscriptions/changes.ts); what is not known here is passed over. */
function useChangeWords(): (entry: Entry) => string[] {
  const { subscribers, lists } = useWords()
  const valueWords = useValueWords()
  const names: Record<string, string> = {
    everything: subscribers.everything,
    topics: subscribers.topics,
    stories: subscribers.stories,
    pace: subscribers.pace,
    breakingAtOnce: lists.atOnce,
    quiet: subscribers.quiet,
    timeZone: subscribers.timeZone,
    language: subscribers.language,
    pausedUntil: subscribers.pause,
  }
  return ({ detail: { changed } }) =>
    Object.entries((changed ?? {}) as Record<string, { from: unknown; to: unknown }>).flatMap(
      ([name, { from, to }]) => {
        const what = names[name]
        if (what === undefined) return []
        const values = { from: `\u2068${valueWords(name, from)}\u2069`, to: `\u2068${valueWords(name, to)}\u2069` }
        return [subscribers.changedTo({ what, ...values })]
      },
    )
}

function useValueWords(): (name: string, value: unknown) => string {
  const { subscribers } = useWords()
  const { language } = useLanguage()
  const times = useTimes()
  const clock = useClock()
  const paces: Record<string, string> = subscribers.paces
  return (name, value) => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return subscribers.noHours
    if (typeof value === 'boolean') return value ? subscribers.yes : subscribers.no
    if (name === 'quiet' && Array.isArray(value))
      return subscribers.quietHours({ from: clock(Number(value[0])), to: clock(Number(value[1])) })
    if (Array.isArray(value)) return new Intl.ListFormat(language).format(value.map(String))
    if (name === 'pausedUntil') return times.moment(Number(value))
    if (name === 'language') return new Intl.DisplayNames([language], { type: 'language' }).of(String(value)) ?? ''
    return paces[String(value)] ?? String(value)
  }
}

/** Minutes of their own day as a clock shows them, whatever zone they are in. */
export function useClock(): (minutes: number) => string {
  const { language } = useLanguage()
  const format = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone: 'UTC' })
  return (minutes) => format.format(minutes * 60_000)
}
