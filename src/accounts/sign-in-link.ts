import { subjectHash, takeIn, type Taking } from '../kit/allowances.ts'
import { afterCommit } from '../kit/db/database.ts'
import { system } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { type Failure } from '../kit/outcome.ts'
import { networkPrefix } from '../kit/prefix-hash.ts'
import { enqueue } from '../kit/queue/job.ts'
import { ensureAddress, mailboxOf, normaliseAddress } from '../readers/addresses.ts'
import { sendMailIn } from '../readers/mail.ts'
import { signInLinkJob } from './jobs.ts'
import { lifetimes, linkPath, makeLinkIn } from './links.ts'
import { foldedEmail } from './member.ts'
import { accountPhrases } from './phrases.ts'
/** Links by mail: the second way to sign in. */
import { notLetIn } from './refusals.ts'
import { memberByEmail, memberById } from './store.ts'
import { emailWay } from './ways.ts'

const toRecipient = 'sign-in-recipient'
/** More than a day's work asks for, and little enough to be borne. A network is perhaps a newsroom. */
const allowances = {
  'sign-in-network': { hour: 60, day: 300 },
  [toRecipient]: { hour: 6, day: 24 },
} as const

/**
 * The same answer in the same time whether or not somebody has this address: what is written differs in one number,
 * and the mail is a job's.
 * @throws Refusal when too much is asked for from one network
 */
export async function requestSignInLink(
  house: House,
  { email, caller }: { email: string; caller: Caller },
): Promise<{ outcome: 'sent' } | Failure> {
  const { offered, why } = emailWay(house)
  if (!offered) return notLetIn('no-mail', 'conflict', why)
  const address = normaliseAddress(email)
  if (address === undefined) return notLetIn('bad-address', 'invalid', 'This is not a valid email address.')
  const at = house.clock.now()
  const refused = await house.write(system, async (tx) => {
    const over = await takeIn(tx, takingsOf(house, address, caller), at)
    if (over !== undefined) return over
    const member = await memberByEmail(tx, foldedEmail(address))
    await enqueue(tx, signInLinkJob, { memberId: member?.id ?? null }, { at })
    afterCommit(tx, () => house.queue.wake())
    return undefined
  })
  // To tell of the recipient's would tell that others have asked.
  if (refused === undefined || refused.name === toRecipient) return { outcome: 'sent' }
  const retryAfterSeconds = Math.ceil((refused.againAt - at) / 1_000)
  const words = 'Too many links have been requested from here. Try again later, or sign in another way.'
  throw new Refusal('too-many', words, { retryAfterSeconds })
}

function takingsOf(house: House, address: string, { address: from }: Caller): Taking[] {
  const network = from === undefined ? undefined : (networkPrefix(from) ?? 'unknown')
  const whos = [
    ['sign-in-network', network],
    [toRecipient, mailboxOf(address)],
  ] as const
  return whos.flatMap(([name, who]) =>
    who === undefined ? [] : [{ name, subject: subjectHash(house, who), allowance: allowances[name] }],
  )
}

/** The job: only now there is a link, so that none lies in the queue. Nothing is done by following it (a button is). */
export async function sendSignInLink(house: House, memberId: number | null): Promise<void> {
  const member = memberId === null ? undefined : await memberById(house.db, memberId)
  if (member === undefined || member.email === null) return
  const { email } = member
  const { name: paper } = house.settings.current().identity
  const { mail } = accountPhrases(member.language)
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const { secret } = await makeLinkIn(tx, system, { purpose: 'sign-in', memberId: member.id }, at)
    const link = house.config.origin + linkPath('sign-in', secret)
    await sendMailIn(tx, {
      kind: 'sign-in',
      addressId: await ensureAddress(tx, house, email, at),
      subject: mail.subject(paper),
      text: mail.text({ name: member.name, paper, link, minutes: lifetimes['sign-in'] / 60_000 }),
      at,
    })
    afterCommit(tx, () => house.queue.wake())
  })
}
