/** Epoch milliseconds, UTC. The only source of time in the product, so that tests can turn it. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }

export type FakeClock = Clock & { advance(ms: number): void; set(ms: number): void }

export function fakeClock(start: number): FakeClock {
  let now = start
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
    set(ms) {
      now = ms
    },
  }
}
