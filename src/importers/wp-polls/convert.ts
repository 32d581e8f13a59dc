import type { PollToImport } from '../../polls/imported-tallies/import-poll.ts'
import { firstNamed, parseHtml } from '../wordpress/content/html-tree.ts'
import { instantIn } from '../wordpress/offset.ts'
import { plainText } from '../wordpress/text.ts'
import { bounds } from './bounds.ts'
import type { AnswerRow, PollRow } from './gather.ts'
import type { AnswerLog } from './vote-log.ts'

/** What the house takes for the words of one option. */
const maxOption = 140

export type Conversion = { poll: PollToImport; /** In words, for the report. */ warnings: string[] }

export type PollAround = {
  answers: readonly AnswerRow[]
  log: ReadonlyMap<number, AnswerLog>
  /** The last row of its log, in seconds of the site's clock; 0 without any. */
  lastVote: number
  /** False when no poll of the site has a count of voters: an old version, which counted votes only. */
  countsVoters: boolean
  timeZone: string
  shuffles: boolean
}

/**
 * A poll as the plugin's tables have it, in the house's own terms. Its counters are the truth; where they disagree is
 * said.
 */
export function convertPoll(row: PollRow, around: PollAround, now: number): Conversion {
  const warnings: string[] = []
  const labels = labelsOf(around.answers, warnings)
  const options = around.answers.map((answer, index) => ({
    sourceId: answer.id,
    label: labels[index] ?? '',
    votes: counter(answer.votes, `The answer "${labels[index]}"`, warnings),
    days: around.log.get(answer.id)?.days ?? [],
  }))
  const sum = options.reduce((total, { votes }) => total + votes, 0)
  const voters = around.countsVoters ? counter(row.totalVoters, 'The poll', warnings) : sum
  const question = questionOf(row, warnings)
  if (question === '') warnings.push('It has no question.')
  const maxChoices = row.multiple > 0 ? Math.min(row.multiple, options.length) : 1
  warnings.push(...disagreements(row, { sum, voters, maxChoices, log: around.log }))
  return {
    poll: {
      wordpressId: row.id,
      question: question || `Poll ${row.id}`,
      options,
      maxChoices,
      rotates: around.shuffles,
      voters,
      ...timesOf(row, around, now, warnings),
    },
    warnings,
  }
}

/** The plugin drops every backslash when it shows a text; markup and entities become plain words. */
export function shown(stored: string): string {
  return plainText(stored.replaceAll('\\', ''))
}

function questionOf(row: PollRow, warnings: string[]): string {
  const words = shown(row.question)
  if (words.length <= bounds.question) return words
  warnings.push(`Its question is longer than ${bounds.question} characters and was cut.`)
  return `${words
    .slice(0, bounds.question - 1)
    .toWellFormed()
    .trimEnd()}…`
}

function labelsOf(answers: readonly AnswerRow[], warnings: string[]): string[] {
  const taken = new Set<string>()
  return answers.map(({ words }, index) => {
    let label = shown(words)
    if (label === '') {
      label = pictured(words) ?? `Answer ${index + 1}`
      warnings.push(`Its answer ${index + 1} has no words of its own and is called "${label}".`)
    }
    if ([...label].length > maxOption) {
      warnings.push(`An answer is longer than ${maxOption} characters and was cut: "${label}".`)
      label = `${[...label]
        .slice(0, maxOption - 1)
        .join('')
        .trimEnd()}…`
    }
    const first = label
    for (let number = 2; taken.has(label); number++)
      label = `${[...first].slice(0, maxOption - 5).join('')} (${number})`
    if (label !== first) warnings.push(`Two answers read "${first}"; the later one is "${label}" now.`)
    taken.add(label)
    return label
  })
}

/** An answer may be a picture alone. */
function pictured(words: string): string | undefined {
  const alt = firstNamed(parseHtml(words.replaceAll('\\', '')), 'img')?.attributes.alt
  return alt === undefined ? undefined : plainText(alt).slice(0, maxOption) || undefined
}

function counter(value: number, whose: string, warnings: string[]): number {
  if (value < 0) warnings.push(`${whose} has a counter below zero (${value}), taken as 0.`)
  return Math.max(0, value)
}

type Counted = { sum: number; voters: number; maxChoices: number; log: ReadonlyMap<number, AnswerLog> }

function disagreements(row: PollRow, { sum, voters, maxChoices, log }: Counted): string[] {
  const logged = [...log.values()].reduce((total, { rows }) => total + rows, 0)
  return [
    ...(row.totalVotes !== sum
      ? [
          `Its total says ${votes(row.totalVotes)}, the counters of its answers add up to ${sum}; the answers are ` +
            'taken.',
        ]
      : []),
    ...(maxChoices === 1 && voters !== sum
      ? [`It counts ${voters} voters and ${votes(sum)}, though each voter had one.`]
      : []),
    ...(maxChoices > 1 && (voters > sum || sum > voters * maxChoices)
      ? [`It counts ${voters} voters and ${votes(sum)}, which ${maxChoices} choices each cannot give.`]
      : []),
    ...(logged !== sum
      ? [
          logged === 0
            ? `Its log is empty; ${votes(sum)} are known from the counters alone.`
            : `Its log holds ${votes(logged)}, its counters ${sum}; the counters are taken.`,
        ]
      : []),
  ]
}

function votes(number: number): string {
  return number === 1 ? '1 vote' : `${number} votes`
}

type Times = Pick<PollToImport, 'opensAt' | 'closesAt' | 'assumedCloseAt'>

/**
 * Stamps are the site's clock read as if it were UTC. 1 is open, 0 closed, -1 waits for its start; nothing tells when
 * somebody closed a poll by hand.
 */
function timesOf(row: PollRow, { timeZone, lastVote }: PollAround, now: number, warnings: string[]): Times {
  const instant = (seconds: number) => (seconds > 0 ? instantIn(timeZone, seconds * 1000) : undefined)
  if (row.startsAt === 0) warnings.push('Nothing readable says when it began.')
  const begun = instant(row.startsAt) ?? instant(lastVote) ?? now
  const opensAt = row.active === -1 ? begun : Math.min(begun, now)
  const expiry = instant(row.expiry)
  if (row.active !== 0)
    return { opensAt, closesAt: expiry === undefined ? null : Math.max(expiry, opensAt), assumedCloseAt: null }
  if (expiry !== undefined && expiry <= now)
    return { opensAt, closesAt: Math.max(expiry, opensAt), assumedCloseAt: null }
  warnings.push('It is closed, and nothing says since when.')
  const closesAt = Math.min(now, Math.max(opensAt, (instant(lastVote) ?? 0) + 1000))
  return { opensAt, closesAt, assumedCloseAt: closesAt }
}
