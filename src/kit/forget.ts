import { system, type Tx } from './db/schema.ts'
import type { House } from './house.ts'
import { readersFirst } from './readers-first.ts'

/** So many rows in one statement: a millisecond or two of the server's thread. */
export const forgetChunk = 200
/** Where each takes statements of its own. */
export const forgetFew = 25

/**
 * One chunk after the other, each a write of its own with others in between, until one is not full; how many in all.
 */
export async function inChunks(
  house: Pick<House, 'write'>,
  size: number,
  chunk: (tx: Tx) => Promise<number>,
): Promise<number> {
  for (let all = 0; ;) {
    const done = await readersFirst(house).step(() => house.write(system, chunk))
    all += done
    if (done < size) return all
  }
}

/** Jobs that failed for good, with what they were to do. */
export async function forgetDeadJobs(house: Pick<House, 'write'>, before: number): Promise<number> {
  return inChunks(house, forgetChunk, async (tx) => {
    const due = tx.selectFrom('dead_jobs').select('id').where('died_at', '<=', before).orderBy('died_at')
    const forgotten = tx.deleteFrom('dead_jobs').where('id', 'in', due.limit(forgetChunk))
    return Number((await forgotten.executeTakeFirst()).numDeletedRows)
  })
}

/** What was noticed and has not been since. There is a row for each name, so they are few. */
export async function forgetNotices(house: Pick<House, 'write'>, before: number): Promise<number> {
  return house.write(system, async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom('notices').where('last_at', '<=', before).executeTakeFirst()
    return Number(numDeletedRows)
  })
}
