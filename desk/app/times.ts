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
    const ago = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }))
    const formatter = (how: Intl.DateTimeFormatOptions) => {
      const format = once(() => new Intl.DateTimeFormat(language, how))
      return (at: number) => format().format(at)
    }
    return {
      moment: formatter({ dateStyle: 'medium', timeStyle: 'short' }),
      atPaper: formatter({ ...withZone, timeZone }),
      day: formatter({ dateStyle: 'full' }),
      dayAtPaper: formatter({ dateStyle: 'full', timeZone }),
      clock: formatter({ timeStyle: 'short' }),
      second: formatter({ timeStyle: 'medium' }),
      ago(at) {
        const since = Math.max(0, Date.now() - at)
        const [unit, ms] = units.find(([, length]) => since >= length) ?? ['minute', 60_000]
        return ago().format(-Math.floor(since / ms), unit)
      },
    }
  }, [language, timeZone])
}

/** Making a format takes milliseconds: one that a screen does not use is not made. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => (made ??= make())
}
