import { openSqlite } from '../src/kit/db/sqlite.ts'
import { systemClock } from '../src/kit/clock.ts'
import { openSecrets } from '../src/kit/secrets.ts'
import { castVote } from '../src/polls/vote.ts'
import { newReaderId } from '../src/readers/readers.ts'

/** Run as a process of its own by the kill test: votes without end and prints the receipt of every acknowledged vote. */
const [file = '', pollPublicId = '', option = ''] = process.argv.slice(2)
const database = openSqlite(file)
const house = { ...database, clock: systemClock, secrets: await openSecrets(database, systemClock) }

async function keepVoting(): Promise<never> {
  for (;;) {
    const outcome = await castVote(house, { pollPublicId, choices: [option], readerId: newReaderId(), address: '192.0.2.1', userAgent: 'test' })
    if (outcome.outcome !== 'counted') throw new Error(`a vote was not counted: ${outcome.outcome}`)
    process.stdout.write(`${outcome.ballot.receipt}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, keepVoting))
