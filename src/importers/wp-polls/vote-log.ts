/**
 * The plugin's log of votes, one row for each answer chosen, as counts: by answer and day of the site's own clock.
 * Addresses, hosts and names of voters are not taken, and memory does not grow with the rows.
 */
export type VoteLog = {
  rows: number
  add(row: { pollId: number; answerId: number; siteSeconds: number }): void
  /** Of one poll: rows by answer. */
  answers(pollId: number): ReadonlyMap<number, AnswerLog>
  pollIds(): number[]
  /** The last row's time on the site's clock, in seconds; 0 without any. */
  lastOf(pollId: number): number
}

/** `days` by date, such as 2026-11-24. A row without a time is in `rows` only. */
export type AnswerLog = { rows: number; days: [day: string, votes: number][] }

type Counts = { rows: number; days: Map<number, number> }

export function createVoteLog(): VoteLog {
  const polls = new Map<number, { last: number; answers: Map<number, Counts> }>()
  const log: VoteLog = {
    rows: 0,
    add({ pollId, answerId, siteSeconds }) {
      log.rows++
      let poll = polls.get(pollId)
      if (poll === undefined) polls.set(pollId, (poll = { last: 0, answers: new Map() }))
      let counts = poll.answers.get(answerId)
      if (counts === undefined) poll.answers.set(answerId, (counts = { rows: 0, days: new Map() }))
      counts.rows++
      if (siteSeconds <= 0) return
      if (siteSeconds > poll.last) poll.last = siteSeconds
      const day = Math.floor(siteSeconds / 86_400)
      counts.days.set(day, (counts.days.get(day) ?? 0) + 1)
    },
    answers: (pollId) =>
      new Map(
        [...(polls.get(pollId)?.answers ?? [])].map(([answerId, { rows, days }]) => [
          answerId,
          { rows, days: [...days].sort(([a], [b]) => a - b).map(([day, votes]) => [dateOf(day), votes]) },
        ]),
      ),
    pollIds: () => [...polls.keys()],
    lastOf: (pollId) => polls.get(pollId)?.last ?? 0,
  }
  return log
}

function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}
