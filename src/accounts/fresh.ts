/** Anything that opens accounts needs a recent sign-in: a browser left open, or a stolen cookie, is not enough. */
import type { Actor } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import type { Member } from './member.ts'
import { passkeysOf } from './passkey-store.ts'
import { passwordOf } from './password-store.ts'
import { memberByPublicId } from './store.ts'
import { emailWay, passkeyWay, rpIdOf } from './ways.ts'

const freshMs = 10 * 60_000

const again =
  'Sign in again first: this changes who can sign in, and you signed in more than ten minutes ago. ' +
  'If you have no way to sign in, ask a publisher for a new link.'

/**
 * For members; the operator sits at the machine. `graceMs`: extra time for finishing what was begun in time.
 * @throws Refusal (`sign-in-again`) when their session is older than ten minutes
 */
export async function assertFresh(house: House, actor: Actor, graceMs = 0): Promise<void> {
  if (actor.kind !== 'staff') return
  const { id, signedInAt } = actor
  // Either way: a clock that was put back makes no session fresh.
  if (signedInAt !== undefined && Math.abs(house.clock.now() - signedInAt) < freshMs + graceMs) return
  const member = await memberByPublicId(house.db, id)
  if (member !== undefined && (await hasWayIn(house, member))) throw new Refusal('sign-in-again', again)
}

/** Whoever broke off their first passkey has none: to ask them to sign in again would lock them out. */
async function hasWayIn(house: House, { id, email }: Member): Promise<boolean> {
  if (email !== null && emailWay(house).offered) return true
  if ((await passwordOf(house.db, id)) !== undefined) return true
  if (!passkeyWay(house).offered) return false
  const rpId = rpIdOf(house)
  return (await passkeysOf(house.db, id)).some((passkey) => passkey.rpId === rpId)
}
