/** Does the jobs of deliveries until it is killed. `ahead`: by how much its clock is: leases of the dead run out. */
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { aSender } from './sending.ts'

const [folder = '', databaseUrl = '', smtpUrl = '', ahead = '0'] = process.argv.slice(2)
const house = await openHouse(
  readConfig({
    CRIER_DATA_DIR: folder,
    CRIER_LOG_LEVEL: 'silent',
    CRIER_SMTP_URL: smtpUrl,
    CRIER_MAIL_FROM: 'news@lantern.example',
    ...(databaseUrl !== '' && { CRIER_DATABASE_URL: databaseUrl }),
  }),
  { clock: { now: () => Date.now() + Number(ahead) } },
)
aSender(house).start()
process.stdout.write('started\n')
// Whoever started it ends it.
setInterval(() => {}, 60_000)
