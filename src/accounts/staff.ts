/**
 * What publishers do with other people's accounts. Letting somebody in or out needs a recent sign-in: otherwise a
 * stolen session could create a link that outlives it.
 */
import type { Actor, Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { type Failure } from '../kit/outcome.ts'
import { personById } from '../people/store.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import { assertCan, type Role } from '../staff/acts.ts'
import { assertFresh } from './fresh.ts'
import { deleteInvitation, deleteLinksOf, type LinkPurpose } from './link-store.ts'
import { lifetimes, linkPath, makeLinkIn } from './links.ts'
import { tidyName, type Member } from './member.ts'
import { deletePasskeysOf } from './passkey-store.ts'
import { deletePassword } from './password-store.ts'
import { eraseMemberAddress } from './personal.ts'
/** What the publisher does with the accounts of others. */
import { notLetIn } from './refusals.ts'
import { deleteSessionsOf } from './session-store.ts'
import { countPublishers, holdStaff, markRemoved, memberByPublicId, memberOfPerson, updateStanding } from './store.ts'
import { deleteTotp } from './totp-store.ts'

export type Invitation = {
  role: Role
  /** What stands in the form already when they open the link. */
  name?: string | undefined
  email?: string | undefined
  /** Who they are in bylines: their stories are theirs from then on. */
  personId?: number | null | undefined
}

/** `link`: shown now and never again. */
export type Linked = { outcome: 'linked'; id: string; link: string; expiresAt: number } | Failure

export async function inviteMember(
  house: House,
  actor: Actor,
  { role, name = '', email, personId = null }: Invitation,
): Promise<Linked> {
  assertCan(actor, 'staff.manage')
  await assertFresh(house, actor)
  const tidy = name === '' ? '' : tidyName(name)
  if (tidy === undefined) return notLetIn('bad-name', 'invalid', 'A name is one line of at most 100 characters.')
  const address = email === undefined ? null : normaliseAddress(email)
  if (address === undefined) return notLetIn('bad-address', 'invalid', 'This is not a valid email address.')
  const person = personId === null ? null : await freePerson(house.db, personId)
  if (person !== null && 'outcome' in person) return person
  const at = house.clock.now()
  const link = { purpose: 'invitation', role, name: tidy || person?.name || '', email: address } as const
  const made = await house.write(actor, async (tx) => {
    const made = await makeLinkIn(tx, actor, { ...link, personId: person?.id ?? null }, at)
    const detail = { role, personId: person?.id ?? null }
    await recordDeed(tx, { deed: 'member.invite', subject: `invitation:${made.id}`, detail, at })
    return made
  })
  return linked(house, 'invitation', made, at + lifetimes.invitation)
}

type Made = { id: string; secret: string }

function linked({ config }: House, purpose: LinkPurpose, { id, secret }: Made, expiresAt: number): Linked {
  return { outcome: 'linked', id, link: config.origin + linkPath(purpose, secret), expiresAt }
}

/** The link makes no account any more. */
export async function withdrawInvitation(
  house: House,
  actor: Actor,
  { id }: { id: string },
): Promise<{ outcome: 'withdrawn' } | Failure> {
  assertCan(actor, 'staff.manage')
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<{ outcome: 'withdrawn' } | Failure> => {
    if (!(await deleteInvitation(tx, id)))
      return notLetIn('invitation-gone', 'unknown', `There is no open invitation "${id}".`)
    await recordDeed(tx, { deed: 'member.withdraw-invitation', subject: `invitation:${id}`, at })
    return { outcome: 'withdrawn' }
  })
}

/** Somebody in bylines who has no account yet. */
async function freePerson(db: Db, personId: number, member?: Member): Promise<{ id: number; name: string } | Failure> {
  const person = await personById(db, personId)
  if (person === undefined) return notLetIn('no-such-person', 'unknown', `There is no person ${personId}.`)
  const holder = await memberOfPerson(db, person.id)
  if (holder !== undefined && holder.id !== member?.id)
    return notLetIn('byline-taken', 'conflict', `${person.name} is already ${holder.name}’s byline.`, {
      person: person.name,
      member: holder.name,
    })
  return person
}

export type Standing = { role?: Role | undefined; personId?: number | null | undefined }
export type StandingChanged = { outcome: 'changed'; member: Member } | Failure

/** What they may do, and who they are in bylines. It holds from their next request on. */
export async function changeStanding(
  house: House,
  actor: Actor,
  { id, change }: { id: string; change: Standing },
): Promise<StandingChanged> {
  assertCan(actor, 'staff.manage')
  await assertFresh(house, actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<StandingChanged> => {
    await holdStaff(tx)
    const member = await memberByPublicId(tx, id)
    if (member === undefined) return unknownMember(id)
    const role = change.role ?? member.role
    if (member.role === 'publisher' && role !== 'publisher' && (await countPublishers(tx)) === 1)
      return lastPublisher(member, 'be anything else')
    const personId = change.personId === undefined ? member.personId : change.personId
    const person = personId === null ? null : await freePerson(tx, personId, member)
    if (person !== null && 'outcome' in person) return person
    await updateStanding(tx, member.id, { role, personId: person?.id ?? null })
    const detail = { role, before: member.role, personId: person?.id ?? null }
    await recordDeed(tx, { deed: 'member.change-role', subject: `member:${id}`, detail, at })
    return { outcome: 'changed', member: (await memberByPublicId(tx, id)) ?? member }
  })
}

function unknownMember(id: string): Failure {
  return notLetIn('no-such-member', 'unknown', `There is no member "${id}".`)
}

function lastPublisher({ name }: Member, what: string): Failure {
  const nobody = 'nobody else could manage the paper. Make somebody else a publisher first.'
  return notLetIn('last-publisher', 'conflict', `${name} is the only publisher and cannot ${what}: ${nobody}`, { name })
}

/** They are signed out everywhere, and their name stands on by what they did. */
export async function removeMember(
  house: House,
  actor: Actor,
  { id }: { id: string },
): Promise<{ outcome: 'removed'; name: string } | Failure> {
  assertCan(actor, 'staff.manage')
  await assertFresh(house, actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<{ outcome: 'removed'; name: string } | Failure> => {
    await holdStaff(tx)
    const member = await memberByPublicId(tx, id)
    if (member === undefined) return unknownMember(id)
    if (member.role === 'publisher' && (await countPublishers(tx)) === 1) return lastPublisher(member, 'be removed')
    await takeWaysIn(tx, member)
    await markRemoved(tx, member.id, at)
    await eraseMemberAddress(tx, house, { email: member.email, at })
    await recordDeed(tx, { deed: 'member.remove', subject: `member:${id}`, detail: { role: member.role }, at })
    return { outcome: 'removed', name: member.name }
  })
}

/** Whoever had one of them is out. */
async function takeWaysIn(tx: Tx, { id }: Member): Promise<void> {
  await deleteSessionsOf(tx, id)
  await deletePasskeysOf(tx, id)
  await deletePassword(tx, id)
  await deleteTotp(tx, id)
  await deleteLinksOf(tx, id)
}

const rescueMs = 24 * 3_600_000

/** For who is locked out, or whose keys somebody else has: every way in is taken away, and the link is the only one. */
export async function resetMember(house: House, actor: Actor, { id }: { id: string }): Promise<Linked> {
  assertCan(actor, 'staff.manage')
  await assertFresh(house, actor)
  const at = house.clock.now()
  const made = await house.write(actor, async (tx) => {
    const member = await memberByPublicId(tx, id)
    if (member === undefined) return undefined
    await takeWaysIn(tx, member)
    await recordDeed(tx, { deed: 'member.reset', subject: `member:${id}`, at })
    return makeLinkIn(tx, actor, { purpose: 'sign-in', memberId: member.id, lifetimeMs: rescueMs }, at)
  })
  return made === undefined ? unknownMember(id) : linked(house, 'sign-in', made, at + rescueMs)
}
