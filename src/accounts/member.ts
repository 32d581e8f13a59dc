/** Members are the people of the newsroom who sign in: each has a role, and perhaps a byline. */
import type { Actor } from '../kit/db/schema.ts'
import { isPlain } from '../kit/visible.ts'
import type { Role } from '../staff/acts.ts'

export type Member = {
  id: number
  publicId: string
  name: string
  email: string | null
  role: Role
  personId: number | null
  language: string
  createdAt: number
}

/** By which way somebody signs in. */
export type Way = 'passkey' | 'email' | 'password' | 'demo' | 'link'

export const maxNameCharacters = 100

/** A name as it is kept, or undefined when it is none. */
export function tidyName(typed: string): string | undefined {
  const name = typed.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
  return name === '' || name.length > maxNameCharacters || !isPlain(name) ? undefined : name
}

/** `network`: from which they ask, for the ledger. */
export function actorOfMember(
  { publicId, role }: Pick<Member, 'publicId' | 'role'>,
  network: string | undefined,
): Actor {
  return { kind: 'staff', id: publicId, role, ...(network !== undefined && { network }) }
}

/** Case tells no mailboxes apart. */
export function foldedEmail(address: string): string {
  return address.toLowerCase()
}
