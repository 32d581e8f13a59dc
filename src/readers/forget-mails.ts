import { forgetChunk, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'

/** That mails were sent: their words went with them (mail.ts), but an outbox's. One that still waits is never sent. */
export async function forgetMails(house: Pick<House, 'write'>, before: number): Promise<number> {
  return inChunks(house, forgetChunk, async (tx) => {
    const due = tx.selectFrom('mails').select('id').where('created_at', '<=', before).orderBy('created_at')
    const { numDeletedRows } = await tx.deleteFrom('mails').where('id', 'in', due.limit(forgetChunk)).executeTakeFirst()
    return Number(numDeletedRows)
  })
}
