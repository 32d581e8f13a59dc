import { afterEach, describe, expect, test, vi } from 'vitest'
import { commentsCommand } from '../src/cli/comments.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aStory, flood, heldOf, statesOf } from './hostile/flooding.ts'
import { aHouse, type TestHouse } from './house.ts'

afterEach(() => vi.unstubAllEnvs())

const crier = (...args: string[]) => run(commentsCommand(), ...args)

/** The commands open the same paper beside the test's own house. */
async function aPaper(engine: (typeof engines)[number]): Promise<TestHouse> {
  const house = await aHouse(engine)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  if (engine === 'postgres') vi.stubEnv('CRIER_DATABASE_URL', house.location)
  vi.stubEnv('CRIER_DATA_DIR', engine === 'postgres' ? house.folder : house.location.replace(/\/house\.db$/u, ''))
  return house
}

describe.each(engines)('crier comments on %s', (engine) => {
  test('shows what to choose by, says how many, rejects them and takes it back', async () => {
    await using house = await aPaper(engine)
    const story = await aStory(house)
    const [honest = ''] = heldOf(
      await flood(house, story, 1, () => ({ address: '198.51.100.7', comment: 'Ships first.' })),
    )
    const [first = ''] = heldOf(await flood(house, story, 12))
    const { out } = await crier('list')
    const network = /network ([0-9a-f]{10}) \(12 wait\) {2}12 read like this/u.exec(out)?.[1] ?? ''
    expect([network, out.match(/network [0-9a-f]{10}/gu)?.length]).toEqual([expect.stringMatching(/^.{10}$/u), 13])
    expect(out).not.toMatch(/192\.0\.2|198\.51/u)

    expect((await crier('reject', '--network', network, '--dry-run')).out).toBe(
      '12 comments that wait would be rejected. Nothing was changed.\n',
    )
    expect(await crier('reject', '--network', network, '--reason', 'Ads.')).toMatchObject({
      code: 73,
      err: '12 comments that wait would be rejected. Add --yes to do it. Nothing was changed.',
    })
    expect(await crier('reject', '--network', network, '--yes')).toMatchObject({
      code: 65,
      err: expect.stringContaining('--reason'),
    })
    expect(await crier('reject', '--reason', 'Ads.')).toMatchObject({
      code: 65,
      err: expect.stringContaining('--network, --like or --since'),
    })
    expect(await crier('reject', first, '--like', first, '--reason', 'Ads.')).toMatchObject({
      code: 65,
      err: expect.stringContaining('not both'),
    })
    expect(await crier('reject', '--like', 'nothing', '--dry-run')).toMatchObject({
      code: 66,
      err: expect.stringContaining('no comment "nothing"'),
    })
    expect(await crier('reject', '--since', 'often', '--dry-run')).toMatchObject({
      code: 65,
      err: expect.stringContaining('--since'),
    })
    expect(await statesOf(house)).toEqual(Array(13).fill('held'))

    const done = await crier('reject', '--like', first, '--network', network, '--reason', 'Ads.', '--yes')
    expect([done.out, await statesOf(house)]).toEqual([
      expect.stringMatching(/^12 comments are rejected\.\nUndo with: crier comments undo \w{16}\n$/u),
      ['held', ...Array(12).fill('rejected')],
    ])
    const bulk = /undo (\w+)/u.exec(done.out)?.[1] ?? ''
    expect((await crier('undo')).out).toMatch(new RegExp(`^${bulk} .* 12 rejected {2}Ads\\.\\n$`, 'u'))
    expect((await crier('approve', first)).out).toBe(`${first}: published\n`)
    expect((await crier('undo', bulk)).out).toBe('11 comments wait again.\n')
    expect(await crier('undo', 'nothing')).toMatchObject({ code: 66 })
    expect((await crier('reject', honest, '--reason', 'Not here.')).out).toBe(`${honest}: rejected\n`)
    expect(JSON.parse((await crier('list', '--limit', '1', '--json')).out)).toMatchObject([
      { network, fromNetwork: 11, alike: 11 },
    ])
  })
})
