/** Text that was in flight when it was corrected, and arrived after all. */
import { createSendingIn, frozenIn } from '../deliveries/deeds.ts'
import { contentOf, heldSending } from '../deliveries/sending-store.ts'
import type { DeliveryHooks, Outdated } from '../deliveries/settle.ts'
import type { Tx } from '../kit/db/schema.ts'
import { quietUntil } from '../subscriptions/local-time.ts'
import type { Alert } from './alert.ts'
import { changesOf } from './change-store.ts'
import { insertLate, quietHoursOf } from './reached-store.ts'
import { alertOfSending, noteSending } from './store.ts'

export const alertHooks: DeliveryHooks = {
  async onOutdated(tx, { id, kind }, rows, at) {
    if (kind === 'alert') await tellLateIn(tx, id, rows, at)
  },
}

/** If the correction is still freezing its audience it will find them; otherwise they get one of their own. */
async function tellLateIn(tx: Tx, alertSendingId: number, rows: readonly Outdated[], at: number): Promise<void> {
  const alert = await alertOfSending(tx, alertSendingId)
  const change = alert && (await changesOf(tx, [alert.id])).get(alert.id)?.at(-1)
  if (alert === undefined || change === undefined || change.sendingId === null) return
  const correction = await heldSending(tx, change.sendingId)
  const stored = correction && (await contentOf(tx, change.sendingId))
  if (correction === undefined || stored === undefined) return
  const isLate = ({ subscriberId, channel, state }: Outdated) =>
    (state === 'accepted' || channel === 'push') && subscriberId <= correction.frozenUpTo
  const late = rows.filter(isLate)
  if (late.length === 0) return
  const last = Math.max(...late.map(({ subscriberId }) => subscriberId))
  const sending = { kind: correction.kind, content: stored.content, lastSubscriber: last, at }
  const { id: sendingId } = await createSendingIn(tx, sending)
  await noteSending(tx, alert.id, sendingId)
  await insertLate(tx, sendingId, await withTimes(tx, alert, late, at))
  const count = (channel: Outdated['channel']) => late.filter((row) => row.channel === channel).length
  const planned = { email: count('email'), push: count('push') }
  await frozenIn(tx, { sendingId, from: 0, upTo: last, planned, isLast: true, at })
}

/** When it may come to each of them. */
async function withTimes(tx: Tx, { level }: Alert, rows: readonly Outdated[], at: number) {
  const hours = await quietHoursOf(
    tx,
    rows.map(({ subscriberId }) => subscriberId),
    level,
  )
  return rows.map(({ subscriberId, channel }) => {
    const own = hours.get(subscriberId)
    return { subscriberId, channel, notBefore: (own && quietUntil(at, own.timeZone, own)) ?? null }
  })
}
