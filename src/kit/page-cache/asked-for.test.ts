import { expect, test } from 'vitest'
import { openAskedFor } from './asked-for.ts'

test('of more keys than are kept the one goes that was noted longest ago', () => {
  const askedFor = openAskedFor(2)
  const asked = { tags: ['article:1', 'topic-name:7'], changes: 3 }
  askedFor.note('a', asked)
  askedFor.note('b', { tags: [], changes: 0 })
  askedFor.note('a', { ...asked, changes: 4 })
  askedFor.note('c', { tags: ['media:2'], changes: 1 })
  expect(['a', 'b', 'c', 'd'].map((key) => askedFor.get(key))).toEqual([
    { ...asked, changes: 4 },
    undefined,
    { tags: ['media:2'], changes: 1 },
    undefined,
  ])
  expect(openAskedFor(2).get('a')).toBeUndefined()
})

test('what shows nothing that is counted is known all the same', () => {
  const askedFor = openAskedFor(2)
  askedFor.note('b', { tags: [], changes: 0 })
  expect(askedFor.get('b')).toEqual({ tags: [], changes: 0 })
})
