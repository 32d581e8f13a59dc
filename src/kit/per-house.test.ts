import { expect, test } from 'vitest'
import type { House } from './house.ts'
import { perHouse } from './per-house.ts'

/** A room sees no more of a house than this. */
function aDoor(): Pick<House, 'write'> {
  return { write: () => Promise.reject(new Error('nothing is written here')) }
}

test('what a room keeps in memory is one for all parts of a house, and another for another house', () => {
  const keptIn = perHouse(() => new Map<string, number>())
  const [paper, preview] = [aDoor(), aDoor()]
  keptIn(paper).set('votes', 3)
  expect(keptIn({ write: paper.write }).get('votes')).toBe(3)
  expect(keptIn(preview).size).toBe(0)
})

test('what two rooms keep is apart, also where it is made alike', () => {
  const [house, make] = [aDoor(), () => new Map<string, number>()]
  const [one, other] = [perHouse(() => make()), perHouse(() => make())]
  one(house).set('votes', 3)
  expect(other(house).size).toBe(0)
})
