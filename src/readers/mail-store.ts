import { sql } from 'kysely'
import type { Db, Tx } from '../kit/db/schema.ts'

export type NewMail = {
  /** What it is for, such as `confirm-address`. Whatever it is, it carries a way to leave with one click (RFC 8058). */
  kind: string
  addressId: number
  subject: string
  text: string
  html?: string
  at: number
}

export async function insertMail(tx: Tx, publicId: string, mail: NewMail): Promise<number> {
  const { id } = await tx
    .insertInto('mails')
    .values({
      public_id: publicId,
      kind: mail.kind,
      address_id: mail.addressId,
      subject: mail.subject,
      body_text: mail.text,
      body_html: mail.html ?? null,
      created_at: mail.at,
      sent_at: null,
      outcome: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type SentMail = {
  publicId: string
  recipient: string
  subject: string
  text: string
  html: string | null
  createdAt: number
}

/** The newest mails with their words, for the demo's mailbox alone. */
export async function recentMails(db: Db, limit: number): Promise<SentMail[]> {
  const rows = await mails(db).orderBy('mails.id', 'desc').limit(limit).execute()
  return rows.map(({ address, ...mail }) => ({ ...mail, recipient: address ?? '' }))
}

export async function mailByPublicId(db: Db, id: string): Promise<SentMail | undefined> {
  const row = await mails(db).where('mails.public_id', '=', id).executeTakeFirst()
  return row && { ...row, recipient: row.address ?? '' }
}

function mails(db: Db) {
  return db
    .selectFrom('mails')
    .leftJoin('addresses', 'addresses.id', 'mails.address_id')
    .select([
      'mails.public_id as publicId',
      'mails.subject',
      'mails.body_text as text',
      'mails.body_html as html',
      'mails.created_at as createdAt',
      'addresses.address',
    ])
}

export type WaitingMail = NonNullable<Awaited<ReturnType<typeof waitingMail>>>

export async function waitingMail(db: Db, id: number) {
  return db
    .selectFrom('mails')
    .innerJoin('addresses', 'addresses.id', 'mails.address_id')
    .select([
      'mails.public_id as publicId',
      'mails.subject',
      'mails.body_text as text',
      'mails.body_html as html',
      'mails.created_at as createdAt',
      'addresses.address',
      'addresses.address_hash as addressHash',
      'addresses.id as addressId',
    ])
    .where('mails.id', '=', id)
    .where('mails.outcome', 'is', null)
    .executeTakeFirst()
}

export async function countUnanswered(tx: Tx, mailId: number): Promise<number> {
  const { unanswered } = await tx
    .updateTable('mails')
    .set({ unanswered: sql`unanswered + 1` })
    .where('id', '=', mailId)
    .returning('unanswered')
    .executeTakeFirstOrThrow()
  return unanswered
}

/**
 * The words go with the mail, for whoever has a link of theirs can press its button. The outbox's stay, for the mailbox
 * page.
 */
export async function setOutcome(
  tx: Tx,
  mailId: number,
  outcome: 'sent' | 'suppressed' | 'outbox' | 'failed',
  sentAt: number | null,
): Promise<void> {
  const words = outcome === 'outbox' ? {} : { body_text: '', body_html: null }
  await tx
    .updateTable('mails')
    .set({ outcome, sent_at: sentAt, ...words })
    .where('id', '=', mailId)
    .execute()
}

/** Mails made before then, some at a time: how many. */
export async function deleteMails(tx: Tx, before: number, limit: number): Promise<number> {
  const due = tx.selectFrom('mails').select('id').where('created_at', '<=', before).orderBy('created_at').limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('mails').where('id', 'in', due).executeTakeFirst()
  return Number(numDeletedRows)
}
