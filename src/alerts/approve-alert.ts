/** From draft to readers: proposed by one person, approved by another, undone in time. */
import { articleById } from '../articles/store.ts'
import { plansOf } from '../editing/store.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { enqueue } from '../kit/queue/job.ts'
import { isPlain } from '../kit/visible.ts'
import { can } from '../staff/acts.ts'
import { actorKey, alertFor, heldAs } from './alert-for.ts'
import { alertHash, isBannerOver, lapsesAt, notLooked, planLeft, undoMs, type Alert } from './alert.ts'
import { proveJob } from './jobs.ts'
import { notDone, unready } from './refusals.ts'
import { otherApprovers, updateAlert, type AlertChange } from './store.ts'
import type { AlertState } from './tables.ts'
import { notDecided } from './write-alert.ts'

type Naming = { alertId: number; expectedRevision?: number | undefined }
/** `hash`: of what they read. */
type Deciding = Naming & { hash: string }

export type Proposed = { outcome: 'proposed'; hash: string; revision: number } | Failure

/** Proposes it as it is. Somebody else decides. */
export async function proposeAlert(house: House, actor: Actor, given: Deciding): Promise<Proposed> {
  const seen = await alertFor(house, actor, 'alert.propose', given.alertId)
  if (isFailure(seen)) return seen
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Proposed> => {
      const alert = await heldAs(tx, given.alertId, given.expectedRevision)
      if (!['draft', 'lapsed', 'proposed'].includes(alert.state)) return inState(alert.state, 'proposed')
      const hash = alertHash(alert)
      if (hash !== given.hash) return changedSince
      const change = { ...notDecided, state: 'proposed', proposedBy: actorKey(actor), proposedAt: at } as const
      const revision = await updateAlert(tx, alert.id, change)
      await recordDeed(tx, { deed: 'alert.propose', subject: subjectOf(alert), detail: { hash }, at })
      return { outcome: 'proposed', hash, revision }
    }),
  )
}

export type Approved = { outcome: 'approved'; sendAt: number; lapsesAt: number; revision: number } | Failure

/**
 * The second person's approval of exactly this text and audience.
 * @throws Refusal 'forbidden' when they are not a second person
 */
export async function approveAlert(house: House, actor: Actor, given: Deciding): Promise<Approved> {
  const seen = await alertFor(house, actor, 'alert.approve', given.alertId)
  if (isFailure(seen)) return seen
  assertPerson(actor)
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Approved> => {
      const alert = await heldAs(tx, given.alertId, given.expectedRevision)
      if (alert.state !== 'proposed') return inState(alert.state, 'approved')
      if (alert.proposedBy === actorKey(actor))
        throw new Refusal('forbidden', 'You proposed this alert: somebody else must approve it.')
      return decideIn(tx, { alert, hash: given.hash, approvedBy: actorKey(actor), sendAt: at, at })
    }),
  )
}

/**
 * Sends without a second person: because nobody else could approve, or because the publisher gives a reason. It can be
 * undone for ten seconds.
 * @throws Refusal 'forbidden' when a second person is needed
 */
export async function sendAlone(
  house: House,
  actor: Actor,
  { reason: given, ...deciding }: Deciding & { reason?: string | undefined },
): Promise<Approved> {
  const seen = await alertFor(house, actor, 'alert.approve', deciding.alertId)
  if (isFailure(seen)) return seen
  assertPerson(actor)
  const reason = given?.trim() ?? ''
  if (reason !== '' && (!isPlain(reason) || reason.length > 1_000))
    return failed('invalid', 'A reason is one line of at most 1,000 characters.')
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Approved> => {
      const alert = await heldAs(tx, deciding.alertId, deciding.expectedRevision)
      if (!['draft', 'proposed', 'lapsed'].includes(alert.state)) return inState(alert.state, 'sent')
      const others = await othersWhoMust(tx, house, actor)
      if (others > 0) assertOverride(actor, { reason, others })
      const approvedBy = actorKey(actor)
      const proposedBy = alert.proposedBy === approvedBy && others === 0 ? null : alert.proposedBy
      const alone = { proposedBy, overrideReason: others > 0 ? reason : null }
      return decideIn(tx, { alert, hash: deciding.hash, approvedBy, sendAt: at + undoMs, at, alone })
    }),
  )
}

type Decision = {
  alert: Alert
  hash: string
  approvedBy: string
  sendAt: number
  at: number
  alone?: { proposedBy: string | null; overrideReason: string | null }
}

async function decideIn(tx: Tx, decision: Decision): Promise<Approved> {
  const { alert, hash, approvedBy, sendAt, at, alone } = decision
  if (alertHash(alert) !== hash) return changedSince
  const notYet = await cannotGo(tx, alert, sendAt)
  if (notYet !== undefined) return notYet
  const isPlanned = alert.plannedAt !== null
  const revision = await updateAlert(tx, alert.id, {
    state: 'approved',
    approvedBy,
    approvedAt: at,
    approvedHash: hash,
    // With its publication: the transaction that publishes the story has it released (follow-plan.ts).
    sendAt: isPlanned ? null : sendAt,
    planChange: null,
    ...notLooked,
    ...alone,
  })
  const detail = {
    hash,
    ...(isPlanned && { plannedAt: alert.plannedAt }),
    ...(alone && { alone: true, ...(alone.overrideReason && { override: alone.overrideReason }) }),
  }
  const deed = alone?.overrideReason ? 'alert.override' : 'alert.approve'
  await recordDeed(tx, { deed, subject: subjectOf(alert), detail, at })
  const goes = { sendAt: alert.plannedAt ?? sendAt, lapsesAt: lapsesAt({ ...alert, approvedAt: at }) ?? at }
  if (isPlanned) return { outcome: 'approved', ...goes, revision }
  await enqueue(
    tx,
    proveJob,
    { alertId: alert.id, attempt: 0, isExtra: false },
    { at, runAt: sendAt, uniqueKey: `${alert.id}:${revision}` },
  )
  return { outcome: 'approved', ...goes, revision }
}

/**
 * Its page is there, or a publication is planned for the very moment that the alert names; and the line above every
 * page does not end before it goes.
 */
async function cannotGo(tx: Tx, alert: Alert, sendAt: number): Promise<Failure | undefined> {
  const { articleId, plannedAt } = alert
  if (isBannerOver(alert, Math.max(sendAt, plannedAt ?? 0)))
    return notDone('alert-unready', 'invalid', unready, { faults: [{ path: '/bannerUntil', detail: 'is over' }] })
  if (plannedAt !== null)
    return (await plansOf(tx, [articleId])).get(articleId) === plannedAt ? undefined : changedSince
  const story = await articleById(tx, articleId)
  if (story?.state === 'published') return undefined
  const words = 'Readers cannot open the story yet. Publish it first: an alert never goes before its page.'
  return failed('conflict', words)
}

/** @throws Refusal: a program acts for whoever created its token, so it is nobody's second person */
export function assertPerson({ kind }: Actor): void {
  if (kind === 'staff' || kind === 'operator') return
  throw new Refusal('forbidden', 'A program may propose an alert, but only a person can send it.')
}

/** How many others could approve it; none if the paper requires no second person. */
export async function othersWhoMust(tx: Tx | House['db'], { settings }: House, actor: Actor): Promise<number> {
  if (settings.current().alerts.secondPerson === 'never') return 0
  return otherApprovers(tx, actor.kind === 'staff' ? actor.id : '')
}

function assertOverride(actor: Actor, { reason, others }: { reason: string; others: number }): void {
  const who = others === 1 ? 'One other member can' : `${others} other members can`
  if (!can(actor, 'alert.override'))
    throw new Refusal('forbidden', `Somebody else must approve this alert. ${who}; in an emergency, the publisher.`)
  if (Array.from(reason).length < 10)
    throw new Refusal(
      'forbidden',
      `Somebody else must approve this alert. ${who}. To send it without them, say why: readers will see the reason.`,
    )
}

export type Undone = { outcome: 'undone' | 'cancelled'; state: AlertState; revision: number } | Failure

/** Undoes the decision while nothing has gone out: the alert is a draft again. */
export async function undoApproval(house: House, actor: Actor, given: Naming): Promise<Undone> {
  return takeBack(house, actor, given, {
    from: ['proposed', 'approved', 'lapsed'],
    what: 'undone',
    change: (alert) => ({ ...notDecided, plannedAt: planLeft(alert) }),
    deed: 'alert.undo',
  })
}

/** Cancels an alert that nobody has received. */
export async function cancelAlert(house: House, actor: Actor, given: Naming): Promise<Undone> {
  return takeBack(house, actor, given, {
    from: ['draft', 'proposed', 'approved', 'lapsed'],
    what: 'cancelled',
    change: (_, endedAt) => ({ state: 'cancelled', endedAt }) as const,
    deed: 'alert.cancel',
  })
}

type Way = {
  from: readonly AlertState[]
  what: 'undone' | 'cancelled'
  change(alert: Alert, at: number): AlertChange & { state: AlertState }
  deed: string
}

async function takeBack(house: House, actor: Actor, given: Naming, way: Way): Promise<Undone> {
  const seen = await alertFor(house, actor, 'alert.propose', given.alertId)
  if (isFailure(seen)) return seen
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Undone> => {
      const alert = await heldAs(tx, given.alertId, given.expectedRevision)
      if (!way.from.includes(alert.state)) return inState(alert.state, way.what)
      const change = way.change(alert, at)
      const revision = await updateAlert(tx, alert.id, change)
      await recordDeed(tx, { deed: way.deed, subject: subjectOf(alert), at })
      return { outcome: way.what, state: change.state, revision }
    }),
  )
}

export function subjectOf({ id }: Pick<Alert, 'id'>): string {
  return `alert:${id}`
}

const changedSince: Failure = failed(
  'stale',
  'The text, audience or time has changed since you read this. Read it again, then decide.',
)

function inState(state: AlertState, what: string): Failure {
  if (state === 'sending' || state === 'sent')
    return failed('conflict', 'The alert has gone out. It can be corrected or withdrawn.')
  return failed('conflict', `An alert that is ${state} cannot be ${what}.`)
}
