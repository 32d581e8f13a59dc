/** Once a minute: pauses what stands still, leaves alone what is only waiting, and makes sure no chunk is forgotten. */
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { dueChunks } from './chunk-store.ts'
import { minute, standstillMs } from './delivery.ts'
import { wakeChunks } from './jobs.ts'
import { stoodStill } from './pause.ts'
import { dropOldBuckets } from './rate-store.ts'
import { hasOverdue } from './row-store.ts'
import {
  heldSending,
  liveSendings,
  noteMoved,
  setSendingState,
  wasAnyAcceptedSince,
  type Sending,
} from './sending-store.ts'

/** The rest are woken in the next round. */
const maxWoken = 500
/** A running or waiting job reaches its chunk within this time. */
const forgottenMs = 30_000

export async function lookAfterSendings(house: House): Promise<void> {
  const live = (await liveSendings(house.db)).filter(({ state }) => state === 'freezing' || state === 'sending')
  const now = house.clock.now()
  const isMoving = await wasAnyAcceptedSince(
    house.db,
    live.map(({ id }) => id),
    now - 2 * minute,
  )
  for (const sending of live) await lookAt(house, sending, isMoving)
  await house.write(system, (tx) => dropOldBuckets(tx, now))
  const due = await dueChunks(house.db, now - forgottenMs, maxWoken)
  const kinds = new Map(live.map(({ id, kind }) => [id, kind]))
  for (const [sendingId, chunks] of Map.groupBy(due, ({ sendingId: id }) => id)) {
    const kind = kinds.get(sendingId)
    if (kind !== undefined) await house.write(system, (tx) => wakeChunks(tx, kind, chunks, now))
  }
}

/**
 * It is not standing still if nothing was due, or if it is waiting behind others that move. Of an alert the rest of its
 * audience is always due; a digest makes its own when its turn comes.
 */
async function lookAt(house: House, { id }: Sending, isMoving: boolean): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const sending = await heldSending(tx, id)
    if (sending === undefined || (sending.state !== 'freezing' && sending.state !== 'sending')) return
    if (at - sending.movedAt > standstillMs)
      return setSendingState(tx, id, { state: 'paused', pause: stoodStill(), at })
    const isBeingMade = sending.state === 'freezing' && sending.kind !== 'digest'
    if (isMoving || !(isBeingMade || (await hasOverdue(tx, id, at)))) await noteMoved(tx, id, at, null)
  })
}
