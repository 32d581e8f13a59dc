import type { Generated } from 'kysely'
import type { Migration } from './db/migrate.ts'

declare module './db/schema.ts' {
  interface Schema {
    settings: { key: string; value: string; changed_at: number }
    secrets: {
      key_id: string
      purpose: string
      material: Uint8Array | null
      created_at: number
      destroy_at: number | null
    }
    ledger: {
      seq: number
      at: number
      actor: string
      deed: string
      subject: string
      detail: string
      salt: string
      digest: string
      previous: string
      hash: string
    }
    invalidations: { seq: Generated<number>; at: number; tags: string; hard: number }
    tag_changes: { tag: string; changes: number }
    standing_pages: {
      id: Generated<number>
      key: string
      stamp: string
      tags: string
      changes: number
      until: number | null
      facts: string
      body: Uint8Array
    }
    jobs: {
      id: Generated<number>
      name: string
      unique_key: string | null
      order_key: string | null
      payload: string
      priority: number
      run_at: number
      attempt: Generated<number>
      max_attempts: number
      lease_owner: string | null
      lease_until: number | null
      last_error: string | null
      created_at: number
    }
    dead_jobs: {
      id: number
      name: string
      unique_key: string | null
      order_key: string | null
      payload: string
      priority: Generated<number>
      max_attempts: Generated<number>
      attempts: number
      error: string
      created_at: number
      died_at: number
    }
    schedules: { name: string; next_at: number }
    notices: { name: string; detail: string; first_at: number; last_at: number }
    /** Of calls with an Idempotency-Key; `reply` is null until the call has ended. */
    kept_replies: { principal: string; key: string; digest: string; at: number; reply: string | null }
    allowances: { name: string; subject: string; since: number; used: number }
  }
}

export const kitTables: Migration = {
  name: '001-kit',
  up: (t) => [
    `create table settings (
      key ${t.text} primary key, value ${t.json} not null, changed_at ${t.time} not null
    )${t.strict}`,
    // Destroyed material leaves its row, so that a certificate can still say when the key ceased to exist.
    `create table secrets (
      key_id ${t.text} primary key, purpose ${t.text} not null, material ${t.bytes},
      created_at ${t.time} not null, destroy_at ${t.time}
    )${t.strict}`,
    `create index secrets_by_purpose on secrets (purpose, created_at)`,
    // detail may be emptied by an erasure; the chain runs over digests of (salt, detail) and stays verifiable.
    `create table ledger (
      seq ${t.integer} primary key, at ${t.time} not null, actor ${t.text} not null, deed ${t.text} not null,
      subject ${t.text} not null,
      detail ${t.json} not null, salt ${t.text} not null, digest ${t.text} not null,
      previous ${t.text} not null unique, hash ${t.text} not null unique
    )${t.strict}`,
    `create index ledger_by_subject on ledger (subject, seq)`,
    `create index ledger_by_actor on ledger (actor, seq)`,
    `create index ledger_by_deed on ledger (deed, seq)`,
    `create table invalidations (
      seq ${t.id}, at ${t.time} not null, tags ${t.text} not null, ${t.flag('hard')}
    )${t.strict}`,
    `create index invalidations_by_time on invalidations (at)`,
    // Pages that cost much to make: dropped and made again at any time. How often a tag was invalidated is counted for
    // them.
    `create table tag_changes (tag ${t.text} primary key, changes ${t.integer} not null)${t.keyed}`,
    `create table standing_pages (
      id ${t.id}, key ${t.text} not null unique, stamp ${t.text} not null, tags ${t.json} not null,
      changes ${t.integer} not null,
      until ${t.time}, facts ${t.json} not null, body ${t.bytes} not null
    )${t.strict}`,
    `create table jobs (
      id ${t.id}, name ${t.text} not null, unique_key ${t.text}, order_key ${t.text}, payload ${t.json} not null,
      priority ${t.integer} not null default 0, run_at ${t.time} not null, attempt ${t.integer} not null default 0,
      max_attempts ${t.integer} not null default 12, lease_owner ${t.text}, lease_until ${t.time},
      last_error ${t.text}, created_at ${t.time} not null,
      check ((lease_owner is null) = (lease_until is null))
    )${t.strict}`,
    // A unique key holds while the job is live; a finished job's row is gone.
    `create unique index jobs_unique on jobs (name, unique_key) where unique_key is not null`,
    `create index jobs_ready on jobs (priority desc, run_at, id) where lease_owner is null`,
    // Whether anything is due is asked far more often than something is.
    `create index jobs_due on jobs (run_at) where lease_owner is null`,
    `create index jobs_leased on jobs (lease_until) where lease_owner is not null`,
    `create index jobs_ordered on jobs (order_key, id) where order_key is not null`,
    `create table dead_jobs (
      id ${t.ref} primary key, name ${t.text} not null, unique_key ${t.text}, order_key ${t.text},
      payload ${t.json} not null,
      priority ${t.integer} not null default 0, max_attempts ${t.integer} not null default 12,
      attempts ${t.integer} not null, error ${t.text} not null,
      created_at ${t.time} not null, died_at ${t.time} not null
    )${t.strict}`,
    `create index dead_jobs_by_time on dead_jobs (died_at)`,
    `create table schedules (name ${t.text} primary key, next_at ${t.time} not null)${t.strict}`,
    `create table notices (
      name ${t.text} primary key, detail ${t.json} not null, first_at ${t.time} not null, last_at ${t.time} not null
    )${t.strict}`,
    `create table allowances (
      name ${t.text} not null, subject ${t.text} not null, since ${t.time} not null,
      used ${t.integer} not null check (used > 0),
      primary key (name, subject)
    )${t.keyed}`,
    `create table kept_replies (
      principal ${t.text} not null, key ${t.text} not null, digest ${t.text} not null, at ${t.time} not null,
      reply ${t.json}, primary key (principal, key)
    )${t.keyed}`,
    `create index kept_replies_by_time on kept_replies (at)`,
    `create index allowances_by_time on allowances (since)`,
  ],
}
