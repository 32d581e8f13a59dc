import type { Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { eraseDetails, recordDeed } from '../kit/ledger.ts'

/** What one room keeps of a reader: each room says it of itself, so that "my data" and erasure forget none. */
export type PersonalData = {
  room: string
  /** Columns that hold personal data; the log's and the export's tests go by this list. */
  columns: readonly { table: string; column: string }[]
  /** In words and plain values, as the reader is shown it. */
  ofReader(db: Db, readerId: string): Promise<unknown[]>
  erase(tx: Tx, readerId: string, at: number): Promise<void>
}

export const readersPersonal: PersonalData = {
  room: 'readers',
  columns: [{ table: 'addresses', column: 'address' }, { table: 'mails', column: 'body_text' }, { table: 'mails', column: 'body_html' }],
  ofReader: (db, readerId) => db.selectFrom('addresses').select(['address', 'created_at as createdAt', 'confirmed_at as confirmedAt']).where('reader_id', '=', readerId).execute(),
  async erase(tx, readerId, at) {
    const addresses = await tx.selectFrom('addresses').select('id').where('reader_id', '=', readerId).execute()
    for (const { id } of addresses) {
      await tx.updateTable('mails').set({ body_text: '', body_html: null, subject: '' }).where('address_id', '=', id).execute()
      await tx.updateTable('addresses').set({ address: null, erased_at: at }).where('id', '=', id).execute()
      await eraseDetails(tx, `address:${id}`)
    }
  },
}

/** All that the house knows of a reader, by room. */
export async function myData(house: House, rooms: readonly PersonalData[], readerId: string): Promise<{ room: string; rows: unknown[] }[]> {
  const data: { room: string; rows: unknown[] }[] = []
  for (const { room, ofReader } of rooms) data.push({ room, rows: await ofReader(house.db, readerId) })
  return data
}

/** Erases a reader in every room at once. What counts (a ballot, that a deed was done) stays, without who. */
export async function eraseReader(house: House, rooms: readonly PersonalData[], readerId: string): Promise<void> {
  const at = house.clock.now()
  await house.write({ kind: 'reader', id: 'erased' }, async (tx) => {
    for (const { erase } of rooms) await erase(tx, readerId, at)
    await recordDeed(tx, { deed: 'reader.erase', subject: 'reader:erased', at })
  })
}
