import { Command } from 'commander'
import { basename, parse, resolve } from 'node:path'
import { readBelow } from '../kit/below.ts'
import { operator } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'
import type { House } from '../kit/house.ts'
import { done } from '../kit/outcome.ts'
import { takeInMedia } from '../media/take-in.ts'
import { createPoll } from '../polls/deeds.ts'
import { editPoll, type PollEdit } from '../polls/edit-poll.ts'
import { listVoters } from '../polls/list-voters.ts'
import { tidyDefinition, type OptionPicture, type PollDefinition } from '../polls/poll.ts'
import { normaliseAddress } from '../readers/addresses.ts'
import { print } from './output.ts'
import { idHelp, pollOf } from './polls-find.ts'
import { timeOption } from './polls-time.ts'
import { withHouse } from './with-house.ts'

const policies = ['always', 'after-vote', 'after-close', 'staff'] as const
const electorates = ['anyone', 'confirmed', 'list'] as const

type Settings = {
  demo?: boolean
  question?: string
  min?: string
  choose?: string
  opens?: string
  closes?: string
  results?: string
  hiddenUntil?: string
  rotate?: boolean
  change?: boolean
  who?: string
  voters?: string
  picture?: string[]
  alt?: string[]
}

function withSettings(command: Command): Command {
  return command
    .option('--choose <n>', 'how many answers a reader may choose at most')
    .option('--min <n>', 'and at least')
    .option('--opens <time>', 'such as 2026-11-20T06:30:00Z or +2h')
    .option('--closes <time>', 'the moment when voting ends')
    .option('--results <policy>', `when readers see the result: ${policies.join(', ')}`)
    .option('--hidden-until <n>', 'and only once this many votes have been counted')
    .option('--rotate', "each reader's browser starts with a different answer")
    .option('--no-rotate', 'everybody sees the answers in the order they were written')
    .option('--change', 'readers may change their vote while the poll is open')
    .option('--no-change', 'votes cannot be changed')
    .option('--who <who>', `who may vote: ${electorates.join(', ')}`)
    .option('--voters <file>', 'with --who list: their email addresses, one a line')
    .option('--picture <number=file...>', 'a picture beside an answer: 2=ship.jpg; --picture 2=none removes it')
    .option('--alt <number=words...>', 'what that picture shows, for readers who cannot see it: 2="A container ship"')
    .option('--json', 'as JSON')
    .option('--demo', 'in the demo')
}

export function createCommand(): Command {
  return withSettings(
    new Command('create')
      .description('create a poll; it opens at once unless told otherwise')
      .argument('<question>')
      .argument('<option...>', '2 to 20 answers'),
  ).action((question: string, options: string[], settings: Settings, command: Command) =>
    withHouse(settings, async (house) => {
      const given = fieldsOf(settings, house.clock.now())
      if (given.closesAt != null && given.closesAt <= house.clock.now())
        throw new Refusal(
          'invalid',
          `--closes is "${settings.closes}", which is in the past: nobody could vote. No poll was created.`,
        )
      const addresses = settings.voters === undefined ? undefined : await addressesIn(settings.voters)
      const definition: PollDefinition = {
        ...tidyDefinition({
          question,
          options,
          minChoices: 1,
          maxChoices: 1,
          opensAt: null,
          closesAt: null,
          results: 'always',
          rotates: false,
        }),
        ...given,
      }
      const pictures = await picturesOf(house, settings)
      const beyond = pictures.find(({ number }) => options[number - 1] === undefined)
      if (beyond !== undefined)
        throw new Refusal('invalid', `--picture ${beyond.number}: there is no such answer. No poll was created.`)
      const pictured = options.map((_, index) => pictures.find(({ number }) => number === index + 1)?.picture)
      const saved = done(
        await createPoll(house, operator, { definition: { ...definition, pictures: pictured } }),
        (words) => `No poll was created: ${words}.`,
      )
      const listed = addresses && (await putOnList(house, saved.publicId, addresses))
      print(command, { ...saved, listed }, [
        `${saved.publicId}: ${house.config.origin}/polls/${saved.publicId}`,
        ...(listed === undefined ? [] : [`${listed} addresses are on its list.`]),
      ])
    }),
  )
}

export function editCommand(): Command {
  return withSettings(
    new Command('edit')
      .description('change a poll; once readers have voted, the certificate lists the changes')
      .argument('<poll>', idHelp),
  )
    .option('--question <words>', 'a new wording of the question')
    .option('--option <number=words...>', 'a new wording of an answer, which keeps its votes: 2="Not at all"')
    .option('--add <words...>', 'more answers')
    .action((id: string, settings: Settings & { option?: string[]; add?: string[] }, command: Command) =>
      withHouse(settings, async (house) => {
        const { publicId } = await pollOf(house, id)
        const addresses = settings.voters === undefined ? undefined : await addressesIn(settings.voters)
        const edit: PollEdit = {
          ...fieldsOf(settings, house.clock.now()),
          ...(settings.question !== undefined && { question: settings.question }),
          ...(settings.add && { add: settings.add }),
          ...(settings.option && { reword: settings.option.map((given) => rewordOf('--option', given)) }),
          picture: await picturesOf(house, settings),
        }
        const edited = done(
          await editPoll(house, operator, { publicId, edit }),
          (words) => `Nothing was changed: ${words}.`,
        )
        const listed = addresses && (await putOnList(house, publicId, addresses))
        print(command, { ...edited, listed }, [
          edited.outcome === 'updated' || listed !== undefined ? 'Changed.' : 'Nothing to change.',
          ...edited.warnings.map((warning) => `Note: ${warning}`),
          ...(listed === undefined ? [] : [`${listed} addresses are on its list.`]),
        ])
      }),
    )
}

function fieldsOf(
  { choose, min, opens, closes, results, hiddenUntil, rotate, change, who }: Settings,
  now: number,
): Partial<PollDefinition> {
  const [opensAt, closesAt] = [timeOption('--opens', opens, now), timeOption('--closes', closes, now)]
  return {
    ...(choose !== undefined && { maxChoices: whole('--choose', choose) }),
    ...(min !== undefined && { minChoices: whole('--min', min) }),
    ...(opensAt !== undefined && { opensAt }),
    ...(closesAt !== undefined && { closesAt }),
    ...(results !== undefined && { results: oneOf('--results', results, policies) }),
    ...(hiddenUntil !== undefined && { hiddenUntil: whole('--hidden-until', hiddenUntil) }),
    ...(rotate !== undefined && { rotates: rotate }),
    ...(change !== undefined && { mayChange: change }),
    ...(who !== undefined && { who: oneOf('--who', who, electorates) }),
  }
}

function whole(name: string, value: string): number {
  if (!/^\d{1,9}$/u.test(value))
    throw new Refusal('invalid', `${name} is "${value}": it must be a whole number. Nothing was changed.`)
  return Number(value)
}

function oneOf<Value extends string>(name: string, value: string, values: readonly Value[]): Value {
  const known = values.find((candidate) => candidate === value)
  if (known === undefined)
    throw new Refusal('invalid', `${name} is "${value}": it must be one of ${values.join(', ')}. Nothing was changed.`)
  return known
}

/** Taken in before the poll is made or changed: the same file twice is the same picture. */
async function picturesOf(
  house: House,
  { picture: files = [], alt = [] }: Settings,
): Promise<{ number: number; picture: OptionPicture | null }[]> {
  const words = new Map(alt.map((given) => rewordOf('--alt', given)).map(({ number, label }) => [number, label]))
  const pictures: { number: number; picture: OptionPicture | null }[] = []
  for (const { number, label: file } of files.map((given) => rewordOf('--picture', given))) {
    if (file === 'none') {
      pictures.push({ number, picture: null })
      continue
    }
    const shows = words.get(number)
    if (shows === undefined)
      throw new Refusal(
        'invalid',
        `--picture ${number}: say with --alt ${number}="..." what it shows, ` +
          'for readers who cannot see it. Nothing was changed.',
      )
    const taken = done(
      await takeInMedia(house, operator, { bytes: await fileOf(file), fileName: basename(file), alt: shows }),
      (words) => `${file}: ${words.replace(/\.$/u, '')}. Nothing was changed.`,
    )
    if (taken.width === null) throw new Refusal('invalid', `${file} is not a picture. Nothing was changed.`)
    pictures.push({ number, picture: { mediaId: taken.id, alt: shows } })
  }
  return pictures
}

function rewordOf(name: string, given: string): { number: number; label: string } {
  const [, number = '', label = ''] = /^(\d{1,2})=(.+)$/su.exec(given) ?? []
  if (number === '')
    throw new Refusal(
      'invalid',
      `${name} is "${given}": write a number and what is for it, such as 2="Not at all". Nothing was changed.`,
    )
  return { number: Number(number), label }
}

/** Nothing larger is a picture or a list of voters. */
const maxFileBytes = 256 * 1024 * 1024

/** @throws Refusal for anything but a file: reading a device or a pipe might never end */
async function fileOf(file: string): Promise<Buffer> {
  const path = resolve(file)
  const read = await readBelow([parse(path).root], path, maxFileBytes).catch(() => undefined)
  if (typeof read === 'object') return read.bytes
  throw new Refusal(
    'not-found',
    read === 'too-large' ? `${file} is larger than ${maxFileBytes} bytes.` : `${file} cannot be read.`,
  )
}

/**
 * Read and looked at before anything is made: a list with a fault leaves no poll behind. @throws Refusal that names the
 * lines
 */
async function addressesIn(file: string): Promise<string[]> {
  const lines = (await fileOf(file))
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
  const faults = lines.flatMap((line, index) =>
    line !== '' && normaliseAddress(line) === undefined
      ? [`line ${index + 1}, "${line}", is not an email address`]
      : [],
  )
  if (faults.length > 0)
    throw new Refusal('invalid', `The list was rejected and nothing was changed: ${faults.slice(0, 20).join('; ')}.`)
  return lines.filter((line) => line !== '')
}

async function putOnList(house: House, publicId: string, addresses: readonly string[]): Promise<number> {
  return done(await listVoters(house, operator, { publicId, addresses })).addresses
}
