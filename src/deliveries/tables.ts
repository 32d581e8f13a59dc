import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'
import type { Channel } from '../subscriptions/tables.ts'

/** What is sent: it decides who composes the messages (`Composer`). */
export const sendingKinds = ['alert', 'correction', 'withdrawal', 'digest'] as const
export type SendingKind = (typeof sendingKinds)[number]

/** `freezing`: rows of the audience are still being made; the first ones are already going out. */
export const sendingStates = ['freezing', 'sending', 'paused', 'cancelled', 'done'] as const
export type SendingState = (typeof sendingStates)[number]

/**
 * `planned` → `handing` (recorded before the network is used) → one of the others, which are final. `uncertain`: a
 * process ended, or the server fell silent, in between; it is never sent again automatically. `folded`: left for the
 * reader's next digest.
 */
export const deliveryStates = [
  'planned',
  'handing',
  'accepted',
  'failed',
  'bounced',
  'suppressed',
  'uncertain',
  'cancelled',
  'folded',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Why a sending waits for somebody, where the server has paused it or nobody has said why (pause.ts). */
export const pauseCodes = [
  'paused-by-hand',
  'paused-stood-still',
  'paused-away',
  'paused-bounces',
  'paused-complaints',
  'paused-refused',
  'paused-late',
  'paused-restored',
] as const
export type PauseCode = (typeof pauseCodes)[number]

declare module '../kit/db/schema.ts' {
  interface Schema {
    sendings: {
      id: Generated<number>
      public_id: string
      kind: SendingKind
      state: SendingState
      /** Why it is paused: in words for staff, and where the server says it also in kind, with what the words name. */
      pause_reason: string | null
      pause_code: PauseCode | null
      /** A JSON object. */
      pause_params: string | null
      /** For the composer: a JSON value. */
      content: string
      /** Increases when the content changes while something has not gone out. */
      edition: Generated<number>
      /** The audience is frozen up to this subscriber, of those up to `frozen_last`. */
      frozen_up_to: Generated<number>
      frozen_last: number
      created_at: number
      first_handed_at: number | null
      /** When a row last moved: after a long standstill somebody is asked before it continues. */
      moved_at: number
      /** How many recipients marked it as spam. */
      complaints: Generated<number>
      /** Somebody has looked at its bounces or complaints and resumed it: they no longer pause it. */
      is_trusted: Generated<number>
      done_at: number | null
    }
    deliveries: {
      sending_id: number
      subscriber_id: number
      channel: Channel
      state: DeliveryState
      /** Of the content that was handed over. */
      edition: number | null
      /** Not before this time: quiet hours, or another try. */
      not_before: number | null
      attempts: Generated<number>
      /** The run handing it over: a late answer of another run changes nothing. */
      holder: string | null
      handed_at: number | null
      ended_at: number | null
      /** In words, without an address. */
      fault: string | null
      /** Whatever is only this recipient's: a JSON value. */
      detail: string | null
      /** For a folded row: the sending of the digest that took it up. */
      folded_into: number | null
    }
    /** Updated in the same transaction as the rows they count. */
    delivery_counts: { sending_id: number; channel: Channel; state: DeliveryState; count: number }
    delivery_minutes: { sending_id: number; minute: number; handed: number; accepted: number; failed: number }
    /**
     * Rows of the audience that are handed over together, one run at a time: `holder` is the run that may. `next_at`:
     * when there is something to do again; null once all of them have ended.
     */
    delivery_chunks: {
      sending_id: number
      channel: Channel
      from_id: number
      up_to: number
      holder: string | null
      next_at: number | null
    }
    /** Token buckets: `mail`, `mail:gmail.com`, `push:https://push.example`. */
    delivery_rates: { name: string; tokens: number; at: number }
  }
}

const quotedList = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

export const deliveriesTables: Migration = {
  name: '078-deliveries',
  up: (t) => [
    `create table sendings (
      id ${t.id}, public_id ${t.text} not null unique,
      kind ${t.text} not null check (kind in (${quotedList(sendingKinds)})),
      state ${t.text} not null check (state in (${quotedList(sendingStates)})), pause_reason ${t.text},
      pause_code ${t.text} check (pause_code in (${quotedList(pauseCodes)})), pause_params ${t.json},
      content ${t.json} not null, edition ${t.integer} not null default 1,
      frozen_up_to ${t.ref} not null default 0, frozen_last ${t.ref} not null,
      created_at ${t.time} not null, first_handed_at ${t.time}, moved_at ${t.time} not null, done_at ${t.time},
      complaints ${t.integer} not null default 0, ${t.flag('is_trusted')},
      check ((state = 'paused') = (pause_reason is not null)),
      check ((state = 'paused') = (pause_params is not null)),
      check (state = 'paused' or pause_code is null),
      check ((done_at is null) = (state in ('freezing', 'sending', 'paused')))
    )${t.strict}`,
    `create index sendings_live on sendings (id) where done_at is null`,
    `create index sendings_by_time on sendings (created_at)`,
    `create table deliveries (
      sending_id ${t.ref} not null references sendings (id),
      subscriber_id ${t.ref} not null references subscribers (id), channel ${t.text} not null,
      state ${t.text} not null check (state in (${quotedList(deliveryStates)})), edition ${t.integer},
      not_before ${t.time}, attempts ${t.integer} not null default 0, holder ${t.text},
      handed_at ${t.time}, ended_at ${t.time}, fault ${t.text}, detail ${t.json},
      folded_into ${t.ref} references sendings (id),
      primary key (sending_id, subscriber_id),
      check (channel in ('email', 'push')),
      check ((state = 'handing') = (holder is not null)),
      check ((ended_at is null) = (state in ('planned', 'handing'))),
      check (folded_into is null or state = 'folded'),
      check (state not in ('handing', 'accepted', 'uncertain') or (edition is not null and handed_at is not null))
    )${t.keyed}`,
    `create index deliveries_of_subscriber on deliveries (subscriber_id, sending_id)`,
    `create index deliveries_put_off on deliveries (sending_id, not_before)
      where state = 'planned' and not_before is not null`,
    `create index deliveries_that_wait on deliveries (subscriber_id, sending_id)
      where state = 'folded' and folded_into is null`,
    `create index deliveries_with_trouble on deliveries (sending_id, state, subscriber_id)
      where state in ('failed', 'bounced', 'suppressed', 'uncertain')`,
    `create table delivery_counts (
      sending_id ${t.ref} not null references sendings (id), channel ${t.text} not null, state ${t.text} not null,
      count ${t.integer} not null check (count >= 0), primary key (sending_id, channel, state)
    )${t.keyed}`,
    `create table delivery_minutes (
      sending_id ${t.ref} not null references sendings (id), minute ${t.time} not null,
      handed ${t.integer} not null, accepted ${t.integer} not null, failed ${t.integer} not null,
      primary key (sending_id, minute)
    )${t.keyed}`,
    `create table delivery_chunks (
      sending_id ${t.ref} not null references sendings (id), channel ${t.text} not null,
      from_id ${t.ref} not null, up_to ${t.ref} not null, holder ${t.text}, next_at ${t.time},
      check (up_to > from_id), primary key (sending_id, channel, from_id)
    )${t.keyed}`,
    `create index delivery_chunks_due on delivery_chunks (next_at) where next_at is not null`,
    `create table delivery_rates (
      name ${t.text} primary key, tokens ${t.real} not null, at ${t.time} not null
    )${t.keyed}`,
  ],
}

/** A restored paper resumes nothing by itself: what its backup was sending may have gone out long ago. */
export const pauseRestored = `update sendings set state = 'paused',
  pause_code = 'paused-restored', pause_params = '{}',
  pause_reason = 'The paper was restored from a backup: this may have gone out since. Look before it goes on.'
  where done_at is null and state <> 'paused'`
