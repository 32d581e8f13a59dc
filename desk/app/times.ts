import { useMemo } from 'react'
import { usePaperZone } from './paper.ts'
import { useLanguage } from './words.tsx'

export type Times = {
  /** "14 October 2026, 12:05", in the zone of whoever sits here. */
  moment(at: number): string
  /** The same with its zone, by the publication's clock. */
  atPaper(at: number): string
  /** "today", "3 weeks ago": how long it is, in its largest unit. */
  ago(at: number): string
  day(at: number): string
  /** The same by the publication's clock. */
  dayAtPaper(at: number): string
  clock(at: number): string
  /** The same to the second. */
  second(at: number): string
}

const units = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

const withZone = {
  ...({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const),
  ...({ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const),
}

/** Times (epoch milliseconds) in the language of whoever sits here. */
export function useTimes(): Times {
  const { language } = useLanguage()
  const timeZone = usePaperZone()
  return useMemo(() => {
    const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
    const atPaper = new Intl.DateTimeFormat(language, { ...withZone, timeZone })
    const day = new Intl.DateTimeFormat(language, { dateStyle: 'full' })
    const dayAtPaper = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone })
    const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' })
    const second = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
    const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
    return {
      moment: (at) => moment.format(at),
      atPaper: (at) => atPaper.format(at),
      day: (at) => day.format(at),
      dayAtPaper: (at) => dayAtPaper.format(at),
      clock: (at) => clock.format(at),
      second: (at) => second.format(at),
      ago(at) {
        const since = Math.max(0, Date.now() - at)
        const [unit, ms] = units.find(([, length]) => since >= length) ?? ['minute', 60_000]
        return ago.format(-Math.floor(since / ms), unit)
      },
    }
  }, [language, timeZone])
}
