import { subjectFor } from '../articles/own-store.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { TakenBack, failed, type Failure } from '../kit/outcome.ts'
import { assertCan, type Act } from '../staff/acts.ts'
import type { Alert } from './alert.ts'
import { alertById, heldAlert } from './store.ts'

export const noSuchAlert: Failure = failed('unknown', 'There is no such alert.')

/**
 * The alert, if the actor may do this to alerts of its story.
 * @throws Refusal 'forbidden'
 */
export async function alertFor(
  { db }: Pick<House, 'db'>,
  actor: Actor,
  act: Act,
  alertId: number,
): Promise<Alert | Failure> {
  const alert = await alertById(db, alertId)
  if (alert === undefined) return noSuchAlert
  assertCan(actor, act, await subjectFor(db, actor, act, alert.articleId))
  return alert
}

/**
 * Locked until the write ends, and unchanged since the caller saw it.
 * @throws TakenBack
 */
export async function heldAs(tx: Tx, alertId: number, expectedRevision: number | undefined): Promise<Alert> {
  const alert = await heldAlert(tx, alertId)
  if (alert === undefined) throw new TakenBack(noSuchAlert)
  if (expectedRevision !== undefined && alert.revision !== expectedRevision)
    throw new TakenBack(
      failed('stale', 'Somebody else has changed this alert in the meantime. Read it again, then decide.'),
    )
  return alert
}

/** The actor as rows store it. */
export function actorKey({ kind, id }: Actor): string {
  return `${kind}:${id}`
}
