/** When a digest is due, and when quiet hours end, by a reader's own clock. */
import { offsetAt } from '../kit/times.ts'
import type { Pace } from './tables.ts'

const minute = 60_000
const day = 86_400_000

/** By the reader's clock, in minutes of the day; `weekday`: of the weekly one, 1 is Monday and 7 Sunday. */
export type DigestTimes = { morning: number; evening: number; weekday: number }

/**
 * The first moment after `after` (epoch milliseconds) at which a digest of this pace is due in that zone; null if the
 * pace has none. If the clocks skip a digest's time, it is due when they have jumped; if they show it twice, the first
 * time. A day that a zone skips has none.
 */
export function nextDigestAt(pace: Pace, timeZone: string, after: number, times: DigestTimes): number | null {
  const slots = slotsOf(pace, times)
  if (slots.length === 0) return null
  const today = dayAt(after, timeZone)
  for (let date = today; date <= today + 15 * day; date += day) {
    if (pace === 'weekly' && new Date(date).getUTCDay() !== times.weekday % 7) continue
    for (const slot of slots) {
      const { first } = momentsOf(date, slot, timeZone)
      if (first > after && dayAt(first, timeZone) === date) return first
    }
  }
  throw new Error(`no digest is ever due in ${timeZone}`)
}

function slotsOf(pace: Pace, { morning, evening }: DigestTimes): number[] {
  if (pace === 'daily') return [morning, evening].toSorted((a, b) => a - b)
  return pace === 'weekly' ? [morning] : []
}

/** Between which minutes of their day nothing is sent; `to` may be on the next morning. */
export type QuietHours = { from: number; to: number }

/**
 * When the quiet hours around `now` end; undefined if it is not quiet now. An hour that the clocks show twice is quiet
 * both times, and one that they skip ends as they jump.
 */
export function quietUntil(now: number, timeZone: string, { from, to }: QuietHours): number | undefined {
  const today = dayAt(now, timeZone)
  for (const date of [today - day, today]) {
    const start = momentsOf(date, from, timeZone).first
    const end = momentsOf(from < to ? date : date + day, to, timeZone).last
    if (start <= now && now < end) return end
  }
  return undefined
}

/** The date shown by the clocks, as the moment at which it begins in UTC. */
function dayAt(at: number, timeZone: string): number {
  return Math.floor((at + offsetAt(at, timeZone)) / day) * day
}

/**
 * When clocks show a time of a date: once; twice if they go back over it; if they skip it, the moment at which they
 * jump.
 */
function momentsOf(date: number, minutes: number, timeZone: string): { first: number; last: number } {
  const shown = date + minutes * minute
  // No zone is further than a day from UTC, and none changes its clocks twice in two days.
  const [before, after] = [offsetAt(shown - day, timeZone), offsetAt(shown + day, timeZone)]
  const moments = [...new Set([before, after])]
    .map((offset) => shown - offset)
    .filter((at) => offsetAt(at, timeZone) === shown - at)
    .toSorted((a, b) => a - b)
  const [first = jumpBetween(shown - after, shown - before, timeZone)] = moments
  return { first, last: moments.at(-1) ?? first }
}

/** Between two moments on either side of a clock change: the first at which the later offset applies. */
function jumpBetween(early: number, late: number, timeZone: string): number {
  const offset = offsetAt(late, timeZone)
  let [from, to] = [Math.floor(early / minute) - 1, Math.ceil(late / minute)]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (offsetAt(middle * minute, timeZone) === offset) to = middle
    else from = middle
  }
  return to * minute
}
