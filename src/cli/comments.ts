import { Command } from 'commander'
import { approveComment, rejectComment, type Decided } from '../conversation/decide.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import { listCommand, rejectSelected, undoCommand, type RejectOptions } from './comments-many.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function commentsCommand(): Command {
  const comments = new Command('comments').description('review waiting comments: list, approve or reject them')
  comments.addCommand(listCommand())
  comments
    .command('approve')
    .description('publish comments under their story')
    .argument('<id...>', 'as "comments list" shows them')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((ids: string[], options: Choice, command: Command) =>
      decideAll(ids, options, command, 'approved', (house, id) => approveComment(house, operator, { publicId: id })),
    )
  comments.addCommand(rejectCommand())
  comments.addCommand(undoCommand())
  return comments
}

function rejectCommand(): Command {
  return new Command('reject')
    .description('reject comments, or take published ones down; their authors can read why')
    .argument('[id...]', 'as "comments list" shows them; or describe waiting ones with the options below')
    .option('--network <label>', 'of this network, as "comments list" shows it')
    .option('--like <id>', 'similar to this comment: they share more than half of all runs of five letters')
    .option('--since <time>', 'sent since then: 2026-11-20T18:00:00Z, or -3h')
    .option('--reason <words>', 'what the authors are told')
    .option('--dry-run', 'only say how many')
    .option('--yes', 'do not ask before rejecting what is described')
    .option('--json', 'as JSON')
    .option('--demo', 'of the demo')
    .action((ids: string[], options: RejectOptions, command: Command) => {
      if (ids.length === 0) return rejectSelected(options, command)
      const described = [options.network, options.like, options.since, options.dryRun]
      const isDescribed = described.some((value) => value !== undefined)
      if (isDescribed) throw new Refusal('invalid', 'Give ids or a description, not both. Nothing was changed.')
      const { reason } = options
      if (reason === undefined)
        throw new Refusal('invalid', 'Say why, with --reason: the author is told. Nothing was changed.')
      const reject: Deed = (house, id) => rejectComment(house, operator, { publicId: id, reason })
      return decideAll(ids, options, command, 'rejected', reject)
    })
}

type Deed = (house: Parameters<typeof approveComment>[0], id: string) => Promise<Decided>

async function decideAll(ids: string[], options: Choice, command: Command, word: string, deed: Deed): Promise<void> {
  await withHouse(options, async (house) => {
    const results: { id: string; outcome: string }[] = []
    for (const id of ids) results.push({ id, outcome: (await deed(house, id)).outcome })
    print(
      command,
      results,
      results.map(({ id, outcome }) => `${id}: ${outcome}`),
    )
    const unknown = results.filter(({ outcome }) => outcome === 'unknown')
    if (unknown.length > 0)
      throw new Refusal(
        'not-found',
        `Not ${word}, because there is no such comment: ${unknown.map(({ id }) => id).join(', ')}`,
      )
  })
}
