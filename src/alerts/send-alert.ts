import { createSendingIn } from '../deliveries/deeds.ts'
/** An alert goes out: its sending is created, its audience frozen, and the banner goes up. */
import type { Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { notLooked, type Alert } from './alert.ts'
import { subjectOf } from './approve-alert.ts'
import { lastSubscriber } from './audience-store.ts'
import { contentOf } from './content.ts'
import { freezeJob } from './jobs.ts'
import { noteSending, updateAlert } from './store.ts'
import { alertsTag, bannerTag } from './tags.ts'

export async function startSendingIn(tx: Tx, house: House, alert: Alert, at: number): Promise<void> {
  const sending = {
    kind: 'alert',
    content: contentOf(alert, at),
    lastSubscriber: await lastSubscriber(tx),
    at,
  } as const
  const { id: sendingId } = await createSendingIn(tx, sending)
  await noteSending(tx, alert.id, sendingId)
  const bannerUntil = alert.banner ? (alert.bannerUntil ?? at + bannerMs(house)) : null
  await updateAlert(tx, alert.id, {
    state: 'sending',
    provedAt: at,
    ...notLooked,
    lookedAt: at,
    sentAt: at,
    sendingId,
    bannerUntil,
  })
  await enqueue(tx, freezeJob, { sendingId }, { at, uniqueKey: String(sendingId) })
  await invalidate(tx, alert.banner ? [alertsTag, bannerTag] : [alertsTag])
  await recordDeed(tx, { deed: 'alert.send', subject: subjectOf(alert), detail: { hash: alert.approvedHash }, at })
}

function bannerMs({ settings }: House): number {
  return settings.current().alerts.bannerHours * 3_600_000
}
