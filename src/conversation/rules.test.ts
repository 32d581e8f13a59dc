import { expect, test } from 'vitest'
import { judgeComment } from './rules.ts'

test('whatever a comment says, somebody reads it first, and its author can read why', () => {
  const nothingWaits = { reader: 0, network: 0, story: 0, house: 0 }
  for (const words of ['Well said.', 'https://shop.example '.repeat(50)])
    expect(judgeComment({ words, isReply: false, isStoryHeld: false, waiting: nothingWaits })).toEqual({
      verdict: 'held',
      reasons: [{ code: 'hold-first', words: 'Every comment is read before it appears.' }],
    })
})
