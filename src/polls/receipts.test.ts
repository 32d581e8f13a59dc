import { expect, test } from 'vitest'
import { partPath, partsOf } from './receipts.ts'

test('a list has as many parts as it needs, and one part is the whole list', () => {
  const parts = (counted: number) => partsOf({ tally: { counted, setAside: 0, confirmed: 0, votes: [] } })
  expect([0, 1, 100_000, 100_001, 3_000_000].map((ballots) => parts(ballots).length)).toEqual([1, 1, 1, 2, 30])
  expect([parts(5), parts(150_000)].map((each) => each.map((part) => partPath('abc', part)))).toEqual([
    ['/polls/abc/receipts.json'],
    ['/polls/abc/receipts/1.json', '/polls/abc/receipts/2.json'],
  ])
})
