/** What a reader's clock says of their digest. Zones are few, so each is reckoned once. */
import { getOrCreate } from '../../kit/get-or-create.ts'
import type { House } from '../../kit/house.ts'
import { nextDigestFor } from '../../subscriptions/digest-times.ts'
import { quietUntil } from '../../subscriptions/local-time.ts'
import { digestPaceOf, type DigestContent } from './digest.ts'
import type { DueReader } from './readers-store.ts'

export type Reckoning = {
  /** Whether there is a digest for them now: not in a pause. */
  gets(reader: DueReader): boolean
  nextAt(reader: DueReader, isMoreWaiting: boolean): number | null
  /** Whether the newsroom's words stand in it: in the first one that is due after they were written. */
  hasNote(reader: Pick<DueReader, 'pace' | 'timeZone'>): boolean
  /** When it may arrive; null for at once. */
  quietUntil(reader: DueReader): number | null
}

export function openReckoning(
  house: Pick<House, 'settings'>,
  { dueAt, note }: Pick<DigestContent, 'dueAt' | 'note'>,
  now: number,
): Reckoning {
  const nexts = new Map<string, number | null>()
  const quiet = new Map<string, number | null>()
  const next = ({ pace, timeZone }: Pick<DueReader, 'pace' | 'timeZone'>, after: number) => {
    const own = digestPaceOf(pace)
    return getOrCreate(nexts, `${own} ${timeZone} ${after}`, () => nextDigestFor(house, { pace: own, timeZone }, after))
  }
  const isThere = ({ channel, state }: DueReader) => channel === 'email' && state === 'active'
  const isPaused = ({ pausedUntil }: DueReader) => pausedUntil !== null && pausedUntil > now
  return {
    gets: (reader) => isThere(reader) && !isPaused(reader),
    nextAt(reader, isMoreWaiting) {
      if (!isThere(reader)) return null
      if (isPaused(reader)) return next(reader, Math.max(dueAt, reader.pausedUntil ?? 0))
      const isUsual = reader.pace === 'daily' || reader.pace === 'weekly'
      return isUsual || isMoreWaiting ? next(reader, Math.max(dueAt, now)) : null
    },
    hasNote: (reader) => note !== null && note.madeAt <= dueAt && next(reader, note.madeAt) === dueAt,
    quietUntil({ timeZone, quietFrom, quietTo }) {
      if (quietFrom === null || quietTo === null) return null
      const hours = { from: quietFrom, to: quietTo }
      return getOrCreate(quiet, `${timeZone} ${quietFrom} ${quietTo}`, () => quietUntil(now, timeZone, hours) ?? null)
    },
  }
}
