import { Command } from 'commander'
import { existsSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { csvLine } from '../kit/csv-line.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import { ownFile } from '../kit/own-files.ts'
import { eraseSubscriber, exportSubscribers, findSubscribers } from '../subscriptions/for-staff.ts'
import { addSubscriber } from '../subscriptions/import/add-subscriber.ts'
import {
  importSubscribers,
  refusals,
  type ImportReport,
  type RefusalReason,
} from '../subscriptions/import/import-subscribers.ts'
import { isPace, type Choices } from '../subscriptions/subscriber.ts'
import { subscriberStates, type SubscriberState } from '../subscriptions/tables.ts'
import { topicBySlug } from '../topics/store.ts'
import { print, table } from './output.ts'
import { withHouse } from './with-house.ts'

type Common = { demo?: boolean }
type Wanted = Common & { consent: string; pace: string; topic: string[]; language?: string; timeZone?: string }

export function subscribersCommand(): Command {
  const subscribers = new Command('subscribers').description('who gets alerts: list, add, import, export and erase')
  for (const command of [listCommand(), addCommand(), importCommand(), exportCommand(), eraseCommand()])
    subscribers.addCommand(command.option('--json', 'as JSON').option('--demo', 'of the demo'))
  return subscribers
}

function listCommand(): Command {
  return new Command('list')
    .description('the newest subscribers, or those with this address or its beginning')
    .argument('[address]', 'an address, or its beginning')
    .option('--state <state>', subscriberStates.join(', '))
    .option('--limit <number>', 'how many', '50')
    .action((search: string | undefined, options: Common & { state?: string; limit: string }, command: Command) =>
      withHouse(options, async (house) => {
        const limit = Math.min(1_000, Math.max(1, Number.parseInt(options.limit, 10) || 50))
        const state = stateOf(options.state)
        const found = await findSubscribers(house, operator, { limit, state, ...(search !== undefined && { search }) })
        const rows = found.map(({ publicId, channel, state: now, pace, address, endpointOrigin }) => [
          publicId,
          channel,
          now,
          pace,
          address ?? endpointOrigin ?? '',
        ])
        print(command, found, rows.length === 0 ? 'None.' : table(rows))
      }),
    )
}

function stateOf(name: string | undefined): SubscriberState | undefined {
  if (name === undefined) return undefined
  const state = subscriberStates.find((one) => one === name)
  if (state === undefined) throw new Refusal('invalid', `A state must be one of ${subscriberStates.join(', ')}.`)
  return state
}

function withWanted(command: Command): Command {
  return command
    .requiredOption('--consent <words>', 'where they agreed to get mail: stored with each of them')
    .option('--pace <pace>', 'breaking, all, daily or weekly', 'all')
    .option('--topic <slug>', 'only this topic; repeat for more', (slug: string, all: string[]) => [...all, slug], [])
    .option('--language <tag>', 'for lines without one; default: the language of the paper')
    .option('--time-zone <zone>', 'else the paper’s')
}

async function choicesOf(house: House, { pace, topic, language, timeZone }: Wanted): Promise<Choices> {
  const { identity } = house.settings.current()
  if (!isPace(pace)) throw new Refusal('invalid', 'A pace must be one of breaking, all, daily, weekly.')
  const topicIds: number[] = []
  for (const slug of topic) {
    const found = await topicBySlug(house.db, slug)
    if (found === undefined)
      throw new Refusal('not-found', `There is no topic "${slug}": "crier topics list" lists them.`)
    topicIds.push(found.id)
  }
  return {
    language: language ?? identity.language,
    timeZone: timeZone ?? identity.timeZone,
    pace,
    breakingAtOnce: true,
    allTopics: topicIds.length === 0,
    topicIds,
    threadIds: [],
  }
}

function addCommand(): Command {
  return withWanted(
    new Command('add').description('add one person who has agreed elsewhere').argument('<address>'),
  ).action((address: string, options: Wanted, command: Command) =>
    withHouse(options, async (house) => {
      const choices = await choicesOf(house, options)
      const added = done(await addSubscriber(house, operator, { address, consent: options.consent, choices }))
      print(command, added, 'Added. They get alerts from now on; nothing was sent to them.')
    }),
  )
}

type Import = Wanted & { dryRun?: boolean; refused?: string }

function importCommand(): Command {
  return withWanted(
    new Command('import')
      .description('import a list as CSV: our own, WordPress (MailPoet, Newsletter), Ghost or listmonk')
      .argument('<file>'),
  )
    .option('--dry-run', 'only report')
    .option('--refused <file>', 'write each line that was not imported, with the reason, to this file')
    .action((path: string, options: Import, command: Command) =>
      withHouse(options, async (house) => runImport(house, path, options, command)),
    )
}

async function runImport(house: House, path: string, options: Import, command: Command): Promise<void> {
  if (!existsSync(path)) throw new Refusal('not-found', `There is no file ${path}.`)
  const refused = await openRefused(options.refused)
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt)
  const imported = await importSubscribers(house, operator, {
    path,
    consent: options.consent,
    choices: await choicesOf(house, options),
    isTrial: options.dryRun ?? false,
    signal: stop.signal,
    onRefused: refused.add,
    onProgress: refused.write,
  }).finally(() => process.off('SIGINT', interrupt))
  const { report } = done(imported)
  await refused.write()
  print(command, report, reportLines(report, options.dryRun ?? false))
}

/** A table of the lines that bring nobody in, written as they come: there may be a million. */
async function openRefused(path: string | undefined) {
  if (path === undefined) return { add: () => {}, write: async () => {} }
  await writeFile(path, csvLine(['line', 'reason']), { mode: ownFile })
  let waiting = ''
  return {
    add(line: number, reason: RefusalReason) {
      waiting += csvLine([line, refusals[reason]])
    },
    async write() {
      const lines = waiting
      waiting = ''
      if (lines !== '') await appendFile(path, lines)
    },
  }
}

function reportLines(report: ImportReport, isTrial: boolean): string[] {
  const { layout, encoding, lines, added, refused, isCancelled } = report
  const reasons = Object.entries(refused).map(([reason, count]) => `  ${count}: ${refusals[reason as RefusalReason]}`)
  return [
    `${lines} lines read (layout ${layout}, ${encoding}).`,
    isTrial ? `${added} would be imported. Nothing was changed.` : `${added} imported. Nothing was sent to them.`,
    ...(reasons.length > 0 ? ['Not imported, because the line or its address:', ...reasons] : []),
    ...(isCancelled ? ['It was stopped. Run it again to continue: those already imported stay as they are.'] : []),
  ]
}

function exportCommand(): Command {
  return new Command('export')
    .description('export all subscribers as CSV, for another system or a backup; the ledger records it')
    .action((options: Common) =>
      withHouse(options, async (house) => {
        for await (const piece of exportSubscribers(house, operator)) process.stdout.write(piece)
      }),
    )
}

function eraseCommand(): Command {
  return new Command('erase')
    .description('erase a subscriber: address, topics, mails to them')
    .argument('<address or id>')
    .action((named: string, options: Common, command: Command) =>
      withHouse(options, async (house) => {
        const [found] = named.includes('@') ? await findSubscribers(house, operator, { search: named, limit: 1 }) : []
        const isThem = found?.address?.toLowerCase() === named.trim().toLowerCase()
        if (named.includes('@') && !isThem) throw new Refusal('not-found', 'Nobody subscribes with this address.')
        const publicId = isThem ? (found?.publicId ?? '') : named
        print(command, done(await eraseSubscriber(house, operator, { publicId })), 'Erased.')
      }),
    )
}
