/** A poll as it is typed into its form, and what is sent of it. */
import type { Body, Reply } from '../api/client.ts'

export type Poll = Reply<'GET /api/v1/polls/:id'>
export type Picture = { media: string; alt: string }
/** `id`: of which answer of the poll it is; null for one that is new. */
export type Answer = { key: string; id: number | null; label: string; picture: Picture | null }

export type PollDraft = {
  question: string
  answers: Answer[]
  minChoices: number
  maxChoices: number
  /** A moment, or as it was typed by the publication's clock; null: at once. */
  opensAt: number | string | null
  /** Likewise; null: when somebody closes it. */
  closesAt: number | string | null
  results: Poll['results']
}

export const newAnswer = (): Answer => ({ key: crypto.randomUUID(), id: null, label: '', picture: null })

export function blankPoll(): PollDraft {
  const answers = [newAnswer(), newAnswer()]
  const choices = { minChoices: 1, maxChoices: 1 }
  return { question: '', answers, ...choices, opensAt: null, closesAt: null, results: 'always' }
}

export function draftOf(poll: Poll): PollDraft {
  const { question, minChoices, maxChoices, opensAt, closesAt, results } = poll
  const answers = poll.options.map((label, index): Answer => {
    const [id, picture] = [poll.optionIds[index] ?? null, poll.pictures[index]]
    return { key: `answer ${id}`, id, label, picture: picture ? { media: picture.media, alt: picture.alt } : null }
  })
  return { question, answers, minChoices, maxChoices, opensAt, closesAt, results }
}

/** Lines that were left empty are no answers. */
export function writtenAnswers({ answers }: Pick<PollDraft, 'answers'>): Answer[] {
  return answers.filter(({ label, picture }) => label.trim() !== '' || picture !== null)
}

export function newPollOf(draft: PollDraft): Body<'POST /api/v1/polls'> {
  const { answers: _, ...fields } = draft
  const written = writtenAnswers(draft)
  return { ...fields, options: written.map(({ label }) => label), pictures: written.map(({ picture }) => picture) }
}

const plainFields = ['question', 'minChoices', 'maxChoices', 'opensAt', 'closesAt', 'results'] as const

/** Only what is other than it was seen: the rest stays as others may leave it meanwhile. */
export function changesOf(draft: PollDraft, seen: Poll): Body<'PATCH /api/v1/polls/:id'> {
  const [before, written] = [draftOf(seen), writtenAnswers(draft)]
  const fields = plainFields.filter((name) => draft[name] !== before[name]).map((name) => [name, draft[name]] as const)
  return {
    ...(Object.fromEntries(fields) as Partial<Omit<PollDraft, 'answers'>>),
    ...(!isAlike(written, before.answers) && {
      options: written.map(({ label }) => label),
      optionIds: written.map(({ id }) => id),
      pictures: written.map(({ picture }) => picture),
    }),
  }
}

const parts = ['question', 'answers', 'choices', 'opensAt', 'closesAt', 'results'] as const
export type PollPart = (typeof parts)[number]

/** What somebody else has changed. */
export function partsChanged(seen: Poll, now: Poll): PollPart[] {
  const [before, after] = [draftOf(seen), draftOf(now)]
  return parts.filter((part) => {
    if (part === 'answers') return !isAlike(before.answers, after.answers)
    if (part === 'choices') return before.minChoices !== after.minChoices || before.maxChoices !== after.maxChoices
    return before[part] !== after[part]
  })
}

/** What was typed, upon the poll as it is now: whatever was not touched here becomes as somebody else has left it. */
export function rebased(draft: PollDraft, seen: Poll, now: Poll): PollDraft {
  const [before, after] = [draftOf(seen), draftOf(now)]
  const choices = now.may.changeChoices ? draft : after
  const merged = <Name extends (typeof plainFields)[number]>(name: Name, mine: PollDraft = draft): PollDraft[Name] =>
    mine[name] === before[name] ? after[name] : mine[name]
  return {
    question: merged('question'),
    answers: rebasedAnswers(draft.answers, { before: before.answers, after: after.answers, ...now.may }),
    minChoices: merged('minChoices', choices),
    maxChoices: merged('maxChoices', choices),
    opensAt: merged('opensAt'),
    closesAt: merged('closesAt'),
    results: merged('results'),
  }
}

type Answers = { before: Answer[]; after: Answer[]; removeOptions: boolean }

function rebasedAnswers(mine: Answer[], { before, after, removeOptions }: Answers): Answer[] {
  const known = after.flatMap((theirs) => {
    const [typed, was] = [sameIn(mine, theirs), sameIn(before, theirs)]
    // Taken away here, unless readers have voted meanwhile; or new.
    if (typed === undefined) return was === undefined || !removeOptions ? [theirs] : []
    const label = typed.label === was?.label ? theirs.label : typed.label
    const picture = isSamePicture(typed.picture, was?.picture ?? null) ? theirs.picture : typed.picture
    return [{ ...typed, label, picture }]
  })
  // What they have taken away stays where something was typed into it.
  const others = mine.filter((answer) => {
    if (sameIn(after, answer) !== undefined) return false
    const was = sameIn(before, answer)
    return was === undefined || !isAlike([answer], [was])
  })
  return [...known, ...others.map((answer) => ({ ...answer, id: null }))]
}

function sameIn(answers: Answer[], { id }: Answer): Answer | undefined {
  return id === null ? undefined : answers.find((other) => other.id === id)
}

function isAlike(some: Answer[], others: Answer[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, label, picture }, index) => {
      const other = others[index]
      return other !== undefined && id === other.id && label === other.label && isSamePicture(picture, other.picture)
    })
  )
}

function isSamePicture(one: Picture | null, other: Picture | null): boolean {
  return one?.media === other?.media && one?.alt === other?.alt
}

/** Where in what was sent this answer stood, for its words. */
export function pathsOf(sent: PollDraft | undefined, key: string): string[] {
  return placesOf(sent, key).flatMap((index) => [`/options/${index}`, `/optionIds/${index}`])
}

/** The same for its picture. */
export function picturePathsOf(sent: PollDraft | undefined, key: string): string[] {
  return placesOf(sent, key).flatMap((index) => [`/pictures/${index}/alt`, `/pictures/${index}/media`])
}

function placesOf(sent: PollDraft | undefined, key: string): number[] {
  return sent === undefined ? [] : writtenAnswers(sent).flatMap((answer, index) => (answer.key === key ? [index] : []))
}
