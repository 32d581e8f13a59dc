/**
 * Writes until it is killed: a file in the store, then a reader and a ledger entry that speak of it in one deed; one
 * line each.
 */
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { system } from '../src/kit/db/schema.ts'
import { recordDeed } from '../src/kit/ledger.ts'

const [folder = ''] = process.argv.slice(2)
const house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))

for (let index = 1; ; index++) {
  const key = `steady/${index}.txt`
  await house.storage.put(key, Buffer.from(`words ${index}\n`.repeat(100)))
  await house.write(system, async (tx) => {
    await tx.insertInto('readers').values({ id: key, first_seen_at: index }).execute()
    await recordDeed(tx, { deed: 'media.take-in', subject: key, at: index })
  })
  process.stdout.write(`${key}\n`)
}
