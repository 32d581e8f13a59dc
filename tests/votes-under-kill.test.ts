import { expect, test } from 'vitest'
import { fakeClock } from '../src/kit/clock.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { pollChecks } from '../src/polls/checks.ts'
import { createPoll } from '../src/polls/deeds.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { aDatabase } from './databases.ts'
import { linesUntilKilled } from './killing.ts'

test('every vote that was acknowledged before kill -9 is in the file, and the tallies agree', async () => {
  await using database = await aDatabase('sqlite')
  const saved = await createPoll(
    { ...database, clock: fakeClock(0) },
    { kind: 'system', id: 'test' },
    {
      definition: {
        question: 'Q?',
        options: ['A', 'B'],
        minChoices: 1,
        maxChoices: 1,
        opensAt: null,
        closesAt: null,
        results: 'always',
        rotates: false,
      },
    },
  )
  if (saved.outcome !== 'created') throw new Error('no poll was made')
  const poll = await pollByPublicId(database.db, saved.publicId)
  const acknowledged = await linesUntilKilled(
    'casting-votes.ts',
    [database.location, saved.publicId, String(poll?.options[0]?.id)],
    300,
  )
  const after = openSqlite(database.location)
  const kept = new Set((await after.db.selectFrom('ballots').select('receipt').execute()).map(({ receipt }) => receipt))
  const lost = acknowledged.filter((receipt) => !kept.has(receipt))
  const faults = (await Promise.all(pollChecks.map((check) => check.run(after.db)))).flat()
  await after.close()
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  expect([lost, faults]).toEqual([[], []])
})
