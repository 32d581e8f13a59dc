import type { Generated } from 'kysely'
import type { CorrectionKind } from '../articles/tables.ts'
import type { Migration } from '../kit/db/migrate.ts'

/** `digest`: notifies nobody; it comes first in the next digests. */
export const alertLevels = ['breaking', 'important', 'digest'] as const
export type AlertLevel = (typeof alertLevels)[number]

/**
 * `proposed`: waits for a second person. `approved`: goes out at `send_at`, once its page is found live. `lapsed`: that
 * did not happen in time. `withdrawn`: withdrawn after it went out.
 */
export const alertStates = [
  'draft',
  'proposed',
  'approved',
  'sending',
  'sent',
  'cancelled',
  'lapsed',
  'withdrawn',
] as const
export type AlertState = (typeof alertStates)[number]

/**
 * The publication was moved, taken back, made otherwise than planned, did not come about in time, or came about while
 * nobody had approved the alert. `restored`: the paper was restored from a backup since its approval.
 */
export const planChanges = ['moved', 'taken-back', 'published-otherwise', 'missed', 'went-without', 'restored'] as const
export type PlanChange = (typeof planChanges)[number]

/** Why a page proves nothing: readers cannot open it; it answers something else; its words are old; no answer came. */
export const proofKinds = ['not-public', 'status', 'old', 'unseen'] as const
export type ProofKind = (typeof proofKinds)[number]

declare module '../kit/db/schema.ts' {
  interface Schema {
    alerts: {
      id: Generated<number>
      public_id: string
      article_id: number
      /** The story this one continues: alerts of one thread replace each other on a screen. */
      thread_id: number
      level: AlertLevel
      state: AlertState
      /** Of the notification; the mail has its own subject. */
      title: string
      text: string
      subject: string
      preheader: string
      mail_body: 'story' | 'teaser'
      by_email: Generated<number>
      by_push: Generated<number>
      /** To every subscriber, whatever their topics. */
      to_everyone: Generated<number>
      /** Whether a banner on every page shows it, and until when. */
      banner: Generated<number>
      banner_until: number | null
      /** Grows with every change: optimistic locking. */
      revision: Generated<number>
      /** Actor keys such as `staff:ID`. */
      made_by: string
      proposed_by: string | null
      proposed_at: number | null
      approved_by: string | null
      approved_at: number | null
      /** Hash of the text and audience that were approved. */
      approved_hash: string | null
      /** Why there was no second person; shown in the public log. */
      override_reason: string | null
      /** For which moment the publication is planned that it goes with; its approval names it too. */
      planned_at: number | null
      /** What became of that plan, or of its approval, where it was not carried out as the alert had it. */
      plan_change: PlanChange | null
      /** Not before then; null where it waits for its publication. */
      send_at: number | null
      /** When the page was fetched and found up to date. */
      proved_at: number | null
      /** When its page was last checked, and why it was not found live yet: in words for staff, and in kind. */
      looked_at: number | null
      proof_fault: string | null
      proof_kind: ProofKind | null
      /** What the page answered, where it did not open. */
      proof_status: number | null
      sending_id: number | null
      sent_at: number | null
      created_at: number
      ended_at: number | null
    }
    alert_topics: { alert_id: number; topic_id: number }
    /** Corrections and withdrawals of an alert, sent to those it had reached. */
    alert_changes: {
      id: Generated<number>
      alert_id: number
      kind: CorrectionKind | 'withdrawal'
      words: string
      /** The alert's text from then on. */
      title: string
      text: string
      made_by: string
      made_at: number
      sending_id: number | null
    }
    /** All sendings of an alert: itself, its corrections and withdrawal, and those to people reached late. */
    alert_sendings: { sending_id: number; alert_id: number }
    alert_clicks: { alert_id: number; hour: number; clicks: number }
    /** One per due time and frequency: what is sent at once to everybody whose digest was due then. */
    digests: {
      id: Generated<number>
      pace: 'daily' | 'weekly'
      due_at: number
      note: string
      sending_id: number | null
    }
    /** The newsroom's note in everybody's next digest of a frequency. */
    digest_notes: { pace: 'daily' | 'weekly'; words: string; made_by: string; made_at: number }
  }
}

const quotedList = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

export const alertsTables: Migration = {
  name: '130-alerts',
  up: (t) => [
    `create table alerts (
      id ${t.id}, public_id ${t.text} not null unique, article_id ${t.ref} not null references articles (id),
      thread_id ${t.ref} not null references articles (id),
      level ${t.text} not null check (level in (${quotedList(alertLevels)})),
      state ${t.text} not null check (state in (${quotedList(alertStates)})),
      title ${t.text} not null check (title <> ''), text ${t.text} not null default '',
      subject ${t.text} not null check (subject <> ''), preheader ${t.text} not null default '',
      mail_body ${t.text} not null check (mail_body in ('story', 'teaser')),
      ${t.flag('by_email')}, ${t.flag('by_push')}, ${t.flag('to_everyone')},
      ${t.flag('banner')}, banner_until ${t.time},
      revision ${t.integer} not null default 1, made_by ${t.text} not null,
      proposed_by ${t.text}, proposed_at ${t.time}, approved_by ${t.text}, approved_at ${t.time},
      approved_hash ${t.text}, override_reason ${t.text}, planned_at ${t.time},
      plan_change ${t.text} check (plan_change in (${quotedList(planChanges)})),
      send_at ${t.time}, proved_at ${t.time},
      looked_at ${t.time}, proof_fault ${t.text},
      proof_kind ${t.text} check (proof_kind in (${quotedList(proofKinds)})), proof_status ${t.integer},
      sending_id ${t.ref} unique references sendings (id), sent_at ${t.time}, created_at ${t.time} not null,
      ended_at ${t.time},
      check (level = 'breaking' or banner = 0),
      check (state not in ('approved', 'sending', 'sent', 'withdrawn')
        or (approved_by is not null and approved_at is not null and approved_hash is not null)),
      check (state not in ('sending', 'sent', 'withdrawn') or (proved_at is not null and sent_at is not null)),
      check (approved_by is null or proposed_by is null or approved_by <> proposed_by or override_reason is not null)
    )${t.strict}`,
    `create index alerts_of_article on alerts (article_id, id)`,
    `create index alerts_of_thread on alerts (thread_id, id)`,
    `create index alerts_by_state on alerts (state, id)`,
    `create index alerts_public on alerts (sent_at desc, id desc) where sent_at is not null`,
    `create index alerts_with_banner on alerts (banner_until) where banner_until is not null`,
    `create table alert_topics (
      alert_id ${t.ref} not null references alerts (id), topic_id ${t.ref} not null references topics (id),
      primary key (alert_id, topic_id)
    )${t.keyed}`,
    `create table alert_changes (
      id ${t.id}, alert_id ${t.ref} not null references alerts (id), kind ${t.text} not null,
      words ${t.text} not null check (words <> ''), title ${t.text} not null, text ${t.text} not null,
      made_by ${t.text} not null, made_at ${t.time} not null, sending_id ${t.ref} references sendings (id)
    )${t.strict}`,
    `create index alert_changes_of_alert on alert_changes (alert_id, id)`,
    `create table alert_sendings (
      sending_id ${t.ref} primary key references sendings (id), alert_id ${t.ref} not null references alerts (id)
    )${t.keyed}`,
    `create index alert_sendings_of_alert on alert_sendings (alert_id, sending_id)`,
    `create table alert_clicks (
      alert_id ${t.ref} not null references alerts (id), hour ${t.time} not null,
      clicks ${t.integer} not null check (clicks > 0), primary key (alert_id, hour)
    )${t.keyed}`,
    `create table digests (
      id ${t.id}, pace ${t.text} not null check (pace in ('daily', 'weekly')), due_at ${t.time} not null,
      note ${t.text} not null default '', sending_id ${t.ref} references sendings (id), unique (pace, due_at)
    )${t.strict}`,
    `create index digests_by_time on digests (due_at desc, id desc)`,
    `create table digest_notes (
      pace ${t.text} primary key check (pace in ('daily', 'weekly')), words ${t.text} not null check (words <> ''),
      made_by ${t.text} not null, made_at ${t.time} not null
    )${t.keyed}`,
  ],
}

/**
 * A restored paper sends nothing by itself: what was approved before its backup may have gone out since, and somebody
 * must decide again. One that was released has no publication to wait for any more.
 */
export const lapseRestored = `update alerts set state = 'lapsed', plan_change = 'restored', revision = revision + 1,
  planned_at = case when send_at is null then planned_at end, send_at = null
  where state = 'approved'`
