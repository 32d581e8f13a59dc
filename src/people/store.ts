import { sql } from 'kysely'
import { containsWords } from '../kit/db/contains-words.ts'
import { engineOf } from '../kit/db/database.ts'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { slugify } from '../kit/ids.ts'

export type Person = { id: number; slug: string; name: string; role: string; biography: string }

export async function personById(db: Db, id: number): Promise<Person | undefined> {
  return living(db).where('named.id', '=', id).executeTakeFirst()
}

/** Whom these slugs name, by slug: another spelling names the person that it was merged into. */
export async function peopleBySlug(db: Db, slugs: readonly string[]): Promise<Map<string, Person>> {
  if (slugs.length === 0) return new Map()
  const rows = await living(db)
    .select('named.slug as asked')
    .where('named.slug', 'in', [...slugs])
    .execute()
  return new Map(rows.map(({ asked, ...person }) => [asked, person]))
}

/** Everybody of that name, whatever its capitals, or the one of that slug. */
export async function peopleCalled(db: Db, name: string): Promise<Person[]> {
  const byName = living(db).where(sql`lower(named.name)`, '=', sql`lower(${name})`)
  const byAddress = living(db).where('named.slug', '=', slugify(name))
  return byName.union(byAddress).execute()
}

/** Who has every one of these words in their name, by name. */
export async function searchPeople(db: Db, { search, limit }: { search: string; limit: number }): Promise<Person[]> {
  return living(db)
    .where('named.merged_into', 'is', null)
    .where(containsWords(sql.ref('person.name'), search))
    .orderBy('person.name')
    .limit(limit)
    .execute()
}

/** Finds the person of that slug or makes them. Names are not compared: two people may share one. */
export async function ensurePerson(
  tx: Tx,
  person: { name: string; slug?: string; role?: string; biography?: string },
  at: number,
): Promise<number> {
  const slug = person.slug ?? slugify(person.name)
  await tx
    .insertInto('people')
    .values({
      slug,
      name: person.name,
      role: person.role ?? '',
      biography: person.biography ?? '',
      picture_media_id: null,
      merged_into: null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .execute()
  const { id } = await living(tx).where('named.slug', '=', slug).executeTakeFirstOrThrow()
  return id
}

export async function updatePerson(
  tx: Tx,
  id: number,
  person: { name: string; role: string; biography: string },
): Promise<void> {
  await tx.updateTable('people').set(person).where('id', '=', id).execute()
}

/** Of whom another spelling is asked for comes back under their own slug. */
export async function personBySlug(db: Db, slug: string): Promise<Person | undefined> {
  return (await bySlug(db, slug))[0]
}

const bySlug = prepared((db, slug: string) => living(db).where('named.slug', '=', slug))

/**
 * Gives them this slug; the name and slug that they had are another spelling from then on. Nothing when somebody else
 * has it.
 */
export async function takePersonSlug(
  tx: Tx,
  { id, slug: before, name }: Person,
  slug: string,
  at: number,
): Promise<boolean> {
  if (slug === before) return true
  const held = await tx
    .selectFrom('people')
    .select(['id', 'merged_into as mergedInto'])
    .where('slug', '=', slug)
    .executeTakeFirst()
  if (held !== undefined && held.mergedInto !== id) return false
  // Back to what they were called before: the two change places. The asterisk is in no slug.
  if (held !== undefined)
    await tx
      .updateTable('people')
      .set({ slug: `*${slug}` })
      .where('id', '=', held.id)
      .execute()
  await tx.updateTable('people').set({ slug }).where('id', '=', id).execute()
  if (held !== undefined) await tx.updateTable('people').set({ slug: before, name }).where('id', '=', held.id).execute()
  else
    await tx
      .insertInto('people')
      .values({ slug: before, name, role: '', biography: '', picture_media_id: null, merged_into: id, created_at: at })
      .execute()
  return true
}

/**
 * Who merges or renames waits for whoever does so just now (PostgreSQL; SQLite has one writer), and reads them after
 * it: two merges that meet would each lead to the other.
 */
export async function holdNames(tx: Tx): Promise<void> {
  if (engineOf(tx) === 'postgres') await sql`select pg_advisory_xact_lock(20261129)`.execute(tx)
}

/** Everybody by name, as that language orders names, with the slugs of their other spellings. */
export async function everybody(
  db: Db,
  language: string,
): Promise<{ slug: string; name: string; role: string; spellings: string[] }[]> {
  const columns = ['id', 'slug', 'name', 'role', 'merged_into as mergedInto'] as const
  const rows = await db.selectFrom('people').select(columns).orderBy('slug').execute()
  const spellings = Map.groupBy(rows, ({ mergedInto }) => mergedInto)
  const { compare } = new Intl.Collator(language)
  return rows
    .filter(({ mergedInto }) => mergedInto === null)
    .sort((a, b) => compare(a.name, b.name))
    .map(({ id, slug, name, role }) => ({
      slug,
      name,
      role,
      spellings: spellings.get(id)?.map((other) => other.slug) ?? [],
    }))
}

/** Of everybody, for who has mistyped one. */
export async function personSlugs(db: Db): Promise<string[]> {
  return (await db.selectFrom('people').select('slug').where('merged_into', 'is', null).orderBy('slug').execute()).map(
    ({ slug }) => slug,
  )
}

/** One spelling is another's from now on, and whatever was merged into it too. */
export async function markMerged(tx: Tx, from: number, into: number): Promise<void> {
  await tx
    .updateTable('people')
    .set({ merged_into: into })
    .where((is) => is.or([is('id', '=', from), is('merged_into', '=', from)]))
    .execute()
}

/**
 * `named` is whose id or slug is asked for; what comes back is the person that they are. Merging keeps this one step
 * deep.
 */
function living(db: Db) {
  return db
    .selectFrom('people as named')
    .innerJoin('people as person', (join) =>
      join.on((is) => is('person.id', '=', is.fn.coalesce('named.merged_into', 'named.id'))),
    )
    .select(['person.id', 'person.slug', 'person.name', 'person.role', 'person.biography'])
}
