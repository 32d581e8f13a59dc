import { sql } from 'kysely'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from './clock.ts'
import { defineChannel } from './db/commits.ts'
import { announce, engineOf, type Database } from './db/database.ts'
import { system, type Actor, type Db, type Tx } from './db/schema.ts'
import { hmacSha256 } from './hmac.ts'
import { recordDeed } from './ledger.ts'
import { invalidate } from './page-cache/invalidate.ts'
import { reloading } from './reloading.ts'
import { vapidTag } from './web-push/tags.ts'
import { newVapidScalar } from './web-push/vapid.ts'

/** What a key is for. No key serves two purposes. */
const purposes = [
  'reader-cookie',
  'form-pass',
  'address',
  'leave',
  'network',
  'passkey',
  'preview',
  'subscriber',
  'vapid',
  'bounce',
] as const
export type Purpose = (typeof purposes)[number]

export type Secret = {
  keyId: string
  purpose: string
  material: Uint8Array
  createdAt: number
  destroyAt: number | null
}

export type Secrets = {
  /** The newest key of a purpose: what is made now is made with it. */
  current(purpose: Purpose): Secret
  /** An older key that is still there: what was made with it is still understood. */
  byId(keyId: string): Secret | undefined
  /** Those of a purpose that are still there, the newest last. */
  all(purpose: Purpose): readonly Secret[]
  /** A new key; the old one is destroyed at `destroyOldAt`, or stays. */
  rotate(purpose: Purpose, destroyOldAt: number | null, actor?: Actor): Promise<Secret>
  /** Overwrites the material of keys whose time has come; the rows remain as proof of when. */
  destroyDue(): Promise<number>
  reload(): Promise<void>
  stop(): void
}

const secretsChanged = defineChannel('secrets')

export async function openSecrets(
  database: Pick<Database, 'db' | 'write' | 'commits'>,
  clock: Clock,
): Promise<Secrets> {
  let known = await readSecrets(database.db)
  for (const purpose of purposes) {
    if (!newest(known, purpose)) await database.write(system, (tx) => createFirst(tx, purpose, clock.now()))
  }
  known = await readSecrets(database.db)
  const reload = reloading(
    () => readSecrets(database.db),
    (read) => (known = read),
  )
  // A key that another process has made must be understood here within moments.
  const stop = database.commits.on(secretsChanged, { here: () => {}, elsewhere: reload })
  return {
    current(purpose) {
      const secret = newest(known, purpose)
      if (secret === undefined) throw new Error(`there is no key for ${purpose}`)
      return secret
    },
    byId: (keyId) => known.get(keyId),
    all: (purpose) => [...known.values()].filter((secret) => secret.purpose === purpose),
    async rotate(purpose, destroyOldAt, actor = system) {
      const at = clock.now()
      const row = newKey(purpose, Math.max(at, (newest(known, purpose)?.createdAt ?? 0) + 1))
      await database.write(actor, async (tx) => {
        const olds = tx.updateTable('secrets').set({ destroy_at: destroyOldAt }).where('purpose', '=', purpose)
        await olds.where('destroy_at', 'is', null).execute()
        // A key that was due to go later goes now, too: somebody in a hurry means all of them.
        const later = olds.where('material', 'is not', null)
        if (destroyOldAt !== null) await later.where('destroy_at', '>', destroyOldAt).execute()
        await tx.insertInto('secrets').values(row).execute()
        await announce(tx, secretsChanged, undefined)
        // Pages say it.
        if (purpose === 'vapid') await invalidate(tx, [vapidTag], { hard: true })
        await recordDeed(tx, { deed: 'secret.rotate', subject: `secret:${row.key_id}`, detail: { purpose }, at })
      })
      await reload()
      return { keyId: row.key_id, purpose, material: row.material, createdAt: row.created_at, destroyAt: null }
    },
    async destroyDue() {
      const due = [...known.values()].filter(({ destroyAt }) => destroyAt !== null && destroyAt <= clock.now())
      if (due.length === 0) return 0
      const destroyed = await database.write(system, (tx) => destroyIn(tx, due, clock.now()))
      await reload()
      return destroyed
    },
    reload,
    stop,
  }
}

/** `keyId.signature`: HMAC-SHA256 under the purpose's newest key. */
export function sign(secrets: Pick<Secrets, 'current'>, purpose: Purpose, data: string): string {
  return signed(secrets.current(purpose), purpose, data)
}

/**
 * Whether a signature was made here, for that purpose, with a key that still exists. It is compared as text: Node's
 * decoder takes many texts for the same bytes (padding, blanks, spare bits of the last character), and each of them
 * would pass for another signature wherever such a text is remembered (RFC 4648, 3.5 and 12).
 */
export function verify(secrets: Pick<Secrets, 'byId'>, purpose: Purpose, data: string, signature: string): boolean {
  const secret = secrets.byId(signature.split('.', 1)[0] ?? '')
  if (secret === undefined || secret.purpose !== purpose) return false
  const [expected, actual] = [Buffer.from(signed(secret, purpose, data)), Buffer.from(signature)]
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

function signed({ keyId, material }: Pick<Secret, 'keyId' | 'material'>, purpose: Purpose, data: string): string {
  return `${keyId}.${mac(material, purpose, data).toString('base64url')}`
}

function mac(material: Uint8Array, purpose: Purpose, data: string): Buffer {
  return hmacSha256(material, `${purpose}\n${data}`)
}

async function readSecrets(db: Db): Promise<Map<string, Secret>> {
  const rows = await db
    .selectFrom('secrets')
    .select(['key_id as keyId', 'purpose', 'material', 'created_at as createdAt', 'destroy_at as destroyAt'])
    .where('material', 'is not', null)
    .orderBy('created_at')
    .execute()
  return new Map(
    rows.flatMap(({ material, ...row }) =>
      material === null ? [] : [[row.keyId, { ...row, material: Buffer.from(material) }]],
    ),
  )
}

function newest(known: ReadonlyMap<string, Secret>, purpose: string): Secret | undefined {
  return [...known.values()].findLast((secret) => secret.purpose === purpose)
}

/** By `vapid` push services know the paper: that one is a key of a curve, not any 32 bytes. */
function newKey(purpose: string, at: number) {
  return {
    key_id: randomBytes(6).toString('base64url'),
    purpose,
    material: purpose === 'vapid' ? newVapidScalar() : randomBytes(32),
    created_at: at,
    destroy_at: null,
  }
}

/** Two processes may start at once: the second waits and finds the first one's key. */
async function createFirst(tx: Tx, purpose: string, at: number): Promise<void> {
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261126)`.execute(tx)
  const known = await tx.selectFrom('secrets').select('key_id').where('purpose', '=', purpose).executeTakeFirst()
  if (known !== undefined) return
  await tx.insertInto('secrets').values(newKey(purpose, at)).execute()
  await announce(tx, secretsChanged, undefined)
}

/** Another process may have been first: a key is destroyed once. */
async function destroyIn(tx: Tx, due: readonly Secret[], at: number): Promise<number> {
  let destroyed = 0
  for (const { keyId, purpose } of due) {
    const { numUpdatedRows } = await tx
      .updateTable('secrets')
      .set({ material: null })
      .where('key_id', '=', keyId)
      .where('material', 'is not', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) continue
    await recordDeed(tx, { deed: 'secret.destroy', subject: `secret:${keyId}`, detail: { purpose }, at })
    destroyed++
  }
  if (destroyed > 0) await announce(tx, secretsChanged, undefined)
  return destroyed
}
