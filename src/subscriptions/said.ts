import { formatTime, type Locale } from '../kit/times.ts'
import { alertPhrases } from './phrases.ts'
import { timeOfMinutes, type Preferences } from './subscriber.ts'

/** What somebody gets, with the names of what they follow. */
export type SaidChoices = Pick<Preferences, 'allTopics' | 'pace' | 'breakingAtOnce' | 'timeZone'> &
  Partial<Pick<Preferences, 'quietFrom' | 'quietTo' | 'pausedUntil'>> & {
    topics: readonly string[]
    threads: readonly string[]
  }

/** In words, one line for each matter. */
export function saidOf(chosen: SaidChoices, locale: Locale): string[] {
  const { said, paces } = alertPhrases(locale.language)
  const { allTopics, topics, threads, pace, breakingAtOnce, timeZone, quietFrom, quietTo, pausedUntil } = chosen
  const names = (list: readonly string[]) => new Intl.ListFormat(locale.language, { type: 'conjunction' }).format(list)
  const isDigest = pace === 'daily' || pace === 'weekly'
  return [
    ...(allTopics ? [said.everything] : []),
    ...(!allTopics && topics.length > 0 ? [said.topics(names(topics))] : []),
    ...(threads.length > 0 ? [said.threads(names(threads))] : []),
    paces[pace],
    ...(isDigest && breakingAtOnce ? [said.atOnce] : []),
    ...(quietFrom != null && quietTo != null
      ? [said.quiet({ from: timeOfMinutes(quietFrom), to: timeOfMinutes(quietTo), zone: timeZone })]
      : []),
    ...(pausedUntil != null ? [said.paused(formatTime(pausedUntil, 'full', { ...locale, timeZone }))] : []),
  ]
}
