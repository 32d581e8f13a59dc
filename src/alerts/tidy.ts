/** Ends what is due by the clock. */
import { liveSendings } from '../deliveries/sending-store.ts'
import { system } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { approvalLastsMs, lapsesAt, planLeft } from './alert.ts'
import { subjectOf } from './approve-alert.ts'
import { freezeJob } from './jobs.ts'
import { endedSendings, heldAlert, overdueApprovals, updateAlert } from './store.ts'
import { alertsTag } from './tags.ts'

/** An alert whose page was not found live in time is old news: somebody must decide again. */
export async function lapse(house: House, alertId: number): Promise<boolean> {
  const at = house.clock.now()
  return house.write(system, async (tx) => {
    const alert = await heldAlert(tx, alertId)
    if (alert?.state !== 'approved' || (lapsesAt(alert) ?? at) > at) return false
    // One that still waits for its publication: that has not come about in time.
    const planChange = alert.plannedAt !== null && alert.sendAt === null ? 'missed' : null
    await updateAlert(tx, alertId, { state: 'lapsed', plannedAt: planLeft(alert), sendAt: null, planChange })
    await recordDeed(tx, { deed: 'alert.lapse', subject: subjectOf(alert), at })
    return true
  })
}

export async function tidyAlerts(house: House): Promise<void> {
  for (const id of await overdueApprovals(house.db, house.clock.now() - approvalLastsMs)) await lapse(house, id)
  for (const id of await endedSendings(house.db)) await noteSent(house, id)
  await goOnFreezing(house)
}

/** Whatever became of the job: an audience that is made in part is made to its end. Digests see to theirs. */
async function goOnFreezing(house: House): Promise<void> {
  const at = house.clock.now()
  const freezing = (await liveSendings(house.db)).filter(({ kind, state }) => kind !== 'digest' && state === 'freezing')
  for (const { id } of freezing)
    await house.write(system, (tx) => enqueue(tx, freezeJob, { sendingId: id }, { at, uniqueKey: String(id) }))
}

async function noteSent(house: House, alertId: number): Promise<void> {
  await house.write(system, async (tx) => {
    const alert = await heldAlert(tx, alertId)
    if (alert?.state !== 'sending') return
    await updateAlert(tx, alertId, { state: 'sent', endedAt: house.clock.now() })
    await invalidate(tx, [alertsTag])
  })
}
