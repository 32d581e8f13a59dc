import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { approveAlert, proposeAlert } from '../src/alerts/approve-alert.ts'
import { alertBy } from '../src/alerts/store.ts'
import { draftAlert } from '../src/alerts/write-alert.ts'
import { readConfig } from '../src/config.ts'
import { openHouse, type OpenHouse } from '../src/house.ts'
import { operator, system, type Actor } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { aDatabase, engines } from './databases.ts'
import type { TestHouse } from './house.ts'
import { killed, served } from './killing.ts'
import { aPlannedStory, aSubscriber } from './subscribers.ts'

const editor: Actor = { kind: 'staff', id: 'edda', role: 'editor' }
const readers = ['ada', 'bea', 'carl', 'dora', 'emil']

test.each(engines)(
  'a server that is killed again and again publishes what was planned, and sends its alert once, on %s',
  async (engine) => {
    await using database = await aDatabase(engine)
    const folder = engine === 'sqlite' ? dirname(database.location) : mkdtempSync(join(tmpdir(), 'crier-kill-'))
    const port = await freePort()
    const env = {
      CRIER_URL: `http://localhost:${port}`,
      CRIER_PORT: port,
      ...(engine === 'postgres' && { CRIER_DATABASE_URL: database.location }),
    }
    await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent', ...env }))
    const id = await anApprovedAlert(house, Date.now() + 3_000)
    const stateOf = async () => (await alertBy(house.db, id))?.state
    for (let run = 0; run < 4; run++) {
      const server = await served(folder, env)
      // A random moment of its work, of which nothing is waited for.
      await new Promise((passed) => setTimeout(passed, 400 * Math.random() + 200 * run))
      await killed(server)
    }
    // Half a minute later: what the dead had in hand is free again.
    await database.write(system, (tx) =>
      tx.updateTable('jobs').set({ lease_until: 0 }).where('lease_owner', 'is not', null).execute(),
    )
    const last = await served(folder, env)
    await vi.waitUntil(async () => ['sending', 'sent'].includes((await stateOf()) ?? ''), { timeout: 40_000 })
    const rowsOf = () =>
      house.db
        .selectFrom('deliveries')
        .innerJoin('alert_sendings', 'alert_sendings.sending_id', 'deliveries.sending_id')
        .select(['alert_sendings.sending_id as sending', 'deliveries.state'])
        .execute()
    const isOver = async () => {
      const rows = await rowsOf()
      return rows.length >= readers.length && rows.every(({ state }) => state !== 'planned' && state !== 'handing')
    }
    await vi.waitUntil(isOver, { timeout: 40_000 })
    const { path } = await house.db.selectFrom('articles').select('path').executeTakeFirstOrThrow()
    expect((await fetch(`http://localhost:${port}${path}`)).status).toBe(200)
    const rows = await rowsOf()
    expect([rows.length, new Set(rows.map(({ sending }) => sending)).size]).toEqual([readers.length, 1])
    const mails = await house.db.selectFrom('mails').select('address_id as to').where('kind', '=', 'alerts').execute()
    expect(new Set(mails.map(({ to }) => to)).size).toBe(mails.length)
    expect(mails.length).toBeGreaterThanOrEqual(rows.filter(({ state }) => state === 'accepted').length)
    await killed(last)
    if (engine === 'postgres') rmSync(folder, { recursive: true, force: true })
  },
  180_000,
)

async function anApprovedAlert(house: OpenHouse, publishAt: number): Promise<string> {
  // Safe: the clock is the real one, and nobody turns it.
  for (const name of readers) await aSubscriber(house as unknown as TestHouse, `${name}@example.org`)
  const story = await aPlannedStory(house, 'The ferry returns', publishAt)
  const { id, hash } = done(await draftAlert(house, editor, { articleId: story.id, toEveryone: true }))
  const alertId = (await alertBy(house.db, id))?.id ?? 0
  done(await proposeAlert(house, editor, { alertId, hash }))
  done(await approveAlert(house, operator, { alertId, hash }))
  return id
}

async function freePort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return String(port)
}
