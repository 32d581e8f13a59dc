/** What the log shows: it stands in the address, so that it can be sent to others. */
export type LogFilter = {
  /** `article:12` */
  subject?: string
  /** `staff:ID`, or `staff` for all of them. */
  who?: string
  /** `article.publish`, or `article` for all that is done to stories. */
  what?: string
  /** Days as `2026-10-14`, both included, in the zone of whoever looks. */
  since?: string
  until?: string
}

export function readLogFilter(search: Record<string, unknown>): LogFilter {
  const filter: LogFilter = {}
  for (const name of ['subject', 'who', 'what'] as const) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') filter[name] = value.slice(0, 200)
  }
  for (const name of ['since', 'until'] as const) {
    const value = search[name]
    if (typeof value === 'string' && dayStart(value) !== undefined) filter[name] = value
  }
  return filter
}

/** What the server is asked for: epoch milliseconds, the end excluded. */
export function askedOf({ subject, who, what, since, until }: LogFilter) {
  const begin = since === undefined ? undefined : dayStart(since)
  const end = until === undefined ? undefined : dayStart(until, 1)
  return { subject, actor: who, deed: what, since: begin, until: end }
}

/** Midnight at the beginning of that day, or of a later one. */
function dayStart(day: string, later = 0): number | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(day) ?? []
  if (year === undefined) return undefined
  const at = new Date(Number(year), Number(month) - 1, Number(date) + later).getTime()
  return Number.isNaN(at) || at < 0 ? undefined : at
}
