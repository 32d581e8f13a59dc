import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    readers: { id: string; first_seen_at: number }
    addresses: {
      id: Generated<number>
      address_hash: string
      address: string | null
      reader_id: string | null
      created_at: number
      confirmed_at: number | null
      erased_at: number | null
    }
    confirmations: {
      token_hash: string
      address_id: number
      purpose: string
      /** Of what: the public id of the poll that is to be voted in. */
      subject: string
      reader_id: string | null
      created_at: number
      expires_at: number
      used_at: number | null
    }
    suppressions: { address_hash: string; reason: string; at: number }
    mails: {
      id: Generated<number>
      public_id: string
      kind: string
      address_id: number
      subject: string
      body_text: string
      body_html: string | null
      created_at: number
      sent_at: number | null
      outcome: string | null
      /** How often the server had all of it and did not say whether it took it. */
      unanswered: Generated<number>
    }
  }
}

export const readersTables: Migration = {
  name: '010-readers',
  up: (t) => [
    // The id is hard to guess and lives in the reader's signed cookie; a row appears with the first deed.
    `create table readers (id ${t.text} primary key, first_seen_at ${t.time} not null)${t.strict}`,
    `create table addresses (
      id ${t.id}, address_hash ${t.text} not null unique, address ${t.text},
      reader_id ${t.text} references readers (id),
      created_at ${t.time} not null, confirmed_at ${t.time}, erased_at ${t.time},
      check (erased_at is null or address is null)
    )${t.strict}`,
    // Of a list that was brought in, none is a reader’s.
    `create index addresses_by_reader on addresses (reader_id) where reader_id is not null`,
    `create index addresses_by_address on addresses (address) where address is not null`,
    `create table confirmations (
      token_hash ${t.text} primary key, address_id ${t.ref} not null references addresses (id),
      purpose ${t.text} not null, subject ${t.text} not null default '',
      reader_id ${t.text} references readers (id), created_at ${t.time} not null, expires_at ${t.time} not null,
      used_at ${t.time}
    )${t.strict}`,
    `create index confirmations_by_time on confirmations (expires_at)`,
    `create index confirmations_by_address on confirmations (address_id)`,
    `create index confirmations_by_reader on confirmations (reader_id) where reader_id is not null`,
    `create table suppressions (
      address_hash ${t.text} primary key, reason ${t.text} not null, at ${t.time} not null
    )${t.strict}`,
    `create table mails (
      id ${t.id}, public_id ${t.text} not null unique, kind ${t.text} not null,
      address_id ${t.ref} not null references addresses (id),
      subject ${t.text} not null, body_text ${t.text} not null, body_html ${t.text},
      created_at ${t.time} not null, sent_at ${t.time}, outcome ${t.text} check (outcome in ('sent', 'suppressed',
      'failed', 'outbox')),
      unanswered ${t.integer} not null default 0
    )${t.strict}`,
    `create index mails_by_time on mails (created_at)`,
    `create index mails_by_address on mails (address_id)`,
  ],
}
