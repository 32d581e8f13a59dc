/** What became of an alert without anybody deciding on it, as the ledger tells it. */
import { z } from 'zod'
import type { Db } from '../kit/db/schema.ts'
import { deedsOn } from '../kit/ledger-list.ts'
import type { Alert } from './alert.ts'
import { subjectOf } from './approve-alert.ts'

/** Its publication was moved, taken back, made otherwise, not made in time, or let it go; it lapsed. */
export const planEventKinds = ['moved', 'taken-back', 'published-otherwise', 'missed', 'released', 'lapsed'] as const

export type PlanEvent = {
  kind: (typeof planEventKinds)[number]
  at: number
  /** For when the publication was planned from then on. */
  to: number | null
  /** Whether it had been approved, and no longer was. */
  isVoid: boolean
}

const kindsOf = { 'alert.release': 'released', 'alert.lapse': 'lapsed' } as const

/** As `replanIn` (follow-plan.ts) writes it. */
const replanned = z.object({
  change: z.enum(planEventKinds),
  to: z.int().nullable().catch(null),
  isVoid: z.boolean().catch(false),
})

/** Oldest first, by the alert's row id. */
export async function planEventsOf(db: Db, alerts: readonly Pick<Alert, 'id'>[]): Promise<Map<number, PlanEvent[]>> {
  const ids = new Map(alerts.map((alert) => [subjectOf(alert), alert.id]))
  const entries = await deedsOn(db, [...ids.keys()], ['alert.replan', 'alert.release', 'alert.lapse'])
  const events = new Map<number, PlanEvent[]>()
  for (const { subject, ...entry } of entries) {
    const [id, event] = [ids.get(subject), eventIn(entry)]
    if (id === undefined || event === undefined) continue
    events.set(id, [...(events.get(id) ?? []), event])
  }
  return events
}

type Told = { at: number; deed: string; detail: Record<string, unknown> }

function eventIn({ at, deed, detail }: Told): PlanEvent | undefined {
  if (deed === 'alert.release' || deed === 'alert.lapse') return { kind: kindsOf[deed], at, to: null, isVoid: false }
  const { data } = replanned.safeParse(detail)
  if (data === undefined) return undefined
  // It was moved, and taken back before the alert could follow.
  const kind = data.change === 'moved' && data.to === null ? 'taken-back' : data.change
  return { kind, at, to: data.to, isVoid: data.isVoid }
}
