import { forgetEnded } from '../accounts/forget.ts'
import { forgetRejected } from '../conversation/forget-rejected.ts'
import { isGivenWithComments } from '../conversation/personal.ts'
import type { Tx } from '../kit/db/schema.ts'
import { forgetDeadJobs, forgetNotices } from '../kit/forget.ts'
import type { House } from '../kit/house.ts'
import { forgetLinks } from '../readers/forget-links.ts'
import { forgetMails } from '../readers/forget-mails.ts'
import { isSubscribed } from '../subscriptions/forget-store.ts'
import { forgetSubscriptions } from '../subscriptions/forget.ts'

const day = 86_400_000

/** Once a day: what its term says (setting `forget`). Counts, decisions and the ledger stay. */
export async function forget(house: House): Promise<void> {
  const at = house.clock.now()
  const days = house.settings.current().forget
  const forgotten = {
    subscriptions: await forgetSubscriptions(house, at),
    rejectedComments: await forgetRejected(house, { before: at - days.rejectedComments * day, at }),
    links: await forgetLinks(house, { before: at - days.links * day, at, isKept: isKnownElsewhere }),
    mails: await forgetMails(house, at - days.mails * day),
    deadJobs: await forgetDeadJobs(house, at - days.faults * day),
    ended: await forgetEnded(house, at),
    notices: await forgetNotices(house, at - days.faults * day),
  }
  house.log.info(forgotten, 'forgotten after their term')
}

/** Whether an address that nobody confirmed by a link stands with a comment, or was brought in as a subscriber's. */
async function isKnownElsewhere(tx: Tx, addressId: number): Promise<boolean> {
  return (await isGivenWithComments(tx, addressId)) || isSubscribed(tx, addressId)
}
