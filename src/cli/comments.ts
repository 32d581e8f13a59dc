import { Command } from 'commander'
import { approveComment, rejectComment } from '../conversation/decide.ts'
import { heldComments } from '../conversation/store.ts'
import { Refusal } from '../kit/errors.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }
const staff = { kind: 'staff', id: 'cli' } as const

export function commentsCommand(): Command {
  const comments = new Command('comments').description('look through the comments that wait, approve them or reject them')
  comments
    .command('list')
    .description('those that wait, oldest first, each with its id')
    .option('--limit <n>', 'how many, oldest first', '50')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((options: Choice & { limit: string }, command: Command) =>
      withHouse(options, async (house) => {
        if (!/^[1-9]\d{0,5}$/u.test(options.limit)) throw new Refusal('invalid', `--limit is "${options.limit}": it must be a whole number from 1 on.`)
        const held = await heldComments(house.db, Number(options.limit))
        print(command, held, held.length === 0 ? 'No comment waits.' : held.flatMap((comment) => [`${comment.publicId}  ${comment.authorName}, ${new Date(comment.submittedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`, `    On "${comment.headline}" ${comment.path}`, ...indented(comment.words), '']))
      }),
    )
  comments
    .command('approve')
    .description('publish comments below their story')
    .argument('<id...>', 'as "comments list" shows them')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((ids: string[], options: Choice, command: Command) => decideAll(ids, options, command, 'approved', (house, id) => approveComment(house, { publicId: id, actor: staff })))
  comments
    .command('reject')
    .description('publish no comment of these, or take it away again; its author can read why')
    .argument('<id...>', 'as "comments list" shows them')
    .requiredOption('--reason <words>', 'what the author is told')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo house')
    .action((ids: string[], options: Choice & { reason: string }, command: Command) =>
      decideAll(ids, options, command, 'rejected', (house, id) => rejectComment(house, { publicId: id, actor: staff, reason: options.reason })),
    )
  return comments
}

type Deed = (house: Parameters<typeof approveComment>[0], id: string) => Promise<{ outcome: string }>

async function decideAll(ids: string[], options: Choice, command: Command, word: string, deed: Deed): Promise<void> {
  await withHouse(options, async (house) => {
    const results: { id: string; outcome: string }[] = []
    for (const id of ids) results.push({ id, ...(await deed(house, id)) })
    print(command, results, results.map(({ id, outcome }) => `${id}: ${outcome}`))
    const unknown = results.filter(({ outcome }) => outcome === 'unknown')
    if (unknown.length > 0) throw new Refusal('not-found', `Not ${word}, because there is no such comment: ${unknown.map(({ id }) => id).join(', ')}`)
  })
}

function indented(words: string): string[] {
  return words.split('\n').map((line) => `    ${line}`)
}
