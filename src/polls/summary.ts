import { formatTime, type Locale } from '../kit/times.ts'
import { pollPhrases } from './phrases.ts'
import { isClosed, isOpen, resultsOf, withheld, type PollWithTally, type ResultRow } from './poll.ts'
import { countWords } from './result-views.ts'
import { closingWords, withheldWords } from './views.ts'

/**
 * A poll in few words, as anybody may know it: for the card that other sites show. No figure is in it that its page
 * keeps back.
 */
export type PollSummary = {
  label: string
  /** When it closes, or did. */
  state: string
  question: string
  rows: SummaryRow[]
  /** How many voted and what that cannot say, or why no result is told. */
  note: string
  /** Whether the next ballot changes it. */
  isMoving: boolean
}

/** `share`: in words, where results are told. */
export type SummaryRow = { label: string; share: string; percentage: number; isRest: boolean }

/** More rows than these are summed up in the last one. */
const maxRows = 5

export function summaryOf(poll: PollWithTally, now: number, locale: Locale): PollSummary {
  const phrases = pollPhrases(locale.language)
  const kept = withheld(poll, { now, hasVoted: false })
  const results = resultsOf(poll)
  const isOpened = poll.opensAt <= now
  const isTold = isOpened && kept === undefined && results.votes > 0
  const rows = isTold ? results.rows : results.rows.map((row) => ({ ...row, votes: 0, percentage: 0 }))
  return {
    label: phrases.label,
    state: isClosed(poll, now)
      ? closingWords(poll, locale)
      : isOpened && poll.closesAt !== null
        ? phrases.openUntil(formatTime(poll.closesAt, 'full', locale))
        : '',
    question: poll.question,
    rows: fewRows(rows, phrases.moreAnswers).map((row) => ({
      ...row,
      share: isTold ? phrases.percent(row.percentage) : '',
    })),
    note: !isOpened
      ? phrases.opensAt(formatTime(poll.opensAt, 'full', locale))
      : kept !== undefined
        ? withheldWords(poll, kept, locale)
        : countWords(poll, results, locale),
    isMoving: isOpen(poll, now) && kept === undefined,
  }
}

/** In words, for readers who cannot see the picture. */
export function summaryWords({ label, question, rows, note }: PollSummary): string {
  return [`${label}: ${question}`, ...rows.map((row) => `${row.label} ${row.share}`.trim()), note].join(' · ')
}

type Row = Omit<SummaryRow, 'share'>

/**
 * Where they are too many, those with most votes (without votes, the first), and the sum of the others: the whole is
 * still 100.
 */
function fewRows(rows: readonly ResultRow[], more: (count: number) => string): Row[] {
  const own = ({ label, percentage }: ResultRow): Row => ({ label, percentage, isRest: false })
  if (rows.length <= maxRows) return rows.map(own)
  const sorted = rows.toSorted((a, b) => b.votes - a.votes)
  const rest = sorted.slice(maxRows - 1)
  return [
    ...sorted.slice(0, maxRows - 1).map(own),
    { label: more(rest.length), percentage: rest.reduce((sum, { percentage }) => sum + percentage, 0), isRest: true },
  ]
}
