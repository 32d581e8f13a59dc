import { Command } from 'commander'
import { readFileSync } from 'node:fs'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import type { Locale } from '../kit/times.ts'
import { changeRules, replayRules, type Replay } from '../polls/change-rules.ts'
import { decideBallots } from '../polls/decide-ballots.ts'
import { closePoll, openPoll, type PollTurn } from '../polls/deeds.ts'
import { windowsOf } from '../polls/judging-store.ts'
import { allPolls } from '../polls/list-store.ts'
import type { PollWithTally } from '../polls/poll.ts'
import { certificateOfPoll, hoursOf } from '../polls/read-certificate.ts'
import { ruleNames, ruleSettingsSchema, type RuleSettings } from '../polls/rules.ts'
import { verifyReceipts } from '../polls/verify-receipts.ts'
import { print, table } from './output.ts'
import { createCommand, editCommand } from './polls-define.ts'
import { exportCommand } from './polls-export.ts'
import { idHelp, pollOf } from './polls-find.ts'
import { pollLines, stateWords } from './polls-print.ts'
import { timeOption } from './polls-time.ts'
import { withHouse } from './with-house.ts'

type Choice = { demo?: boolean }

export function pollsCommand(): Command {
  const polls = new Command('polls').description(
    'create polls, see results and set-aside ballots, decide on those, verify the count',
  )
  polls.addCommand(
    everyday('list', 'all polls with their state and figures').action((options: Choice, command: Command) =>
      withHouse(options, (house) => list(house, command)),
    ),
  )
  polls.addCommand(
    everyday('show', 'one poll: results, votes over time, what was set aside and why')
      .argument('<poll>', idHelp)
      .action((id: string, options: Choice, command: Command) =>
        withHouse(options, async (house) => show(house, await pollOf(house, id), command)),
      ),
  )
  polls.addCommand(createCommand())
  polls.addCommand(editCommand())
  polls.addCommand(
    turnCommand('open', 'open a poll before its time', (house, publicId) => openPoll(house, operator, { publicId })),
  )
  polls.addCommand(
    turnCommand('close', 'close a poll now', (house, publicId) => closePoll(house, operator, { publicId })),
  )
  polls.addCommand(reopenCommand())
  polls.addCommand(decideCommand('set-aside', 'set counted ballots aside'))
  polls.addCommand(decideCommand('release', 'release ballots that were set aside'))
  polls.addCommand(exportCommand())
  polls.addCommand(replayCommand())
  polls.addCommand(verifyCommand())
  return polls
}

function everyday(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'as JSON').option('--demo', 'of the demo')
}

async function list(house: House, command: Command): Promise<void> {
  const now = house.clock.now()
  const polls = await allPolls(house.db)
  const hasImported = polls.some(({ imported }) => imported > 0)
  const rows = polls.map((poll) => [
    poll.publicId,
    stateWords(poll, now),
    `${poll.counted} counted`,
    `${poll.setAside} set aside`,
    ...(hasImported ? [poll.imported > 0 ? `${poll.imported} imported` : ''] : []),
    poll.question,
  ])
  print(
    command,
    polls,
    polls.length === 0
      ? 'There are no polls yet. "crier polls create" creates one, and so does a story with a poll in it.'
      : table(rows),
  )
}

/** Commands speak English, by the paper's clock. */
function clockOf(house: House): Locale {
  return { language: 'en-GB', timeZone: house.settings.current().identity.timeZone }
}

async function show(house: House, poll: PollWithTally, command: Command): Promise<void> {
  const now = house.clock.now()
  const certificate = await certificateOfPoll(house, poll, { isForStaff: true })
  const hours = hoursOf(await windowsOf(house.db, poll.id))
  print(command, { ...poll, hours, certificate }, pollLines(poll, { certificate, hours, now, locale: clockOf(house) }))
}

function turnCommand(
  name: string,
  description: string,
  deed: (house: House, publicId: string) => Promise<PollTurn>,
): Command {
  return everyday(name, description)
    .argument('<poll>', idHelp)
    .action((id: string, options: Choice, command: Command) =>
      withHouse(options, async (house) => {
        const turn = done(await deed(house, (await pollOf(house, id)).publicId))
        print(command, turn, turn.outcome === 'unchanged' ? 'Nothing to change.' : `The poll is ${turn.outcome}.`)
      }),
    )
}

function reopenCommand(): Command {
  return everyday('reopen', 'reopen a closed poll')
    .argument('<poll>', idHelp)
    .option('--closes <time>', 'when it closes again: 2026-11-20T18:00:00Z, or +2d')
    .action((id: string, options: Choice & { closes?: string }, command: Command) =>
      withHouse(options, async (house) => {
        const now = house.clock.now()
        const closesAt = timeOption('--closes', options.closes, now) ?? null
        if (closesAt !== null && closesAt <= now)
          throw new Refusal(
            'invalid',
            `--closes is "${options.closes}", which is in the past: the poll would not open. Nothing was changed.`,
          )
        const turn = done(await openPoll(house, operator, { publicId: (await pollOf(house, id)).publicId, closesAt }))
        const end = closesAt === null ? '"crier polls close"' : new Date(closesAt).toISOString()
        print(command, turn, `The poll is open, until ${end}.`)
      }),
    )
}

type Decide = Choice & { receipt?: string[]; rule?: string; from?: string; until?: string; reason: string }

function decideCommand(name: 'set-aside' | 'release', description: string): Command {
  return everyday(name, description)
    .argument('<poll>', idHelp)
    .option('--receipt <code...>', 'these ballots')
    .option('--rule <name>', `those that this rule found: ${ruleNames.join(', ')}`)
    .option('--from <time>', 'cast from this time on')
    .option('--until <time>', 'and before this one')
    .requiredOption('--reason <words>', 'why; the reason is in the ledger and in the certificate')
    .action((id: string, options: Decide, command: Command) =>
      withHouse(options, async (house) => {
        const now = house.clock.now()
        if (options.rule !== undefined && !ruleNames.some((known) => known === options.rule))
          throw new Refusal(
            'invalid',
            `--rule is "${options.rule}": it must be one of ${ruleNames.join(', ')}. Nothing was changed.`,
          )
        const selection = {
          receipts: options.receipt,
          rule: options.rule,
          from: timeOption('--from', options.from, now),
          until: timeOption('--until', options.until, now),
        }
        const decision = {
          publicId: (await pollOf(house, id)).publicId,
          becomes: name === 'release' ? ('counted' as const) : ('set-aside' as const),
          selection,
          reason: options.reason,
        }
        const decided = done(await decideBallots(house, operator, decision), (words) => `${words} Nothing was changed.`)
        print(command, decided, decidedWords(decided.ballots, name))
      }),
    )
}

function decidedWords(ballots: number, name: 'set-aside' | 'release'): string {
  if (ballots === 0)
    return `None of these ballots ${name === 'release' ? 'is set aside' : 'counts'}: nothing was changed.`
  return ballots === 1
    ? `1 ballot ${name === 'release' ? 'counts now' : 'is set aside'}.`
    : `${ballots} ballots ${name === 'release' ? 'count now' : 'are set aside'}.`
}

const figures: readonly (keyof RuleSettings)[] = [
  'networkFloor',
  'networkShare',
  'burstBallots',
  'burstChance',
  'burstSkew',
]

function replayCommand(): Command {
  return everyday('replay', 'show what other thresholds would have done; with --save the poll uses them from now on')
    .argument('<poll>', idHelp)
    .option('--network-floor <n>', 'this many ballots from one network count in any poll')
    .option('--network-share <share>', 'and this share of all, such as 0.08')
    .option('--burst-ballots <n>', 'fewer in ten minutes are not a burst')
    .option('--burst-chance <chance>', 'how unlikely so many are, such as 0.000001')
    .option('--burst-skew <share>', 'how much more frequent one answer must be, such as 0.15')
    .option('--save', 'save these thresholds and judge all ballots by them')
    .action((id: string, options: Choice & Record<string, string | boolean | undefined>, command: Command) =>
      withHouse(options, async (house) => {
        const change = changeOf(options)
        const { publicId } = await pollOf(house, id)
        const replay = done(
          options.save === true
            ? await changeRules(house, operator, { publicId, change })
            : await replayRules(house, { publicId, change }),
        )
        print(command, replay, replayLines(replay, options.save === true))
      }),
    )
}

function replayLines({ setAside, released, byRule, receipts }: Replay, isSaved: boolean): string[] {
  const would = isSaved ? 'were' : 'would be'
  return [
    `${setAside} ballots that counted ${would} set aside, ${released} that were set aside ${would} released.`,
    ...Object.entries(byRule).map(([rule, count]) => `  ${rule}: ${count}`),
    ...receipts.map(({ receipt, becomes }) => `  ${receipt}  ${becomes}`),
    isSaved ? 'Saved; the certificate says so.' : 'Nothing was changed. --save keeps these thresholds.',
  ]
}

function changeOf(options: Record<string, string | boolean | undefined>): Partial<RuleSettings> {
  const given = Object.fromEntries(
    figures.flatMap((name) => (options[name] === undefined ? [] : [[name, Number(options[name])]])),
  )
  const parsed = ruleSettingsSchema.partial().safeParse(given)
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? '')
      return `--${optionOf(name)} is "${String(options[name])}": ${message}`
    })
    throw new Refusal('invalid', `${faults.join('; ')}. Nothing was changed.`)
  }
  // Only what was given: the schema would fill the rest with its own figures.
  return Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in given))
}

function optionOf(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('recount a published list of receipts; exits 1 when it does not add up')
    .argument('<file...>', 'the receipts.json of a closed poll, or all parts of a long one')
    .option('--receipt <code>', 'and look for this ballot')
    .option('--json', 'as JSON')
    .action((files: string[], options: { receipt?: string }, command: Command) => {
      const { ok, faults, counted, setAside, votes, own } = verifyReceipts(textsOf(files), options.receipt)
      const found = own === undefined ? [] : [receiptLine(own)]
      print(command, { ok, faults, counted, setAside, votes, own }, [
        ok
          ? `The list adds up: ${counted} ballots counted, ${setAside} set aside.`
          : `The list does not add up: ${faults.join('; ')}.`,
        ...(votes ?? []).map(({ label, votes: count }) => `  ${String(count).padStart(8)}  ${label}`),
        ...found,
      ])
      if (!ok || own === 'not-found') process.exitCode = 1
    })
}

/** One after the other: the parts of a long list are not held together. */
function* textsOf(files: readonly string[]): Generator<string> {
  for (const file of files) {
    try {
      yield readFileSync(file, 'utf8')
    } catch (cause) {
      throw new Refusal('not-found', `${file} cannot be read.`, { cause })
    }
  }
}

function receiptLine(own: NonNullable<ReturnType<typeof verifyReceipts>['own']>): string {
  if (own === 'not-found') return 'This receipt is not in the list.'
  const choice = own.options === undefined ? '' : `, for ${own.options.map((label) => `"${label}"`).join(', ')}`
  return `Your ballot is in the list: ${own.state === 'counted' ? 'counted' : 'set aside'}${choice}.`
}
