/** Writing polls themselves: their words, options, rules and keys. */
import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { Tx } from '../kit/db/schema.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { restoreMediaIn } from '../media/withdrawn.ts'
import { goneOptions, type WantedOption } from './options.ts'
import type { OptionPicture, Poll, PollOption, TidyDefinition } from './poll.ts'
import { pollTag, termsTag } from './tags.ts'

/** Under what a change after the opening is told in the certificate. */
export type Change = {
  what:
    | 'question'
    | 'option'
    | 'new-option'
    | 'picture'
    | 'choices'
    | 'opens'
    | 'closes'
    | 'results'
    | 'order'
    | 'changing'
    | 'who'
    | 'rules'
    | 'set-aside'
    | 'released'
  was: string
  became: string
}

/** The certificate tells them whatever else it keeps back, and is made anew. */
export async function insertChanges(tx: Tx, pollId: number, changes: readonly Change[], at: number): Promise<void> {
  if (changes.length === 0) return
  await tx
    .insertInto('poll_changes')
    .values(changes.map((change) => ({ poll_id: pollId, at, ...change })))
    .execute()
  await invalidate(tx, [pollTag(pollId), termsTag(pollId)])
}

/** By the options' labels. */
export async function setPictures(
  tx: Tx,
  pollId: number,
  pictures: readonly { label: string; picture: OptionPicture | null }[],
): Promise<void> {
  await restoreMediaIn(
    tx,
    pictures.flatMap(({ picture }) => picture?.mediaId ?? []),
  )
  for (const { label, picture } of pictures) {
    await tx
      .updateTable('poll_options')
      .set({ media_id: picture?.mediaId ?? null, alt: picture?.alt ?? '' })
      .where('poll_id', '=', pollId)
      .where('label', '=', label)
      .execute()
  }
}

export async function setRules(tx: Tx, id: number, rules: string): Promise<void> {
  await tx.updateTable('polls').set({ rules }).where('id', '=', id).execute()
  await invalidate(tx, [pollTag(id), termsTag(id)])
}

/** A poll that opens again long after its close has a new key: with the old one went what was known of its networks. */
export async function renewKey(tx: Tx, pollId: number, at: number): Promise<void> {
  await tx
    .updateTable('poll_keys')
    .set({ material: randomBytes(32), made_at: at, destroyed_at: null })
    .where('poll_id', '=', pollId)
    .where('material', 'is', null)
    .execute()
}

type NewPoll = { publicId: string; key: string | null; opensAt: number; at: number }

/** Nothing when the key is taken. */
export async function insertPoll(
  tx: Tx,
  { publicId, key, opensAt, at }: NewPoll,
  definition: TidyDefinition,
): Promise<number | undefined> {
  const row = await tx
    .insertInto('polls')
    .values({
      public_id: publicId,
      key,
      wordpress_id: null,
      question: definition.question,
      min_choices: definition.minChoices,
      max_choices: definition.maxChoices,
      opens_at: opensAt,
      closes_at: definition.closesAt,
      results: definition.results,
      hidden_until: definition.hiddenUntil,
      rotates: Number(definition.rotates),
      may_change: Number(definition.mayChange),
      who: definition.who,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row === undefined) return undefined
  await tx.insertInto('poll_totals').values({ poll_id: row.id, counted: 0, set_aside: 0 }).execute()
  await tx
    .insertInto('poll_keys')
    .values({ poll_id: row.id, material: randomBytes(32), made_at: at, destroyed_at: null })
    .execute()
  await insertOptions(tx, row.id, definition.options)
  return row.id
}

/**
 * Brings the options of a held poll to these, in this order. One that was there keeps its id (and its votes), whatever
 * its words; only options that nobody can have chosen may go.
 */
export async function arrangeOptions(
  tx: Tx,
  pollId: number,
  before: readonly PollOption[],
  wanted: readonly WantedOption[],
): Promise<void> {
  const gone = goneOptions(before, wanted).map(({ id }) => id)
  if (gone.length > 0) {
    await tx.deleteFrom('tallies').where('poll_id', '=', pollId).where('option_id', 'in', gone).execute()
    await tx.deleteFrom('poll_options').where('poll_id', '=', pollId).where('id', 'in', gone).execute()
  }
  // Out of the way first: (poll, position) is unique at every moment.
  await tx
    .updateTable('poll_options')
    .set({ position: sql`position + 1000` })
    .where('poll_id', '=', pollId)
    .execute()
  for (const [position, { label, was }] of wanted.entries()) {
    if (was === undefined) await insertOptions(tx, pollId, [label], position)
    else await tx.updateTable('poll_options').set({ position, label }).where('id', '=', was.id).execute()
  }
}

async function insertOptions(tx: Tx, pollId: number, labels: readonly string[], from = 0): Promise<void> {
  const options = await tx
    .insertInto('poll_options')
    .values(labels.map((label, index) => ({ poll_id: pollId, position: from + index, label })))
    .returning('id')
    .execute()
  await tx
    .insertInto('tallies')
    .values(options.map(({ id }) => ({ poll_id: pollId, option_id: id, votes: 0 })))
    .execute()
}

export type PollFields = Pick<
  Poll,
  | 'question'
  | 'minChoices'
  | 'maxChoices'
  | 'opensAt'
  | 'closesAt'
  | 'results'
  | 'hiddenUntil'
  | 'rotates'
  | 'mayChange'
  | 'who'
>

/** Whoever has seen the poll as it was before is told so when they change it. */
export async function updatePoll(tx: Tx, id: number, fields: PollFields): Promise<void> {
  await tx
    .updateTable('polls')
    .set({
      revision: sql`revision + 1`,
      question: fields.question,
      min_choices: fields.minChoices,
      max_choices: fields.maxChoices,
      opens_at: fields.opensAt,
      closes_at: fields.closesAt,
      results: fields.results,
      hidden_until: fields.hiddenUntil,
      rotates: Number(fields.rotates),
      may_change: Number(fields.mayChange),
      who: fields.who,
    })
    .where('id', '=', id)
    .execute()
}
