import type { Check } from '../kit/checks.ts'
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
          for (const { id, storageKey, fileName, bytes } of rows) {
            const size = (await house.storage.exists(storageKey)) ? await house.storage.size(storageKey) : undefined
            const named = `media ${id} (${fileName}): ${storageKey}`
            if (size === undefined) faults.push(`${named} is missing`)
            else if (size !== bytes) faults.push(`${named} has ${size} bytes in place of ${bytes}`)
          }
          const last = rows.at(-1)
          if (last === undefined) return faults
          after = last.id
        }
      },
    },
  ]
}
