import { waitingNow } from '../../conversation/waiting-store.ts'
import { maxWaiting } from '../../conversation/waiting.ts'
import type { OpenHouse } from '../../house.ts'
import { allNotices } from '../../kit/notices.ts'
import { ago, look, ok, warning, wrong, type Finding } from './finding.ts'
import {
  abandonedJobs,
  deadJobs,
  ledgerTimes,
  newestError,
  newestInvalidation,
  oldestReadyJob,
  postgresTime,
} from './store.ts'

const [minute, day] = [60_000, 86_400_000]

/** What goes on in the house: its time, its jobs, what waits for staff, when it was last copied. */
export async function workFindings(house: OpenHouse): Promise<Finding[]> {
  const looks = [
    look('clock', () => clock(house)),
    look('jobs', () => jobs(house)),
    look('failed jobs', () => failedJobs(house)),
    look('comments', () => comments(house)),
    look('backup', () => backup(house)),
  ]
  return (await Promise.all(looks)).flat()
}

const setTime = 'Set the machine’s clock by NTP (systemd-timesyncd, chrony).'

async function clock(house: OpenHouse): Promise<Finding> {
  const { db } = house
  const now = house.clock.now()
  const ledger = await ledgerTimes(db, 1_000)
  const ahead = Math.max(ledger[0] ?? 0, (await newestInvalidation(db)) ?? 0) - now
  const future = `the newest entries are ${ago(ahead)} in the future: the clock is behind, or was ahead`
  if (ahead > 2 * minute) return wrong('clock', future, setTime)
  const apart = house.engine === 'postgres' ? Math.abs((await postgresTime(db)) - now) : 0
  const others = `this machine and PostgreSQL’s are ${Math.round(apart / 1_000)} seconds apart`
  if (apart > 5_000) return (apart > minute ? wrong : warning)('clock', others, setTime)
  // Newest first: an entry that is older than the one before it was written under a clock that had gone back.
  const back = Math.max(0, ...ledger.slice(1).map((at, index) => at - (ledger[index] ?? at)))
  const turned = `it went back by ${ago(back)} within the last ${ledger.length} entries of the ledger`
  if (back > minute) return warning('clock', turned, setTime)
  return ok('clock', `${new Date(now).toISOString().slice(0, 19)}Z, and nothing in the database is later`)
}

async function jobs({ db, clock: { now }, config }: OpenHouse): Promise<Finding> {
  const at = now()
  const stuck = await abandonedJobs(db, at - 5 * minute)
  const late = at - ((await oldestReadyJob(db, at)) ?? at)
  const remedy = config.worker
    ? 'Is the server running? Its log says what fails.'
    : 'CRIER_WORKER is "no" here: is another process running them?'
  if (stuck > 0) return warning('jobs', `${stuck} were started by a process that is gone`, remedy)
  return late > 10 * minute
    ? warning('jobs', `the oldest has waited for ${ago(late)}`, remedy)
    : ok('jobs', 'none is waiting long')
}

async function failedJobs({ db }: OpenHouse): Promise<Finding> {
  const rows = await deadJobs(db)
  if (rows.length === 0) return ok('failed jobs', 'none')
  const newest = await newestError(db)
  const words = rows.map(({ name, count }) => `${count} ${name}`).join(', ')
  return warning(
    'failed jobs',
    `given up for good: ${words}. The newest: ${newest ?? ''}`,
    '"crier jobs" lists them with their errors. Fix what they say, then "crier jobs retry --failed".',
  )
}

async function comments({ db, clock: { now } }: OpenHouse): Promise<Finding> {
  const { comments: waiting, oldestAt } = await waitingNow(db)
  const since = oldestAt === undefined ? '' : `, the oldest for ${ago(now() - oldestAt)}`
  const words = `${waiting} wait to be read${since}`
  const remedy =
    '"crier comments list" shows them; "crier comments reject --network", "--like" or "--since" clears a flood.'
  if (waiting >= maxWaiting.house)
    return wrong('comments', `${words}: that is the limit, and no more are accepted`, remedy)
  const isLong = oldestAt !== undefined && now() - oldestAt > 2 * day
  return waiting >= maxWaiting.house * 0.8 || isLong ? warning('comments', words, remedy) : ok('comments', words)
}

async function backup({ db, engine, clock: { now } }: OpenHouse): Promise<Finding> {
  if (engine === 'postgres')
    return ok('backup', 'PostgreSQL is backed up with its own tools (pg_dump), and Crier cannot tell when')
  const last = (await allNotices(db)).find(({ name }) => name === 'backup')
  const remedy = 'Have "crier backup FILE" run every night, and keep the file on another machine.'
  if (last === undefined) return warning('backup', 'there has been no "crier backup"', remedy)
  const age = now() - last.lastAt
  return (age > 7 * day ? warning : ok)('backup', `the last is ${ago(age)} old`, remedy)
}
