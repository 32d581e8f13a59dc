import { Command } from 'commander'
import { createInterface } from 'node:readline/promises'
import { newestBulks } from '../conversation/bulk-store.ts'
import { rejectMany, undoBulk } from '../conversation/decide-many.ts'
import { listWaiting, selectWaiting, type ListedComment, type WaitingSelection } from '../conversation/waiting-list.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { done } from '../kit/outcome.ts'
import { print, table } from './output.ts'
import { timeOption } from './polls-time.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function listCommand(): Command {
  return new Command('list')
    .description('list waiting comments, oldest first, each with its id, its network and how many are similar')
    .option('--limit <n>', 'how many, oldest first', '50')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((options: Choice & { limit: string }, command: Command) =>
      withHouse(options, async (house) => {
        if (!/^[1-9]\d{0,5}$/u.test(options.limit))
          throw new Refusal('invalid', `--limit is "${options.limit}": it must be a whole number from 1 on.`)
        const listed = await listWaiting(house.db, Number(options.limit))
        print(command, listed, listed.length === 0 ? 'No comment waits.' : listed.flatMap(linesOf))
      }),
    )
}

function linesOf(comment: ListedComment): string[] {
  const { network, fromNetwork, alike } = comment
  const where = network === null ? [] : [`network ${network}${fromNetwork > 1 ? ` (${fromNetwork} wait)` : ''}`]
  const like = alike > 1 ? [`${alike} read like this`] : []
  return [
    [`${comment.publicId}  ${comment.authorName}, ${minuteOf(comment.submittedAt)}`, ...where, ...like].join('  '),
    `    On "${comment.headline}" ${comment.path}`,
    ...comment.words.split('\n').map((line) => `    ${line}`),
    '',
  ]
}

export type RejectOptions = Choice & {
  reason?: string
  network?: string
  like?: string
  since?: string
  dryRun?: boolean
  yes?: boolean
}

/** All that wait and answer the description; asks before it does so. */
export async function rejectSelected(options: RejectOptions, command: Command): Promise<void> {
  await withHouse(options, async (house) => {
    const selection: WaitingSelection = {
      network: options.network,
      like: options.like,
      since: timeOption('--since', options.since, house.clock.now()),
    }
    const { ids } = done(await selectWaiting(house.db, selection), (words) => `${words} Nothing was changed.`)
    const said = ids.length === 1 ? '1 comment that waits' : `${ids.length} comments that wait`
    if (options.dryRun || ids.length === 0)
      return print(command, { comments: ids.length, changed: false }, `${said} would be rejected. Nothing was changed.`)
    const { reason } = options
    if (reason === undefined)
      throw new Refusal('invalid', 'Say why, with --reason: the authors are told. Nothing was changed.')
    if (!options.yes && !(await isConfirmed(`Reject ${said}, with the reason "${reason}"?`)))
      throw new Refusal('conflict', `${said} would be rejected. Add --yes to do it. Nothing was changed.`)
    const rejected = await rejectMany(house, operator, { ids, reason })
    print(command, rejected, [
      `${rejected.comments === 1 ? '1 comment is' : `${rejected.comments} comments are`} rejected.`,
      `Undo with: crier comments undo ${rejected.bulk}`,
    ])
  })
}

/** Where nobody can be asked, nobody has said yes. */
async function isConfirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question(`${question} Type yes: `)
  asking.close()
  return answer.trim().toLowerCase() === 'yes'
}

export function undoCommand(): Command {
  return new Command('undo')
    .description(
      'undo a rejection of many: comments not decided on since then wait again; without an id, list rejections',
    )
    .argument('[bulk]', 'the id that "comments reject" gave')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((bulk: string | undefined, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        if (bulk === undefined) {
          const bulks = await newestBulks(house.db, 20)
          const rows = bulks.map(({ publicId, at, comments, reason }) => [
            publicId,
            minuteOf(at),
            `${comments} rejected`,
            reason,
          ])
          return print(
            command,
            bulks,
            bulks.length === 0 ? 'No decision on many comments at once has been made yet.' : table(rows),
          )
        }
        const undone = done(await undoBulk(house, operator, { bulk }))
        const { comments } = undone
        print(command, undone, comments === 1 ? '1 comment waits again.' : `${comments} comments wait again.`)
      }),
    )
}

function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
