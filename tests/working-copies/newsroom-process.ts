/** A paper that can be killed: `node newsroom-process.ts FOLDER SINCE [DATABASE_URL]` prints its port. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { foldCopies } from '../../src/working-copies/fold.ts'
import { serveNewsroom } from './writers.ts'

const [folder = '', since = '0', databaseUrl = ''] = process.argv.slice(2)
const config = readConfig({
  CRIER_DATA_DIR: folder,
  CRIER_PORT: '0',
  CRIER_LOG_LEVEL: 'error',
  ...(databaseUrl !== '' && { CRIER_DATABASE_URL: databaseUrl }),
})
// An hour takes 36 ms: whatever two have written a moment ago is folded together while they write on.
const clock = { now: () => Number(since) + (Date.now() - Number(since)) * 100_000 }
const house = await openHouse(config, { clock }, { mustExist: true })
void keepFolding()
const served = await serveNewsroom(house)
process.stdout.write(`${new URL(served.origin).port}\n`)

async function keepFolding(): Promise<never> {
  for (;;) {
    await foldCopies(house, new AbortController().signal)
    await sleep(50)
  }
}
