/** Links that make an account or sign in: good once, for a time, and known by their hash alone. */
import type { Actor, Db, Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import type { Role } from '../staff/acts.ts'
import { insertLink, linkBySecret, type LinkPurpose, type StoredLink } from './link-store.ts'
import { hashOf, newSecret } from './secret.ts'

const hour = 3_600_000

export const lifetimes: Record<LinkPurpose, number> = {
  'first-run': 7 * 24 * hour,
  invitation: 7 * 24 * hour,
  'sign-in': 15 * 60_000,
}

export type LinkFor = {
  purpose: LinkPurpose
  memberId?: number
  role?: Role
  personId?: number | null
  name?: string
  email?: string | null
  /** Where it is longer than usual. */
  lifetimeMs?: number
}

/** `secret`: stands nowhere else. */
export async function makeLinkIn(
  tx: Tx,
  actor: Actor,
  link: LinkFor,
  at: number,
): Promise<{ id: string; secret: string }> {
  const { purpose, memberId = null, role = null, personId = null, name = '', email = null } = link
  const [id, secret] = [publicId(), newSecret()]
  await insertLink(tx, {
    ...{ purpose, memberId, role, personId, name, email, at },
    sha256: hashOf(secret),
    publicId: id,
    madeBy: `${actor.kind}:${actor.id}`,
    expiresAt: at + (link.lifetimeMs ?? lifetimes[purpose]),
  })
  return { id, secret }
}

/** The page of the desk that a link leads to: accounts are made on one, and a button signs in on the other. */
export function linkPath(purpose: LinkPurpose, secret: string): string {
  return `/desk/${purpose === 'sign-in' ? 'link' : 'start'}?token=${secret}`
}

/** The link of a token, unless it is used or over. */
export async function openLinkIn(db: Db, token: string, at: number): Promise<StoredLink | undefined> {
  const link = await linkBySecret(db, hashOf(token))
  return link === undefined || link.usedAt !== null || link.expiresAt <= at ? undefined : link
}
