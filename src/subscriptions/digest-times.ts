import type { House } from '../kit/house.ts'
import { nextDigestAt, type DigestTimes } from './local-time.ts'
import { minutesOf } from './subscriber.ts'
import type { Pace } from './tables.ts'

export function digestTimes({ settings }: Pick<House, 'settings'>): DigestTimes {
  const { morning, evening, weekday } = settings.current().digests
  return { morning: minutesOf(morning) ?? 0, evening: minutesOf(evening) ?? 0, weekday }
}

/** When somebody's next digest is due after that moment; null where their pace has none. */
export function nextDigestFor(
  house: Pick<House, 'settings'>,
  { pace, timeZone }: { pace: Pace; timeZone: string },
  after: number,
): number | null {
  return nextDigestAt(pace, timeZone, after, digestTimes(house))
}
