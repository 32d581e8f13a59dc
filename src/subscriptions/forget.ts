import { system } from '../kit/db/schema.ts'
import { forgetChunk, forgetFew, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { deleteEndedThreads, dropUnconfirmed } from './forget-store.ts'
import { dropFile } from './import/run-import.ts'
import { importsBefore } from './import/runs-store.ts'
import { cancelImport } from './import/send-list.ts'

/** Once a day: threads that have ended, and requests whose link has expired. How many in total. */
export async function forgetSubscriptions(house: House, at: number): Promise<number> {
  const threads = await inChunks(house, forgetChunk, (tx) => deleteEndedThreads(tx, at, forgetChunk))
  let dropped = 0
  for (let [after, looked] = [0, forgetFew]; looked === forgetFew;) {
    const step = await house.write(system, (tx) => dropUnconfirmed(tx, { after, now: at, limit: forgetFew }))
    dropped += step.dropped
    ;[after, looked] = [step.last, step.looked]
  }
  return threads + dropped + (await forgetLists(house, at))
}

const listDays = 7

/** Lists that were uploaded and never started or never ended, and leftover files of those that are over. */
async function forgetLists(house: House, at: number): Promise<number> {
  const old = await importsBefore(house.db, at - listDays * 86_400_000, forgetFew)
  for (const list of old) {
    if (list.endedAt === null) await cancelImport(house, system, list)
    await dropFile(house, list)
  }
  return old.length
}
