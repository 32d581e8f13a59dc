import { forgetChunk, inChunks } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { deleteMails } from './mail-store.ts'

/** That mails were sent: their words went with them (mail.ts), but an outbox's. One that still waits is never sent. */
export async function forgetMails(house: Pick<House, 'write'>, before: number): Promise<number> {
  return inChunks(house, forgetChunk, (tx) => deleteMails(tx, before, forgetChunk))
}
