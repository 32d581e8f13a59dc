import type { Tx } from '../kit/db/schema.ts'
import type { Counts } from './delivery.ts'
import { countsOf, setSendingState, type Sending } from './sending-store.ts'

/** Fewer than this say nothing; beyond the upper limit most of it has gone out. */
const firstHanded = { atLeast: 50, atLeastForComplaints: 500, upTo: 1_000 }
/** Providers start refusing a sender whose mails bounce or are marked as spam more often than this. */
const most = { bounces: 0.05, complaints: 0.001 }

/** Why a sending must wait until somebody has looked: in words for staff. */
export function breakReason({ email }: Pick<Counts, 'email'>, complaints: number): string | undefined {
  const handed = email.accepted + email.bounced + email.failed + email.uncertain
  if (handed < firstHanded.atLeast || handed > firstHanded.upTo) return undefined
  if (email.bounced / handed >= most.bounces)
    return (
      `${email.bounced} of the first ${handed} mails came back because their mailboxes are gone. ` +
      'At that rate providers will refuse the rest: check where these addresses come from before you resume.'
    )
  if (handed >= firstHanded.atLeastForComplaints && complaints / handed >= most.complaints)
    return (
      `${complaints} of the first ${handed} readers marked the mail as spam. ` +
      'At that rate providers will refuse the rest: check who was imported before you resume.'
    )
  return undefined
}

/** Only once: whoever resumes it has looked. */
export async function breakIn(tx: Tx, sending: Sending, at: number): Promise<void> {
  if (sending.isTrusted === 1 || (sending.state !== 'sending' && sending.state !== 'freezing')) return
  const reason = breakReason(await countsOf(tx, sending.id), sending.complaints)
  if (reason === undefined) return
  await setSendingState(tx, sending.id, { state: 'paused', reason, at })
}
