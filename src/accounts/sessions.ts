/** Sessions: how members stay signed in. A cookie holds the secret, the database its hash. */
import { system, type Actor, type Tx } from '../kit/db/schema.ts'
import { Unavailable } from '../kit/db/trouble.ts'
import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import type { Principal } from '../kit/http/site-parts.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { networkName } from '../kit/prefix-hash.ts'
import { clearedSessionCookie, sessionCookie, sessionSecrets } from './cookie.ts'
import { deviceOf } from './device.ts'
import { actorOfMember, type Member, type Way } from './member.ts'
import { hashOf, newSecret } from './secret.ts'
import { deleteSession, insertSession, sessionBySecret, touchSession } from './session-store.ts'

const day = 86_400_000
/** Without a visit. */
const idleMs = 30 * day
/** However much it is used. */
const longestMs = 180 * day
/** Last use is recorded to the minute: anything finer would be a write per request. */
const usedEveryMs = 60_000

type Asking = { cookie: string | undefined; address: string | undefined }

/** The member a Cookie header names; undefined if the session has ended. */
export async function sessionPrincipal(
  house: House,
  { cookie, address }: Asking,
): Promise<(Principal & { member: Member }) | undefined> {
  const at = house.clock.now()
  for (const secret of sessionSecrets(house, cookie)) {
    const found = await sessionBySecret(house.db, hashOf(secret))
    if (found === undefined || found.session.expiresAt <= at) continue
    const { member, session } = found
    if (at - session.usedAt >= usedEveryMs) await touch(house, session, at)
    const network = address === undefined ? undefined : networkName(address)
    const actor = { ...actorOfMember(member, network), signedInAt: session.createdAt }
    return { actor, session: session.publicId, member }
  }
  return undefined
}

/** A house that cannot write still answers. */
async function touch(house: House, { id, createdAt }: { id: number; createdAt: number }, at: number): Promise<void> {
  const expiresAt = Math.min(at + idleMs, createdAt + longestMs)
  try {
    await house.write(system, (tx) => touchSession(tx, id, at, expiresAt))
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
  }
}

/** In the transaction of the sign-in; a session that came along ends: each sign-in has a secret of its own. */
export async function openSessionIn(
  tx: Tx,
  house: House,
  { member, way, caller }: { member: Pick<Member, 'id' | 'publicId'>; way: Way; caller: Caller },
): Promise<string> {
  const at = house.clock.now()
  const secret = newSecret()
  if (caller.session !== undefined) await deleteSession(tx, caller.session)
  await insertSession(tx, {
    publicId: publicId(),
    sha256: hashOf(secret),
    memberId: member.id,
    way,
    at,
    expiresAt: at + idleMs,
    network: networkOf(caller) ?? '',
    device: deviceOf(caller.userAgent),
  })
  await recordDeed(tx, { deed: 'session.open', subject: `member:${member.publicId}`, detail: { way }, at })
  return sessionCookie(house, secret)
}

export function networkOf({ address }: Pick<Caller, 'address'>): string | undefined {
  return address === undefined ? undefined : networkName(address)
}

/** The Set-Cookie line that removes the cookie. */
export async function signOut(house: House, actor: Actor, session: string | undefined): Promise<string> {
  const at = house.clock.now()
  if (session !== undefined && actor.kind === 'staff')
    await house.write(actor, async (tx) => {
      if (await deleteSession(tx, session))
        await recordDeed(tx, { deed: 'session.end', subject: `member:${actor.id}`, at })
    })
  return clearedSessionCookie(house)
}
