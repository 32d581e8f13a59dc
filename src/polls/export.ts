import { csvLine } from '../kit/csv-line.ts'
import type { HourRow } from './certificate.ts'
import { resultsOf, type PollWithTally } from './poll.ts'

/** Two tables under one head (RFC 4180): each answer with counted and received votes, then each hour. */
export function pollCsv(
  poll: PollWithTally,
  { received, hours }: { received: ReadonlyMap<number, number>; hours: readonly HourRow[] },
): string {
  const { rows } = resultsOf(poll)
  const lines = [
    ['part', 'answer or hour', 'counted', 'received', 'percent'],
    ...rows.map(({ label, optionId, votes, percentage }) => [
      'answer',
      label,
      votes,
      received.get(optionId) ?? 0,
      percentage,
    ]),
    ...hours.map(({ startsAt, counted, ballots }) => ['hour', new Date(startsAt).toISOString(), counted, ballots, '']),
  ]
  return lines.map(csvLine).join('')
}
