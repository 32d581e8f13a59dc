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
  columns: [
    { table: 'addresses', column: 'address' },
    { table: 'mails', column: 'body_text' },
    { table: 'mails', column: 'body_html' },
  ],
  async ofReader(db, readerId) {
    const columns = ['address', 'created_at as createdAt', 'confirmed_at as confirmedAt'] as const
    const confirmed = await db.selectFrom('addresses').select(columns).where('reader_id', '=', readerId).execute()
    const asked = await askedBy(db, readerId).select(columns).where('address', 'is not', null).execute()
    return [...confirmed, ...asked]
  },
  async erase(tx, readerId, at) {
    const addresses = await tx.selectFrom('addresses').select('id').where('reader_id', '=', readerId).execute()
    for (const { id } of addresses) await eraseAddress(tx, id, at)
    await tx.deleteFrom('confirmations').where('reader_id', '=', readerId).execute()
  },
}

/** Addresses that a reader wants to confirm and nobody has confirmed: perhaps they are somebody else's. */
function askedBy(db: Db, readerId: string) {
  const asked = db.selectFrom('confirmations').select('address_id').where('reader_id', '=', readerId)
  return db.selectFrom('addresses').where('confirmed_at', 'is', null).where('addresses.id', 'in', asked)
}

export async function addressesAskedBy(db: Db, readerId: string): Promise<number[]> {
  return (await askedBy(db, readerId).select('addresses.id').execute()).map(({ id }) => id)
}

type Given = { id: number; readerId: string; at: number }

/** An address that a reader gave, unless it was confirmed or another reader gave it too. */
export async function eraseGiven(tx: Tx, { id, readerId, at }: Given): Promise<void> {
  const given = tx.selectFrom('addresses').select('id').where('id', '=', id).where('confirmed_at', 'is', null)
  const asked = tx.selectFrom('confirmations').select('token_hash').where('address_id', '=', id)
  const another = await asked.where('reader_id', '<>', readerId).executeTakeFirst()
  if (another === undefined && (await given.executeTakeFirst()) !== undefined) await eraseAddress(tx, id, at)
}

/** An address that nobody has confirmed and no link asks about any more. */
export async function eraseUnconfirmed(tx: Tx, { id, at }: Omit<Given, 'readerId'>): Promise<void> {
  const address = tx.selectFrom('addresses').select('id').where('id', '=', id).where('address', 'is not', null)
  const given = await address.where('confirmed_at', 'is', null).executeTakeFirst()
  const links = tx.selectFrom('confirmations').select('token_hash').where('address_id', '=', id)
  const asked = await links.executeTakeFirst()
  if (given !== undefined && asked === undefined) await eraseAddress(tx, id, at)
}

/** An address whose owner asks for it, by whatever way. */
export async function eraseGivenAddress(tx: Tx, { id, at }: Omit<Given, 'readerId'>): Promise<void> {
  await eraseAddress(tx, id, at)
}

/** What was confirmed is confirmed no longer: given once more, by whomever, the address is a new one. */
async function eraseAddress(tx: Tx, id: number, at: number): Promise<void> {
  const erased = { address: null, erased_at: at, reader_id: null, confirmed_at: null }
  await tx.updateTable('addresses').set(erased).where('id', '=', id).execute()
  const wordless = { body_text: '', body_html: null, subject: '' }
  await tx.updateTable('mails').set(wordless).where('address_id', '=', id).execute()
  await tx.deleteFrom('confirmations').where('address_id', '=', id).execute()
  await eraseDetails(tx, `address:${id}`)
}

/** All that the house knows of a reader, by room. */
export async function myData(
  house: House,
  rooms: readonly PersonalData[],
  readerId: string,
): Promise<{ room: string; rows: unknown[] }[]> {
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
