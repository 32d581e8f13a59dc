import type { Check } from '../kit/checks.ts'
import type { House } from '../kit/house.ts'

/** The files that the database speaks of must be there. */
export function mediaChecks(house: Pick<House, 'storage'>): Check[] {
  return [
    {
      name: 'every media file is in the store',
      async run(db) {
        const faults: string[] = []
        for (let after = 0; ; ) {
          const rows = await db.selectFrom('media').select(['id', 'storage_key as storageKey', 'file_name as fileName']).where('id', '>', after).orderBy('id').limit(500).execute()
          for (const { id, storageKey, fileName } of rows) if (!(await house.storage.exists(storageKey))) faults.push(`media ${id} (${fileName}): ${storageKey} is missing`)
          const last = rows.at(-1)
          if (last === undefined) return faults
          after = last.id
        }
      },
    },
  ]
}
