import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { assertCan } from '../staff/acts.ts'
import { changesBetween, picturesBetween } from './changes.ts'
import { definitionFaults } from './definition-faults.ts'
import {
  arrangeOptions,
  insertChanges,
  insertPoll,
  renewKey,
  setPictures,
  updatePoll,
  type Change,
  type PollFields,
} from './editing-store.ts'
import { pollTurnsJob } from './jobs.ts'
import { picturesNamed, type NamedPicture } from './named-pictures.ts'
import { noSuchPoll } from './no-such-poll.ts'
import { idFaults, isSameOrder, rewordedOptions, wantedOptions } from './options.ts'
import {
  isClosed,
  isOpen,
  nextClose,
  tidyDefinition,
  type OptionPicture,
  type Poll,
  type PollDefinition,
} from './poll.ts'
import { isFaulty, notAPoll } from './refusals.ts'
import { hasBallots, heldPoll, pollIdByKey, pollIdByPublicId } from './store.ts'
import { pollsTag, pollTag, termsTag } from './tags.ts'
import { votedFaults } from './voted-faults.ts'

/** `outcome` of a failure says why not, in words. */
export type PollMade = { outcome: 'created'; id: number; publicId: string } | Failure

export type PollSaved = { outcome: 'created' | 'updated' | 'unchanged'; id: number; publicId: string } | Failure

/** `pictures`: of the options, in their order, by what they are called in the media of the paper. */
export async function createPoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { definition, pictures: named }: { definition: PollDefinition; pictures?: readonly (NamedPicture | null)[] },
): Promise<PollMade> {
  assertCan(actor, 'poll.edit')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    if (named === undefined) return createPollIn(tx, null, definition, at)
    const { pictures, faults } = await picturesNamed(tx, named)
    return isFaulty(faults) ? notAPoll(faults) : createPollIn(tx, null, { ...definition, pictures }, at)
  })
}

/**
 * The poll that a story file or an import defines under `key`, made or brought up to date. Before the first ballot
 * everything may change; after it no option that can have been chosen may go.
 */
export async function ensurePollFromStory(
  tx: Tx,
  definition: PollDefinition & { key: string },
  at: number,
): Promise<PollSaved> {
  const { key, ...rest } = definition
  const known = await pollIdByKey(tx, key)
  if (known !== undefined) return updatePollIn(tx, known, rest, at)
  const created = await createPollIn(tx, key, rest, at)
  if (created !== keyTaken) return created
  const other = await pollIdByKey(tx, key)
  if (other === undefined) throw new Error(`the poll "${key}" is taken and cannot be found`)
  return updatePollIn(tx, other, rest, at)
}

export type PollTurn = { outcome: 'closed' | 'open' | 'unchanged' } | Failure

/** From this moment no ballot is taken. */
export async function closePoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  input: { publicId: string },
): Promise<PollTurn> {
  const at = house.clock.now()
  return turnPoll(house, actor, input, 'poll.close', (poll) =>
    isClosed(poll, at) ? undefined : { ...poll, opensAt: Math.min(poll.opensAt, at), closesAt: at },
  )
}

/**
 * Opens a poll before its time, or one that was closed again; without `closesAt` it stays open until somebody closes
 * it.
 */
export async function openPoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  input: { publicId: string; closesAt?: number | null },
): Promise<PollTurn> {
  const at = house.clock.now()
  return turnPoll(house, actor, input, 'poll.open', (poll) => {
    if (isOpen(poll, at) && input.closesAt === undefined) return undefined
    return { ...poll, opensAt: Math.min(poll.opensAt, at), closesAt: input.closesAt ?? null }
  })
}

const keyTaken = failed('conflict', 'another poll has this key')

async function createPollIn(tx: Tx, key: string | null, given: PollDefinition, at: number): Promise<PollMade> {
  const definition = tidyDefinition(given)
  const opensAt = definition.opensAt ?? Math.min(at, definition.closesAt ?? at)
  const faults = definitionFaults(definition)
  if (isFaulty(faults)) return notAPoll(faults)
  const newId = publicId()
  const id = await insertPoll(tx, { publicId: newId, key, opensAt, at }, definition)
  if (id === undefined) return keyTaken
  await setPictures(tx, id, picturesBetween(wantedOptions({ options: [] }, definition), definition))
  await announcePoll(tx, { id, opensAt, closesAt: definition.closesAt }, at)
  await recordDeed(tx, {
    deed: 'poll.create',
    subject: `poll:${id}`,
    detail: { question: definition.question, options: definition.options },
    at,
  })
  return { outcome: 'created', id, publicId: newId }
}

/**
 * Before the opening everything may change unseen; from then on, or from the first ballot where the opening was put off
 * again, each change is kept for the certificate.
 */
export async function updatePollIn(
  tx: Tx,
  known: { id: number; publicId: string },
  given: PollDefinition,
  at: number,
): Promise<PollSaved> {
  const definition = tidyDefinition(given)
  const poll = await heldPoll(tx, known.id)
  if (poll === undefined) throw new Error(`poll ${known.id} has gone while it was read`)
  const closesAt = nextClose(poll, definition.closesAt, at)
  const fields: PollFields = { ...definition, opensAt: definition.opensAt ?? poll.opensAt, closesAt }
  const wanted = wantedOptions(poll, definition)
  const faults = [...idFaults(poll, definition), ...definitionFaults({ ...definition, ...timesOf(fields) })]
  const voted = await hasBallots(tx, poll.id)
  if (voted) faults.push(...votedFaults(poll, definition, wanted))
  if (isFaulty(faults)) return notAPoll(faults)
  const pictures = picturesBetween(wanted, definition)
  const [reworded, isOrdered] = [rewordedOptions(wanted), isSameOrder(poll.options, wanted)]
  const isElse = !isOrdered || pictures.length > 0 || !sameFields(poll, fields)
  if (reworded.length === 0 && !isElse) return { outcome: 'unchanged', ...known }
  await updatePoll(tx, poll.id, fields)
  if (isClosed(poll, at) && !isClosed(fields, at)) await renewKey(tx, poll.id, at)
  if (reworded.length > 0 || !isOrdered) await arrangeOptions(tx, poll.id, poll.options, wanted)
  await setPictures(tx, poll.id, pictures)
  if (voted || poll.opensAt <= at)
    await insertChanges(
      tx,
      poll.id,
      [...changesBetween(poll, fields, wanted), ...pictures.map(({ was, picture }) => repictured(was, picture))],
      at,
    )
  await announcePoll(tx, { id: poll.id, ...fields }, at)
  const subject = `poll:${poll.id}`
  for (const detail of reworded) await recordDeed(tx, { deed: 'poll.reword', subject, detail, at })
  const { question, options } = definition
  if (isElse) await recordDeed(tx, { deed: 'poll.update', subject, detail: { question, options }, at })
  return { outcome: 'updated', ...known }
}

function repictured(was: OptionPicture | undefined, picture: OptionPicture | null): Change {
  return { what: 'picture', was: was?.alt ?? '', became: picture?.alt ?? '' }
}

function timesOf({ opensAt, closesAt }: PollFields): Pick<PollFields, 'opensAt' | 'closesAt'> {
  return { opensAt, closesAt }
}

async function turnPoll(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  input: { publicId: string },
  deed: string,
  turned: (poll: Poll) => PollFields | undefined,
): Promise<PollTurn> {
  assertCan(actor, 'poll.turn')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    const id = await pollIdByPublicId(tx, input.publicId)
    const poll = id === undefined ? undefined : await heldPoll(tx, id)
    if (poll === undefined) return noSuchPoll(input.publicId)
    const fields = turned(poll)
    if (fields === undefined) return { outcome: 'unchanged' }
    await updatePoll(tx, poll.id, fields)
    await renewKey(tx, poll.id, at)
    if (poll.opensAt <= at || (await hasBallots(tx, poll.id)))
      await insertChanges(tx, poll.id, changesBetween(poll, fields), at)
    await announcePoll(tx, { id: poll.id, ...fields }, at)
    await recordDeed(tx, {
      deed,
      subject: `poll:${poll.id}`,
      detail: { opensAt: fields.opensAt, closesAt: fields.closesAt },
      at,
    })
    return { outcome: isClosed(fields, at) ? 'closed' : 'open' }
  })
}

/** Pages that show the poll are rendered now, and again when it opens and when it closes. */
export async function announcePoll(
  tx: Tx,
  poll: { id: number; opensAt: number; closesAt: number | null },
  at: number,
): Promise<void> {
  await invalidate(tx, [pollTag(poll.id), termsTag(poll.id), pollsTag])
  for (const moment of [poll.opensAt, poll.closesAt]) {
    if (moment !== null && moment > at)
      await enqueue(tx, pollTurnsJob, { pollId: poll.id }, { at, uniqueKey: `${poll.id}:${moment}`, runAt: moment })
  }
}

function sameFields(poll: Poll, fields: PollFields): boolean {
  return (
    poll.question === fields.question &&
    poll.minChoices === fields.minChoices &&
    poll.maxChoices === fields.maxChoices &&
    poll.opensAt === fields.opensAt &&
    poll.closesAt === fields.closesAt &&
    poll.results === fields.results &&
    poll.hiddenUntil === fields.hiddenUntil &&
    poll.rotates === fields.rotates &&
    poll.mayChange === fields.mayChange &&
    poll.who === fields.who
  )
}
