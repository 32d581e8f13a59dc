/** Links that create an account or sign in: good once, for a limited time, and stored only as hashes. */
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
  /** If it is longer than usual. */
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

/** The desk page that a link leads to: one creates accounts, the other signs in with a button. */
export function linkPath(purpose: LinkPurpose, secret: string): string {
  return `/desk/${purpose === 'sign-in' ? 'link' : 'start'}?token=${secret}`
}

/** The link of a token, unless it is used or expired. */
export async function openLinkIn(db: Db, token: string, at: number): Promise<StoredLink | undefined> {
  const link = await linkBySecret(db, hashOf(token))
  return link === undefined || link.usedAt !== null || link.expiresAt <= at ? undefined : link
}
