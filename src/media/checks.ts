import { sql } from 'kysely'
import type { Check } from '../kit/checks.ts'
import type { Db } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'

/** The files that the database speaks of must be there. */
export function mediaChecks(house: Pick<House, 'storage'>): Check[] {
  return [
    {
      name: 'every media file is in the store',
      async run(db) {
        const faults: string[] = []
        for (let after = 0; ;) {
          const rows = await db
            .selectFrom('media')
            .select(['id', 'storage_key as storageKey', 'file_name as fileName', 'bytes'])
            .where('id', '>', after)
            .orderBy('id')
            .limit(500)
            .execute()
          for (const { id, storageKey, fileName, bytes } of rows)
            faults.push(...(await storeFaults(house, `media ${id} (${fileName})`, { storageKey, bytes })))
          const last = rows.at(-1)
          if (last === undefined) return faults
          after = last.id
        }
      },
    },
    {
      name: 'every picture has renditions, and they are in the store',
      async run(db) {
        const faults = await withoutRenditions(db)
        for (let after = { mediaId: 0, name: '', format: '' }; ;) {
          const rows = await db
            .selectFrom('renditions')
            .select(['media_id as mediaId', 'name', 'format', 'storage_key as storageKey', 'bytes'])
            .where(sql<boolean>`(media_id, name, format) > (${after.mediaId}, ${after.name}, ${after.format})`)
            .orderBy('media_id')
            .orderBy('name')
            .orderBy('format')
            .limit(500)
            .execute()
          for (const row of rows)
            faults.push(...(await storeFaults(house, `media ${row.mediaId}, ${row.name} as ${row.format}`, row)))
          const last = rows.at(-1)
          if (last === undefined) return faults
          after = last
        }
      },
    },
  ]
}

/** The one that a page shows at once is made with the picture. */
async function withoutRenditions(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('media')
    .select(['id', 'file_name as fileName'])
    .where('kind', '=', 'image')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('renditions').select('name').whereRef('renditions.media_id', '=', 'media.id'))),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id, fileName }) => `media ${id} (${fileName}) has no rendition`)
}

/** What is wrong with one file; a key that is none of ours is as good as missing. */
async function storeFaults(
  { storage }: Pick<House, 'storage'>,
  what: string,
  { storageKey, bytes }: { storageKey: string; bytes: number },
): Promise<string[]> {
  const named = `${what}: ${storageKey}`
  const size = await sizeOf(storage, storageKey)
  if (size === undefined) return [`${named} is missing`]
  return size === bytes ? [] : [`${named} has ${size} bytes in place of ${bytes}`]
}

async function sizeOf(storage: House['storage'], key: string): Promise<number | undefined> {
  try {
    return (await storage.exists(key)) ? await storage.size(key) : undefined
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return undefined
    throw error
  }
}
