import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import {
  bulkByPublicId,
  commentsOfBulk,
  growBulk,
  insertBulk,
  insertDecisions,
  putBackHeld,
  rejectHeld,
} from './bulk-store.ts'

/** So many in one transaction: the server's own writes come in between. */
const chunk = 100

export type RejectMany = { ids: readonly number[]; reason: string }

/**
 * Rejects comments that wait, each with a decision of its own and the same reason. `bulk` is what `undoBulk` takes them
 * back by. Those that somebody has decided on meanwhile stay as they are, and what was rejected before a crash is
 * known.
 */
export async function rejectMany(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { ids, reason }: RejectMany,
): Promise<{ outcome: 'rejected'; bulk: string; comments: number }> {
  assertCan(actor, 'comment.decide')
  const [bulk, at] = [publicId(), house.clock.now()]
  const bulkId = await house.write(actor, (tx) => insertBulk(tx, { publicId: bulk, reason, at }))
  let comments = 0
  for (let from = 0; from < ids.length; from += chunk) {
    comments += await house.write(actor, async (tx) => {
      const moved = await rejectHeld(tx, ids.slice(from, from + chunk))
      if (moved.length === 0) return 0
      await insertDecisions(tx, {
        ids: moved,
        verdict: 'rejected',
        reason: { code: 'staff', words: reason },
        at,
        bulkId,
      })
      await growBulk(tx, bulkId, moved.length)
      await recordDeed(tx, {
        deed: 'comment.reject-many',
        subject: `comment-bulk:${bulkId}`,
        detail: { comments: moved.length },
        at,
      })
      return moved.length
    })
  }
  return { outcome: 'rejected', bulk, comments }
}

/** Puts back to be read exactly those that still stand as that decision on many left them. Again changes nothing. */
export async function undoBulk(
  house: Pick<House, 'db' | 'write' | 'clock'>,
  actor: Actor,
  { bulk }: { bulk: string },
): Promise<{ outcome: 'undone'; comments: number } | Failure> {
  assertCan(actor, 'comment.decide')
  const known = await bulkByPublicId(house.db, bulk)
  if (known === undefined)
    return failed('unknown', `There is no decision on many with the id "${bulk}". "crier comments undo" lists them.`)
  const at = house.clock.now()
  let comments = 0
  for (let after = 0; ;) {
    const ids = await commentsOfBulk(house.db, known.id, after, chunk)
    comments += await house.write(actor, async (tx) => {
      const moved = ids.length === 0 ? [] : await putBackHeld(tx, known.id, ids)
      if (moved.length === 0) return 0
      await insertDecisions(tx, {
        ids: moved,
        verdict: 'held',
        reason: { code: 'undone', words: 'A decision on many comments at once was taken back.' },
        at,
        bulkId: null,
      })
      await recordDeed(tx, {
        deed: 'comment.undo-many',
        subject: `comment-bulk:${known.id}`,
        detail: { comments: moved.length },
        at,
      })
      return moved.length
    })
    after = ids.at(-1) ?? after
    if (ids.length < chunk) return { outcome: 'undone', comments }
  }
}
