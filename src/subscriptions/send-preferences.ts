import { afterCommit } from '../kit/db/database.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import type { Failure } from '../kit/outcome.ts'
import { mayMailIn } from '../readers/confirm-address.ts'
import { sendMailIn } from '../readers/mail.ts'
import { assertCan } from '../staff/acts.ts'
import { unknownSubscriber } from './leave.ts'
import { alertPhrases } from './phrases.ts'
import { notSubscribed } from './refusals.ts'
import { heldSubscriber } from './store.ts'
import { preferencesPath } from './token.ts'

/**
 * Whoever writes to the paper for more than they get is sent the link to their choices: what is more they say
 * themselves (decision 103).
 */
export async function sendPreferences(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<{ outcome: 'sent' } | Failure> {
  assertCan(actor, 'subscriber.manage')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const subscriber = await heldSubscriber(tx, publicId)
    if (subscriber === undefined) return unknownSubscriber(publicId)
    const { state, address, addressId, language } = subscriber
    if (state !== 'active' || address === null || addressId === null) return noMail
    if (!(await mayMailIn(tx, house, address, at))) return tooMany
    const { mail } = alertPhrases(language)
    const paper = house.settings.current().identity.name
    const link = house.config.origin + preferencesPath(house, publicId)
    const words = { subject: mail.knownSubject(paper), text: mail.linkText({ paper, link }) }
    await sendMailIn(tx, { kind: 'alerts-link', addressId, ...words, at })
    await recordDeed(tx, { deed: 'subscriber.send-link', subject: `subscriber:${publicId}`, at })
    afterCommit(tx, () => house.queue.wake())
    return { outcome: 'sent' } as const
  })
}

const noMail = notSubscribed('link-nowhere', 'conflict', 'A link goes by mail, to somebody who gets alerts by mail.')
const tooMany = notSubscribed(
  'link-too-often',
  'conflict',
  'This mailbox was sent several links already. Wait an hour.',
)
