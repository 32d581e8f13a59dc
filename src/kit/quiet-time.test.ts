import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { collectInQuietTime } from './quiet-time.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A process that looks twice a second; `look` says how often it has collected after the next looks. */
function aProcess() {
  const state = { busy: 0, heldMb: 100, livingMb: 60, collections: 0, pressure: 'none' as 'none' | 'some' | 'high' }
  const stop = collectInQuietTime({
    everyMs: 500,
    busy: () => state.busy,
    pressure: () => state.pressure,
    heldBytes: () => state.heldMb * 1_000_000,
    collect() {
      state.collections++
      state.heldMb = state.livingMb
    },
  })
  const look = (looks = 10) => {
    vi.advanceTimersByTime(looks * 500)
    return state.collections
  }
  return { state, look, stop }
}

test('garbage is collected when there is nothing to do, and not while there is', () => {
  const { state, look, stop } = aProcess()
  state.busy = 0.5
  expect([look(), look()]).toEqual([0, 0])
  state.busy = 0.01
  expect(look()).toBe(1)
  stop()
  state.heldMb = 200
  expect(look()).toBe(1)
})

test('what lives is not collected again and again: only what has come since counts', () => {
  const { state, look } = aProcess()
  expect([look(), look(), look()]).toEqual([1, 1, 1])
  state.heldMb = state.livingMb + 10
  expect(look()).toBe(1)
  state.heldMb = state.livingMb + 20
  expect([look(), look()]).toEqual([2, 2])
})

test('with too little memory left it is collected in the midst of work, but not again at once', () => {
  const { state, look } = aProcess()
  state.busy = 0.9
  expect([look(), look()]).toEqual([0, 0])
  state.pressure = 'some'
  expect(look(1)).toBe(1)
  state.heldMb = 200
  expect(look(9)).toBe(1)
  expect(look(1)).toBe(2)
  state.pressure = 'high'
  for (const collections of [3, 4]) {
    state.heldMb = state.livingMb + 10
    expect(look(1)).toBe(collections)
  }
  state.pressure = 'none'
  state.heldMb = 200
  expect(look(40)).toBe(4)
})
