import type { Lane } from './lane.ts'

/** Nothing is pushed yet. */
export function openPushLane(): Lane {
  return {
    window: 200,
    pace: { rate: undefined, rateOf: () => undefined },
    hand: async () => ({ kind: 'failed', fault: 'nothing is pushed yet' }),
  }
}
