import type { House } from '../kit/house.ts'
import type { Caller } from '../kit/http/guards/api-admission.ts'
import { type Failure } from '../kit/outcome.ts'
import type { Role } from '../staff/acts.ts'
import { useLink, type LinkPurpose } from './link-store.ts'
import { openLinkIn } from './links.ts'
import { deadLink } from './make-account.ts'
import { actorOfMember, type Member } from './member.ts'
import { notLetIn } from './refusals.ts'
import { networkOf, openSessionIn } from './sessions.ts'
import { memberById } from './store.ts'

/** `cookie`: of the session that it has opened. */
export type Opened =
  | {
      outcome: 'opened'
      kind: LinkPurpose
      role: Role | null
      name: string
      email: string | null
      member: Member | null
      cookie?: string
    }
  | Failure

/** What a link is for. One that signs in is used up by it; the others are when the account is made. */
export async function openLink(house: House, { token, caller }: { token: string; caller: Caller }): Promise<Opened> {
  const at = house.clock.now()
  const link = await openLinkIn(house.db, token, at)
  if (link === undefined) return notLetIn('dead-link', 'unknown', deadLink)
  const { purpose: kind, role, name, email, memberId, sha256 } = link
  if (memberId === null) return { outcome: 'opened', kind, role, name, email, member: null }
  const member = await memberById(house.db, memberId)
  if (member === undefined) return notLetIn('dead-link', 'unknown', deadLink)
  return house.write(actorOfMember(member, networkOf(caller)), async (tx): Promise<Opened> => {
    if (!(await useLink(tx, sha256, at))) return notLetIn('dead-link', 'unknown', deadLink)
    const cookie = await openSessionIn(tx, house, { member, way: 'link', caller })
    return { outcome: 'opened', kind, role, name: member.name, email: member.email, member, cookie }
  })
}
