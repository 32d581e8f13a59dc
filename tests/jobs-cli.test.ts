import { afterEach, describe, expect, test, vi } from 'vitest'
import { jobsCommand } from '../src/cli/jobs.ts'
import { system } from '../src/kit/db/schema.ts'
import { addJob } from '../src/kit/queue/job.ts'
import { ensureAddress } from '../src/readers/addresses.ts'
import { sendMailIn } from '../src/readers/mail.ts'
import { run } from './cli-runs.ts'
import { engines } from './databases.ts'
import { aHouse, type TestHouse } from './house.ts'
import { aMailServer, type Answers } from './mail-server.ts'

afterEach(() => vi.unstubAllEnvs())

const crier = (...args: string[]) => run(jobsCommand(), ...args)

/** The commands open the same paper beside the test's own house. */
async function aPaper(engine: (typeof engines)[number], env: Record<string, string> = {}): Promise<TestHouse> {
  const house = await aHouse(engine, env)
  vi.stubEnv('CRIER_LOG_LEVEL', 'silent')
  if (engine === 'postgres') vi.stubEnv('CRIER_DATABASE_URL', house.location)
  vi.stubEnv('CRIER_DATA_DIR', engine === 'postgres' ? house.folder : house.location.replace(/\/house\.db$/u, ''))
  return house
}

async function fail(house: TestHouse, names: readonly string[]): Promise<number[]> {
  await house.write(system, async (tx) => {
    for (const name of names)
      await addJob(tx, { name, payload: {}, priority: 0, uniqueKey: name, maxAttempts: 1, at: house.clock.now() })
  })
  await house.queue.drain()
  return (await house.db.selectFrom('dead_jobs').select('id').orderBy('id').execute()).map(({ id }) => id)
}

async function mail(house: TestHouse): Promise<void> {
  const at = house.clock.now()
  await house.write(system, async (tx) => {
    const addressId = await ensureAddress(tx, house, 'ines@mail.example', at)
    await sendMailIn(tx, { kind: 'note', addressId, subject: 'The bridge', text: 'It is open.\n', at })
  })
  await house.queue.drain()
}

describe.each(engines)('crier jobs on %s', (engine) => {
  test('says that nothing waits and nothing has failed', async () => {
    await using _ = await aPaper(engine)
    expect((await crier()).out).toBe('0 wait or run.\n0 failed.\n')
    expect((await crier('retry', '--failed')).out).toBe('No job has failed.\n')
  })

  test('lists what has failed with its error, and has it tried again as it was', async () => {
    await using house = await aPaper(engine)
    const [one = 0, other = 0] = await fail(house, ['no.such.job', 'no.such.work'])
    const { out } = await crier()
    expect(out).toMatch(
      /^0 wait or run\.\n2 failed:\n {2}\d+ {2}no\.such\.work, after one attempt, 2026-10-14 12:00:00 UTC\n/u,
    )
    expect(out).toContain('      Error: no handler is known for no.such.job\n')
    expect((await crier('retry', String(one))).out).toBe(`${one}: will be tried again\n`)
    const columns = ['name', 'unique_key', 'max_attempts', 'attempt'] as const
    expect(await house.db.selectFrom('jobs').select(columns).execute()).toEqual([
      { name: 'no.such.job', unique_key: 'no.such.job', max_attempts: 1, attempt: 0 },
    ])
    expect((await crier('retry', '--failed')).out).toBe(`${other}: will be tried again\n`)
    expect(await house.queue.counts()).toMatchObject({ waiting: 2, dead: 0 })
  })

  test('one that waits already under the same key is not added again', async () => {
    await using house = await aPaper(engine)
    const [id] = await fail(house, ['no.such.job'])
    await house.write(system, (tx) =>
      addJob(tx, { name: 'no.such.job', payload: {}, priority: 0, uniqueKey: 'no.such.job', at: house.clock.now() }),
    )
    expect((await crier('retry', String(id))).out).toBe(`${id}: will be tried again\n`)
    expect((await house.db.selectFrom('jobs').select('id').execute()).length).toBe(1)
  })

  test('says of a refused mail that there is nothing left to send, and of a waiting one why it waits', async () => {
    await using server = await aMailServer({ recipient: '550 5.7.1 not from you' } satisfies Answers)
    const from = 'news@lantern.example'
    await using house = await aPaper(engine, { CRIER_SMTP_URL: server.url, CRIER_MAIL_FROM: from })
    await mail(house)
    expect((await crier('retry', '--failed')).out).toMatch(/^\d+: cannot be tried again: the mail was refused/u)
    expect(await house.queue.counts()).toMatchObject({ dead: 1, waiting: 0 })
    server.answers = { recipient: '451 4.7.1 come back \u001b[2J later' }
    await mail(house)
    const { out } = await crier()
    expect(out).toMatch(/^1 wait or run:\n {2}\d+ {2}mail\.send, .*attempt 1 of 100\n.*451 4\.7\.1 come back/u)
    expect(out).not.toContain('\u001b')
    expect(JSON.parse((await crier('--json')).out)).toMatchObject({ failed: [{ name: 'mail.send' }] })
  })

  test('tells an id that no failed job has, and an argument that is none', async () => {
    await using _ = await aPaper(engine)
    expect(await crier('retry', '4711')).toMatchObject({ code: 66, err: expect.stringContaining('4711') })
    expect(await crier('retry', 'all')).toMatchObject({
      code: 65,
      err: expect.stringContaining('"all" is not a job id'),
    })
    expect(await crier('retry')).toMatchObject({ code: 65, err: expect.stringContaining('--failed') })
    expect(await crier('retry', '1', '--failed')).toMatchObject({ code: 65 })
    expect(await crier('--limit', '0')).toMatchObject({ code: 65 })
  })
})
