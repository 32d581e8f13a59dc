import { formatTime, type Place } from '../kit/times.ts'
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
    place,
  }: { certificate: Certificate; hours: readonly HourRow[]; now: number; place: Place },
): string[] {
  const { rows } = resultsOf(poll)
  const widest = Math.max(...rows.map(({ label }) => label.length))
  const time = (at: number | null) => (at === null ? 'no end' : formatTime(at, 'full', place))
  return [
    poll.question,
    `${poll.publicId}, ${stateWords(poll, now)}: ${time(poll.opensAt)} to ${time(poll.closesAt)}; results ${poll.results}${poll.hiddenUntil > 0 ? ` from ${poll.hiddenUntil} votes on` : ''}; who: ${poll.who}`,
    '',
    ...rows.map(
      ({ label, votes, percentage }) =>
        `${label.padEnd(widest)}  ${String(percentage).padStart(3)} %  ${String(votes).padStart(8)}  ${'█'.repeat(Math.round((percentage / 100) * barWidth))}`,
    ),
    '',
    `${poll.tally.counted} ${poll.tally.counted === 1 ? 'ballot' : 'ballots'} counted, ${poll.tally.setAside} set aside.${poll.opening === undefined ? '' : ` ${poll.opening.voters} more voted where the poll was imported from; that count was imported and cannot be audited.`}`,
    ...Object.entries(certificate.ballots?.setAsideBy ?? {}).map(([rule, count]) => `  ${rule}: ${count}`),
    ...certificate.findings.map(
      ({ startsAt, ballots, usual }) =>
        `A burst at ${time(Date.parse(startsAt))}: ${ballots} ballots in ten minutes where ${usual} are usual.`,
    ),
    ...certificate.changes.map(
      ({ at, what, was, became }) => `Changed at ${time(Date.parse(at))}: ${what}: ${was} -> ${became}`,
    ),
    ...(hours.length > 0 ? ['', 'Ballots by hour (█ counted, ░ set aside):', ...chart(hours, place)] : []),
  ]
}

const mostLines = 48

function chart(hours: readonly HourRow[], place: Place): string[] {
  const shown = hours.slice(-mostLines)
  const most = Math.max(...shown.map(({ ballots }) => ballots))
  const times = shown.map(({ startsAt }) => formatTime(startsAt, 'full', place))
  const widest = Math.max(...times.map((time) => time.length))
  return shown.map(({ ballots, counted }, index) => {
    const whole = Math.max(1, Math.round((ballots / most) * barWidth))
    const solid = Math.round((counted / ballots) * whole)
    return `${times[index]?.padEnd(widest)}  ${String(ballots).padStart(8)}  ${'█'.repeat(solid)}${'░'.repeat(whole - solid)}`
  })
}
