import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { secretsCommand } from '../../src/cli/secrets.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/house.ts'
import { newReaderId, readerCookie, readerIdFromCookie } from '../../src/readers/readers.ts'
import { run } from '../cli-runs.ts'

const bin = inject('program')
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crier-commands-'))
  vi.stubEnv('CRIER_DATA_DIR', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function aHouse() {
  return openHouse(readConfig({ CRIER_DATA_DIR: folder, CRIER_LOG_LEVEL: 'silent' }))
}

test.each(['constructor', 'toString', '__proto__'])(
  '`crier %s` is no command, and says so without a stack',
  async (name) => {
    const ran = await promisify(execFile)(process.execPath, [bin, name], { cwd: folder }).catch(
      (error: unknown) => error,
    )
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(`unknown command '${name}'`) })
    expect(ran).toMatchObject({ stderr: expect.not.stringContaining('    at ') })
  },
)

describe('`crier secrets`', () => {
  test('says what each key is for, and what readers lose with it', async () => {
    await using _ = await aHouse()
    const { out } = await run(secretsCommand(), 'list')
    for (const said of ['reader-cookie', 'form-pass', 'leave', 'network', 'Not to be exchanged'])
      expect(out).toContain(said)
    expect(out).not.toContain('confirmation')
  })

  test('exchanges a key: the old cookies hold until it is destroyed, and the ledger says who did it', async () => {
    await using house = await aHouse()
    const id = newReaderId()
    const cookie = () => readerCookie(house, id).split(';')[0]
    const [first, isKnown] = [cookie(), (line?: string) => readerIdFromCookie(house, line) === id]
    expect((await run(secretsCommand(), 'rotate', 'reader-cookie', '--destroy-old-in', '30d')).out).toContain(
      'is destroyed at',
    )
    await house.secrets.reload()
    const second = cookie()
    expect([second === first, isKnown(first), isKnown(second)]).toEqual([false, true, true])
    await run(secretsCommand(), 'rotate', 'reader-cookie', '--destroy-old-in', '0d')
    await house.secrets.reload()
    expect([isKnown(first), isKnown(second), isKnown(cookie())]).toEqual([false, false, true])
    const entries = await house.db.selectFrom('ledger').select('actor').where('deed', '=', 'secret.rotate').execute()
    expect(entries.map(({ actor }) => actor)).toEqual(['operator:cli', 'operator:cli'])
  })

  test.each([
    ['the key of addresses, without which none is known again', ['address'], 'cannot be replaced'],
    ['a purpose that is none', ['constructor'], 'There is no key for "constructor"'],
    ['a time that is none', ['leave', '--destroy-old-in', 'soon'], 'Nothing was changed'],
  ])('does not exchange %s', async (_, given, said) => {
    await using house = await aHouse()
    const { code, err } = await run(secretsCommand(), 'rotate', ...given)
    expect([code, err]).toEqual([65, expect.stringContaining(said)])
    expect(await house.db.selectFrom('ledger').select('seq').where('deed', '=', 'secret.rotate').execute()).toEqual([])
  })
})
