/** One run of a chunk: who holds it, what is in flight, and what has come back. */
import { randomBytes } from 'node:crypto'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Channel } from '../subscriptions/tables.ts'
import { takeChunk } from './chunk-store.ts'
import type { Composers } from './composer.ts'
import type { Chunk } from './delivery.ts'
import type { Lane, OpenLane } from './lane.ts'
import { heldSending } from './sending-store.ts'
import { markUncertain } from './settle-store.ts'
import { followIn, type Answer, type DeliveryHooks } from './settle.ts'

/** What handing over needs from the room whose messages they are, and from the channels. */
export type DeliveryParts = { composers: Composers; hooks: DeliveryHooks; lanes: Record<Channel, OpenLane> }

export type Run = {
  house: House
  chunk: Chunk
  holder: string
  parts: DeliveryParts
  lane: Lane
  signal: AbortSignal
  beganAt: number
  after: number
  /** What is in flight, and what has come back since the last write. */
  flying: Set<number>
  back: Answer[]
  /** Told of each answer. */
  onBack: () => void
  tokensAt: number | undefined
}

/** Rows an earlier run left in flight are uncertain from now on. Undefined if there is no such chunk. */
export async function beginRun(
  house: House,
  key: Pick<Chunk, 'sendingId' | 'channel' | 'from'>,
  parts: DeliveryParts,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const holder = randomBytes(9).toString('base64url')
  const at = house.clock.now()
  const chunk = await house.write(system, async (tx) => {
    const sending = await heldSending(tx, key.sendingId)
    const taken = await takeChunk(tx, key, holder)
    if (sending === undefined || taken === undefined) return undefined
    const fault = 'a process ended, or stalled, before it could say whether this went out'
    const left = await markUncertain(tx, taken, { holder, fault, at })
    await followIn(tx, { sending, chunk: taken, at, hooks: parts.hooks }, left)
    return taken
  })
  if (chunk === undefined) return undefined
  return {
    house,
    chunk,
    holder,
    parts,
    lane: parts.lanes[chunk.channel](house),
    signal,
    beganAt: performance.now(),
    after: chunk.from,
    flying: new Set(),
    back: [],
    onBack: () => {},
    tokensAt: undefined,
  }
}
