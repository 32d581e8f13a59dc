import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { orFailure, TakenBack, type Failure } from '../kit/outcome.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import type { Role } from '../staff/acts.ts'
import { useLink, type StoredLink } from './link-store.ts'
import { openLinkIn } from './links.ts'
import { actorOfMember, foldedEmail, tidyName, type Member } from './member.ts'
import type { SignedIn } from './passkeys.ts'
import { passwordFault } from './password-rule.ts'
import { putPassword } from './password-store.ts'
import { scrypted, type Scrypted } from './password.ts'
import { notLetIn } from './refusals.ts'
import { networkOf, openSessionIn } from './sessions.ts'
import { hasPublisher, holdStaff, insertMember, memberById } from './store.ts'
import { waysOf } from './ways.ts'

export type NewAccount = {
  token: string
  name: string
  email: string
  password: string | undefined
  caller: Caller
}

export const deadLink = 'This link has been used, has expired, or was never valid. Ask for another.'

type Checked = { name: string; address: string; password: Scrypted | undefined }

/** By the link of the first start or an invitation, which is used up then. Whoever makes an account is signed in. */
export async function makeAccount(house: House, account: NewAccount): Promise<SignedIn> {
  const at = house.clock.now()
  const link = await openLinkIn(house.db, account.token, at)
  if (link?.role === undefined || link.role === null) return notLetIn('dead-link', 'unknown', deadLink)
  const checked = await check(house, account)
  if ('outcome' in checked) return checked
  const { role } = link
  const id = publicId()
  const actor: Actor = actorOfMember({ publicId: id, role }, networkOf(account.caller))
  const made = house.write(actor, async (tx): Promise<SignedIn> => {
    const member = await insertIn(tx, house, { id, link: { ...link, role }, checked, at })
    const cookie = await openSessionIn(tx, house, { member, way: 'link', caller: account.caller })
    return { outcome: 'signed-in', member, cookie }
  })
  return orFailure(made)
}

async function check(house: House, { name, email, password }: NewAccount): Promise<Checked | Failure> {
  const tidy = tidyName(name)
  if (tidy === undefined)
    return notLetIn('bad-name', 'invalid', 'Write your name on one line, with at most 100 characters.')
  const address = normaliseAddress(email)
  if (address === undefined) return notLetIn('bad-address', 'invalid', 'This is not a valid email address.')
  if (password === undefined) {
    const { passkey, email: mail } = await waysOf(house)
    return passkey.offered || mail.offered
      ? { name: tidy, address, password: undefined }
      : notLetIn('password-needed', 'invalid', `Choose a password. ${passkey.why}`)
  }
  const fault = await passwordFault(password, [tidy, address, house.settings.current().identity.name])
  return fault ?? { name: tidy, address, password: await scrypted(house, password) }
}

type Insertion = { id: string; link: StoredLink & { role: Role }; checked: Checked; at: number }

/** @throws TakenBack */
async function insertIn(tx: Tx, house: House, { id, link, checked, at }: Insertion): Promise<Member> {
  const { role, purpose } = link
  await holdStaff(tx)
  if (!(await useLink(tx, link.sha256, at))) throw new TakenBack(notLetIn('dead-link', 'unknown', deadLink))
  if (purpose === 'first-run' && (await hasPublisher(tx)))
    throw new TakenBack(
      notLetIn(
        'first-account-made',
        'conflict',
        'The first account has already been created. Ask its owner for an invitation.',
      ),
    )
  const memberId = await insertMember(tx, {
    publicId: id,
    name: checked.name,
    email: { address: checked.address, folded: foldedEmail(checked.address) },
    role,
    personId: link.personId,
    language: house.settings.current().identity.language,
    at,
  })
  const member = memberId === undefined ? undefined : await memberById(tx, memberId)
  if (member === undefined)
    throw new TakenBack(
      notLetIn('address-taken', 'conflict', 'Another member already has this address or this byline.'),
    )
  if (checked.password !== undefined) await putPassword(tx, member.id, checked.password, at)
  const detail = { by: purpose, role, madeBy: link.madeBy, personId: link.personId }
  await recordDeed(tx, { deed: 'member.join', subject: `member:${id}`, detail, at })
  return member
}
