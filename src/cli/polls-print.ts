import { formatTime, type Locale } from '../kit/times.ts'
import type { Certificate, HourRow } from '../polls/certificate.ts'
import { isClosed, resultsOf, type Poll, type PollWithTally } from '../polls/poll.ts'

export function stateWords(poll: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): 'waiting' | 'open' | 'closed' {
  return isClosed(poll, now) ? 'closed' : poll.opensAt > now ? 'waiting' : 'open'
}

const barWidth = 40

/** One poll for a terminal: results as bars, votes over time, what was set aside. */
export function pollLines(
  poll: PollWithTally,
  {
    certificate,
    hours,
    now,
    locale,
  }: { certificate: Certificate; hours: readonly HourRow[]; now: number; locale: Locale },
): string[] {
  const { rows } = resultsOf(poll)
  const widest = Math.max(...rows.map(({ label }) => label.length))
  const time = (at: number | null) => (at === null ? 'no end' : formatTime(at, 'full', locale))
  const threshold = poll.hiddenUntil > 0 ? ` from ${poll.hiddenUntil} votes on` : ''
  const terms = `results ${poll.results}${threshold}; who: ${poll.who}`
  return [
    poll.question,
    `${poll.publicId}, ${stateWords(poll, now)}: ${time(poll.opensAt)} to ${time(poll.closesAt)}; ${terms}`,
    '',
    ...rows.map(({ label, votes, percentage }) => {
      const bar = '█'.repeat(Math.round((percentage / 100) * barWidth))
      return `${label.padEnd(widest)}  ${String(percentage).padStart(3)} %  ${String(votes).padStart(8)}  ${bar}`
    }),
    '',
    countLine(poll),
    ...Object.entries(certificate.ballots?.setAsideBy ?? {}).map(([rule, count]) => `  ${rule}: ${count}`),
    ...certificate.findings.map(
      ({ startsAt, ballots, usual }) =>
        `A burst at ${time(Date.parse(startsAt))}: ${ballots} ballots in ten minutes where ${usual} are usual.`,
    ),
    ...certificate.changes.map(
      ({ at, what, was, became }) => `Changed at ${time(Date.parse(at))}: ${what}: ${was} -> ${became}`,
    ),
    ...(hours.length > 0 ? ['', 'Ballots by hour (█ counted, ░ set aside):', ...chart(hours, locale)] : []),
  ]
}

function countLine({ tally, imported }: PollWithTally): string {
  const ballots = tally.counted === 1 ? 'ballot' : 'ballots'
  const own = `${tally.counted} ${ballots} counted, ${tally.setAside} set aside.`
  if (imported === undefined) return own
  return `${own} ${imported.voters} more voted in the system the poll was imported from; that count cannot be audited.`
}

const maxLines = 48

function chart(hours: readonly HourRow[], locale: Locale): string[] {
  const shown = hours.slice(-maxLines)
  const most = Math.max(...shown.map(({ ballots }) => ballots))
  const times = shown.map(({ startsAt }) => formatTime(startsAt, 'full', locale))
  const widest = Math.max(...times.map((time) => time.length))
  return shown.map(({ ballots, counted }, index) => {
    const whole = Math.max(1, Math.round((ballots / most) * barWidth))
    const solid = Math.round((counted / ballots) * whole)
    const bar = '█'.repeat(solid) + '░'.repeat(whole - solid)
    return `${times[index]?.padEnd(widest)}  ${String(ballots).padStart(8)}  ${bar}`
  })
}
