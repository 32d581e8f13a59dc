/**
 * Calls that are done once however often they are sent: whoever has heard no answer sends the same again under the same
 * `Idempotency-Key` and hears what became of it (draft-ietf-httpapi-idempotency-key-header-07).
 */
import { createHash } from 'node:crypto'
import { system, type Tx } from '../db/schema.ts'
import { Refusal } from '../errors.ts'
import { forgetChunk, inChunks } from '../forget.ts'
import type { House } from '../house.ts'
import { perHouse } from '../per-house.ts'

const day = 86_400_000

/** `principal`: whose key it is, `kind:id`. `digest`: of all that was asked. */
export type Keyed = { principal: string; key: string; digest: string }

/** @throws Refusal when it is none: up to 200 visible characters of ASCII */
export function keyIn(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  // A structured string (RFC 8941) stands in quotation marks; programs write it with and without.
  const key = /^"?([\x21\x23-\x7e]{1,200})"?$/u.exec(String(header))?.[1]
  if (key !== undefined) return key
  throw new Refusal('malformed', 'Idempotency-Key is no key: send up to 200 letters, digits and signs, such as a UUID.')
}

export function digestOf(asked: unknown): string {
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex')
}

type Running = Map<string, { digest: string; reply: Promise<unknown> }>
const runningIn = perHouse((): Running => new Map())

/**
 * What `work` has replied, the first time or now. `keep` says what is kept of a reply, undefined when it is to be asked
 * again (busy, broken).
 * @throws Refusal when the key was used for something else, or when it is not known how the first call ended
 */
export async function once<Reply>(
  house: Pick<House, 'write' | 'clock'>,
  keyed: Keyed,
  work: () => Promise<Reply>,
  keep: (reply: Reply) => Reply | undefined,
): Promise<Reply> {
  const running = runningIn(house)
  const name = `${keyed.principal}\n${keyed.key}`
  const before = running.get(name)
  if (before !== undefined && before.digest !== keyed.digest) throw otherWords()
  // Safe: the digest names the operation, and so its reply.
  if (before !== undefined) return before.reply as Promise<Reply>
  const reply = doOnce(house, keyed, work, keep).finally(() => running.delete(name))
  running.set(name, { digest: keyed.digest, reply })
  return reply
}

async function doOnce<Reply>(
  house: Pick<House, 'write' | 'clock'>,
  keyed: Keyed,
  work: () => Promise<Reply>,
  keep: (reply: Reply) => Reply | undefined,
): Promise<Reply> {
  const at = house.clock.now()
  const before = await house.write(system, (tx) => begin(tx, keyed, at))
  if (before !== undefined) {
    if (before.digest !== keyed.digest) throw otherWords()
    if (before.reply === null) throw new Refusal('conflict', unknownEnd, { reason: 'begun-before' })
    return JSON.parse(before.reply)
  }
  const reply = await work().catch(async (error: unknown) => {
    // A refusal changes nothing. Of anything else nobody knows how far it came.
    if (error instanceof Refusal) await house.write(system, (tx) => forgetKey(tx, keyed))
    throw error
  })
  const kept = keep(reply)
  await house.write(system, (tx) => (kept === undefined ? forgetKey(tx, keyed) : keepReply(tx, keyed, kept)))
  return reply
}

function otherWords(): Refusal {
  return new Refusal('invalid', 'This Idempotency-Key was sent with something else before. Take another for each act.')
}

const unknownEnd =
  'This was begun before, and it is not known how it ended. ' +
  'Check whether it was done; if not, send it under another key.'

/** Undefined for a new key; else what is known of it. */
async function begin(
  tx: Tx,
  { principal, key, digest }: Keyed,
  at: number,
): Promise<{ digest: string; reply: string | null } | undefined> {
  const those = tx.deleteFrom('kept_replies').where('principal', '=', principal).where('key', '=', key)
  await those.where('at', '<=', at - day).execute()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('kept_replies')
    .values({ principal, key, digest, at, reply: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 1n) return undefined
  return tx
    .selectFrom('kept_replies')
    .select(['digest', 'reply'])
    .where('principal', '=', principal)
    .where('key', '=', key)
    .executeTakeFirst()
}

async function keepReply(tx: Tx, { principal, key }: Keyed, reply: unknown): Promise<void> {
  const those = tx.updateTable('kept_replies').set({ reply: JSON.stringify(reply) })
  await those.where('principal', '=', principal).where('key', '=', key).execute()
}

async function forgetKey(tx: Tx, { principal, key }: Keyed): Promise<void> {
  await tx.deleteFrom('kept_replies').where('principal', '=', principal).where('key', '=', key).execute()
}

/** After a day a key means nothing any more. */
export async function dropKeptReplies(house: Pick<House, 'write' | 'clock'>): Promise<void> {
  const before = house.clock.now() - day
  await inChunks(house, forgetChunk, async (tx) => {
    const due = tx.selectFrom('kept_replies').select(['principal', 'key']).where('at', '<=', before)
    const rows = await due.orderBy('at').limit(forgetChunk).execute()
    for (const { principal, key } of rows) await forgetKey(tx, { principal, key, digest: '' })
    return rows.length
  })
}
