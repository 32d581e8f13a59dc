/** Polls that come from another system with counters but without ballots. */
import type { Tx } from '../../kit/db/schema.ts'
import { publicId } from '../../kit/ids.ts'
import { recordDeed } from '../../kit/ledger.ts'
import { invalidate } from '../../kit/page-cache/invalidate.ts'
import { announcePoll } from '../deeds.ts'
import { insertPoll, updatePoll, type PollFields } from '../editing-store.ts'
import { nextClose, tidyDefinition } from '../poll.ts'
import { heldPoll } from '../store.ts'
import { wordpressPollsTag } from '../tags.ts'
import { chosenOptions, putCurrent, putImportedTally, putOptions, putWordpressId, removeOptions } from './store.ts'

export type PollToImport = {
  wordpressId: number
  question: string
  /** In their order, with ids of the other system and what was counted there. */
  options: {
    sourceId: number
    label: string
    votes: number
    days: readonly (readonly [day: string, votes: number])[]
  }[]
  maxChoices: number
  opensAt: number
  closesAt: number | null
  /** See `imported_tallies`. */
  assumedCloseAt: number | null
  rotates: boolean
  voters: number
}

/** The poll that it became in an earlier run, and its options by their ids there. */
export type EarlierImport = { pollId: number; optionIds: ReadonlyMap<number, number> }

export type PollImported =
  | { outcome: 'imported'; pollId: number; /** In the order of the options. */ optionIds: number[] }
  | { outcome: 'refused'; reason: string }

const origin = 'WP-Polls'

/**
 * Makes the poll, or brings it up to date with what is counted there by now. Ballots that were cast here stay as they
 * are.
 */
export async function importPollIn(
  tx: Tx,
  given: PollToImport,
  earlier: EarlierImport | undefined,
  at: number,
): Promise<PollImported> {
  const { options, voters, assumedCloseAt } = given
  const placed = earlier === undefined ? await create(tx, given, at) : await update(tx, given, earlier, at)
  if ('reason' in placed) return { outcome: 'refused', reason: placed.reason }
  const { pollId, optionIds, fields } = placed
  await putImportedTally(
    tx,
    pollId,
    {
      origin,
      voters,
      assumedCloseAt,
      votes: options.map(({ votes, days }, index) => ({ optionId: optionIds[index] ?? 0, votes, days })),
    },
    at,
  )
  await announcePoll(tx, { id: pollId, opensAt: fields.opensAt, closesAt: fields.closesAt }, at)
  await invalidate(tx, [wordpressPollsTag])
  await recordDeed(tx, {
    deed: 'poll.import',
    subject: `poll:${pollId}`,
    detail: {
      origin,
      question: given.question,
      voters,
      options: options.map(({ label, votes }) => ({ label, votes })),
    },
    at,
  })
  return { outcome: 'imported', pollId, optionIds }
}

/** Which poll stories show that name none. A guess does not take the place of what was known. */
export async function showAsCurrentIn(
  tx: Tx,
  pollId: number | undefined,
  { isCertain }: { isCertain: boolean },
): Promise<void> {
  if (await putCurrent(tx, pollId, isCertain)) await invalidate(tx, [wordpressPollsTag])
}

type Placed = { pollId: number; optionIds: number[]; fields: PollFields }

async function create(tx: Tx, given: PollToImport, at: number): Promise<Placed> {
  const { question, options, maxChoices, opensAt, closesAt, rotates } = given
  const definition = tidyDefinition({
    question,
    options: options.map(({ label }) => label),
    minChoices: 1,
    maxChoices,
    opensAt,
    closesAt,
    results: 'always',
    rotates,
  })
  const fields: PollFields = { ...definition, opensAt }
  const pollId = await insertPoll(tx, { publicId: publicId(), key: null, opensAt, at }, definition)
  if (pollId === undefined) throw new Error('a poll without a key met one with the same key')
  await putWordpressId(tx, pollId, given.wordpressId)
  const poll = await heldPoll(tx, pollId)
  return { pollId, optionIds: poll?.options.map(({ id }) => id) ?? [], fields }
}

async function update(
  tx: Tx,
  given: PollToImport,
  earlier: EarlierImport,
  at: number,
): Promise<Placed | { reason: string }> {
  const poll = await heldPoll(tx, earlier.pollId)
  if (poll === undefined) throw new Error(`poll ${earlier.pollId} was imported and cannot be found`)
  const ids = given.options.map(({ sourceId }) => earlier.optionIds.get(sourceId))
  const gone = poll.options.filter(({ id }) => !ids.includes(id))
  const chosen = await chosenOptions(
    tx,
    poll.id,
    gone.map(({ id }) => id),
  )
  if (chosen.length > 0)
    return {
      reason: `readers have voted here for ${gone
        .filter(({ id }) => chosen.includes(id))
        .map(({ label }) => `"${label}"`)
        .join(', ')}, which it no longer has`,
    }
  const closesAt = nextClose(poll, given.closesAt, at)
  const { question, maxChoices, opensAt, rotates } = given
  const fields: PollFields = {
    ...poll,
    question,
    maxChoices,
    minChoices: Math.min(poll.minChoices, maxChoices),
    opensAt,
    closesAt,
    rotates,
  }
  await updatePoll(tx, poll.id, fields)
  await removeOptions(
    tx,
    poll.id,
    gone.map(({ id }) => id),
  )
  const known = new Set(poll.options.map(({ id }) => id))
  return {
    pollId: poll.id,
    fields,
    optionIds: await putOptions(
      tx,
      poll.id,
      given.options.map(({ label }, index) => ({ id: known.has(ids[index] ?? 0) ? ids[index] : undefined, label })),
    ),
  }
}
