import type { Body, Reply } from '../api/client.ts'

export type Whole = Reply<'GET /api/v1/subscribers/:id'>
type Change = Body<'PATCH /api/v1/subscribers/:id'>

/** As the fields of the form have it. */
export type Typed = {
  everything: boolean
  topics: number[]
  pace: Whole['pace']
  breakingAtOnce: boolean
  /** `22:30`, or nothing. */
  quietFrom: string
  quietTo: string
  /** `2026-11-30`, or nothing. */
  pauseUntil: string
  language: string
  timeZone: string
}

export function typedOf(subscriber: Whole): Typed {
  const { everything, topics, pace, breakingAtOnce, quietFrom, quietTo, pausedUntil, language, timeZone } = subscriber
  const ids = topics.map(({ id }) => id)
  const quiet = { quietFrom: timeOf(quietFrom), quietTo: timeOf(quietTo) }
  const pauseUntil = pausedUntil === null || pausedUntil <= Date.now() ? '' : dayOf(pausedUntil)
  return { everything, topics: ids, pace, breakingAtOnce, ...quiet, pauseUntil, language, timeZone }
}

/** Only what was changed since the form was opened: all else stays as they chose it, whatever happens meanwhile. */
export function changeOf(before: Typed, typed: Typed): Change {
  const is = (name: keyof Typed) => JSON.stringify(before[name]) !== JSON.stringify(typed[name])
  const { everything, topics, pace, breakingAtOnce, language, timeZone } = typed
  const hasTopics = is('everything') || (!everything && is('topics'))
  return {
    ...(hasTopics && { everything, topics: everything ? [] : topics }),
    ...(is('pace') && { pace }),
    ...(is('breakingAtOnce') && { breakingAtOnce }),
    ...((is('quietFrom') || is('quietTo')) && {
      quietFrom: minutesOf(typed.quietFrom),
      quietTo: minutesOf(typed.quietTo),
    }),
    ...(is('pauseUntil') && { pausedUntil: momentOf(typed.pauseUntil) }),
    ...(is('language') && { language }),
    ...(is('timeZone') && { timeZone }),
  }
}

/** Both or neither, and not the same. */
export function quietFault({ quietFrom, quietTo }: Typed): boolean {
  return (quietFrom === '') !== (quietTo === '') || (quietFrom !== '' && quietFrom === quietTo)
}

/** The day that it is here then. */
export function dayOf(at: number): string {
  const day = new Date(at)
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
  return parts.map((part) => String(part).padStart(2, '0')).join('-')
}

function momentOf(day: string): number | null {
  return day === '' ? null : new Date(`${day}T00:00`).getTime()
}

function timeOf(minutes: number | null): string {
  if (minutes === null) return ''
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

function minutesOf(time: string): number | null {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return time === '' ? null : hours * 60 + minutes
}
