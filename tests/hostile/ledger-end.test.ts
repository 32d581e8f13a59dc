import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { checkCommand } from '../../src/cli/check.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { system } from '../../src/kit/db/schema.ts'
import { newestMark, recordDeed, verifyLedger } from '../../src/kit/ledger.ts'
import { run } from '../cli-runs.ts'
import { engines } from '../databases.ts'
import { aHouse, type TestHouse } from '../house.ts'

async function deeds(house: Pick<TestHouse, 'write'>, names: readonly string[]): Promise<void> {
  for (const deed of names) await house.write(system, (tx) => recordDeed(tx, { deed, subject: 'note:1', at: 1 }))
}

async function cutAfter(house: TestHouse, seq: number): Promise<void> {
  await house.write(system, (tx) => tx.deleteFrom('ledger').where('seq', '>', seq).execute())
}

describe.each(engines)('an entry of the ledger that was noted elsewhere, on %s', (engine) => {
  test('is found while nothing before it has changed, however much has come since', async () => {
    await using house = await aHouse(engine)
    await deeds(house, ['one', 'two'])
    const noted = await newestMark(house.db)
    expect(noted).toMatchObject({ seq: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/u) })
    await deeds(house, ['three'])
    expect(await verifyLedger(house.db, noted)).toEqual({ ok: true, entries: 3 })
  })

  test('shows that the end was cut off, and that it was written anew, which the chain alone does not', async () => {
    await using house = await aHouse(engine)
    await deeds(house, ['one', 'two', 'three'])
    const noted = await newestMark(house.db)
    await cutAfter(house, 1)
    expect(await verifyLedger(house.db)).toEqual({ ok: true, entries: 1 })
    expect(await verifyLedger(house.db, noted)).toEqual({ ok: false, seq: 2, what: 'was cut off, with all after it' })
    await deeds(house, ['two', 'something else', 'more'])
    expect(await verifyLedger(house.db)).toEqual({ ok: true, entries: 4 })
    const verdict = await verifyLedger(house.db, noted)
    expect(verdict).toMatchObject({ ok: false, seq: 3, what: expect.stringContaining('written anew') })
  })
})

test('`crier check` names the newest entry and looks for one that it is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-check-'))
  vi.stubEnv('CRIER_DATA_DIR', folder)
  try {
    await using house = await openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
    await deeds(house, ['one', 'two'])
    const { code, out } = await run(checkCommand())
    const [mark = ''] = /2:[0-9a-f]{64}/u.exec(out) ?? []
    expect([code, mark]).toEqual([0, expect.stringContaining('2:')])
    expect((await run(checkCommand(), '--ledger-after', mark)).code).toBe(0)
    await house.write(system, (tx) => tx.deleteFrom('ledger').where('seq', '>', 1).execute())
    const cut = await run(checkCommand(), '--ledger-after', mark)
    expect([cut.code, cut.out]).toEqual([1, expect.stringContaining('entry 2: was cut off')])
    expect((await run(checkCommand(), '--ledger-after', 'yesterday')).err).toContain('not "yesterday"')
  } finally {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  }
})
