import type { House } from '../kit/house.ts'
import type { Composed } from './composer.ts'
import type { Marked, Outcome } from './delivery.ts'
import type { Pace } from './mark.ts'
import type { Sending } from './sending-store.ts'

/** How messages of one channel go over the network. */
export type Lane = {
  /** How many rows of one chunk may be between being marked and being settled. */
  window: number
  pace: Pace
  /** Services that take nothing from us by our own fault, with what they say. */
  refusing?(): ReadonlyMap<string, string>
  /**
   * Hands one message over. Never throws but the signal's reason, where the message cannot have been taken.
   */
  hand(message: { sending: Sending; composed: Composed; row: Marked }, signal: AbortSignal): Promise<Outcome>
}

export type OpenLane = (house: House) => Lane
