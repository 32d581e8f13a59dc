import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    members: {
      id: Generated<number>
      public_id: string
      name: string
      email: string | null
      /** As it is told apart: in lower case. */
      email_folded: string | null
      role: string
      /** Who they are in bylines. */
      person_id: number | null
      language: string
      created_at: number
      removed_at: number | null
    }
    sessions: {
      id: Generated<number>
      public_id: string
      /** Of the secret in the cookie. */
      sha256: string
      member_id: number
      /** By which way they signed in. */
      way: string
      created_at: number
      used_at: number
      expires_at: number
      /** From where: a network, never an address. */
      network: string
      /** With what: "Firefox, Linux". */
      device: string
    }
    passkeys: {
      id: Generated<number>
      public_id: string
      member_id: number
      /** As the browser names it, base64url. */
      credential_id: string
      public_key: Uint8Array
      counter: number
      /** The domain that it was made for: at another one browsers do not offer it. */
      rp_id: string
      transports: string
      name: string
      created_at: number
      used_at: number | null
    }
    /** Challenges that were answered: each is good once. */
    passkey_answers: { challenge: string; expires_at: number }
    passwords: {
      member_id: number
      salt: Uint8Array
      hash: Uint8Array
      /** Of scrypt (RFC 7914). */
      cost: number
      block_size: number
      parallel: number
      changed_at: number
    }
    totp_secrets: {
      member_id: number
      /** Base32 (RFC 4648, 6). */
      secret: string
      created_at: number
      /** Null until a code has shown that the member's app knows it. */
      confirmed_at: number | null
      /** The step of the newest code that was taken: each is good once (RFC 6238, 5.2). */
      last_step: number
    }
    recovery_codes: { sha256: string; member_id: number; used_at: number | null }
    account_links: {
      sha256: string
      /** By which an invitation is taken back. */
      public_id: string
      purpose: string
      /** Whom it signs in. */
      member_id: number | null
      /** What whoever is invited becomes. */
      role: string | null
      person_id: number | null
      name: string
      email: string | null
      /** Who made it: `kind:id`, as in the ledger. */
      made_by: string
      created_at: number
      expires_at: number
      used_at: number | null
    }
    /** Tries that failed, for the time until the next one. Nothing says whose: a hash. */
    sign_in_tries: { subject: string; failures: number; last_at: number; next_at: number }
  }
}

export const accountsTables: Migration = {
  name: '028-accounts',
  up: (t) => [
    `create table members (
      id ${t.id}, public_id ${t.text} not null unique, name ${t.text} not null check (name <> ''),
      email ${t.text}, email_folded ${t.text} unique,
      role ${t.text} not null check (role in ('contributor', 'reporter', 'editor', 'moderator', 'publisher')),
      person_id ${t.ref} references people (id), language ${t.text} not null,
      created_at ${t.time} not null, removed_at ${t.time},
      check ((email is null) = (email_folded is null)),
      check (removed_at is null or (email is null and person_id is null))
    )${t.strict}`,
    `create unique index members_by_person on members (person_id) where person_id is not null`,
    `create table sessions (
      id ${t.id}, public_id ${t.text} not null unique, sha256 ${t.text} not null unique,
      member_id ${t.ref} not null references members (id), way ${t.text} not null,
      created_at ${t.time} not null, used_at ${t.time} not null, expires_at ${t.time} not null,
      network ${t.text} not null, device ${t.text} not null
    )${t.strict}`,
    `create index sessions_by_member on sessions (member_id)`,
    `create index sessions_by_end on sessions (expires_at)`,
    `create table passkeys (
      id ${t.id}, public_id ${t.text} not null unique, member_id ${t.ref} not null references members (id),
      credential_id ${t.text} not null unique, public_key ${t.bytes} not null, counter ${t.integer} not null,
      rp_id ${t.text} not null, transports ${t.json} not null, name ${t.text} not null check (name <> ''),
      created_at ${t.time} not null, used_at ${t.time}
    )${t.strict}`,
    `create index passkeys_by_member on passkeys (member_id)`,
    `create table passkey_answers (challenge ${t.text} primary key, expires_at ${t.time} not null)${t.strict}`,
    `create index passkey_answers_by_end on passkey_answers (expires_at)`,
    `create table passwords (
      member_id ${t.ref} primary key references members (id), salt ${t.bytes} not null, hash ${t.bytes} not null,
      cost ${t.integer} not null, block_size ${t.integer} not null, parallel ${t.integer} not null,
      changed_at ${t.time} not null
    )${t.strict}`,
    `create table totp_secrets (
      member_id ${t.ref} primary key references members (id), secret ${t.text} not null,
      created_at ${t.time} not null, confirmed_at ${t.time}, last_step ${t.integer} not null default 0
    )${t.strict}`,
    `create table recovery_codes (
      sha256 ${t.text} primary key, member_id ${t.ref} not null references members (id), used_at ${t.time}
    )${t.strict}`,
    `create index recovery_codes_by_member on recovery_codes (member_id)`,
    `create table account_links (
      sha256 ${t.text} primary key, public_id ${t.text} not null unique,
      purpose ${t.text} not null check (purpose in ('first-run', 'invitation', 'sign-in')),
      member_id ${t.ref} references members (id),
      role ${t.text} check (role in ('contributor', 'reporter', 'editor', 'moderator', 'publisher')),
      person_id ${t.ref} references people (id), name ${t.text} not null default '', email ${t.text},
      made_by ${t.text} not null, created_at ${t.time} not null, expires_at ${t.time} not null, used_at ${t.time},
      check ((purpose = 'sign-in') = (member_id is not null)),
      check ((purpose = 'sign-in') = (role is null))
    )${t.strict}`,
    `create index account_links_by_end on account_links (expires_at)`,
    `create index account_links_by_member on account_links (member_id) where member_id is not null`,
    `create table sign_in_tries (
      subject ${t.text} primary key, failures ${t.integer} not null, last_at ${t.time} not null,
      next_at ${t.time} not null
    )${t.strict}`,
    `create index sign_in_tries_by_time on sign_in_tries (last_at)`,
  ],
}
