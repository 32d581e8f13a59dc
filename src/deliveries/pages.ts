/**
 * `POST /-/hooks/postmark`: what Postmark tells of a mail that it has taken. It signs nothing: what is verified is the
 * name and password in the address that it was given (basic authentication), and that the delivery is one of ours, by
 * the signed name that went out as metadata with the mail.
 */
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { House } from '../kit/house.ts'
import { noteBounce, noteComplaint } from './bounces/deeds.ts'
import type { Report } from './bounces/report.ts'
import { readDeliveryName } from './verp.ts'

const hookSchema = z.object({
  RecordType: z.string(),
  Type: z.string().optional(),
  TypeCode: z.number().optional(),
  Metadata: z.object({ delivery: z.string().max(100) }).optional(),
})

/** Postmark's types for a mailbox that does not exist, or an address blocked as one. */
const gone = ['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated']
/** What was sent, or who sent it, was refused: that says nothing of the mailbox. */
const refused = ['Blocked', 'SpamNotification', 'VirusNotification', 'DMARCPolicy']
/** Not failures. */
const ignored = ['AutoResponder', 'AddressChange', 'Subscribe', 'OpenRelayTest', 'ChallengeVerification']

/** Whether the caller knows the password that Postmark was given. */
export function isPostmark({ config }: Pick<House, 'config'>, authorization: string | undefined): boolean {
  const expected = config.mail.postmarkHook
  if (expected === undefined || authorization === undefined) return false
  const [one, other] = [Buffer.from(`Basic ${Buffer.from(expected).toString('base64')}`), Buffer.from(authorization)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Events about other mails are accepted and change nothing. */
export async function receivePostmark(house: House, body: unknown): Promise<void> {
  const { data } = hookSchema.safeParse(body)
  const delivery = readDeliveryName(house, data?.Metadata?.delivery ?? '')
  if (data === undefined || delivery === undefined) return
  if (data.RecordType === 'SpamComplaint' || data.Type === 'SpamComplaint') await noteComplaint(house, delivery)
  if (data.RecordType !== 'Bounce' || data.Type === undefined || ignored.includes(data.Type)) return
  if (data.Type === 'SpamComplaint') return
  const fault = `it came back: ${data.Type.replaceAll(/\W/gu, '').slice(0, 40)}`
  await noteBounce(house, delivery, { kind: kindOf(data.Type), fault })
}

function kindOf(type: string): Report['kind'] {
  if (gone.includes(type)) return 'gone'
  return refused.includes(type) ? 'refused' : 'failed'
}
