import { sql } from 'kysely'
import { createHash, randomBytes } from 'node:crypto'
import { actorOf, engineOf } from './db/database.ts'
import { preparedWrite } from './db/prepared.ts'
import type { Db, Tx } from './db/schema.ts'

/**
 * One thing that somebody did. `detail`, to which a member's network is added (`from`), may be emptied later by an
 * erasure; who, what, when and the chain remain.
 */
export type Deed = { deed: string; subject: string; detail?: Record<string, unknown>; at: number }

const start = '0'.repeat(64)

/**
 * Appends to the ledger in the deed's own transaction. Each entry's hash covers the one before and a salted digest of
 * its detail, so that removing or changing an entry shows, and erasing a detail does not break the chain.
 */
export async function recordDeed(tx: Tx, { deed, subject, detail = {}, at }: Deed): Promise<void> {
  // Entries follow one another: on PostgreSQL the next waits for this transaction. SQLite has one writer.
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261125)`.execute(tx)
  const [last] = await newestEntry(tx)
  const actor = actorOf(tx)
  const { kind, id } = actor
  // The chain holds the actor forever, whatever is erased: a word may stand there (`by-mail`), and no reader's id.
  if (kind === 'reader' && !/^[a-z]+(-[a-z]+)*$/u.test(id)) throw new Error(`${deed}: the ledger takes no reader's id`)
  const salt = randomBytes(16).toString('hex')
  const from = actor.kind === 'staff' && actor.network !== undefined ? { from: actor.network } : {}
  const text = JSON.stringify({ ...detail, ...from })
  const entry = {
    seq: (last?.seq ?? 0) + 1,
    at,
    actor: `${kind}:${id}`,
    deed,
    subject,
    digest: digestOf(salt, text),
    previous: last?.hash ?? start,
  }
  await insertEntry(
    tx,
    entry.seq,
    at,
    entry.actor,
    deed,
    subject,
    text,
    salt,
    entry.digest,
    entry.previous,
    hashOf(entry),
  )
}

const newestEntry = preparedWrite((tx) =>
  tx.selectFrom('ledger').select(['seq', 'hash']).orderBy('seq', 'desc').limit(sql.lit(1)),
)

const insertEntry = preparedWrite(
  (
    tx,
    seq: number,
    at: number,
    actor: string,
    deed: string,
    subject: string,
    detail: string,
    salt: string,
    digest: string,
    previous: string,
    hash: string,
  ) => tx.insertInto('ledger').values({ seq, at, actor, deed, subject, detail, salt, digest, previous, hash }),
)

/**
 * Empties the details of a subject, for an erasure. The salt goes too: what was there can not even be guessed and
 * checked.
 */
export async function eraseDetails(tx: Tx, subject: string): Promise<void> {
  await tx.updateTable('ledger').set({ detail: '{}', salt: '' }).where('subject', '=', subject).execute()
}

export type LedgerVerdict = { ok: true; entries: number } | { ok: false; seq: number; what: string }

/** An entry as it is noted outside the house: its place and its hash, which covers all before it. */
export type LedgerMark = { seq: number; hash: string }

export async function newestMark(db: Db): Promise<LedgerMark | undefined> {
  const newest = db.selectFrom('ledger').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1)
  return newest.executeTakeFirst()
}

/**
 * Walks the whole chain in pages; says where it first breaks. Somebody who can write to the database could forge a
 * consistent chain, or cut off its end: `kept`, an entry noted elsewhere, must therefore still be in it unchanged.
 */
export async function verifyLedger(db: Db, kept?: LedgerMark): Promise<LedgerVerdict> {
  let previous = start
  let seq = 0
  for (;;) {
    const rows = await db
      .selectFrom('ledger')
      .select(['seq', 'at', 'actor', 'deed', 'subject', 'detail', 'salt', 'digest', 'previous', 'hash'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(1000)
      .execute()
    const isCut = rows.length === 0 && kept !== undefined && kept.seq > seq
    if (isCut) return { ok: false, seq: seq + 1, what: 'was cut off, with all after it' }
    if (rows.length === 0) return { ok: true, entries: seq }
    for (const row of rows) {
      if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, what: 'is missing' }
      const what = faultOf(row, previous) ?? (row.seq === kept?.seq && row.hash !== kept.hash ? anew : undefined)
      if (what !== undefined) return { ok: false, seq: row.seq, what }
      previous = row.hash
      seq = row.seq
    }
  }
}

const anew = 'is another than was noted: it, or what stands before it, was written anew'

type StoredEntry = Entry & { detail: string; salt: string; hash: string }

function faultOf(row: StoredEntry, previous: string): string | undefined {
  if (row.previous !== previous) return 'does not follow the entry before it'
  const isErased = row.salt === ''
  if (isErased ? row.detail !== '{}' : row.digest !== digestOf(row.salt, row.detail)) return 'has a changed detail'
  return row.hash === hashOf(row) ? undefined : 'was changed'
}

type Entry = { seq: number; at: number; actor: string; deed: string; subject: string; digest: string; previous: string }

function hashOf({ seq, at, actor, deed, subject, digest, previous }: Entry): string {
  return createHash('sha256')
    .update(JSON.stringify([seq, at, actor, deed, subject, digest, previous]))
    .digest('hex')
}

function digestOf(salt: string, detail: string): string {
  return createHash('sha256').update(salt).update(detail).digest('hex')
}
