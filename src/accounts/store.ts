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
 * Who makes, changes or removes a member waits for whoever does so just now (PostgreSQL; SQLite has one writer): of two
 * publishers who each see the other one left, none would be.
 */
export async function holdStaff(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261201)`.execute(tx)
}

export type Profile = { name: string; email: { address: string; folded: string } | null; language: string }

/** False when another member has that address. */
export async function updateProfile(tx: Tx, id: number, { name, email, language }: Profile): Promise<boolean> {
  const folded = email?.folded ?? null
  if (folded !== null) {
    const other = tx.selectFrom('members').select('id').where('email_folded', '=', folded).where('id', '<>', id)
    if ((await other.executeTakeFirst()) !== undefined) return false
  }
  const row = { name, email: email?.address ?? null, email_folded: folded, language }
  await tx.updateTable('members').set(row).where('id', '=', id).execute()
  return true
}

export async function updateStanding(
  tx: Tx,
  id: number,
  { role, personId }: { role: Role; personId: number | null },
): Promise<void> {
  await tx.updateTable('members').set({ role, person_id: personId }).where('id', '=', id).execute()
}

/** Who else is this person, or another spelling of them. */
export async function memberOfPerson(db: Db, personId: number): Promise<Member | undefined> {
  const row = await selectMembers(db)
    .where((is) => is(is.fn.coalesce('people.merged_into', 'members.person_id'), '=', personId))
    .executeTakeFirst()
  return row && memberOf(row)
}

/** The name stays, for what they did. */
export async function markRemoved(tx: Tx, id: number, at: number): Promise<void> {
  const row = { removed_at: at, email: null, email_folded: null, person_id: null }
  await tx.updateTable('members').set(row).where('id', '=', id).execute()
}

export async function countPublishers(db: Db): Promise<number> {
  const publishers = db.selectFrom('members').select(({ fn }) => fn.countAll().as('count'))
  const living = publishers.where('role', '=', 'publisher').where('removed_at', 'is', null)
  return Number((await living.executeTakeFirstOrThrow()).count)
}

export type ListedMember = Member & {
  personName: string | null
  lastSeenAt: number | null
  passkeys: number
  hasPassword: boolean
}

/** Everybody, by name. A newsroom is small: this is not paged. */
export async function listedMembers(db: Db): Promise<ListedMember[]> {
  const rows = await selectMembers(db)
    .leftJoin('people as named', (join) =>
      join.on((is) => is('named.id', '=', is.fn.coalesce('people.merged_into', 'people.id'))),
    )
    .select((is) => [
      'named.name as personName',
      is
        .selectFrom('sessions')
        .select(({ fn }) => fn.max('sessions.used_at').as('at'))
        .whereRef('sessions.member_id', '=', 'members.id')
        .as('lastSeenAt'),
      is
        .selectFrom('passkeys')
        .select(({ fn }) => fn.countAll().as('count'))
        .whereRef('passkeys.member_id', '=', 'members.id')
        .as('passkeys'),
      is
        .selectFrom('passwords')
        .select('passwords.member_id')
        .whereRef('passwords.member_id', '=', 'members.id')
        .as('passwordOf'),
    ])
    .orderBy('members.name')
    .orderBy('members.id')
    .execute()
  return rows.map(({ personName, lastSeenAt, passkeys, passwordOf, ...row }) => ({
    ...memberOf(row),
    personName,
    lastSeenAt,
    passkeys: Number(passkeys ?? 0),
    hasPassword: passwordOf !== null,
  }))
}

/** Names by public id, of those who have left too. */
export async function memberNames(db: Db, publicIds: readonly string[]): Promise<Map<string, string>> {
  if (publicIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('members')
    .select(['public_id as publicId', 'name'])
    .where('public_id', 'in', [...publicIds])
    .execute()
  return new Map(rows.map(({ publicId, name }) => [publicId, name]))
}
