import { remembered, type Remembered } from '../../memory-store.ts'
import { identityOf, isTwin, likeness, type Identified } from '../identity.ts'
import type { Import } from './run.ts'

/**
 * Under which id an item is remembered, and what is. `twin`: the item stood in the files before; `unclear`: every name
 * that it has belongs to another.
 */
export type Known =
  | { kind: 'item'; sourceId: string; mark: string; before: Remembered | undefined }
  | { kind: 'twin' | 'unclear'; sourceId: string; before: Remembered | undefined }

/**
 * Tells items apart from each other and from those of earlier runs, in the order given. What is new gets the best of
 * its names that nothing else has. Only for items that are then written: their names are taken from now on.
 */
export async function identify(run: Import, kind: string, items: readonly Identified[]): Promise<Known[]> {
  const identities = items.map(identityOf)
  const rows = await remembered(
    run.house.db,
    run.source,
    kind,
    identities.flatMap(({ keys }) => keys),
  )
  const taken = run.taken.get(kind) ?? new Set<string>()
  run.taken.set(kind, taken)
  const marks = new Map<string, string>()
  return identities.map(({ keys, mark }): Known => {
    const markOf = (key: string) => marks.get(key) ?? rows.get(key)?.mark
    const [own] = keys
      .map((key) => ({ key, sure: markOf(key) === undefined ? 0 : likeness(markOf(key) ?? '', mark, key) }))
      .filter(({ key, sure }) => sure > 0 && (!taken.has(key) || isTwin(markOf(key) ?? '', mark)))
      .toSorted((a, b) => b.sure - a.sure)
    const before = own === undefined ? undefined : rows.get(own.key)
    if (own !== undefined && taken.has(own.key)) return { kind: 'twin', sourceId: own.key, before }
    const sourceId = own?.key ?? keys.find((key) => !taken.has(key) && !rows.has(key))
    if (sourceId === undefined) return { kind: 'unclear', sourceId: keys[0] ?? '', before }
    taken.add(sourceId)
    marks.set(sourceId, mark)
    return { kind: 'item', sourceId, mark, before }
  })
}
