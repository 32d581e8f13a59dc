import { sql } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { alertBy } from '../src/alerts/store.ts'
import { lapseRestored } from '../src/alerts/tables.ts'
import { restoreCommand } from '../src/cli/restore.ts'
import { readConfig } from '../src/config.ts'
import { openHouse } from '../src/house.ts'
import { backupHouse } from '../src/kit/backup.ts'
import { operator } from '../src/kit/db/schema.ts'
import { anAlertHouse, aProposedAlert, aStory, type AlertHouse } from './alerting.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aDraft } from './desk-stories.ts'

afterEach(() => vi.unstubAllEnvs())

const hour = 3_600_000

/** One that would go at once, and one that waits for its publication: both are approved. */
async function approvedBefore({ house, editor, publisher }: AlertHouse) {
  const approved = async (article: string) => {
    const { id, hash } = await aProposedAlert(editor, article, { toEveryone: true })
    expect((await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash })).status).toBe(200)
    return id
  }
  const article = await aDraft(editor)
  const publishAt = house.clock.now() + hour
  expect((await editor.call('POST', `/api/v1/articles/${article}/schedule`, { publishAt })).status).toBe(200)
  await house.queue.drain()
  const planned = await approved(article)
  return { planned, plannedAt: publishAt, atOnce: await approved((await aStory(house)).publicId) }
}

test.each(engines)('what was approved before a restore needs another decision, on %s', async (engine) => {
  const paper = await anAlertHouse(engine)
  const { house, editor, publisher } = paper
  const { planned, plannedAt, atOnce } = await approvedBefore(paper)
  await house.write(operator, (tx) => sql.raw(lapseRestored).execute(tx))
  house.clock.set(plannedAt)
  await house.queue.drain()
  for (const id of [planned, atOnce]) {
    const { json } = await editor.call('GET', `/api/v1/alerts/${id}`)
    expect(json).toMatchObject({ state: 'lapsed', planChange: 'restored', plannedAt: null, sendAt: null, sentAt: null })
    // And it can be had.
    await editor.call('POST', `/api/v1/alerts/${id}/propose`, { hash: json.hash })
    const again = await publisher.call('POST', `/api/v1/alerts/${id}/approve`, { hash: json.hash })
    expect(again.status).toBe(200)
    await house.queue.drain()
    expect(await alertBy(house.db, id)).toMatchObject({ state: 'sending', planChange: null })
  }
  await paper.close()
})

test('"crier restore" leaves no alert that goes by itself', async () => {
  const paper = await anAlertHouse('sqlite')
  const { planned, atOnce } = await approvedBefore(paper)
  const folder = mkdtempSync(join(tmpdir(), 'crier-alerts-restored-'))
  const file = join(folder, 'backup.tar')
  // The database of a house in tests stands beside its folder.
  const dataDir = dirname(paper.house.location)
  await backupHouse({ ...paper.house, config: { ...paper.house.config, dataDir } }, file)
  await paper.close()
  const env = { CRIER_DATA_DIR: join(folder, 'after'), CRIER_LOG_LEVEL: 'silent' }
  vi.stubEnv('CRIER_DATA_DIR', env.CRIER_DATA_DIR)
  expect(await run(restoreCommand(), file)).toMatchObject({ code: 0 })
  const restored = await openHouse(readConfig(env))
  for (const id of [planned, atOnce])
    expect(await alertBy(restored.db, id)).toMatchObject({ state: 'lapsed', planChange: 'restored', sendAt: null })
  await restored[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
