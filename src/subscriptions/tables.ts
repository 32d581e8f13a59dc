import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

/** How an alert reaches somebody. */
export const channels = ['email', 'push'] as const
export type Channel = (typeof channels)[number]

/**
 * `breaking`: only that. `all`: everything of their topics as it happens. `daily`: a digest in the morning and one in
 * the evening. `weekly`: one a week.
 */
export const paces = ['breaking', 'all', 'daily', 'weekly'] as const
export type Pace = (typeof paces)[number]

/**
 * `waiting`: the address is not confirmed yet. The others are final: `left` by themselves, `bounced` because the
 * mailbox is gone, `complained` to their provider, `gone` when the browser's subscription ended.
 */
export const subscriberStates = ['waiting', 'active', 'left', 'bounced', 'complained', 'gone'] as const
export type SubscriberState = (typeof subscriberStates)[number]

/** `checking`: being read, nothing changes; `checked`: ready to be started; the last three are final. */
export const importStates = ['checking', 'checked', 'running', 'done', 'cancelled', 'failed'] as const
export type ImportState = (typeof importStates)[number]

declare module '../kit/db/schema.ts' {
  interface Schema {
    /** One for an address, one for each browser that takes notifications. */
    subscribers: {
      id: Generated<number>
      public_id: string
      channel: Channel
      state: SubscriberState
      address_id: number | null
      /** The reader, by cookie, who may change what this device gets. */
      reader_id: string | null
      /** The push service's URL (RFC 8030), with the keys to encrypt messages for (RFC 8291). */
      endpoint: string | null
      endpoint_origin: string | null
      p256dh: Uint8Array | null
      auth: Uint8Array | null
      /** The key the browser subscribed with: it accepts messages of no other (RFC 8292). */
      vapid_key_id: string | null
      language: string
      /** IANA. */
      time_zone: string
      pace: Pace
      /** Whether breaking news does not wait for the digest. */
      breaking_at_once: Generated<number>
      /** Everything, whatever `subscriber_topics` says. */
      all_topics: Generated<number>
      /** Minutes of their day between which nothing is sent; from 22:00 to 7:00 is 1320 and 420. */
      quiet_from: number | null
      quiet_to: number | null
      /** Whether breaking news comes in their quiet hours all the same. */
      wakes_for_breaking: Generated<number>
      paused_until: number | null
      /** When their next digest is due; null if they get none. */
      next_digest_at: number | null
      /** Stories up to this time were in their digests. */
      last_digest_at: number | null
      /** Mails in a row that did not reach the mailbox, and when the last of them was handed over. */
      soft_bounces: Generated<number>
      soft_bounced_at: number | null
      /** Where and how they agreed: `form`, `import:listmonk` … */
      consent: string
      consent_at: number
      created_at: number
      confirmed_at: number | null
      ended_at: number | null
      /** What a form asked for, waiting for the address to be confirmed: a JSON value. */
      asked: string | null
    }
    /** Lists uploaded by the newsroom. */
    subscriber_imports: {
      id: Generated<number>
      public_id: string
      file_name: string
      bytes: number
      /** Where the file is stored (kit/storage.ts) until the import is over. */
      storage_key: string | null
      state: ImportState
      /** Both JSON: what the people in it should get, with the consent; how many lines were read, and refused. */
      wanted: string | null
      report: string | null
      /** Of all of it, once it was looked through. */
      total_lines: number | null
      /** Why it failed, for programs and in words, and at which line. */
      fault: string | null
      fault_code: string | null
      fault_line: number | null
      created_by: string
      created_at: number
      ended_at: number | null
    }
    /** Lines that were not imported, the first of them: no addresses. */
    subscriber_import_lines: { import_id: number; line: number; reason: string }
    subscriber_topics: { subscriber_id: number; topic_id: number }
    /** Who follows one developing story, until when. */
    subscriber_threads: { subscriber_id: number; article_id: number; until: number }
  }
}

const quotedList = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

export const subscriptionsTables: Migration = {
  name: '075-subscriptions',
  up: (t) => [
    `create table subscribers (
      id ${t.id}, public_id ${t.text} not null unique,
      channel ${t.text} not null check (channel in (${quotedList(channels)})),
      state ${t.text} not null check (state in (${quotedList(subscriberStates)})),
      address_id ${t.ref} unique references addresses (id), reader_id ${t.text} references readers (id),
      endpoint ${t.text} unique, endpoint_origin ${t.text}, p256dh ${t.bytes}, auth ${t.bytes}, vapid_key_id ${t.text},
      language ${t.text} not null, time_zone ${t.text} not null,
      pace ${t.text} not null check (pace in (${quotedList(paces)})),
      ${t.flag('breaking_at_once')}, ${t.flag('all_topics')},
      quiet_from ${t.integer} check (quiet_from between 0 and 1439),
      quiet_to ${t.integer} check (quiet_to between 0 and 1439),
      ${t.flag('wakes_for_breaking')},
      paused_until ${t.time}, next_digest_at ${t.time}, last_digest_at ${t.time},
      soft_bounces ${t.integer} not null default 0, soft_bounced_at ${t.time},
      consent ${t.text} not null check (consent <> ''), consent_at ${t.time} not null,
      created_at ${t.time} not null, confirmed_at ${t.time}, ended_at ${t.time}, asked ${t.json},
      check (state <> 'active' or asked is null),
      check ((soft_bounces = 0) = (soft_bounced_at is null)),
      check ((quiet_from is null) = (quiet_to is null) and (quiet_from is null or quiet_from <> quiet_to)),
      check (channel <> 'email' or (address_id is not null and endpoint is null)),
      check (channel <> 'push' or (address_id is null and pace in ('breaking', 'all')
        and (state = 'gone' or state = 'left' or (endpoint is not null and endpoint_origin is not null
        and p256dh is not null and auth is not null and vapid_key_id is not null)))),
      check (state <> 'active' or confirmed_at is not null),
      check ((ended_at is null) = (state in ('waiting', 'active')))
    )${t.strict}`,
    `create index subscribers_by_state on subscribers (channel, state, id)`,
    `create index subscribers_by_reader on subscribers (reader_id) where reader_id is not null`,
    `create index subscribers_by_confirmation on subscribers (confirmed_at) where confirmed_at is not null`,
    `create index subscribers_by_end on subscribers (ended_at) where ended_at is not null`,
    `create index subscribers_that_wait on subscribers (id) where asked is not null`,
    `create index subscribers_by_digest on subscribers (next_digest_at, pace, id)
      where next_digest_at is not null`,
    `create table subscriber_imports (
      id ${t.id}, public_id ${t.text} not null unique, file_name ${t.text} not null, bytes ${t.integer} not null,
      storage_key ${t.text}, state ${t.text} not null check (state in (${quotedList(importStates)})),
      wanted ${t.json}, report ${t.json}, total_lines ${t.integer},
      fault ${t.text}, fault_code ${t.text}, fault_line ${t.integer}, created_by ${t.text} not null,
      created_at ${t.time} not null, ended_at ${t.time},
      check ((ended_at is null) = (state in ('checking', 'checked', 'running'))),
      check (state not in ('running', 'done') or wanted is not null)
    )${t.strict}`,
    `create index subscriber_imports_open on subscriber_imports (created_at) where storage_key is not null`,
    `create table subscriber_import_lines (
      import_id ${t.ref} not null references subscriber_imports (id) on delete cascade, line ${t.integer} not null,
      reason ${t.text} not null, primary key (import_id, line)
    )${t.keyed}`,
    `create table subscriber_topics (
      subscriber_id ${t.ref} not null references subscribers (id), topic_id ${t.ref} not null references topics (id),
      primary key (subscriber_id, topic_id)
    )${t.keyed}`,
    `create index subscriber_topics_of_topic on subscriber_topics (topic_id, subscriber_id)`,
    `create table subscriber_threads (
      subscriber_id ${t.ref} not null references subscribers (id),
      article_id ${t.ref} not null references articles (id),
      until ${t.time} not null, primary key (subscriber_id, article_id)
    )${t.keyed}`,
    `create index subscriber_threads_of_article on subscriber_threads (article_id, subscriber_id)`,
    `create index subscriber_threads_by_end on subscriber_threads (until)`,
  ],
}
