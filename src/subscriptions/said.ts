import { formatTime, type Locale } from '../kit/times.ts'
import { alertPhrases } from './phrases.ts'
import { timeOfMinutes, type Preferences } from './subscriber.ts'

/** What somebody gets, with the names of what they follow. */
export type SaidChoices = Pick<Preferences, 'allTopics' | 'pace' | 'breakingAtOnce' | 'timeZone'> &
  Partial<Pick<Preferences, 'quietFrom' | 'quietTo' | 'wakesForBreaking' | 'pausedUntil'>> & {
    topics: readonly string[]
    threads: readonly string[]
  }

/** In words, one line for each matter. */
export function saidOf(chosen: SaidChoices, locale: Locale): string[] {
  const { said, paces } = alertPhrases(locale.language)
  const { allTopics, topics, threads, pace, breakingAtOnce, timeZone, pausedUntil } = chosen
  const names = (list: readonly string[]) => new Intl.ListFormat(locale.language, { type: 'conjunction' }).format(list)
  const isDigest = pace === 'daily' || pace === 'weekly'
  return [
    ...(allTopics ? [said.everything] : []),
    ...(!allTopics && topics.length > 0 ? [said.topics(names(topics))] : []),
    ...(threads.length > 0 ? [said.threads(names(threads))] : []),
    paces[pace],
    ...(isDigest && breakingAtOnce ? [said.atOnce] : []),
    ...quietLine(chosen, locale),
    ...(pausedUntil != null ? [said.paused(formatTime(pausedUntil, 'full', { ...locale, timeZone }))] : []),
  ]
}

function quietLine({ quietFrom, quietTo, wakesForBreaking, timeZone }: SaidChoices, { language }: Locale): string[] {
  if (quietFrom == null || quietTo == null) return []
  const { quiet, quietButBreaking } = alertPhrases(language).said
  const hours = { from: timeOfMinutes(quietFrom), to: timeOfMinutes(quietTo), zone: timeZone }
  return [wakesForBreaking ? quietButBreaking(hours) : quiet(hours)]
}
