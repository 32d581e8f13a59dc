import { expect, test } from 'vitest'
import { runRules, type Rule } from './rules.ts'

type Verdict = 'publish' | 'hold' | 'reject'
const links: Rule<string, Verdict> = {
  name: 'links',
  check: (text) => (text.includes('http') ? { verdict: 'hold', detail: 'has a link' } : undefined),
}
const shouting: Rule<string, Verdict> = {
  name: 'shouting',
  check: (text) => (text === text.toUpperCase() ? { verdict: 'reject' } : undefined),
}
const broken: Rule<string, Verdict> = {
  name: 'broken',
  check: () => {
    throw new Error('no word list')
  },
}
const strength = ['publish', 'hold', 'reject'] as const

test('the strongest verdict stands, and every reason is kept in the order of the rules', () => {
  expect(runRules([shouting, links], 'HTTP://X http', strength)).toEqual({
    verdict: 'hold',
    reasons: [{ rule: 'links', verdict: 'hold', detail: 'has a link' }],
  })
  expect(runRules([links, shouting], 'LOOK', strength).verdict).toBe('reject')
})

test('with nothing to say the weakest verdict stands', () => {
  expect(runRules([links, shouting], 'calm', strength)).toEqual({ verdict: 'publish', reasons: [] })
})

test('a rule that fails abstains and says why', () => {
  expect(runRules([broken, links], 'calm', strength)).toEqual({
    verdict: 'publish',
    reasons: [{ rule: 'broken', verdict: 'abstained', detail: 'no word list' }],
  })
})
