import { sql } from 'kysely'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { resumeSending } from '../src/deliveries/deeds.ts'
import { lookAfterSendings } from '../src/deliveries/look-after.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { childEnv } from './child-env.ts'
import { aDatabase, engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aMailService, type MailService } from './mail-service.ts'
import { anOwnPostgres } from './own-postgres.ts'
import { aSender, faultsOfDeliveries, setMail } from './sending.ts'
import { sendTo, someSubscribers } from './some-sendings.ts'

const fast = { perSecond: 1_000, connections: 4 }
const patient = { timeout: 60_000, interval: 50 }

async function countsOf(house: Pick<OpenHouse, 'db'>, id: number): Promise<Record<string, number>> {
  const progress = await progressOf(house.db, id)
  return Object.fromEntries(Object.entries(progress?.counts.email ?? {}).filter(([, count]) => count > 0))
}

const isDone = async (house: OpenHouse, id: number) => (await progressOf(house.db, id))?.state === 'done'
const timesTaken = (service: MailService) => [...new Set(service.taken.values())]

async function aPaperOn(databaseUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'crier-trouble-'))
  const house = await openHouse(
    readConfig({ CRIER_DATA_DIR: folder, CRIER_DATABASE_URL: databaseUrl, CRIER_LOG_LEVEL: 'silent' }),
  )
  return {
    house,
    folder,
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** `ahead`: by how much its clock is, in milliseconds. */
async function aWorker(folder: string, databaseUrl: string, smtpUrl: string, ahead: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'sending-process.ts')
  const child = spawn(process.execPath, [script, folder, databaseUrl, smtpUrl, String(ahead)], {
    env: childEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

test('a worker that stands still past its lease changes nothing when it wakes', { timeout: 120_000 }, async () => {
  const hold = Promise.withResolvers<void>()
  await using service = await aMailService({ holds: hold.promise, keepsMails: false })
  await using database = await aDatabase('postgres')
  await using paper = await aPaperOn(database.location)
  const { house, folder } = paper
  await setMail(house, fast)
  const ids = await someSubscribers(house, 60)
  const id = await sendTo(house, { ids })
  const frozen = await aWorker(folder, database.location, service.url, 0)
  await vi.waitUntil(async () => (await countsOf(house, id)).handing, patient)
  frozen.kill('SIGSTOP')
  const other = await aWorker(folder, database.location, service.url, 40_000)
  await vi.waitUntil(async () => (await countsOf(house, id)).uncertain, patient)
  hold.resolve()
  await vi.waitUntil(() => isDone(house, id), patient)
  const counts = await countsOf(house, id)
  other.kill('SIGKILL')
  await once(other, 'exit')
  frozen.kill('SIGCONT')
  // What it does next shows that it is awake and has had its answers.
  const next = await sendTo(house, { ids })
  await vi.waitUntil(() => isDone(house, next), patient)
  frozen.kill('SIGKILL')
  await once(frozen, 'exit')
  expect(await countsOf(house, id)).toEqual(counts)
  expect((counts.accepted ?? 0) + (counts.uncertain ?? 0)).toBe(60)
  expect(timesTaken(service)).toEqual([1])
  expect(await faultsOfDeliveries(house)).toEqual([])
})

test('a database that goes and comes back costs nobody a mail, or a second one', { timeout: 120_000 }, async () => {
  const hold = Promise.withResolvers<void>()
  await using service = await aMailService({ holds: hold.promise, keepsMails: false })
  await using postgres = await anOwnPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'crier-trouble-'))
  const house = await openHouse(
    readConfig({
      CRIER_DATA_DIR: folder,
      CRIER_DATABASE_URL: postgres.url,
      CRIER_LOG_LEVEL: 'silent',
      CRIER_SMTP_URL: service.url,
      CRIER_MAIL_FROM: 'news@lantern.example',
    }),
  )
  await setMail(house, fast)
  const ids = await someSubscribers(house, 60)
  const id = await sendTo(house, { ids })
  const sender = aSender(house)
  sender.start()
  await vi.waitUntil(async () => (await countsOf(house, id)).handing, patient)
  await postgres.stop()
  hold.resolve()
  await vi.waitUntil(() => service.taken.size > 0, patient)
  await postgres.start()
  await vi.waitUntil(() => isDone(house, id).catch(() => false), patient)
  const counts = await countsOf(house, id)
  expect((counts.accepted ?? 0) + (counts.uncertain ?? 0)).toBe(60)
  expect(service.taken.size).toBe(60)
  expect(timesTaken(service)).toEqual([1])
  expect(await faultsOfDeliveries(house)).toEqual([])
  await sender.stop()
  await house[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

test(
  'a full disk stops a sending where it is, and nobody gets it twice when there is room again',
  { timeout: 90_000 },
  async () => {
    await using service = await aMailService({ keepsMails: false })
    await using house = await aMailHouse('sqlite', service)
    const ids = await someSubscribers(house, 300)
    const id = await sendTo(house, { ids, step: 300 })
    const limit = (count: number) =>
      house.write(system, (tx) => sql.raw(`pragma max_page_count = ${count}`).execute(tx))
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(house.db)
    await house.write(system, (tx) => sql`pragma incremental_vacuum`.execute(tx))
    await limit(rows[0]?.page_count ?? 0)
    const sender = aSender(house)
    // It comes and goes within milliseconds: a small write still has room.
    const inTrouble = new Promise<void>((met) => house.condition.onChange((trouble) => trouble && met()))
    const sent = sender.drain().catch(() => {})
    await Promise.race([inTrouble, sent])
    expect(service.taken.size).toBeLessThan(300)
    await limit(1_000_000)
    await sent
    for (let round = 0; round < 5; round++) {
      house.clock.advance(60_000)
      await lookAfterSendings(house)
      await sender.drain()
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 300 })
    expect(timesTaken(service)).toEqual([1])
    expect(await faultsOfDeliveries(house)).toEqual([])
  },
)

async function aMailHouse(engine: (typeof engines)[number], service: MailService): Promise<TestHouse> {
  const house = await aHouse(engine, {
    CRIER_SMTP_URL: service.url,
    CRIER_MAIL_FROM: 'The Lantern <news@lantern.example>',
  })
  await setMail(house, fast)
  return house
}

describe.each(engines)('a clock that jumps on %s', (engine) => {
  test.each([
    ['back by an hour', -3_600_000],
    ['forward by ten minutes', 600_000],
  ])('%s in the middle of a sending repeats nobody and skips nobody', async (_name, jump) => {
    const hold = Promise.withResolvers<void>()
    await using service = await aMailService({ holds: hold.promise })
    await using house = await aMailHouse(engine, service)
    await setMail(house, { perSecond: 20, connections: 2 })
    const ids = await someSubscribers(house, 100)
    const id = await sendTo(house, { ids })
    const sender = aSender(house)
    const sent = sender.drain()
    await vi.waitUntil(async () => (await countsOf(house, id)).handing, patient)
    house.clock.advance(jump)
    hold.resolve()
    await sent
    for (let second = 0; second < 10; second++) {
      house.clock.advance(1_000)
      await sender.drain()
    }
    expect(await countsOf(house, id)).toEqual({ accepted: 100 })
    expect(timesTaken(service)).toEqual([1])
    expect(await faultsOfDeliveries(house)).toEqual([])
  })

  test('forward by a day pauses it: news that old is looked at first', async () => {
    await using service = await aMailService()
    await using house = await aMailHouse(engine, service)
    const ids = await someSubscribers(house, 30)
    const id = await sendTo(house, { ids })
    house.clock.advance(86_400_000)
    const sender = aSender(house)
    await sender.drain()
    expect(service.taken.size).toBe(0)
    expect((await progressOf(house.db, id))?.pauseReason).toContain('stood still')
    await resumeSending(house, operator, { sendingId: id })
    await sender.drain()
    expect(await countsOf(house, id)).toEqual({ accepted: 30 })
  })
})
