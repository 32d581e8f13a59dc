import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newReaderId } from '../readers/readers.ts'
import { partsOf, readersOfPart } from './receipts.ts'

const tally = (counted: number) => ({ tally: { counted, setAside: 0, confirmed: 0, votes: [] } })

test('a list has as many parts as it needs', () => {
  expect([0, 1, 20_000, 20_001, 3_000_000].map((ballots) => partsOf(tally(ballots)).length)).toEqual([1, 1, 1, 2, 150])
})

test('every reader is in exactly one part, and the parts are about as long', () => {
  const ids = Array.from({ length: 3_000 }, newReaderId)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.string({ minLength: 1 }).filter((id) => !id.includes('\0')), (of, odd) => {
      const ranges = partsOf(tally(of * 10), 10).map(readersOfPart)
      expect(ranges).toHaveLength(of)
      const inRange = (id: string) => ranges.filter(({ after, until }) => Buffer.compare(Buffer.from(id), Buffer.from(after)) > 0 && Buffer.compare(Buffer.from(id), Buffer.from(until)) <= 0)
      expect(inRange(odd)).toHaveLength(1)
      for (const id of ids.slice(0, 50)) expect(inRange(id)).toHaveLength(1)
    }),
  )
  const lengths = partsOf(tally(100), 10).map(readersOfPart).map(({ after, until }) => ids.filter((id) => id > after && id <= until).length)
  expect(Math.min(...lengths)).toBeGreaterThan(200)
})
