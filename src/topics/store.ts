import { sql } from 'kysely'
import { prepared } from '../kit/db/prepared.ts'
import type { Db, Tx } from '../kit/db/schema.ts'
import { slugify } from '../kit/ids.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { topicTag, menuTag } from './tags.ts'

export type Topic = {
  id: number
  slug: string
  name: string
  description: string
  parentId: number | null
  position: number
}

const columns = ['id', 'slug', 'name', 'description', 'parent_id as parentId', 'position'] as const

export async function topicById(db: Db, id: number): Promise<Topic | undefined> {
  return db.selectFrom('topics').select(columns).where('id', '=', id).executeTakeFirst()
}

/** Whoever asks for what it was called before gets it under its own slug. */
export async function topicBySlug(db: Db, slug: string): Promise<Topic | undefined> {
  return (await bySlug(db, slug))[0] ?? (await bySpelling(db, slug))[0]
}

const bySlug = prepared((db, slug: string) => db.selectFrom('topics').select(columns).where('slug', '=', slug))
const bySpelling = prepared((db, slug: string) =>
  db
    .selectFrom('topic_spellings')
    .innerJoin('topics', 'topics.id', 'topic_spellings.topic_id')
    .select([
      'topics.id',
      'topics.slug',
      'topics.name',
      'topics.description',
      'topics.parent_id as parentId',
      'topics.position',
    ])
    .where('topic_spellings.slug', '=', slug),
)

/** For a menu: the first eight that are part of no other. */
export const topLevelTopics: (db: Db) => Promise<{ name: string; slug: string }[]> = prepared((db) =>
  db
    .selectFrom('topics')
    .select(['name', 'slug'])
    .where('parent_id', 'is', null)
    .orderBy('position')
    .orderBy('name')
    .limit(8),
)

/** Gives it this slug; what it had leads to it from then on. Nothing when another topic has it, or had it. */
export async function takeTopicSlug(tx: Tx, { id, slug: before }: Topic, slug: string): Promise<boolean> {
  if (slug === before) return true
  await tx.deleteFrom('topic_spellings').where('slug', '=', slug).where('topic_id', '=', id).execute()
  const { numUpdatedRows } = await tx
    .updateTable('topics')
    .set({ slug })
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('topics as other').select('other.id').where('other.slug', '=', slug))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('topic_spellings').select('topic_id').where('slug', '=', slug))),
    )
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tx.insertInto('topic_spellings').values({ slug: before, topic_id: id }).execute()
  return true
}

/** The topic and all below it; none when there is no such topic. */
export async function topicIdsUnder(db: Db, slug: string): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive under (id) as (
      select id from topics where slug = ${slug}
      union select topics.id from topics join under on topics.parent_id = under.id
    )
    select id from under`.execute(db)
  return rows.map(({ id }) => id)
}

/** For a list to choose from: the first by their place in the menu, those without a parent before the others. */
export async function topicChoices(db: Db, limit: number): Promise<Topic[]> {
  return db
    .selectFrom('topics')
    .select(columns)
    .orderBy(({ eb }) => eb.case().when('parent_id', 'is', null).then(0).else(1).end())
    .orderBy('position')
    .orderBy('name')
    .limit(limit)
    .execute()
}

/** Finds the topic that has or had that slug (or the name's slug), or makes it; a new one may stand in the menu. */
export async function ensureTopic(
  tx: Tx,
  topic: { name: string; slug?: string; description?: string; parentId?: number | null; position?: number },
  at: number,
): Promise<number> {
  const slug = topic.slug ?? slugify(topic.name)
  const known = await topicBySlug(tx, slug)
  if (known !== undefined) return known.id
  const made = await tx
    .insertInto('topics')
    .values({
      slug,
      name: topic.name,
      description: topic.description ?? '',
      parent_id: topic.parentId ?? null,
      position: topic.position ?? 1000,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made !== undefined) {
    await invalidate(tx, [menuTag])
    return made.id
  }
  const { id } = await tx.selectFrom('topics').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  return id
}

export async function updateTopic(
  tx: Tx,
  id: number,
  topic: { name: string; description: string; parentId?: number | null; position?: number },
): Promise<void> {
  const { parentId, ...rest } = topic
  await tx
    .updateTable('topics')
    .set({ ...rest, ...(parentId === undefined ? {} : { parent_id: parentId }) })
    .where('id', '=', id)
    .execute()
  await invalidate(tx, [menuTag, topicTag(id)])
}

/** Those above a topic, the widest first. */
export async function parentTopics(db: Db, { parentId }: Topic): Promise<Topic[]> {
  const parents: Topic[] = []
  for (let id = parentId; id !== null && parents.length < deepest;) {
    const parent = await topicById(db, id)
    if (parent === undefined) break
    parents.unshift(parent)
    id = parent.parentId
  }
  return parents
}

/** A tree that someone has closed to a ring ends here. */
const deepest = 8

export const childTopics: (db: Db, id: number) => Promise<Topic[]> = prepared((db, id: number) =>
  db.selectFrom('topics').select(columns).where('parent_id', '=', id).orderBy('position').orderBy('name'),
)

/** Each after the one that it belongs to, by name as the paper's language orders names. */
export async function allTopics(db: Db, language: string): Promise<(Topic & { depth: number })[]> {
  const { compare } = new Intl.Collator(language)
  const rows = (await db.selectFrom('topics').select(columns).execute()).sort(
    (a, b) => a.position - b.position || compare(a.name, b.name),
  )
  const byParent = Map.groupBy(rows, ({ parentId }) => parentId)
  const below = (parentId: number | null, depth: number): (Topic & { depth: number })[] =>
    depth > deepest
      ? []
      : (byParent.get(parentId) ?? []).flatMap((topic) => [{ ...topic, depth }, ...below(topic.id, depth + 1)])
  return below(null, 0)
}
