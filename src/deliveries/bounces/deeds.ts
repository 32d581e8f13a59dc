/** What comes back after a mail was accepted: bounces, and spam complaints to a provider. */
import { system } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { endSubscriptionsIn } from '../../subscriptions/leave.ts'
import { breakIn } from '../breaker.ts'
import { countComplaint, heldSending, moveCounts } from '../sending-store.ts'
import { markReturned } from '../settle-store.ts'
import { deliveryOfAddress, type DeliveryName } from '../verp.ts'
import { readReturned } from './read-mail.ts'
import { deliveryIn, readReport, type Report } from './report.ts'
import { countSoftBounce } from './soft-store.ts'

/** This many sendings in a row that did not reach a mailbox end the subscription. */
const maxSoft = 3
/** Servers try for four or five days before they give up (RFC 5321, 4.5.4.1): what is not back by then has arrived. */
const backWithinMs = 5 * 86_400_000

/** `foreign`: not about anything sent from here. `unchanged`: known already, or not a final failure. */
export type Returned = { outcome: 'bounced' | 'failed' | 'complained' | 'unchanged' | 'foreign' }

/** A mail that arrived where bounces go. */
export async function receiveReturned(house: House, raw: Uint8Array): Promise<Returned> {
  const mail = await readReturned(raw)
  if (mail === undefined) return { outcome: 'foreign' }
  const delivery = deliveryIn(mail, (address) => deliveryOfAddress(house, address))
  if (delivery === undefined) return { outcome: 'foreign' }
  const report = readReport(mail)
  return report === undefined ? { outcome: 'unchanged' } : noteBounce(house, delivery, report)
}

/** Once per delivery, however often it is reported. */
export async function noteBounce(house: House, delivery: DeliveryName, { kind, fault }: Report): Promise<Returned> {
  const at = house.clock.now()
  const state = kind === 'gone' ? 'bounced' : 'failed'
  return house.write(system, async (tx) => {
    const sending = await heldSending(tx, delivery.sendingId)
    const row = sending && (await markReturned(tx, { ...delivery, state, fault }))
    if (sending === undefined || row === undefined) return { outcome: 'unchanged' }
    await moveCounts(tx, sending.id, row.channel, { [row.was]: -1, [state]: 1 })
    const softly = { subscriberId: delivery.subscriberId, handedAt: row.handedAt, provenBefore: at - backWithinMs }
    if (kind === 'gone' || (kind === 'failed' && (await countSoftBounce(tx, softly)) >= maxSoft))
      await endSubscriptionsIn(tx, { ids: [delivery.subscriberId], how: 'bounced', at })
    if (state === 'bounced') await breakIn(tx, sending, at)
    return { outcome: state }
  })
}

/** They marked the mail as spam: nothing of any kind goes there from now on. */
export async function noteComplaint(house: House, delivery: DeliveryName): Promise<Returned> {
  const at = house.clock.now()
  return house.write(system, async (tx) => {
    // Before the subscriber: whoever hands it over holds both in this order.
    const sending = await heldSending(tx, delivery.sendingId)
    const ended = await endSubscriptionsIn(tx, { ids: [delivery.subscriberId], how: 'complained', at })
    if (ended === 0) return { outcome: 'unchanged' }
    await countComplaint(tx, delivery.sendingId)
    if (sending !== undefined) await breakIn(tx, { ...sending, complaints: sending.complaints + 1 }, at)
    return { outcome: 'complained' }
  })
}
