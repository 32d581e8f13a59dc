/** Polls: a question put to the readers. One known reader has one ballot, and what looks stuffed is set aside, never lost. */
import type { BallotState, ResultPolicy } from './tables.ts'

export type PollOption = { id: number; label: string }

export type Poll = {
  id: number
  publicId: string
  question: string
  minChoices: number
  maxChoices: number
  opensAt: number
  /** The first moment at which no vote is taken any more. */
  closesAt: number | null
  results: ResultPolicy
  /** Whether each reader's script may turn the order of the options. */
  rotates: boolean
  /** In the order in which they were written. */
  options: PollOption[]
}

/** What was counted, and what was set aside, until now. */
export type Tally = { counted: number; setAside: number; votes: { optionId: number; votes: number }[] }

/** What an imported poll had been given elsewhere before it came: added to the results, told apart, and not to be recounted. */
export type Opening = { voters: number; votes: { optionId: number; votes: number }[]; assumedCloseAt: number | null }

export type PollWithTally = Poll & { tally: Tally; opening?: Opening | undefined }

/** One reader's ballot as that reader may see it. */
export type Ballot = { state: BallotState; receipt: string; optionIds: number[]; castAt: number }

/** What a story file, an import or the desk says of a poll. */
export type PollDefinition = {
  question: string
  options: readonly string[]
  minChoices: number
  maxChoices: number
  /** Null: from now on. */
  opensAt: number | null
  closesAt: number | null
  results: ResultPolicy
  rotates: boolean
}

export type BallotFault = 'none' | 'too-few' | 'too-many' | 'twice' | 'unknown-option'

export type BallotCheck = { outcome: 'ok'; optionIds: number[] } | { outcome: 'closed' | 'not-open' } | { outcome: 'refused'; fault: BallotFault }

export type ResultRow = { optionId: number; label: string; votes: number; percentage: number; own: boolean }

/** Results as a page shows them. `votes` exceeds `voters` only where several options may be chosen. `imported`: how many of the voters an import brought. */
export type PollResults = { voters: number; votes: number; imported: number; setAside: number; rows: ResultRow[] }

/** Marks every cached page that shows the poll. */
export function pollTag(pollId: number): string {
  return `poll:${pollId}`
}

/** Marks every cached page whose story names a poll as WordPress did, by number or as the latest. */
export const wordpressPollsTag = 'wordpress-polls'

export function isOpen(poll: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): boolean {
  return poll.opensAt <= now && !isClosed(poll, now)
}

export function isClosed(poll: Pick<Poll, 'closesAt'>, now: number): boolean {
  return poll.closesAt !== null && poll.closesAt <= now
}

/** Whether these choices, as they came from a form, make a ballot at this moment. */
export function checkBallot(poll: Poll, choices: readonly string[], now: number): BallotCheck {
  if (isClosed(poll, now)) return { outcome: 'closed' }
  if (poll.opensAt > now) return { outcome: 'not-open' }
  const fault = faultOf(poll, choices)
  return fault === undefined ? { outcome: 'ok', optionIds: choices.map(Number).sort((a, b) => a - b) } : { outcome: 'refused', fault }
}

function faultOf(poll: Poll, choices: readonly string[]): BallotFault | undefined {
  const known = new Set(poll.options.map(({ id }) => String(id)))
  if (choices.length === 0) return 'none'
  if (choices.some((choice) => !known.has(choice))) return 'unknown-option'
  if (new Set(choices).size < choices.length) return 'twice'
  if (choices.length > poll.maxChoices) return 'too-many'
  if (choices.length < poll.minChoices) return 'too-few'
  return undefined
}

export function resultsVisible(poll: Pick<Poll, 'results' | 'closesAt'>, { now, hasVoted }: { now: number; hasVoted: boolean }): boolean {
  switch (poll.results) {
    case 'always':
      return true
    case 'after-vote':
      return hasVoted || isClosed(poll, now)
    case 'after-close':
      return isClosed(poll, now)
    case 'staff':
      return false
  }
}

export function resultsOf(poll: PollWithTally, ownOptionIds: readonly number[] = []): PollResults {
  const byOption = new Map<number, number>()
  for (const { optionId, votes } of [...poll.tally.votes, ...(poll.opening?.votes ?? [])]) byOption.set(optionId, (byOption.get(optionId) ?? 0) + votes)
  const votes = poll.options.map(({ id }) => byOption.get(id) ?? 0)
  const imported = poll.opening?.voters ?? 0
  const shares = percentages(votes)
  return {
    voters: poll.tally.counted + imported,
    votes: votes.reduce((sum, count) => sum + count, 0),
    imported,
    setAside: poll.tally.setAside,
    rows: poll.options.map(({ id, label }, index) => ({ optionId: id, label, votes: votes[index] ?? 0, percentage: shares[index] ?? 0, own: ownOptionIds.includes(id) })),
  }
}

/** Whole percentages of the sum that add up to 100 (largest remainder; of equals, the earlier wins). All 0 when nothing was counted. */
export function percentages(votes: readonly number[]): number[] {
  const sum = votes.reduce((total, count) => total + count, 0)
  if (sum === 0) return votes.map(() => 0)
  const shares = votes.map((count) => Math.floor((count * 100) / sum))
  const missing = 100 - shares.reduce((total, share) => total + share, 0)
  const byRemainder = votes.map((count, index) => ({ index, remainder: (count * 100) % sum })).sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

/** The definition as it is kept: words trimmed, in the one form of Unicode in which equal words are equal. */
export function tidyDefinition(definition: PollDefinition): PollDefinition {
  const tidy = (words: string) => words.normalize('NFC').replace(/\s+/gu, ' ').trim()
  return { ...definition, question: tidy(definition.question), options: definition.options.map(tidy) }
}

/** What is wrong with a tidy definition, in words; none when a poll can be made of it. */
export function definitionFaults({ question, options: labels, minChoices, maxChoices, opensAt, closesAt }: PollDefinition): string[] {
  return [
    ...(question === '' ? ['the question is missing'] : []),
    ...(labels.length < 2 || labels.length > 20 ? ['a poll has 2 to 20 options'] : []),
    ...(labels.some((label) => label === '' || [...label].length > 140) ? ['an option has 1 to 140 characters'] : []),
    ...(new Set(labels).size < labels.length ? ['two options read the same'] : []),
    ...(!Number.isInteger(minChoices) || !Number.isInteger(maxChoices) || minChoices < 1 || maxChoices < minChoices || maxChoices > labels.length
      ? ['the number of choices must lie between 1 and the number of options'] : []),
    ...(opensAt !== null && closesAt !== null && closesAt < opensAt ? ['it would close before it opens'] : []),
  ]
}
