import { expect, test } from 'vitest'
import { openTurns } from './turns.ts'

test('so many work at the same time, in the order in which they came', async () => {
  const turn = openTurns({ atOnce: 2, longestWaitMs: Infinity })
  let [inside, most] = [0, 0]
  const done: number[] = []
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      turn(async () => {
        most = Math.max(most, ++inside)
        await new Promise(setImmediate)
        inside--
        done.push(number)
      }),
    ),
  )
  expect([most, done]).toEqual([2, Array.from({ length: 20 }, (_, number) => number)])
})

test('between two turns everything else has its turn too, though none of them ever lets go of the thread', async () => {
  const turn = openTurns({ atOnce: 1, longestWaitMs: Infinity })
  let rounds = 0
  const round = () => {
    rounds++
    if (rounds < 1_000) setImmediate(round)
  }
  setImmediate(round)
  const seen = await Promise.all(Array.from({ length: 10 }, () => turn(async () => rounds)))
  expect(new Set(seen).size).toBeGreaterThan(8)
})

test('work that is done at once makes no room for what comes in with it before everything else has had its turn', async () => {
  const turn = openTurns({ atOnce: 2, longestWaitMs: Infinity })
  let rounds = 0
  const round = () => {
    if (++rounds < 1_000) setImmediate(round)
  }
  setImmediate(round)
  const seen: (number | undefined)[] = []
  // Each has ended before the next one asks, as requests do that were read in the same round.
  for (let number = 0; number < 10; number++) seen.push(await turn(async () => rounds))
  const together = seen.filter((each) => each === seen[0]).length
  expect([together, new Set(seen).size]).toEqual([2, 5])
})

test('work that throws makes room for the next, and who waits too long is turned away', async () => {
  const turn = openTurns({ atOnce: 1, longestWaitMs: -1 })
  const asked = await Promise.allSettled([turn(() => Promise.reject(new Error('no'))), turn(async () => 'late')])
  expect(asked).toEqual([
    { status: 'rejected', reason: new Error('no') },
    { status: 'fulfilled', value: undefined },
  ])
  expect(await turn(async () => 'next')).toBe('next')
})
