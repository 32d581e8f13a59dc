/** Alerts as rows. */
import { sql } from 'kysely'
import { ownStoryIds } from '../articles/own-store.ts'
import type { SendingKind } from '../deliveries/tables.ts'
import { lockRow } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { roles } from '../staff/acts.ts'
import { changeable, type Alert, type AlertWords } from './alert.ts'
import type { AlertState } from './tables.ts'

const columns = [
  'alerts.id',
  'alerts.public_id as publicId',
  'alerts.article_id as articleId',
  'alerts.thread_id as threadId',
  'alerts.level',
  'alerts.state',
  'alerts.title',
  'alerts.text',
  'alerts.subject',
  'alerts.preheader',
  'alerts.mail_body as mailBody',
  'alerts.by_email as byEmail',
  'alerts.by_push as byPush',
  'alerts.to_everyone as toEveryone',
  'alerts.banner',
  'alerts.banner_until as bannerUntil',
  'alerts.revision',
  'alerts.made_by as madeBy',
  'alerts.proposed_by as proposedBy',
  'alerts.proposed_at as proposedAt',
  'alerts.approved_by as approvedBy',
  'alerts.approved_at as approvedAt',
  'alerts.approved_hash as approvedHash',
  'alerts.override_reason as overrideReason',
  'alerts.planned_at as plannedAt',
  'alerts.plan_change as planChange',
  'alerts.send_at as sendAt',
  'alerts.proved_at as provedAt',
  'alerts.looked_at as lookedAt',
  'alerts.proof_fault as proofFault',
  'alerts.proof_kind as proofKind',
  'alerts.proof_status as proofStatus',
  'alerts.sending_id as sendingId',
  'alerts.sent_at as sentAt',
  'alerts.created_at as createdAt',
  'alerts.ended_at as endedAt',
] as const

function alertRows(db: Db) {
  return db.selectFrom('alerts').select(columns)
}

type Row = Awaited<ReturnType<ReturnType<typeof alertRows>['executeTakeFirstOrThrow']>>

async function withTopics(db: Db, rows: readonly Row[]): Promise<Alert[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const topics = await db
    .selectFrom('alert_topics')
    .select(['alert_id as alertId', 'topic_id as topicId'])
    .where('alert_id', 'in', ids)
    .orderBy('topic_id')
    .execute()
  const byAlert = Map.groupBy(topics, ({ alertId }) => alertId)
  return rows.map(({ byEmail, byPush, toEveryone, banner, ...row }) => ({
    ...row,
    byEmail: byEmail === 1,
    byPush: byPush === 1,
    toEveryone: toEveryone === 1,
    banner: banner === 1,
    topicIds: (byAlert.get(row.id) ?? []).map(({ topicId }) => topicId),
  }))
}

export async function alertById(db: Db, id: number): Promise<Alert | undefined> {
  return (await withTopics(db, await alertRows(db).where('id', '=', id).execute()))[0]
}

export async function alertBy(db: Db, publicId: string): Promise<Alert | undefined> {
  return (await withTopics(db, await alertRows(db).where('public_id', '=', publicId).execute()))[0]
}

/** Of which this went out, whether it is the alert itself or what was said of it. */
export async function alertOfSending(db: Db, sendingId: number): Promise<Alert | undefined> {
  const row = await db
    .selectFrom('alert_sendings')
    .select('alert_id as id')
    .where('sending_id', '=', sendingId)
    .executeTakeFirst()
  return row && alertById(db, row.id)
}

export async function noteSending(tx: Tx, alertId: number, sendingId: number): Promise<void> {
  await tx.insertInto('alert_sendings').values({ alert_id: alertId, sending_id: sendingId }).execute()
}

/** All that went out of it, oldest first. */
export async function sendingsOf(
  db: Db,
  alertId: number,
): Promise<{ id: number; publicId: string; kind: SendingKind; doneAt: number | null }[]> {
  return db
    .selectFrom('alert_sendings')
    .innerJoin('sendings', 'sendings.id', 'alert_sendings.sending_id')
    .select(['sendings.id', 'sendings.public_id as publicId', 'sendings.kind', 'sendings.done_at as doneAt'])
    .where('alert_sendings.alert_id', '=', alertId)
    .orderBy('sendings.id')
    .execute()
}

/** The same, and nobody else changes it until the write is over. */
export async function heldAlert(tx: Tx, id: number): Promise<Alert | undefined> {
  const row = await lockRow(tx, tx.selectFrom('alerts').select(columns).where('id', '=', id)).execute()
  return (await withTopics(tx, row))[0]
}

export type AlertFilter = {
  states?: readonly AlertState[] | undefined
  articleId?: number | undefined
  /** Of this member's stories alone: their public id. */
  ownOf?: string | undefined
}

/** Newest first. */
export async function listedAlerts(
  db: Db,
  { states, articleId, ownOf }: AlertFilter,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<Alert[]> {
  let rows = alertRows(db)
  if (states !== undefined) rows = rows.where('state', 'in', [...states])
  if (articleId !== undefined) rows = rows.where('article_id', '=', articleId)
  if (ownOf !== undefined) rows = rows.where('article_id', 'in', ownStoryIds(db, ownOf))
  if (before !== undefined) rows = rows.where('id', '<', before)
  return withTopics(db, await rows.orderBy('id', 'desc').limit(limit).execute())
}

function wordColumns(words: AlertWords) {
  return {
    article_id: words.articleId,
    thread_id: words.threadId,
    level: words.level,
    title: words.title,
    text: words.text,
    subject: words.subject,
    preheader: words.preheader,
    mail_body: words.mailBody,
    by_email: Number(words.byEmail),
    by_push: Number(words.byPush),
    to_everyone: Number(words.toEveryone),
    banner: Number(words.banner),
    banner_until: words.bannerUntil,
    planned_at: words.plannedAt,
  }
}

export async function insertAlert(
  tx: Tx,
  words: AlertWords,
  { publicId, madeBy, at }: { publicId: string; madeBy: string; at: number },
): Promise<number> {
  const { id } = await tx
    .insertInto('alerts')
    .values({ ...wordColumns(words), public_id: publicId, state: 'draft', made_by: madeBy, created_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await replaceTopics(tx, id, words.topicIds)
  return id
}

export async function updateWords(tx: Tx, id: number, words: AlertWords): Promise<void> {
  await tx.updateTable('alerts').set(wordColumns(words)).where('id', '=', id).execute()
  await tx.deleteFrom('alert_topics').where('alert_id', '=', id).execute()
  await replaceTopics(tx, id, words.topicIds)
}

async function replaceTopics(tx: Tx, id: number, topicIds: readonly number[]): Promise<void> {
  if (topicIds.length === 0) return
  const rows = [...new Set(topicIds)].map((topicId) => ({ alert_id: id, topic_id: topicId }))
  await tx.insertInto('alert_topics').values(rows).execute()
}

const names = {
  state: 'state',
  title: 'title',
  text: 'text',
  proposedBy: 'proposed_by',
  proposedAt: 'proposed_at',
  approvedBy: 'approved_by',
  approvedAt: 'approved_at',
  approvedHash: 'approved_hash',
  overrideReason: 'override_reason',
  plannedAt: 'planned_at',
  planChange: 'plan_change',
  sendAt: 'send_at',
  provedAt: 'proved_at',
  lookedAt: 'looked_at',
  proofFault: 'proof_fault',
  proofKind: 'proof_kind',
  proofStatus: 'proof_status',
  sendingId: 'sending_id',
  sentAt: 'sent_at',
  endedAt: 'ended_at',
  bannerUntil: 'banner_until',
} as const satisfies Partial<Record<keyof Alert, string>>

export type AlertChange = Partial<Pick<Alert, keyof typeof names>>

/** Its new revision. */
export async function updateAlert(tx: Tx, id: number, change: AlertChange): Promise<number> {
  const set = Object.fromEntries(
    Object.entries(change).map(([name, value]) => [names[name as keyof AlertChange], value]),
  )
  const { revision } = await tx
    .updateTable('alerts')
    .set({ ...set, revision: sql`revision + 1` })
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return revision
}

/** What a look at its page has shown. Nobody has changed the alert by that: its revision stays. */
export async function noteLook(
  tx: Tx,
  id: number,
  {
    lookedAt,
    proofFault,
    proofKind,
    proofStatus,
  }: Pick<Alert, 'lookedAt' | 'proofFault' | 'proofKind' | 'proofStatus'>,
): Promise<void> {
  await tx
    .updateTable('alerts')
    .set({ looked_at: lookedAt, proof_fault: proofFault, proof_kind: proofKind, proof_status: proofStatus })
    .where('id', '=', id)
    .execute()
}

const approvers = Object.entries(roles).flatMap(([role, acts]) => (acts.includes('alert.approve') ? [role] : []))

/** How many members besides one could approve what they propose. `memberId`: a public id; other text is nobody’s. */
export async function otherApprovers(db: Db, memberId: string): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .where('role', 'in', approvers)
    .where('public_id', '<>', memberId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Alerts that nobody has got and that wait for a publication of this story: held until the write is over. */
export async function heldPlannedAlerts(tx: Tx, articleId: number): Promise<Alert[]> {
  const rows = await lockRow(
    tx,
    alertRows(tx)
      .where('article_id', '=', articleId)
      .where('planned_at', 'is not', null)
      .where('send_at', 'is', null)
      .where('state', 'in', [...changeable])
      .orderBy('id'),
  ).execute()
  return withTopics(tx, rows)
}

/** Approved alerts that have not gone out in time, and alerts whose sending has ended. */
export async function overdueApprovals(db: Db, approvedBefore: number): Promise<number[]> {
  const rows = await db
    .selectFrom('alerts')
    .select('id')
    .where('state', '=', 'approved')
    .where('approved_at', '<=', approvedBefore)
    .where(({ or, eb }) => or([eb('planned_at', 'is', null), eb('planned_at', '<=', approvedBefore)]))
    .execute()
  return rows.map(({ id }) => id)
}

export async function endedSendings(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('alerts')
    .innerJoin('sendings', 'sendings.id', 'alerts.sending_id')
    .select('alerts.id')
    .where('alerts.state', '=', 'sending')
    .where('sendings.done_at', 'is not', null)
    .execute()
  return rows.map(({ id }) => id)
}
