import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { actorOf, engineOf } from './db/database.ts'
import { preparedWrite } from './db/prepared.ts'
import type { Db, Tx } from './db/schema.ts'

/** One thing that somebody did. `detail` may be emptied later by an erasure; who, what, when and the chain remain. */
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
  const { kind, id } = actorOf(tx)
  // The chain holds the actor for ever, whatever is erased: a word may stand there (`by-mail`), and no reader's id.
  if (kind === 'reader' && !/^[a-z]+(-[a-z]+)*$/u.test(id)) throw new Error(`${deed}: the ledger takes no reader's id`)
  const salt = randomBytes(16).toString('hex')
  const text = JSON.stringify(detail)
  const entry = { seq: (last?.seq ?? 0) + 1, at, actor: `${kind}:${id}`, deed, subject, digest: digestOf(salt, text), previous: last?.hash ?? start }
  await insertEntry(tx, entry.seq, at, entry.actor, deed, subject, text, salt, entry.digest, entry.previous, hashOf(entry))
}

const newestEntry = preparedWrite((tx) => tx.selectFrom('ledger').select(['seq', 'hash']).orderBy('seq', 'desc').limit(sql.lit(1)))

const insertEntry = preparedWrite((tx, seq: number, at: number, actor: string, deed: string, subject: string, detail: string, salt: string, digest: string, previous: string, hash: string) =>
  tx.insertInto('ledger').values({ seq, at, actor, deed, subject, detail, salt, digest, previous, hash }),
)

/** Empties the details of a subject, for an erasure. The salt goes too: what was there can not even be guessed and checked. */
export async function eraseDetails(tx: Tx, subject: string): Promise<void> {
  await tx.updateTable('ledger').set({ detail: '{}', salt: '' }).where('subject', '=', subject).execute()
}

export type LedgerVerdict = { ok: true; entries: number } | { ok: false; seq: number; what: string }

/** Walks the whole chain in pages; says where it first does not hold. */
export async function verifyLedger(db: Db): Promise<LedgerVerdict> {
  let previous = start
  let seq = 0
  for (;;) {
    const rows = await db.selectFrom('ledger').select(['seq', 'at', 'actor', 'deed', 'subject', 'detail', 'salt', 'digest', 'previous', 'hash']).where('seq', '>', seq).orderBy('seq').limit(1000).execute()
    if (rows.length === 0) return { ok: true, entries: seq }
    for (const row of rows) {
      if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, what: 'is missing' }
      if (row.previous !== previous) return { ok: false, seq: row.seq, what: 'does not follow the entry before it' }
      if (row.salt === '' ? row.detail !== '{}' : row.digest !== digestOf(row.salt, row.detail)) return { ok: false, seq: row.seq, what: 'has a changed detail' }
      if (row.hash !== hashOf(row)) return { ok: false, seq: row.seq, what: 'was changed' }
      previous = row.hash
      seq = row.seq
    }
  }
}

type Entry = { seq: number; at: number; actor: string; deed: string; subject: string; digest: string; previous: string }

function hashOf({ seq, at, actor, deed, subject, digest, previous }: Entry): string {
  return createHash('sha256').update(JSON.stringify([seq, at, actor, deed, subject, digest, previous])).digest('hex')
}

function digestOf(salt: string, detail: string): string {
  return createHash('sha256').update(salt).update(detail).digest('hex')
}
