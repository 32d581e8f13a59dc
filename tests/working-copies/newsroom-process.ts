/** A paper that can be killed: `node newsroom-process.ts FOLDER [DATABASE_URL]` prints its port. */
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { serveNewsroom } from './writers.ts'

const [folder = '', databaseUrl = ''] = process.argv.slice(2)
const config = readConfig({
  CRIER_DATA_DIR: folder,
  CRIER_PORT: '0',
  CRIER_LOG_LEVEL: 'error',
  ...(databaseUrl !== '' && { CRIER_DATABASE_URL: databaseUrl }),
})
const house = await openHouse(config, {}, { mustExist: true })
const served = await serveNewsroom(house)
process.stdout.write(`${new URL(served.origin).port}\n`)
