import type { Burst } from './bursts.ts'
import type { Change } from './editing-store.ts'
import type { ImportedRecord } from './imported-tallies/store.ts'
/** What the paper can say of how a poll was counted, for anybody to check. */
import { isClosed, resultsOf, withheld, type PollResults, type PollWithTally } from './poll.ts'
import type { Electorate } from './poll.ts'
import { fewestForDetail, partPath, partsOf } from './receipts.ts'
import type { RuleSettings } from './rules.ts'

export type HourRow = { startsAt: number; ballots: number; counted: number }

export type Certificate = {
  format: 'crier-poll-certificate-1'
  poll: string
  question: string
  options: string[]
  /** What the picture of each option shows, in words; null where it has none. */
  pictures: (string | null)[]
  optionOrder: 'fixed' | 'rotated'
  choices: { min: number; max: number }
  /** Who asked. */
  askedBy: string
  opensAt: string
  closesAt: string | null
  closed: boolean
  who: Electorate
  mayChange: boolean
  resultsShown: { policy: string; hiddenUntil: number }
  issuedAt: string
  /** Null while results are not told yet. */
  results: PollResults | null
  ballots: {
    counted: number
    setAside: number
    changed: number
    confirmed: number
    setAsideBy: Record<string, number>
  } | null
  /** Imported: counted elsewhere, not to be audited; part of the results. */
  imported: { origin: string; importedAt: string; voters: number; votes: number[] } | null
  rules: RuleSettings
  changes: { at: string; what: Change['what']; was: string; became: string }[]
  /** Null with fewer than fifty counted ballots. */
  hours: { startsAt: string; ballots: number; counted: number }[] | null
  /** Where the list of receipts is, in parts where it is long; null before it is published. */
  receipts: string[] | null
  findings: {
    startsAt: string
    ballots: number
    usual: number
    answers: { label: string; share: number; usualShare: number }[]
  }[]
  statements: Record<'selfSelected' | 'doubleVotes' | 'unseen' | 'privacy', string>
}

export type CertificateParts = {
  poll: PollWithTally
  imported: ImportedRecord | undefined
  rules: RuleSettings
  changed: number
  setAsideBy: Record<string, number>
  changes: readonly (Change & { at: number })[]
  hours: readonly HourRow[]
  bursts: readonly Burst[]
}

export function certificateOf(
  { poll, imported, rules, changed, setAsideBy, changes, hours, bursts }: CertificateParts,
  {
    askedBy,
    now,
    isForStaff,
    statements,
  }: { askedBy: string; now: number; isForStaff: boolean; statements: Certificate['statements'] },
): Certificate {
  const isTold = isForStaff || withheld(poll, { now, hasVoted: false }) === undefined
  const isDetailed = isTold && (isForStaff || poll.tally.counted >= fewestForDetail)
  const { counted, setAside, confirmed } = poll.tally
  return {
    format: 'crier-poll-certificate-1',
    ...termsOf(poll, { askedBy, now }),
    issuedAt: iso(now),
    results: isTold ? resultsOf(poll) : null,
    ballots: isTold ? { counted, setAside, changed, confirmed, setAsideBy } : null,
    imported: isTold && imported !== undefined ? importedOf(poll, imported) : null,
    rules,
    changes: changes.map(({ at, what, was, became }) => ({ at: iso(at), what, was, became })),
    hours: isDetailed ? hours.map(({ startsAt, ...row }) => ({ startsAt: iso(startsAt), ...row })) : null,
    receipts: isTold && isClosed(poll, now) ? partsOf(poll).map((part) => partPath(poll.publicId, part)) : null,
    findings: isDetailed ? bursts.map((burst) => findingOf(poll, burst)) : [],
    statements,
  }
}

type Terms = Pick<
  Certificate,
  | 'poll'
  | 'question'
  | 'options'
  | 'pictures'
  | 'optionOrder'
  | 'choices'
  | 'askedBy'
  | 'opensAt'
  | 'closesAt'
  | 'closed'
  | 'who'
  | 'mayChange'
  | 'resultsShown'
>

/** What was asked, who could answer, and for how long. */
function termsOf(poll: PollWithTally, { askedBy, now }: { askedBy: string; now: number }): Terms {
  return {
    poll: poll.publicId,
    question: poll.question,
    options: poll.options.map((option) => option.label),
    pictures: poll.options.map(({ picture }) => picture?.alt ?? null),
    optionOrder: poll.rotates ? 'rotated' : 'fixed',
    choices: { min: poll.minChoices, max: poll.maxChoices },
    askedBy,
    opensAt: iso(poll.opensAt),
    closesAt: poll.closesAt === null ? null : iso(poll.closesAt),
    closed: isClosed(poll, now),
    who: poll.who,
    mayChange: poll.mayChange,
    resultsShown: { policy: poll.results, hiddenUntil: poll.hiddenUntil },
  }
}

function importedOf({ options }: PollWithTally, { origin, importedAt, voters, votes }: ImportedRecord) {
  return {
    origin,
    importedAt: iso(importedAt),
    voters,
    votes: options.map(({ id }) => votes.find(({ optionId }) => optionId === id)?.votes ?? 0),
  }
}

function findingOf({ options: ofPoll }: PollWithTally, { startsAt, ballots, usual, options }: Burst) {
  return {
    startsAt: iso(startsAt),
    ballots,
    usual: round(usual),
    answers: options.map(({ optionId, share, usualShare }) => ({
      label: ofPoll.find(({ id }) => id === optionId)?.label ?? '',
      share: round(share),
      usualShare: round(usualShare),
    })),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
