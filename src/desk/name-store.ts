/** What the subjects of the ledger are called today. */
import { memberNames } from '../accounts/store.ts'
import type { Db } from '../kit/db/schema.ts'

/** `publicId`: where the desk has a screen for it. */
export type Named = { name: string; publicId: string | null }

/** By subject, such as `article:12`; what is gone, or has no name, is left out. */
export async function namesOfSubjects(db: Db, subjects: readonly string[]): Promise<Map<string, Named>> {
  const names = new Map<string, Named>()
  const members = subjects.flatMap((subject) => (subject.startsWith('member:') ? [subject.slice(7)] : []))
  for (const [id, name] of await memberNames(db, members)) names.set(`member:${id}`, { name, publicId: null })
  for (const [kind, read] of Object.entries(readers)) {
    const ids = rowIdsIn(kind, subjects)
    const rows = ids.length === 0 ? [] : await read(db, ids)
    for (const { id, ...named } of rows) names.set(`${kind}:${id}`, named)
  }
  return names
}

/** People and topics are named by a word where they were made, and by their row otherwise. */
function rowIdsIn(kind: string, subjects: readonly string[]): number[] {
  const ids = subjects.flatMap((subject) => {
    const [, id] = /^[a-z]+:(\d{1,15})$/u.exec(subject) ?? []
    return id !== undefined && subject.startsWith(`${kind}:`) ? [Number(id)] : []
  })
  return [...new Set(ids)]
}

type Row = Named & { id: number }

const readers: Readonly<Record<string, (db: Db, ids: readonly number[]) => Promise<Row[]>>> = {
  article: (db, ids) =>
    db
      .selectFrom('articles')
      .select(['id', 'headline as name', 'public_id as publicId'])
      .where('id', 'in', [...ids])
      .execute(),
  alert: (db, ids) =>
    db
      .selectFrom('alerts')
      .select(['id', 'title as name', 'public_id as publicId'])
      .where('id', 'in', [...ids])
      .execute(),
  poll: async (db, ids) => {
    const polls = db.selectFrom('polls').select(['id', 'question as name'])
    return (await polls.where('id', 'in', [...ids]).execute()).map(withoutScreen)
  },
  topic: async (db, ids) => {
    const topics = db.selectFrom('topics').select(['id', 'name'])
    return (await topics.where('id', 'in', [...ids]).execute()).map(withoutScreen)
  },
  person: async (db, ids) => {
    const people = db.selectFrom('people').select(['id', 'name'])
    return (await people.where('id', 'in', [...ids]).execute()).map(withoutScreen)
  },
}

function withoutScreen(row: { id: number; name: string }): Row {
  return { ...row, publicId: null }
}
