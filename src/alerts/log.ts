/** The public log: what was sent, and what was said about it afterwards. */
import type { House } from '../kit/house.ts'
import { changesOf, type AlertChangeRow } from './change-store.ts'
import { audienceSizes, sentAlerts, type LoggedAlert } from './log-store.ts'

export type LogEntry = LoggedAlert & {
  /** Rounded, so that it reveals nothing about single readers; null below a hundred. */
  audience: number | null
  changes: readonly AlertChangeRow[]
}

export async function logEntries(
  { db }: Pick<House, 'db'>,
  page: { limit: number; after?: { sentAt: number; id: number } | undefined },
): Promise<LogEntry[]> {
  const alerts = await sentAlerts(db, page)
  const changes = await changesOf(
    db,
    alerts.map(({ id }) => id),
  )
  const sizes = await audienceSizes(
    db,
    alerts.flatMap(({ sendingId }) => (sendingId === null ? [] : [sendingId])),
  )
  return alerts.map((alert) => ({
    ...alert,
    audience: roundedAudience(sizes.get(alert.sendingId ?? 0) ?? 0),
    changes: changes.get(alert.id) ?? [],
  }))
}

/** To two digits. */
export function roundedAudience(size: number): number | null {
  return size < 100 ? null : Number(size.toPrecision(2))
}
