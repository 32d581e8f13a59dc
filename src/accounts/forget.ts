import { forgetChunk, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { deleteEnded } from './ended-store.ts'

const day = 86_400_000

/**
 * Deletes what no longer opens anything: ended sessions, links and answers, and failed tries of more than two days ago.
 */
export async function forgetEnded(house: Pick<House, 'write'>, at: number): Promise<number> {
  let all = 0
  for (const what of ['sessions', 'links', 'answers', 'tries'] as const)
    all += await inChunks(house, forgetChunk, (tx) =>
      deleteEnded(tx, what, { before: what === 'tries' ? at - 2 * day : at, limit: forgetChunk }),
    )
  return all
}
