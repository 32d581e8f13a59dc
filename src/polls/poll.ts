/**
 * Polls: a question put to the readers. One known reader has one ballot, and what looks stuffed is set aside, never
 * lost.
 */
import { normalForm } from '../kit/normal-form.ts'
import type { PictureView } from '../media/picture-view.ts'

export type ResultPolicy = 'always' | 'after-vote' | 'after-close' | 'staff'
export type BallotState = 'counted' | 'set-aside'
/**
 * Who may vote: any reader that a cookie tells apart, one with a confirmed address, one whose confirmed address staff
 * have listed.
 */
export type Electorate = 'anyone' | 'confirmed' | 'list'

/** A ballot may be changed so often: each change is kept, and a reader's clicking must not fill the disk. */
export const maxChanges = 20

/** A picture beside an option, and what it shows in words. */
export type OptionPicture = { mediaId: number; alt: string }

/** `view`: what is there to be shown of its picture. */
export type PollOption = { id: number; label: string; picture?: OptionPicture & { view?: PictureView | undefined } }

export type Poll = {
  id: number
  publicId: string
  /** One more with each change of its words or rules; what readers vote is none. */
  revision: number
  question: string
  minChoices: number
  maxChoices: number
  opensAt: number
  /** The first moment at which no vote is taken any more. */
  closesAt: number | null
  results: ResultPolicy
  /** Results are shown from so many counted ballots on. */
  hiddenUntil: number
  /** Whether each reader's script may turn the order of the options. */
  rotates: boolean
  /** Whether a reader may change their vote while the poll is open. */
  mayChange: boolean
  who: Electorate
  /** In the order in which they were written. */
  options: PollOption[]
}

/**
 * What was counted, and what was set aside, until now. `confirmed`: how much of the counted came from readers with a
 * confirmed address.
 */
export type Tally = {
  counted: number
  setAside: number
  confirmed: number
  votes: { optionId: number; votes: number; confirmed: number }[]
}

/**
 * What an imported poll had been given elsewhere before it came: added to the results, told apart, and not to be
 * recounted.
 */
export type ImportedTally = {
  voters: number
  votes: { optionId: number; votes: number }[]
  assumedCloseAt: number | null
}

export type PollWithTally = Poll & { tally: Tally; imported?: ImportedTally | undefined }

/** A poll in a list of polls. */
export type ListedPoll = Pick<
  Poll,
  'id' | 'publicId' | 'question' | 'opensAt' | 'closesAt' | 'results' | 'hiddenUntil'
> & { counted: number }

/** One reader's ballot as that reader may see it. */
export type Ballot = { state: BallotState; receipt: string; optionIds: number[]; castAt: number }

/** What a story file, an import or the desk says of a poll. */
export type PollDefinition = {
  question: string
  options: readonly string[]
  /**
   * Of the options, in their order: which of those that are there it is, null for a new one. Without them an option is
   * known by its words, and in other words it is another.
   */
  optionIds?: readonly (number | null)[]
  /** Of the options, in their order: null takes a picture away, undefined leaves it as it is. */
  pictures?: readonly (OptionPicture | null | undefined)[]
  minChoices: number
  maxChoices: number
  /** Null: from now on. */
  opensAt: number | null
  closesAt: number | null
  results: ResultPolicy
  rotates: boolean
  hiddenUntil?: number
  mayChange?: boolean
  who?: Electorate
}

export type BallotFault = 'none' | 'too-few' | 'too-many' | 'twice' | 'unknown-option'

export type BallotCheck =
  | { outcome: 'ok'; optionIds: number[] }
  | { outcome: 'closed' | 'not-open' }
  | { outcome: 'refused'; fault: BallotFault }

export type ResultRow = { optionId: number; label: string; votes: number; percentage: number; own: boolean }

/**
 * Results as a page shows them. `votes` exceeds `voters` only where several options may be chosen. `tiers`: the same
 * apart for readers with a confirmed address and for all others, where enough of both have voted. `imported`: how many
 * of the voters an import brought.
 */
export type PollResults = {
  voters: number
  votes: number
  imported: number
  setAside: number
  rows: ResultRow[]
  tiers: { confirmed: Tier; others: Tier } | undefined
}

/**
 * Of fewer the shares could tell who chose what: the only reader with a confirmed address would have a column alone.
 */
const fewestInTier = 10

export type Tier = { voters: number; percentages: number[] }

/** In SQL: `openAt` and `closedAt` of open-store.ts. */
export function isOpen(poll: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): boolean {
  return poll.opensAt <= now && !isClosed(poll, now)
}

export function isClosed(poll: Pick<Poll, 'closesAt'>, now: number): boolean {
  return poll.closesAt !== null && poll.closesAt <= now
}

/** When it closes once a source says so. What names no end does not open again what somebody has closed. */
export function nextClose(poll: Pick<Poll, 'closesAt'>, given: number | null, now: number): number | null {
  return given ?? (isClosed(poll, now) ? poll.closesAt : null)
}

/** Whether these choices, as they came from a form, make a ballot at this moment. */
export function checkBallot(poll: Poll, choices: readonly string[], now: number): BallotCheck {
  if (isClosed(poll, now)) return { outcome: 'closed' }
  if (poll.opensAt > now) return { outcome: 'not-open' }
  const fault = faultOf(poll, choices)
  return fault === undefined
    ? { outcome: 'ok', optionIds: choices.map(Number).sort((a, b) => a - b) }
    : { outcome: 'refused', fault }
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

/** Why results are kept back from this reader for now; undefined when they may be told. */
export type Withheld = 'until-vote' | 'until-close' | 'staff-only' | 'until-more'

export function withheld(
  { tally, ...poll }: Pick<PollWithTally, 'results' | 'closesAt' | 'hiddenUntil' | 'tally'>,
  { now, hasVoted }: { now: number; hasVoted: boolean },
): Withheld | undefined {
  if (poll.results === 'staff') return 'staff-only'
  if (isClosed(poll, now)) return undefined
  if (poll.results === 'after-close') return 'until-close'
  if (poll.results === 'after-vote' && !hasVoted) return 'until-vote'
  return tally.counted < poll.hiddenUntil ? 'until-more' : undefined
}

/** The next moment at which the poll turns by itself: what is shown of it is good until then. */
export function nextTurn({ opensAt, closesAt }: Pick<Poll, 'opensAt' | 'closesAt'>, now: number): number | undefined {
  return [opensAt, closesAt].find((moment): moment is number => moment !== null && moment > now)
}

export function resultsOf(poll: PollWithTally, ownOptionIds: readonly number[] = []): PollResults {
  const { counted, setAside, confirmed } = poll.tally
  const byOption = new Map(poll.tally.votes.map((row) => [row.optionId, row]))
  const imported = poll.imported?.voters ?? 0
  const importedVotes = new Map(poll.imported?.votes.map((row) => [row.optionId, row.votes]))
  const own = poll.options.map(({ id }) => byOption.get(id)?.votes ?? 0)
  const votes = poll.options.map(({ id }, index) => (own[index] ?? 0) + (importedVotes.get(id) ?? 0))
  const ofConfirmed = poll.options.map(({ id }) => byOption.get(id)?.confirmed ?? 0)
  const shares = percentages(votes)
  return {
    voters: counted + imported,
    votes: votes.reduce((sum, count) => sum + count, 0),
    imported,
    setAside,
    rows: poll.options.map(({ id, label }, index) => ({
      optionId: id,
      label,
      votes: votes[index] ?? 0,
      percentage: shares[index] ?? 0,
      own: ownOptionIds.includes(id),
    })),
    tiers:
      Math.min(confirmed, counted - confirmed) < fewestInTier
        ? undefined
        : {
            confirmed: { voters: confirmed, percentages: percentages(ofConfirmed) },
            others: {
              voters: counted - confirmed,
              percentages: percentages(own.map((count, index) => count - (ofConfirmed[index] ?? 0))),
            },
          },
  }
}

/**
 * Whole percentages of the sum that add up to 100 (largest remainder; of equals, the earlier wins). All 0 when nothing
 * was counted.
 */
export function percentages(votes: readonly number[]): number[] {
  const sum = votes.reduce((total, count) => total + count, 0)
  if (sum === 0) return votes.map(() => 0)
  const shares = votes.map((count) => Math.floor((count * 100) / sum))
  const missing = 100 - shares.reduce((total, share) => total + share, 0)
  const byRemainder = votes
    .map((count, index) => ({ index, remainder: (count * 100) % sum }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

type Beside = 'optionIds' | 'pictures'

export type TidyDefinition = Required<Omit<PollDefinition, Beside>> & Pick<PollDefinition, Beside>

/** The definition as it is kept: words trimmed, in the one form of Unicode in which equal words are equal. */
export function tidyDefinition(definition: PollDefinition): TidyDefinition {
  return {
    hiddenUntil: 0,
    mayChange: false,
    who: 'anyone',
    ...definition,
    ...(definition.pictures && {
      pictures: definition.pictures.map((picture) => picture && { ...picture, alt: tidyWords(picture.alt) }),
    }),
    question: tidyWords(definition.question),
    options: definition.options.map(tidyWords),
  }
}

export function tidyWords(words: string): string {
  return normalForm(words, 'NFC').replace(/\s+/gu, ' ').trim()
}
