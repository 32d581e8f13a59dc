import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { failedAs, isFailure, type Failure } from '../kit/outcome.ts'
import { assertCan } from '../staff/acts.ts'
import { updatePollIn } from './deeds.ts'
import { picturesNamed, type NamedPicture } from './named-pictures.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { rewordedOptions, wantedOptions } from './options.ts'
import { tidyDefinition, type OptionPicture, type Poll, type PollDefinition } from './poll.ts'
import { isFaulty, notAPoll, pollChanged } from './refusals.ts'
import { hasBallots, heldPoll, pollIdByPublicId } from './store.ts'

type Given<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined }

/** What is left out stays as it is. `opensAt` null: at once, where it has not opened yet. */
export type PollEdit = Given<PollDefinition> & ByNumber

/** Options by their numbers from 1, where they are not given anew. */
type ByNumber = {
  /** Other words for an option: it keeps its votes. */
  reword?: { number: number; label: string }[]
  add?: string[]
  /** Another picture for an option, or none; what is added counts on. */
  picture?: { number: number; picture: OptionPicture | null }[]
}

/** `pictures` by what they are called in the media of the paper. */
type Editing = {
  publicId: string
  edit: PollEdit
  pictures?: readonly (NamedPicture | null)[] | undefined
  expectedRevision?: number | undefined
}

export type PollEdited = { outcome: 'updated' | 'unchanged'; revision: number; warnings: string[] } | Failure

/**
 * Changes a poll. After the first vote words may still be mended; that is a warning here and a line in the certificate.
 */
export async function editPoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { publicId, edit, pictures: named, expectedRevision }: Editing,
): Promise<PollEdited> {
  assertCan(actor, 'poll.edit')
  const at = house.clock.now()
  return house.write(actor, async (tx): Promise<PollEdited> => {
    const id = await pollIdByPublicId(tx, publicId)
    const poll = id === undefined ? undefined : await heldPoll(tx, id)
    if (poll === undefined) return noSuchPoll(publicId)
    const { revision } = poll
    if (expectedRevision !== undefined && expectedRevision !== revision) return pollChanged(revision, expectedRevision)
    const definition = await editedDefinition(tx, poll, { edit, named, at })
    if (isFailure(definition)) return definition
    const saved = await updatePollIn(tx, poll, definition, at)
    if (isFailure(saved)) return saved
    if (saved.outcome !== 'updated') return { outcome: 'unchanged', revision, warnings: [] }
    const warnings = (await hasBallots(tx, poll.id)) ? warningsOf(poll, definition) : []
    return { outcome: 'updated', revision: revision + 1, warnings }
  })
}

type Edited = { edit: PollEdit; named: readonly (NamedPicture | null)[] | undefined; at: number }

/** The whole poll as it shall be. */
async function editedDefinition(tx: Tx, poll: Poll, { edit, named, at }: Edited): Promise<PollDefinition | Failure> {
  const { reword, add, picture, options, optionIds, ...given } = edit
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const opensAt = given.opensAt === null ? Math.min(poll.opensAt, at) : (given.opensAt ?? poll.opensAt)
  const { options: known, ...asItIs } = poll
  const ids = known.map((option) => option.id)
  if (options !== undefined || named !== undefined) {
    const { pictures, faults } = await picturesNamed(tx, named ?? [])
    if (isFaulty(faults)) return notAPoll(faults)
    const kept = { options: known.map(({ label }) => label), optionIds: ids }
    const wanted = options === undefined ? kept : { options, ...(optionIds !== undefined && { optionIds }) }
    return { ...asItIs, pictures, ...fields, opensAt, ...wanted }
  }
  const numbered = byNumber(poll, { reword, add, picture })
  return isFailure(numbered) ? numbered : { ...asItIs, ...fields, opensAt, ...numbered }
}

function byNumber(
  { options: known }: Poll,
  { reword = [], add = [], picture = [] }: Given<ByNumber>,
): Pick<PollDefinition, 'options' | 'optionIds' | 'pictures'> | Failure {
  const unknown = [
    ...reword.filter(({ number }) => known[number - 1] === undefined),
    ...picture.filter(({ number }) => number < 1 || number > known.length + add.length),
  ].map(({ number }) => `there is no option ${number}`)
  if (unknown.length > 0) return failedAs('poll-answer-gone', 'invalid', unknown.join('; '))
  const labels = known.map(({ label }, index) => reword.findLast(({ number }) => number === index + 1)?.label ?? label)
  const options = [...labels, ...add]
  return {
    options,
    optionIds: [...known.map(({ id }) => id), ...add.map(() => null)],
    pictures: options.map((_, index) => picture.find(({ number }) => number === index + 1)?.picture),
  }
}

function warningsOf(poll: Poll, edited: PollDefinition): string[] {
  const definition = tidyDefinition(edited)
  const wanted = wantedOptions(poll, definition)
  const voted = 'Readers have voted already'
  return [
    ...(definition.question === poll.question
      ? []
      : [`${voted}: they answered other words of the question. The certificate shows both.`]),
    ...(rewordedOptions(wanted).length > 0
      ? [`${voted}: some chose an option in other words. The certificate shows both.`]
      : []),
    ...(wanted.some(({ was }) => was === undefined)
      ? [`${voted}: they could not choose what is new. The certificate says when it came.`]
      : []),
  ]
}
