import { sql } from 'kysely'
import type { Db, Tx } from '../kit/db/schema.ts'
import { slugify } from '../kit/ids.ts'

export type Person = { id: number; slug: string; name: string; role: string; biography: string }

const columns = ['id', 'slug', 'name', 'role', 'biography'] as const

export async function personById(db: Db, id: number): Promise<Person | undefined> {
  return db.selectFrom('people').select(columns).where('id', '=', id).executeTakeFirst()
}

export async function peopleBySlug(db: Db, slugs: readonly string[]): Promise<Person[]> {
  if (slugs.length === 0) return []
  return db.selectFrom('people').select(columns).where('slug', 'in', [...slugs]).execute()
}

/** Everybody of that name, whatever its capitals, or the one of that slug. */
export async function peopleCalled(db: Db, name: string): Promise<Person[]> {
  const byName = db.selectFrom('people').select(columns).where(sql`lower(name)`, '=', sql`lower(${name})`)
  const bySlug = db.selectFrom('people').select(columns).where('slug', '=', slugify(name))
  return byName.union(bySlug).execute()
}

/** Finds the person of that slug or makes them. Names are not compared: two people may share one. */
export async function ensurePerson(tx: Tx, person: { name: string; slug?: string; role?: string; biography?: string }, at: number): Promise<number> {
  const slug = person.slug ?? slugify(person.name)
  await tx
    .insertInto('people')
    .values({ slug, name: person.name, role: person.role ?? '', biography: person.biography ?? '', picture_media_id: null, created_at: at })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .execute()
  const { id } = await tx.selectFrom('people').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  return id
}

export async function updatePerson(tx: Tx, id: number, person: { name: string; role: string; biography: string }): Promise<void> {
  await tx.updateTable('people').set(person).where('id', '=', id).execute()
}

export async function personBySlug(db: Db, slug: string): Promise<Person | undefined> {
  return db.selectFrom('people').select(columns).where('slug', '=', slug).executeTakeFirst()
}
