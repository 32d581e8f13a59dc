import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { Refusal } from '../kit/errors.ts'
import { createPoll } from '../polls/deeds.ts'
import { editPoll, type PollEdit } from '../polls/edit-poll.ts'
import { tidyDefinition, type PollDefinition } from '../polls/poll.ts'
import { listVoters } from '../polls/list-voters.ts'
import { print } from './output.ts'
import { idHelp, pollOf } from './polls-find.ts'
import { timeOption } from './polls-time.ts'
import { withHouse } from './with-house.ts'

const staff = { kind: 'staff', id: 'cli' } as const
const policies = ['always', 'after-vote', 'after-close', 'staff'] as const
const electorates = ['anyone', 'confirmed', 'list'] as const

type Settings = {
  demo?: boolean; question?: string; min?: string; choose?: string; opens?: string; closes?: string; results?: string; hiddenUntil?: string; rotate?: boolean; change?: boolean; who?: string; voters?: string
}

function withSettings(command: Command): Command {
  return command
    .option('--choose <n>', 'how many answers a reader may choose at most')
    .option('--min <n>', 'and at least')
    .option('--opens <time>', 'such as 2026-11-20T06:30:00Z or +2h')
    .option('--closes <time>', 'the first moment at which no vote is taken any more')
    .option('--results <policy>', `when readers see the result: ${policies.join(', ')}`)
    .option('--hidden-until <n>', 'and only from so many counted votes on')
    .option('--rotate', 'each reader\'s browser begins with another answer')
    .option('--change', 'readers may change their vote while the poll is open')
    .option('--who <who>', `who may vote: ${electorates.join(', ')}`)
    .option('--voters <file>', 'with --who list: their e-mail addresses, one a line')
    .option('--json', 'as JSON')
    .option('--demo', 'in the demo house')
}

export function createCommand(): Command {
  return withSettings(new Command('create').description('make a poll; it opens at once unless told otherwise').argument('<question>').argument('<option...>', '2 to 20 answers')).action(
    (question: string, options: string[], settings: Settings, command: Command) =>
      withHouse(settings, async (house) => {
        const given = fieldsOf(settings, house.clock.now())
        const definition: PollDefinition = { ...tidyDefinition({ question, options, minChoices: 1, maxChoices: 1, opensAt: null, closesAt: null, results: 'always', rotates: false }), ...given }
        const saved = await createPoll(house, { definition, actor: staff })
        if (saved.outcome === 'refused') throw new Refusal('invalid', `No poll was made: ${saved.reasons.join('; ')}.`)
        const listed = settings.voters === undefined ? undefined : await readVoters(house, saved.publicId, settings.voters)
        print(command, { ...saved, listed }, [`${saved.publicId}: ${house.config.origin}/polls/${saved.publicId}`, ...(listed === undefined ? [] : [`${listed} addresses are on its list.`])])
      }),
  )
}

export function editCommand(): Command {
  return withSettings(new Command('edit').description('change a poll; once readers have voted the certificate tells what changed').argument('<poll>', idHelp))
    .option('--question <words>', 'other words for the question')
    .option('--option <number=words...>', 'other words for an answer, which keeps its votes: 2="Not at all"')
    .option('--add <words...>', 'more answers')
    .action((id: string, settings: Settings & { option?: string[]; add?: string[] }, command: Command) =>
      withHouse(settings, async (house) => {
        const { publicId } = await pollOf(house, id)
        const edit: PollEdit = {
          ...fieldsOf(settings, house.clock.now()), ...(settings.question !== undefined && { question: settings.question }), ...(settings.add && { add: settings.add }),
          ...(settings.option && { reword: settings.option.map(rewordOf) }),
        }
        const edited = await editPoll(house, { publicId, edit, actor: staff })
        if (edited.outcome === 'refused') throw new Refusal('invalid', `Nothing was changed: ${edited.reasons.join('; ')}.`)
        const listed = settings.voters === undefined ? undefined : await readVoters(house, publicId, settings.voters)
        const warnings = edited.outcome === 'unknown' ? [] : edited.warnings
        print(command, { ...edited, listed }, [edited.outcome === 'updated' || listed !== undefined ? 'Changed.' : 'Nothing to change.', ...warnings.map((warning) => `Note: ${warning}`), ...(listed === undefined ? [] : [`${listed} addresses are on its list.`])])
      }),
    )
}

function fieldsOf({ choose, min, opens, closes, results, hiddenUntil, rotate, change, who }: Settings, now: number): Partial<PollDefinition> {
  const [opensAt, closesAt] = [timeOption('--opens', opens, now), timeOption('--closes', closes, now)]
  return {
    ...(choose !== undefined && { maxChoices: whole('--choose', choose) }), ...(min !== undefined && { minChoices: whole('--min', min) }), ...(opensAt !== undefined && { opensAt }), ...(closesAt !== undefined && { closesAt }),
    ...(results !== undefined && { results: oneOf('--results', results, policies) }), ...(hiddenUntil !== undefined && { hiddenUntil: whole('--hidden-until', hiddenUntil) }), ...(rotate && { rotates: true }),
    ...(change && { mayChange: true }), ...(who !== undefined && { who: oneOf('--who', who, electorates) }),
  }
}

function whole(name: string, value: string): number {
  if (!/^\d{1,9}$/u.test(value)) throw new Refusal('invalid', `${name} is "${value}": it must be a whole number. Nothing was changed.`)
  return Number(value)
}

function oneOf<Value extends string>(name: string, value: string, values: readonly Value[]): Value {
  const known = values.find((candidate) => candidate === value)
  if (known === undefined) throw new Refusal('invalid', `${name} is "${value}": it is one of ${values.join(', ')}. Nothing was changed.`)
  return known
}

function rewordOf(given: string): { number: number; label: string } {
  const [, number = '', label = ''] = /^(\d{1,2})=(.+)$/su.exec(given) ?? []
  if (number === '') throw new Refusal('invalid', `--option is "${given}": write its number and its words, such as 2="Not at all". Nothing was changed.`)
  return { number: Number(number), label }
}

async function readVoters(house: Parameters<typeof listVoters>[0], publicId: string, file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Refusal('not-found', `${file} cannot be read.`, { cause })
  })
  const listed = await listVoters(house, { publicId, addresses: text.split('\n').map((line) => line.trim()).filter((line) => line !== ''), actor: staff })
  if (listed.outcome === 'refused') throw new Refusal('invalid', `The list was not taken: ${listed.faults.map(({ line, address }) => `line ${line}, "${address}", is no e-mail address`).join('; ')}.`)
  return listed.outcome === 'listed' ? listed.addresses : 0
}
