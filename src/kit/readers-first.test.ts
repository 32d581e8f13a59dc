import { expect, test } from 'vitest'
import { inSteps, openReadersFirst } from './readers-first.ts'

/** A thread of which readers take the part `pages`, and work of 5 ms at a time what it may. */
function aThread({ perSecond, pages }: { perSecond: number; pages: number }) {
  const state = { nowMs: 0, worked: 0, workedSince: 0, since: 0, perSecond, pages }
  const readers = openReadersFirst({
    nowMs: () => state.nowMs,
    busy() {
      const part = state.workedSince / Math.max(1, state.nowMs - state.since) + state.pages
      ;[state.workedSince, state.since] = [0, state.nowMs]
      return Math.min(1, part)
    },
    rest: async (ms) => pass(ms),
  })
  const pass = (ms: number) => {
    for (let asked = 0; asked < (ms * state.perSecond) / 1_000; asked++) readers.asked()
    state.nowMs += ms
  }
  /** The part of the time that the work took. */
  const workFor = async (ms: number) => {
    const [began, before] = [state.nowMs, state.worked]
    while (state.nowMs < began + ms) {
      pass(5)
      state.worked += 5
      state.workedSince += 5
      await readers.worked(5)
    }
    return (state.worked - before) / (state.nowMs - began)
  }
  return { state, readers, workFor, pass }
}

test('without readers the work takes the whole thread, at once', async () => {
  const { readers, workFor } = aThread({ perSecond: 0, pages: 0 })
  expect(await workFor(2_000)).toBeGreaterThan(0.95)
  expect(readers.areThere()).toBe(false)
})

test('beside readers it begins with little and takes what they leave, less a tenth', async () => {
  const { state, readers, workFor, pass } = aThread({ perSecond: 1_000, pages: 0.4 })
  pass(2_000)
  expect(await workFor(200)).toBeLessThan(0.2)
  expect(readers.areThere()).toBe(true)
  await workFor(3_000)
  const settled = await workFor(4_000)
  expect(settled).toBeGreaterThan(0.3)
  expect(settled).toBeLessThan(0.55)
  state.pages = 0.8
  await workFor(1_000)
  expect(await workFor(4_000)).toBeLessThan(0.15)
})

test('it never stands still, and has all again when the readers have gone', async () => {
  const { state, workFor } = aThread({ perSecond: 1_000, pages: 1 })
  await workFor(2_000)
  expect(await workFor(4_000)).toBeGreaterThan(0.01)
  ;[state.perSecond, state.pages] = [0, 0]
  await workFor(2_000)
  expect(await workFor(2_000)).toBeGreaterThan(0.9)
})

test('work of small parts lets the readers in whenever some have taken a few milliseconds together', async () => {
  let nowMs = 0
  const rested: number[] = []
  const worked = async (ms: number) => {
    rested.push(ms)
    nowMs += 100
  }
  const step = inSteps({ worked }, () => nowMs)
  for (let part = 0; part < 10; part++) {
    nowMs += 1.5
    await step()
  }
  // What passed while they were let in is no work.
  expect(rested).toEqual([4.5, 4.5, 4.5])
})
