import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** SOAK=200 kills two hundred times while ten thousand get a mail. */
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
      await using house = await paper.opened()
      await setMail(house, { perSecond: 80, connections: 4 })
      const ids = await someSubscribers(house, recipients)
      const id = await sendTo(house, { ids, step: Math.ceil(recipients / 6) })
      const random = chanceFrom(seed)
      let ahead = 0
      for (let left = kills; left > 0; left--) {
        // What a kill leaves uncertain never comes: points are drawn from what is still to go, so that all are reached.
        const { planned } = await countsOf(house, id)
        const share = Math.max(1, Math.round(planned / (left + 1) - between / 2))
        const point = service.taken.size + Math.min(random(2 * share), planned)
        ahead += restartMs
        const child = await paper.start(service.url, ahead)
        await vi.waitUntil(() => service.taken.size >= point, { timeout: 60_000, interval: 1 })
        // Anywhere from the mail that was taken last to the write that settles it.
        await sleep(random(8))
        await ended(child)
        const { handing, uncertain } = await countsOf(house, id)
        expect(handing + uncertain).toBeLessThanOrEqual(between * (kills - left + 1))
      }
      const last = await paper.start(service.url, ahead + restartMs)
      const isDone = async () => (await progressOf(house.db, id))?.state === 'done'
      await vi.waitUntil(isDone, { timeout: isSoak ? 300_000 : 90_000, interval: 100 })
      await ended(last)

      expect([...service.taken].filter(([, times]) => times > 1)).toEqual([])
      const rows = await house.db.selectFrom('deliveries').select(['subscriber_id as id', 'state']).execute()
      expect(rows).toHaveLength(recipients)
      const got = new Set(
        [...service.taken.keys()].map(
          (name) => readDeliveryName(house, name.slice(1).split('@')[0] ?? '')?.subscriberId,
        ),
      )
      expect(rows.filter(({ id: reader, state }) => state !== 'uncertain' && !got.has(reader))).toEqual([])
      const { accepted, uncertain } = await countsOf(house, id)
      expect([accepted + uncertain, uncertain <= between * kills]).toEqual([recipients, true])
      expect(await faultsOfDeliveries(house)).toEqual([])
      if (isSoak)
        console.log(`${kills} kills, ${recipients} recipients, ${got.size} mails taken, ${uncertain} uncertain`)
    },
  )
})

async function countsOf({ db }: OpenHouse, sendingId: number) {
  const progress = await progressOf(db, sendingId)
  if (progress === undefined) throw new Error('the sending is gone')
  return progress.counts.email
}

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
    opened(): Promise<OpenHouse> {
      const env = databaseUrl === '' ? {} : { CRIER_DATABASE_URL: databaseUrl }
      return openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', ...env }))
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
