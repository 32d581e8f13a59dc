/** Members, as they are found and changed. */
import { sql } from 'kysely'
import { engineOf } from '../kit/db/database.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { isRole, type Role } from '../staff/acts.ts'
import type { Member } from './member.ts'

/** Of a person that was merged into another it is the other. */
export function selectMembers(db: Db) {
  return db
    .selectFrom('members')
    .leftJoin('people', 'people.id', 'members.person_id')
    .select((is) => [
      'members.id',
      'members.public_id as publicId',
      'members.name',
      'members.email',
      'members.role',
      is.fn.coalesce('people.merged_into', 'members.person_id').as('personId'),
      'members.language',
      'members.created_at as createdAt',
    ])
    .where('members.removed_at', 'is', null)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectMembers>['executeTakeFirstOrThrow']>>

export function memberOf({ role, ...row }: Row): Member {
  // The schema holds it.
  if (!isRole(role)) throw new Error(`"${role}" is no role`)
  return { ...row, role }
}

export async function memberByPublicId(db: Db, publicId: string): Promise<Member | undefined> {
  const row = await selectMembers(db).where('members.public_id', '=', publicId).executeTakeFirst()
  return row && memberOf(row)
}

export async function memberById(db: Db, id: number): Promise<Member | undefined> {
  const row = await selectMembers(db).where('members.id', '=', id).executeTakeFirst()
  return row && memberOf(row)
}

export async function memberByEmail(db: Db, folded: string): Promise<Member | undefined> {
  const row = await selectMembers(db).where('members.email_folded', '=', folded).executeTakeFirst()
  return row && memberOf(row)
}

export async function hasPublisher(db: Db): Promise<boolean> {
  const publishers = db.selectFrom('members').select('id').where('role', '=', 'publisher')
  return (await publishers.where('removed_at', 'is', null).limit(1).executeTakeFirst()) !== undefined
}

export type NewMember = {
  publicId: string
  name: string
  email: { address: string; folded: string } | null
  role: Role
  personId: number | null
  language: string
  at: number
}

/** Undefined when another member has that address, that person or that id. */
export async function insertMember(tx: Tx, member: NewMember): Promise<number | undefined> {
  const row = await tx
    .insertInto('members')
    .values({
      public_id: member.publicId,
      name: member.name,
      email: member.email?.address ?? null,
      email_folded: member.email?.folded ?? null,
      role: member.role,
      person_id: member.personId,
      language: member.language,
      created_at: member.at,
      removed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/**
 * Who makes, demotes or removes a publisher waits for whoever does so just now (PostgreSQL; SQLite has one writer): of
 * two who each see the other one left, none would be.
 */
export async function holdStaff(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261201)`.execute(tx)
}
