import { Command } from 'commander'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { pollCsv } from '../polls/export.ts'
import { votesReceived, windowsOf } from '../polls/judging-store.ts'
import { isClosed, type PollWithTally } from '../polls/poll.ts'
import { certificateOfPoll, hoursOf } from '../polls/read-certificate.ts'
import { wholeReceiptList } from '../polls/read-receipts.ts'
import { idHelp, pollOf } from './polls-find.ts'
import { withHouse } from './with-house.ts'

type Options = { format: string; receipts?: boolean; output?: string; demo?: boolean }

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'export a poll: counted and received votes for each answer and each hour (csv), or the certificate (json)',
    )
    .argument('<poll>', idHelp)
    .option('--format <format>', 'csv or json', 'csv')
    .option('--receipts', 'the list of receipts instead, of any length')
    .option('-o, --output <file>', 'write to a new file; without it, to the terminal')
    .option('--demo', 'of the demo')
    .action((id: string, options: Options) =>
      withHouse(options, async (house) => {
        const words = await exported(house, await pollOf(house, id), options)
        const { output } = options
        // Without end: the terminal stays open for who comes after.
        if (output === undefined) return pipeline(words, process.stdout, { end: false })
        const file = await open(output, 'wx').catch((cause: unknown) => {
          throw new Refusal('conflict', `${output} cannot be written: the file may already exist.`, { cause })
        })
        await pipeline(words, file.createWriteStream())
        console.log(`Written: ${output}`)
      }),
    )
}

async function exported(
  house: House,
  poll: PollWithTally,
  { format, receipts }: Options,
): Promise<Iterable<string> | AsyncIterable<string>> {
  if (receipts) {
    if (!isClosed(poll, house.clock.now()))
      throw new Refusal('conflict', 'The list of receipts is published when voting has closed.')
    return wholeReceiptList(house.db, poll)
  }
  if (format === 'json') return [`${JSON.stringify(await certificateOfPoll(house, poll), null, 2)}\n`]
  if (format !== 'csv') throw new Refusal('invalid', `--format is "${format}": it must be csv or json.`)
  return [
    pollCsv(poll, {
      received: await votesReceived(house.db, poll.id),
      hours: hoursOf(await windowsOf(house.db, poll.id)),
    }),
  ]
}
