import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { withdrawnMediaTag } from './tags.ts'
import { deleteWithdrawn, insertWithdrawn, withdrawnPublicIds } from './withdrawn-store.ts'

/** Whether the readers may have this file no more. In memory: no file's request asks the database. */
export async function isWithdrawnFile(house: House, path: string): Promise<boolean> {
  const publicId = /^\/media\/([a-z0-9]+)\//u.exec(path)?.[1]
  if (publicId === undefined) return false
  const withdrawn = await house.pages.remember('withdrawn media', async () => ({
    value: await withdrawnPublicIds(house.db),
    tags: [withdrawnMediaTag],
  }))
  // An advertisement stands on every page, whatever stories had its picture.
  return withdrawn.has(publicId) && house.settings.current().advertisement?.media !== publicId
}

/** From the next request on their files answer 410, in other processes within a tenth of a second. */
export async function withdrawMediaIn(tx: Tx, ids: readonly number[], at: number): Promise<void> {
  if (ids.length === 0) return
  const inserted = await insertWithdrawn(tx, ids, at)
  for (const id of inserted) await recordDeed(tx, { deed: 'media.withdraw', subject: `media:${id}`, at })
  if (inserted.length > 0) await invalidate(tx, [withdrawnMediaTag], { hard: true })
}

/** Something that readers see holds them (again). */
export async function restoreMediaIn(tx: Tx, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  if (await deleteWithdrawn(tx, ids)) await invalidate(tx, [withdrawnMediaTag], { hard: true })
}
