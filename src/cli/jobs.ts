import { Command } from 'commander'
import { Refusal } from '../kit/errors.ts'
import { failedJobs, retryFailed, waitingJobs, type FailedJob, type WaitingJob } from '../kit/queue/failed.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function jobsCommand(): Command {
  const jobs = new Command('jobs')
    .description('background jobs: list waiting and failed ones, retry them')
    .option('--limit <n>', 'how many of each', '50')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice & { limit: string }, command: Command) =>
      withHouse(options, async (house) => {
        if (!/^[1-9]\d{0,5}$/u.test(options.limit))
          throw new Refusal('invalid', `--limit is "${options.limit}": it must be a whole number from 1 on.`)
        const limit = Number(options.limit)
        const [counts, waiting] = [await house.queue.counts(), await waitingJobs(house.db, limit)]
        const failed = await failedJobs(house.db, limit)
        const now = house.clock.now()
        const live = counts.ready + counts.waiting + counts.running
        const lines = [
          `${live} wait or run${more(waiting, live)}`,
          ...waiting.flatMap((job) => waitingLines(job, now)),
          `${counts.dead} failed${more(failed, counts.dead)}`,
          ...failed.flatMap(failedLines),
          ...(failed.length > 0 ? ['To have them tried again: crier jobs retry ID, or --failed for all.'] : []),
        ]
        print(command, { counts, waiting, failed }, lines)
      }),
    )
  jobs.addCommand(retryCommand())
  return jobs
}

function more(shown: readonly unknown[], of: number): string {
  if (of === 0) return '.'
  return shown.length < of ? `; the first ${shown.length}:` : ':'
}

function waitingLines({ id, name, state, attempts, maxAttempts, runAt, error }: WaitingJob, now: number): string[] {
  const turn = runAt <= now ? 'ready' : `from ${timeOf(runAt)}`
  const tried = attempts > 0 ? `, attempt ${attempts} of ${maxAttempts}` : ''
  return [`  ${id}  ${name}, ${state === 'running' ? 'running' : turn}${tried}`, ...errorLines(error)]
}

function failedLines({ id, name, attempts, failedAt, error }: FailedJob): string[] {
  const tried = attempts === 1 ? 'after one attempt' : `after ${attempts} attempts`
  return [`  ${id}  ${name}, ${tried}, ${timeOf(failedAt)}`, ...errorLines(error)]
}

function errorLines(error: string): string[] {
  return error === '' ? [] : error.split('\n').map((line) => `      ${line}`)
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function retryCommand(): Command {
  return new Command('retry')
    .description('have the running server retry failed jobs')
    .argument('[id...]', 'as "crier jobs" lists them')
    .option('--failed', 'all that have failed')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((given: string[], options: Choice & { failed?: boolean }, command: Command) =>
      withHouse(options, async (house) => {
        if (given.length > 0 === (options.failed === true))
          throw new Refusal('invalid', 'Give the ids of failed jobs, or --failed for all. Nothing was changed.')
        const odd = given.find((id) => !/^[1-9]\d{0,14}$/u.test(id))
        if (odd !== undefined) throw new Refusal('invalid', `"${odd}" is not a job id. Nothing was changed.`)
        const results = await retryFailed(house, options.failed ? 'all' : given.map(Number))
        print(
          command,
          results,
          results.length === 0 ? 'No job has failed.' : results.map(({ id, outcome }) => `${id}: ${words[outcome]}`),
        )
        const unknown = results.filter(({ outcome }) => outcome === 'unknown').map(({ id }) => id)
        if (unknown.length > 0) throw new Refusal('not-found', `No failed job has this id: ${unknown.join(', ')}`)
      }),
    )
}

const words = {
  waits: 'will be tried again',
  over: 'cannot be tried again: the mail was refused or may have arrived, and its text has been deleted',
  unknown: 'there is no such failed job',
}
