import type { Db, Tx } from '../kit/db/schema.ts'
import { isRole, type Role } from '../staff/acts.ts'

export type LinkPurpose = 'first-run' | 'invitation' | 'sign-in'

export type NewLink = {
  sha256: string
  publicId: string
  purpose: LinkPurpose
  memberId: number | null
  role: Role | null
  personId: number | null
  name: string
  email: string | null
  madeBy: string
  at: number
  expiresAt: number
}

export type StoredLink = Omit<NewLink, 'at'> & { createdAt: number; usedAt: number | null }

export async function insertLink(tx: Tx, link: NewLink): Promise<void> {
  await tx
    .insertInto('account_links')
    .values({
      sha256: link.sha256,
      public_id: link.publicId,
      purpose: link.purpose,
      member_id: link.memberId,
      role: link.role,
      person_id: link.personId,
      name: link.name,
      email: link.email,
      made_by: link.madeBy,
      created_at: link.at,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute()
}

export async function linkBySecret(db: Db, sha256: string): Promise<StoredLink | undefined> {
  const row = await db
    .selectFrom('account_links')
    .select([
      'sha256',
      'public_id as publicId',
      'purpose',
      'member_id as memberId',
      'role',
      'person_id as personId',
      'name',
      'email',
      'made_by as madeBy',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'used_at as usedAt',
    ])
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return (
    row && {
      ...row,
      // The schema holds both.
      purpose: row.purpose as LinkPurpose,
      role: row.role !== null && isRole(row.role) ? row.role : null,
    }
  )
}

/** False when it was used before. */
export async function useLink(tx: Tx, sha256: string, at: number): Promise<boolean> {
  const used = tx.updateTable('account_links').set({ used_at: at }).where('sha256', '=', sha256)
  const { numUpdatedRows } = await used.where('used_at', 'is', null).where('expires_at', '>', at).executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Of a member: those that would still sign them in. */
export async function deleteLinksOf(tx: Tx, memberId: number): Promise<void> {
  await tx.deleteFrom('account_links').where('member_id', '=', memberId).execute()
}

export type OpenInvitation = {
  publicId: string
  role: Role
  name: string
  email: string | null
  personId: number | null
  createdAt: number
  expiresAt: number
}

/** Those that would still make an account, the newest first. */
export async function openInvitations(db: Db, at: number): Promise<OpenInvitation[]> {
  const rows = await db
    .selectFrom('account_links')
    .select([
      'public_id as publicId',
      'role',
      'name',
      'email',
      'person_id as personId',
      'created_at as createdAt',
      'expires_at as expiresAt',
    ])
    .where('purpose', '=', 'invitation')
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.flatMap(({ role, ...row }) => (role !== null && isRole(role) ? [{ ...row, role }] : []))
}

/** False when there is none that still waits. */
export async function deleteInvitation(tx: Tx, publicId: string): Promise<boolean> {
  const those = tx.deleteFrom('account_links').where('public_id', '=', publicId).where('purpose', '=', 'invitation')
  return (await those.where('used_at', 'is', null).executeTakeFirst()).numDeletedRows === 1n
}
