import { describe, expect, test } from 'vitest'
import {
  blankPoll,
  changesOf,
  draftOf,
  newAnswer,
  newPollOf,
  partsChanged,
  pathsOf,
  picturePathsOf,
  rebased,
  type Poll,
  type PollDraft,
} from '../desk/story/poll-draft.ts'

const ship = { media: 'ship', alt: 'A ship' }
const poll: Poll = {
  id: 'bridge',
  revision: 1,
  question: 'Who should wait?',
  options: ['Ships', 'Cars'],
  optionIds: [11, 12],
  pictures: [{ ...ship, src: null }, null],
  ...{ minChoices: 1, maxChoices: 1, opensAt: 1_000, closesAt: null, results: 'always' },
  ...{ hiddenUntil: 0, rotates: false, mayChange: false, counted: 0 },
  may: { change: true, removeOptions: true, changeChoices: true },
}
const voted = { change: true, removeOptions: false, changeChoices: false }

function typed(labels: Record<number, string>, more: Partial<PollDraft> = {}): PollDraft {
  const draft = draftOf(poll)
  const answers = draft.answers.map((answer) => ({ ...answer, label: labels[answer.id ?? 0] ?? answer.label }))
  return { ...draft, answers, ...more }
}

describe('a poll that is typed into its form', () => {
  test('is sent without the lines that were left empty', () => {
    const [first, empty, last] = [newAnswer(), newAnswer(), newAnswer()]
    const answers = [{ ...first, label: 'Yes' }, empty, { ...last, picture: ship }]
    const draft = { ...blankPoll(), question: 'Open?', answers }
    expect(newPollOf(draft)).toMatchObject({ question: 'Open?', options: ['Yes', ''], pictures: [null, ship] })
    expect([pathsOf(draft, last.key), picturePathsOf(draft, last.key)]).toEqual([
      ['/options/1', '/optionIds/1'],
      ['/pictures/1/alt', '/pictures/1/media'],
    ])
    expect([pathsOf(draft, empty.key), pathsOf(undefined, first.key)]).toEqual([[], []])
  })

  test('is sent as what is other than it was seen, and as nothing where nothing is', () => {
    expect(changesOf(draftOf(poll), poll)).toEqual({})
    expect(changesOf(typed({}, { closesAt: '2026-12-24T18:00' }), poll)).toEqual({ closesAt: '2026-12-24T18:00' })
    expect(changesOf(typed({ 12: 'Lorries' }), poll)).toEqual({
      options: ['Ships', 'Lorries'],
      optionIds: [11, 12],
      pictures: [ship, null],
    })
  })

  test('keeps what was typed and takes over the rest when somebody else has changed it', () => {
    const now: Poll = {
      ...poll,
      ...{ revision: 2, question: 'Who waits?', maxChoices: 2, closesAt: 9_000 },
      ...{ options: ['Trains', 'Cars', 'Boats'], optionIds: [13, 12, 11], pictures: [null, null, null] },
    }
    const draft = rebased(typed({ 12: 'Lorries' }, { question: 'Who should wait longest?' }), poll, now)
    expect(draft).toMatchObject({ question: 'Who should wait longest?', maxChoices: 2, closesAt: 9_000 })
    expect(draft.answers).toMatchObject([
      { id: 13, label: 'Trains' },
      { id: 12, label: 'Lorries' },
      { id: 11, label: 'Boats', picture: null },
    ])
    expect(partsChanged(poll, now)).toEqual(['question', 'answers', 'choices', 'closesAt'])
    expect(partsChanged(poll, poll)).toEqual([])
  })

  test('keeps words typed into an answer that somebody else has taken away', () => {
    const now: Poll = {
      ...poll,
      revision: 2,
      options: ['Trains', 'Boats'],
      optionIds: [13, 14],
      pictures: [null, null],
    }
    expect(rebased(typed({ 12: 'Lorries' }), poll, now).answers).toMatchObject([
      { id: 13 },
      { id: 14 },
      { id: null, label: 'Lorries' },
    ])
  })

  test('has the answers back that were taken away here while readers voted', () => {
    const draft = { ...draftOf(poll), maxChoices: 2, answers: draftOf(poll).answers.slice(0, 1) }
    expect(rebased(draft, poll, { ...poll, revision: 2 }).answers).toMatchObject([{ id: 11 }])
    const after = rebased(draft, poll, { ...poll, may: voted })
    expect([after.answers.map(({ id }) => id), after.maxChoices]).toEqual([[11, 12], 1])
  })
})
