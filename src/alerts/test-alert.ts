/** An alert as it would arrive, sent only to the member who asks. */
import { memberByPublicId } from '../accounts/store.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { ensureAddress } from '../readers/addresses.ts'
import { sendMailIn } from '../readers/mail.ts'
import { alertFor } from './alert-for.ts'
import { subjectOf } from './approve-alert.ts'
import { composeTest } from './compose.ts'
import { contentOf } from './content.ts'
import { notDone } from './refusals.ts'
import { testStory } from './test-story.ts'

/**
 * Mails it to the asking member's own address, apart from anything that goes to readers: no audience is made and
 * nothing is counted. Its unsubscribe and preferences links lead nowhere, since there is no such reader.
 */
export async function testAlert(
  house: House,
  actor: Actor,
  { alertId }: { alertId: number },
): Promise<{ outcome: 'sent'; to: string } | Failure> {
  const alert = await alertFor(house, actor, 'alert.propose', alertId)
  if (isFailure(alert)) return alert
  const member = actor.kind === 'staff' ? await memberByPublicId(house.db, actor.id) : undefined
  if (member === undefined)
    return notDone('test-for-members', 'conflict', 'A test goes to the member who asks for it, and to nobody else.')
  const { email, language } = member
  if (email === null)
    return notDone('test-needs-address', 'conflict', 'Your account has no email address. Add one, then test again.')
  const story = await testStory(house, actor, { alert, language })
  if (isFailure(story)) return story
  const at = house.clock.now()
  const { timeZone } = house.settings.current().identity
  const nobody = { subscriberId: 0, publicId: publicId(), language, timeZone, detail: null }
  const { subject, html, text } = composeTest(house, contentOf(alert, at), story).mail(nobody)
  await house.write(actor, async (tx) => {
    const addressId = await ensureAddress(tx, house, email, at)
    await sendMailIn(tx, { kind: 'alert-test', addressId, subject, text, html, at })
    await recordDeed(tx, { deed: 'alert.test', subject: subjectOf(alert), at })
  })
  return { outcome: 'sent', to: email }
}
