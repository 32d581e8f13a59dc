import { expect, test } from 'vitest'
import { judgeComment } from './rules.ts'

test('on a story whose comments are held, that is a reason of its own', () => {
  const facts = { words: 'Well said.', isReply: false, waiting: { reader: 0, network: 0, story: 0, house: 0 } }
  const codes = (isStoryHeld: boolean) => judgeComment({ ...facts, isStoryHeld }).reasons.map(({ code }) => code)
  expect([codes(true), codes(false)]).toEqual([['hold-first', 'hold-story'], ['hold-first']])
  expect(judgeComment({ ...facts, isStoryHeld: true }).verdict).toBe('held')
})

test('whatever a comment says, somebody reads it first, and its author can read why', () => {
  const nothingWaits = { reader: 0, network: 0, story: 0, house: 0 }
  for (const words of ['Well said.', 'https://shop.example '.repeat(50)])
    expect(judgeComment({ words, isReply: false, isStoryHeld: false, waiting: nothingWaits })).toEqual({
      verdict: 'held',
      reasons: [{ code: 'hold-first', words: 'Every comment is read before it appears.' }],
    })
})
