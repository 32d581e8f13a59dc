/** Alerts that go out with a planned publication follow what becomes of it (decision 102). */
import type { PlanTold } from '../articles/jobs.ts'
import { plansOf } from '../editing/store.ts'
import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { enqueue } from '../kit/queue/job.ts'
import { isBannerOver, notLooked, undoMs, type Alert } from './alert.ts'
import { subjectOf } from './approve-alert.ts'
import { proveJob } from './jobs.ts'
import { heldPlannedAlerts, updateAlert } from './store.ts'
import type { PlanChange } from './tables.ts'

/**
 * A publication that was carried out as planned releases the alerts that were approved for it: their page is proved
 * next. Whatever else became of the plan makes their approval void, since it named another moment.
 */
export async function followPlan(house: House, { articleId, outcome, plannedAt }: PlanTold): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const alerts = await heldPlannedAlerts(tx, articleId)
    if (alerts.length === 0) return
    const planned = (await plansOf(tx, [articleId])).get(articleId) ?? null
    const isCarriedOut = outcome === 'carried-out'
    for (const alert of alerts) {
      if (isCarriedOut && alert.plannedAt === plannedAt) await carryOutIn(tx, alert, at)
      else if (alert.plannedAt !== planned) {
        const other = isCarriedOut ? 'published-otherwise' : outcome
        await replanIn(tx, alert, { planned, change: planned === null ? other : 'moved', at })
      }
    }
  })
}

async function carryOutIn(tx: Tx, alert: Alert, at: number): Promise<void> {
  if (alert.state !== 'approved') {
    // As any other it can still go.
    await updateAlert(tx, alert.id, { plannedAt: null, planChange: wentWithout(alert) })
    return
  }
  // Whoever sends alone has their seconds, also when the publication comes in between.
  const sendAt = Math.max(at, (alert.approvedAt ?? at) + (alert.proposedBy === null ? undoMs : 0))
  const revision = await updateAlert(tx, alert.id, { sendAt, planChange: null })
  await recordDeed(tx, { deed: 'alert.release', subject: subjectOf(alert), at })
  const payload = { alertId: alert.id, attempt: 0, isExtra: false }
  await enqueue(tx, proveJob, payload, { at, runAt: sendAt, uniqueKey: `${alert.id}:${revision}` })
}

/** Why its publication came about without it. */
function wentWithout({ state, planChange }: Alert): PlanChange {
  if (state !== 'lapsed') return 'went-without'
  return planChange === 'restored' ? planChange : 'missed'
}

type Replanning = { planned: number | null; change: PlanChange; at: number }

async function replanIn(tx: Tx, alert: Alert, { planned, change, at }: Replanning): Promise<void> {
  const isVoid = alert.state === 'approved'
  const goesAt = Math.max(at, planned ?? 0)
  await updateAlert(tx, alert.id, {
    plannedAt: planned,
    planChange: change,
    // Its banner would have ended before it begins: it stands for the hours that the paper has set.
    ...(isBannerOver(alert, goesAt) && { bannerUntil: null }),
    // Whoever proposed it did so for these words; the second person is asked again.
    ...(isVoid && { ...notApproved, state: alert.proposedBy === null ? 'draft' : 'proposed' }),
  })
  const detail = { change, from: alert.plannedAt, to: planned, ...(isVoid && { isVoid }) }
  await recordDeed(tx, { deed: 'alert.replan', subject: subjectOf(alert), detail, at })
}

const notApproved = {
  approvedBy: null,
  approvedAt: null,
  approvedHash: null,
  overrideReason: null,
  sendAt: null,
  ...notLooked,
} as const
