import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import { actorOfMember, foldedEmail, type Member, type Way } from './member.ts'
import type { SignedIn } from './passkeys.ts'
import { passwordOf } from './password-store.ts'
import { isPassword } from './password.ts'
/** The ways to sign in besides passkeys. */
import { notLetIn } from './refusals.ts'
import { networkOf, openSessionIn } from './sessions.ts'
import { memberByEmail } from './store.ts'
import { takeCodeIn } from './totp.ts'
import { forgiveTries, takeTry } from './tries.ts'

export type PasswordSignIn = { email: string; password: string; code: string | undefined; caller: Caller }

/** The same whatever was wrong: who has an account is nobody's business. */
const noMatch = 'The address, the password or the code from your app is wrong.'

/**
 * Every try takes the time of one password, whether or not there is such a member.
 * @throws Refusal when it comes too soon after others that failed
 */
export async function signInByPassword(
  house: House,
  { email, password, code, caller }: PasswordSignIn,
): Promise<SignedIn> {
  const account = foldedEmail(normaliseAddress(email) ?? email.slice(0, 254))
  const attempt = { account, address: caller.address }
  await takeTry(house, attempt)
  const member = await memberByEmail(house.db, account)
  const isRight = await isPassword(house, password, member && (await passwordOf(house.db, member.id)))
  if (member === undefined || !isRight) return refused(house)
  const at = house.clock.now()
  const signedIn = await house.write(actorOfMember(member, networkOf(caller)), async (tx): Promise<SignedIn> => {
    if (!(await takeCodeIn(tx, { memberId: member.id, code, at }))) return notLetIn('no-match', 'invalid', noMatch)
    const cookie = await openSessionIn(tx, house, { member, way: 'password', caller })
    return { outcome: 'signed-in', member, cookie }
  })
  if (signedIn.outcome !== 'signed-in') return refused(house)
  await forgiveTries(house, attempt)
  return signedIn
}

function refused({ log }: House): SignedIn {
  log.warn({ way: 'password' }, 'a sign-in failed')
  return notLetIn('no-match', 'invalid', noMatch)
}

export async function openSession(
  house: House,
  { member, way, caller }: { member: Member; way: Way; caller: Caller },
): Promise<SignedIn> {
  const cookie = await house.write(actorOfMember(member, networkOf(caller)), (tx) =>
    openSessionIn(tx, house, { member, way, caller }),
  )
  return { outcome: 'signed-in', member, cookie }
}
