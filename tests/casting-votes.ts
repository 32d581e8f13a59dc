import { systemClock } from '../src/kit/clock.ts'
import { openSqlite } from '../src/kit/db/sqlite.ts'
import { pollByPublicId } from '../src/polls/store.ts'
import { castVote } from '../src/polls/vote.ts'
import { newReaderId } from '../src/readers/readers.ts'

/**
 * Run as a process of its own by the kill test: votes without end and prints the receipt of every acknowledged vote.
 */
const [file = '', pollPublicId = '', option = ''] = process.argv.slice(2)
const database = openSqlite(file)
const house = { ...database, clock: systemClock }
const poll = await pollByPublicId(database.db, pollPublicId)
if (poll === undefined) throw new Error(`there is no poll ${pollPublicId}`)
const voted = poll

async function keepVoting(): Promise<never> {
  for (;;) {
    const outcome = await castVote(house, { poll: voted, choices: [option], readerId: newReaderId() })
    if (outcome.outcome !== 'counted') throw new Error(`a vote was not counted: ${outcome.outcome}`)
    process.stdout.write(`${outcome.ballot.receipt}\n`)
  }
}

await Promise.all(Array.from({ length: 16 }, keepVoting))
