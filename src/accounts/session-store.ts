import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { Member } from './member.ts'
import { memberOf, selectMembers } from './store.ts'

export type StoredSession = {
  id: number
  publicId: string
  createdAt: number
  usedAt: number
  expiresAt: number
}

const bySecret = prepared((db, sha256: string) =>
  selectMembers(db)
    .innerJoin('sessions', 'sessions.member_id', 'members.id')
    .select([
      'sessions.id as sessionId',
      'sessions.public_id as sessionPublicId',
      'sessions.created_at as openedAt',
      'sessions.used_at as usedAt',
      'sessions.expires_at as expiresAt',
    ])
    .where('sessions.sha256', '=', sha256),
)

export async function sessionBySecret(
  db: Db,
  sha256: string,
): Promise<{ member: Member; session: StoredSession } | undefined> {
  const [row] = await bySecret(db, sha256)
  if (row === undefined) return undefined
  const { sessionId: id, sessionPublicId: publicId, openedAt: createdAt, usedAt, expiresAt, ...member } = row
  return { member: memberOf(member), session: { id, publicId, createdAt, usedAt, expiresAt } }
}

export type NewSession = {
  publicId: string
  sha256: string
  memberId: number
  way: string
  at: number
  expiresAt: number
  network: string
  device: string
}

export async function insertSession(tx: Tx, { memberId, at, ...session }: NewSession): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      public_id: session.publicId,
      sha256: session.sha256,
      member_id: memberId,
      way: session.way,
      created_at: at,
      used_at: at,
      expires_at: session.expiresAt,
      network: session.network,
      device: session.device,
    })
    .execute()
}

export async function touchSession(tx: Tx, id: number, at: number, expiresAt: number): Promise<void> {
  await tx.updateTable('sessions').set({ used_at: at, expires_at: expiresAt }).where('id', '=', id).execute()
}

/** Whether it was there, and theirs. */
export async function deleteSession(tx: Tx, publicId: string, memberId?: number): Promise<boolean> {
  const those = tx.deleteFrom('sessions').where('public_id', '=', publicId)
  const own = memberId === undefined ? those : those.where('member_id', '=', memberId)
  return (await own.executeTakeFirst()).numDeletedRows === 1n
}
