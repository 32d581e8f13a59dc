import type { Tx } from '../kit/db/schema.ts'
import type { Counts } from './delivery.ts'
import { mailboxesGone, markedAsSpam, type Pause } from './pause.ts'
import { countsOf, setSendingState, type Sending } from './sending-store.ts'

/** Fewer than this say nothing; beyond the upper limit most of it has gone out. */
const firstHanded = { atLeast: 50, atLeastForComplaints: 500, upTo: 1_000 }
/** Providers start refusing a sender whose mails bounce or are marked as spam more often than this. */
const most = { bounces: 0.05, complaints: 0.001 }

/** Why a sending must wait until somebody has looked. */
function breakReason({ email }: Pick<Counts, 'email'>, complaints: number): Pause | undefined {
  const handed = email.accepted + email.bounced + email.failed + email.uncertain
  if (handed < firstHanded.atLeast || handed > firstHanded.upTo) return undefined
  if (email.bounced / handed >= most.bounces) return mailboxesGone(email.bounced, handed)
  if (handed >= firstHanded.atLeastForComplaints && complaints / handed >= most.complaints)
    return markedAsSpam(complaints, handed)
  return undefined
}

/** Only once: whoever resumes it has looked. */
export async function breakIn(tx: Tx, sending: Sending, at: number): Promise<void> {
  if (sending.isTrusted === 1 || (sending.state !== 'sending' && sending.state !== 'freezing')) return
  const pause = breakReason(await countsOf(tx, sending.id), sending.complaints)
  if (pause === undefined) return
  await setSendingState(tx, sending.id, { state: 'paused', pause, at })
}
