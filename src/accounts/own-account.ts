/** What members do with their own account. */
import type { Actor, Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { recordDeed } from '../kit/ledger.ts'
import type { Failure } from '../kit/outcome.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import { assertFresh } from './fresh.ts'
import { foldedEmail, tidyName, type Member } from './member.ts'
import { passkeysOf, type StoredPasskey } from './passkey-store.ts'
import { passwordFault } from './password-rule.ts'
import { passwordOf, putPassword } from './password-store.ts'
import { isPassword, scrypted } from './password.ts'
import { eraseMemberAddress } from './personal.ts'
import { notLetIn } from './refusals.ts'
import { deleteSession, deleteSessionsOf, sessionsOf, type ListedSession } from './session-store.ts'
import { holdStaff, memberByPublicId, updateProfile, type Profile } from './store.ts'
import { recoveryCodesLeft, totpOf } from './totp-store.ts'
import { forgiveTries, takeTry } from './tries.ts'
import { rpIdOf } from './ways.ts'

export type OwnAccount = {
  /** `opensHere`: made for this domain; at another one browsers do not offer it. */
  passkeys: (StoredPasskey & { opensHere: boolean })[]
  sessions: ListedSession[]
  hasPassword: boolean
  hasCodes: boolean
  recoveryCodesLeft: number
}

export async function ownAccount(house: House, { id }: Member): Promise<OwnAccount> {
  const { db } = house
  const rpId = rpIdOf(house)
  const totp = await totpOf(db, id)
  return {
    passkeys: (await passkeysOf(db, id)).map((passkey) => ({ ...passkey, opensHere: passkey.rpId === rpId })),
    sessions: await sessionsOf(db, id, house.clock.now()),
    hasPassword: (await passwordOf(db, id)) !== undefined,
    hasCodes: totp !== undefined && totp.confirmedAt !== null,
    recoveryCodesLeft: await recoveryCodesLeft(db, id),
  }
}

export type ProfileChange = { name?: string | undefined; email?: string | undefined; language?: string | undefined }
export type ProfileChanged = { outcome: 'changed'; member: Member } | Failure

/** @throws Refusal for another address when they have not just signed in: links to sign in go there */
export async function changeProfile(
  house: House,
  actor: Actor,
  { member, change }: { member: Member; change: ProfileChange },
): Promise<ProfileChanged> {
  const profile = profileOf(member, change)
  if ('outcome' in profile) return profile
  const isMoved = foldedEmail(profile.email?.address ?? '') !== foldedEmail(member.email ?? '')
  if (isMoved) await assertFresh(house, actor)
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<ProfileChanged> => {
    await holdStaff(tx)
    if (!(await updateProfile(tx, member.id, profile)))
      return notLetIn('address-taken', 'conflict', 'Another member already has this address.')
    if (isMoved) await eraseMemberAddress(tx, house, { email: member.email, at })
    const changed = Object.keys(change)
    await recordDeed(tx, { deed: 'member.change', subject: `member:${member.publicId}`, detail: { changed }, at })
    return { outcome: 'changed', member: await present(tx, member) }
  })
}

function profileOf(member: Member, change: ProfileChange): Profile | Failure {
  const name = change.name === undefined ? member.name : tidyName(change.name)
  if (name === undefined)
    return notLetIn('bad-name', 'invalid', 'Write your name on one line, with at most 100 characters.')
  const address = change.email === undefined ? member.email : normaliseAddress(change.email)
  if (address === undefined) return notLetIn('bad-address', 'invalid', 'This is not a valid email address.')
  const email = address === null ? null : { address, folded: foldedEmail(address) }
  return { name, email, language: change.language ?? member.language }
}

async function present(db: Db, member: Member): Promise<Member> {
  return (await memberByPublicId(db, member.publicId)) ?? member
}

type PasswordChange = { member: Member; password: string; current: string | undefined; caller: Caller }

/**
 * All other browsers are signed out by it: perhaps one of them is why.
 * @throws Refusal when they have not just signed in, or the present one is guessed at too often
 */
export async function changePassword(
  house: House,
  actor: Actor,
  { member, password, current = '', caller }: PasswordChange,
): Promise<{ outcome: 'changed'; endedSessions: number } | Failure> {
  await assertFresh(house, actor)
  const kept = await passwordOf(house.db, member.id)
  if (kept !== undefined) {
    const attempt = { account: `own:${member.publicId}`, address: caller.address }
    await takeTry(house, attempt)
    if (!(await isPassword(house, current, kept)))
      return notLetIn(
        'password-wrong',
        'invalid',
        'This is not your current password. If you have forgotten it, ask a publisher for a new link.',
      )
    await forgiveTries(house, attempt)
  }
  const known = [member.name, member.email ?? '', house.settings.current().identity.name]
  const fault = await passwordFault(password, known)
  if (fault !== undefined) return fault
  const next = await scrypted(house, password)
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    await putPassword(tx, member.id, next, at)
    const endedSessions = await deleteSessionsOf(tx, member.id, caller.session)
    await recordDeed(tx, { deed: 'password.change', subject: `member:${member.publicId}`, at })
    return { outcome: 'changed', endedSessions }
  })
}

/** The browser that has it is signed out with its next request. */
export async function endSession(
  house: House,
  actor: Actor,
  { member, id }: { member: Member; id: string },
): Promise<{ outcome: 'ended' } | Failure> {
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<{ outcome: 'ended' } | Failure> => {
    if (!(await deleteSession(tx, id, member.id)))
      return notLetIn('no-such-session', 'unknown', `You have no session "${id}".`)
    await recordDeed(tx, { deed: 'session.end', subject: `member:${member.publicId}`, detail: { session: id }, at })
    return { outcome: 'ended' }
  })
}
