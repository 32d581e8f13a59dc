import { system } from '../kit/db/schema.ts'
import { forgetChunk, forgetFew, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { deleteEndedThreads, dropUnconfirmed } from './forget-store.ts'

/** Once a day: threads that have ended, and what was asked for with a link that has run out. How many in all. */
export async function forgetSubscriptions(house: Pick<House, 'write'>, at: number): Promise<number> {
  const threads = await inChunks(house, forgetChunk, (tx) => deleteEndedThreads(tx, at, forgetChunk))
  let dropped = 0
  for (let [after, looked] = [0, forgetFew]; looked === forgetFew;) {
    const step = await house.write(system, (tx) => dropUnconfirmed(tx, { after, now: at, limit: forgetFew }))
    dropped += step.dropped
    ;[after, looked] = [step.last, step.looked]
  }
  return threads + dropped
}
