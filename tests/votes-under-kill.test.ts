import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeClock } from '../src/kit/clock.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { createPoll } from '../src/polls/deeds.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { aDatabase } from './databases.ts'

test('every vote that was acknowledged before kill -9 is in the file, and the tallies agree', async () => {
  await using database = await aDatabase('sqlite')
  const saved = await createPoll(
    { ...database, clock: fakeClock(0) },
    { definition: { question: 'Q?', options: ['A', 'B'], minChoices: 1, maxChoices: 1, opensAt: null, closesAt: null, results: 'always', rotates: false }, actor: { kind: 'system', id: 'test' } },
  )
  if (saved.outcome !== 'created') throw new Error('no poll was made')
  const poll = await pollByPublicId(database.db, saved.publicId)
  const acknowledged = await receiptsUntilKilled([database.location, saved.publicId, String(poll?.options[0]?.id)], 300)
  const after = openSqlite(database.location)
  const kept = new Set((await after.db.selectFrom('ballots').select('receipt').execute()).map(({ receipt }) => receipt))
  const lost = acknowledged.filter((receipt) => !kept.has(receipt))
  const faults = (await Promise.all(pollChecks.map((check) => check.run(after.db)))).flat()
  await after.close()
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  expect([lost, faults]).toEqual([[], []])
})

/** Lets a process vote until it has acknowledged so many, then kills it in the middle of its work. */
async function receiptsUntilKilled(args: string[], enough: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'casting-votes.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    if (output.split('\n').length > enough) child.kill('SIGKILL')
  })
  const [, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`the voting process ended by itself: ${errors}`)
  // A line that was cut off was never read by anybody.
  return output.split('\n').slice(0, -1)
}
