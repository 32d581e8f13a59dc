import type { Certificate, HourRow } from '../polls/certificate.ts'
import { isClosed, resultsOf, type Poll, type PollWithTally } from '../polls/poll.ts'

export function stateWords(poll: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): 'waiting' | 'open' | 'closed' {
  return isClosed(poll, now) ? 'closed' : poll.opensAt > now ? 'waiting' : 'open'
}

const barWidth = 40

/** One poll for a terminal: results as bars, votes over time, what was set aside. */
export function pollLines(poll: PollWithTally, { certificate, hours, now }: { certificate: Certificate; hours: readonly HourRow[]; now: number }): string[] {
  const { rows } = resultsOf(poll)
  const widest = Math.max(...rows.map(({ label }) => label.length))
  const time = (at: number | null) => (at === null ? 'no end' : new Date(at).toISOString())
  return [
    poll.question, `${poll.publicId}, ${stateWords(poll, now)}: ${time(poll.opensAt)} to ${time(poll.closesAt)}; results ${poll.results}${poll.hiddenUntil > 0 ? ` from ${poll.hiddenUntil} votes on` : ''}; who: ${poll.who}`, '',
    ...rows.map(({ label, votes, percentage }) => `${label.padEnd(widest)}  ${String(percentage).padStart(3)} %  ${String(votes).padStart(8)}  ${'█'.repeat(Math.round((percentage / 100) * barWidth))}`), '',
    `${poll.tally.counted} ${poll.tally.counted === 1 ? 'ballot' : 'ballots'} counted, ${poll.tally.setAside} set aside.${poll.opening === undefined ? '' : ` ${poll.opening.voters} more voted where the poll was imported from; that count was taken over and cannot be audited.`}`,
    ...Object.entries(certificate.ballots?.setAsideBy ?? {}).map(([rule, count]) => `  ${rule}: ${count}`),
    ...certificate.findings.map(({ startsAt, ballots, usual }) => `A burst at ${startsAt}: ${ballots} ballots in ten minutes where ${usual} are usual.`),
    ...certificate.changes.map(({ at, what, was, became }) => `Changed at ${at}: ${what}: ${was} -> ${became}`),
    ...(hours.length > 0 ? ['', 'Ballots by hour (█ counted, ░ set aside):', ...chart(hours)] : []),
  ]
}

const mostLines = 48

function chart(hours: readonly HourRow[]): string[] {
  const shown = hours.slice(-mostLines)
  const most = Math.max(...shown.map(({ ballots }) => ballots))
  return shown.map(({ startsAt, ballots, counted }) => {
    const whole = Math.max(1, Math.round((ballots / most) * barWidth))
    const solid = Math.round((counted / ballots) * whole)
    return `${new Date(startsAt).toISOString().slice(0, 13)}h  ${String(ballots).padStart(8)}  ${'█'.repeat(solid)}${'░'.repeat(whole - solid)}`
  })
}
