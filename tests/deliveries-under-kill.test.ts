import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readConfig } from '../src/config.ts'
import { progressOf } from '../src/deliveries/progress.ts'
import { readDeliveryName } from '../src/deliveries/verp.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { childEnv } from './child-env.ts'
import { aDatabase, engines } from './databases.ts'
import { aMailService } from './mail-service.ts'
import { faultsOfDeliveries, setMail } from './sending.ts'
import { sendTo, someSubscribers } from './some-sendings.ts'
import { chanceFrom } from './writing-together.ts'

/** SOAK=200 kills at two hundred points of a sending to ten thousand. */
const soak = Number(process.env['SOAK'] ?? 0)
const isSoak = soak > 0
const [recipients, kills] = isSoak ? [50 * soak, soak] : [300, 5]
/** Another one for whoever has changed something here. */
const seed = Number(process.env['SEED'] ?? 11)
/** Two chunks at a time, each with so many rows between being marked and being settled. */
const between = 2 * 8
/** A job's lease is shorter. */
const restartMs = 40_000

describe.each(engines)('a sending while its server is killed on %s', (engine) => {
  test(
    'skips nobody and repeats nobody; what nobody can know is shown as uncertain',
    { timeout: isSoak ? 3_600_000 : 120_000 },
    async () => {
      await using service = await aMailService({ delayMs: 2, keepsMails: false })
      await using paper = await aPaper(engine)
      const id = await paper.opened(async (house) => {
        await setMail(house, { perSecond: 80, connections: 4 })
        return sendTo(house, { ids: await someSubscribers(house, recipients), step: Math.ceil(recipients / 6) })
      })
      const random = chanceFrom(seed)
      const points = Array.from({ length: kills }, () => random(recipients - 20)).toSorted((a, b) => a - b)
      let ahead = 0
      for (const point of points) {
        ahead += restartMs
        const child = await paper.start(service.url, ahead)
        await vi.waitUntil(() => service.taken.size >= point, { timeout: 60_000, interval: 1 })
        await ended(child)
      }
      const last = await paper.start(service.url, ahead + restartMs)
      await paper.opened(async (house) => {
        const isDone = async () => (await progressOf(house.db, id))?.state === 'done'
        await vi.waitUntil(isDone, { timeout: isSoak ? 1_800_000 : 90_000, interval: 100 })
        await ended(last)
        const { counts, audience } = (await progressOf(house.db, id)) ?? {}
        const repeated = [...service.taken].filter(([, times]) => times > 1)
        expect([repeated, audience]).toEqual([[], recipients])
        const rows = await house.db.selectFrom('deliveries').select(['subscriber_id as id', 'state']).execute()
        const got = new Set(
          [...service.taken.keys()].map(
            (name) => readDeliveryName(house, name.slice(1).split('@')[0] ?? '')?.subscriberId,
          ),
        )
        const skipped = rows.filter((row) => row.state !== 'uncertain' && !got.has(row.id))
        expect(skipped).toEqual([])
        expect((counts?.email.accepted ?? 0) + (counts?.email.uncertain ?? 0)).toBe(recipients)
        expect(counts?.email.uncertain).toBeLessThanOrEqual(between * kills)
        expect(await faultsOfDeliveries(house)).toEqual([])
      })
    },
  )
})

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function aPaper(engine: (typeof engines)[number]) {
  const database = await aDatabase(engine)
  const folder = engine === 'sqlite' ? dirname(database.location) : mkdtempSync(join(tmpdir(), 'crier-sending-'))
  const databaseUrl = engine === 'sqlite' ? '' : database.location
  return {
    async opened<T>(work: (house: OpenHouse) => Promise<T>): Promise<T> {
      const env = databaseUrl === '' ? {} : { CRIER_DATABASE_URL: databaseUrl }
      await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', ...env }))
      return await work(house)
    },
    async start(smtpUrl: string, ahead: number): Promise<ChildProcess> {
      const script = join(import.meta.dirname, 'sending-process.ts')
      const child = spawn(process.execPath, [script, folder, databaseUrl, smtpUrl, String(ahead)], {
        env: childEnv,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      return child
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
