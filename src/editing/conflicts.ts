import { commaOf } from '../kit/comma.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { isFailure, type Failure } from '../kit/outcome.ts'
import { conflictsOf, deleteConflict, type StoredConflict } from '../working-copies/conflict-store.ts'
import { namesIn, type Names } from './named-store.ts'
/** Changes made outside the desk that are not in the working copy, because the newsroom had changed the same words. */
import { notDone } from './refusals.ts'
import { storyFor } from './story-for.ts'

/** `said`: the outside value, in words people recognise. */
export type ShownConflict = StoredConflict & { said: string }

export async function conflictsFor(
  { db, settings }: Pick<House, 'db' | 'settings'>,
  articleId: number,
): Promise<ShownConflict[]> {
  const found = await conflictsOf(db, articleId)
  const named = found.filter(({ block }) => block === null)
  const names = await namesIn(
    db,
    named.map(({ field, theirs }) => ({ topics: [], authors: [], related: [], ...listIn(field, theirs) })),
  )
  return found.map((conflict) => ({ ...conflict, said: saidOf(conflict, names, settings.current().identity.language) }))
}

/** It was put in, or is not wanted. The ledger keeps the text. */
export async function dismissConflict(
  house: House,
  actor: Actor,
  { articleId, id }: { articleId: number; id: number },
): Promise<{ outcome: 'dismissed' } | Failure> {
  const row = await storyFor(house, actor, 'article.write', articleId)
  if (isFailure(row)) return row
  return house.write(actor, async (tx) => {
    const gone = await deleteConflict(tx, articleId, id)
    if (gone === undefined) return notDone('dismissed-already', 'unknown', 'It has already been dismissed.')
    const { block, field, conflict, version, theirs } = gone
    const detail = { block, field, conflict, version, theirs: theirs.slice(0, maxKept) }
    const at = house.clock.now()
    await recordDeed(tx, { deed: 'article.dismiss-conflict', subject: `article:${articleId}`, detail, at })
    return { outcome: 'dismissed' as const }
  })
}

/** Characters of the text kept in the ledger. */
const maxKept = 2_000

const lists = ['topics', 'authors', 'related'] as const

function listIn(field: string, json: string): object {
  return lists.some((list) => list === field) ? { [field]: JSON.parse(json) } : {}
}

function saidOf({ block, field, conflict, theirs }: StoredConflict, names: Names, language: string): string {
  if (block !== null || conflict !== 'value') return theirs
  const value: unknown = JSON.parse(theirs)
  const list = lists.find((each) => each === field)
  if (list !== undefined && Array.isArray(value)) {
    const known: ReadonlyMap<unknown, string> = names[list]
    return value.map((each) => known.get(each) ?? String(each)).join(commaOf(language))
  }
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  const { alt, caption, credit } = value as Record<string, unknown>
  return [alt, caption, credit].filter((words) => typeof words === 'string' && words !== '').join(' · ')
}
