/**
 * What the newsroom may change of somebody's choices: whatever gives them less, or as much. More they choose
 * themselves (decision 103).
 */
import type { Pace } from './tables.ts'

export type Chosen = {
  pace: Pace
  breakingAtOnce: boolean
  allTopics: boolean
  topicIds: readonly number[]
  threadIds: readonly number[]
  quietFrom: number | null
  quietTo: number | null
  pausedUntil: number | null
}

/** How often what is not breaking comes. */
const often: Record<Pace, number> = { breaking: 0, weekly: 1, daily: 2, all: 3 }

/** What of it would be more than before. `now`: a pause that has ended is none. */
export function moreIn(
  before: Chosen,
  wanted: Chosen,
  now: number,
): ('topics' | 'threads' | 'pace' | 'quiet' | 'pause')[] {
  const isMore = {
    topics: hasMoreTopics(before, wanted),
    threads: !isWithin(wanted.threadIds, before.threadIds),
    pace: isMorePace(before, wanted),
    quiet: !isQuietWithin(before, wanted),
    pause: pauseOf(wanted, now) < pauseOf(before, now),
  }
  return (Object.keys(isMore) as (keyof typeof isMore)[]).filter((name) => isMore[name])
}

/** A weekly digest is more than breaking news alone; breaking news at once is more than a digest that holds it. */
export function isMorePace(before: Pick<Chosen, 'pace' | 'breakingAtOnce'>, wanted: typeof before): boolean {
  return often[wanted.pace] > often[before.pace] || (comesAtOnce(wanted) && !comesAtOnce(before))
}

function comesAtOnce({ pace, breakingAtOnce }: Pick<Chosen, 'pace' | 'breakingAtOnce'>): boolean {
  return pace === 'all' || pace === 'breaking' || breakingAtOnce
}

function hasMoreTopics(before: Chosen, wanted: Chosen): boolean {
  if (before.allTopics) return false
  return wanted.allTopics || !isWithin(wanted.topicIds, before.topicIds)
}

function isWithin(ids: readonly number[], all: readonly number[]): boolean {
  return ids.every((id) => all.includes(id))
}

/** Whether the hours that were quiet still are. */
function isQuietWithin(before: Chosen, wanted: Chosen): boolean {
  const [inner, outer] = [quietOf(before), quietOf(wanted)]
  if (inner === undefined) return true
  if (outer === undefined) return false
  return minutesFrom(outer.from, inner.from) + inner.minutes <= outer.minutes
}

function quietOf({ quietFrom, quietTo }: Chosen): { from: number; minutes: number } | undefined {
  if (quietFrom === null || quietTo === null) return undefined
  return { from: quietFrom, minutes: minutesFrom(quietFrom, quietTo) }
}

/** Over midnight where it is later. */
function minutesFrom(from: number, to: number): number {
  return (to - from + 1440) % 1440
}

function pauseOf({ pausedUntil }: Chosen, now: number): number {
  return pausedUntil === null || pausedUntil <= now ? 0 : pausedUntil
}
