import { memberByPublicId } from '../accounts/store.ts'
import { assertRevision } from '../articles/snapshot.ts'
import { heldArticle, type ArticleRow } from '../articles/store.ts'
import type { Actor, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failedAs, isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { enqueue } from '../kit/queue/job.ts'
import { can } from '../staff/acts.ts'
import { momentParams, timeWords } from './gate.ts'
import { expireJob } from './jobs.ts'
/** A story's embargo, expiry and owner. */
import { notDone } from './refusals.ts'
import { momentFor, type Later } from './schedule.ts'
import { ownerIdOf, setTimes, stagedUpdate, type StoryTimes } from './store.ts'
import { noSuchStory, storyFor } from './story-for.ts'

/** What is left out stays unchanged; null removes it. */
export type TimesGiven = {
  embargoAt?: Later | null | undefined
  expiresAt?: Later | null | undefined
  /** The public id of a member. */
  owner?: string | null | undefined
}

export type TimesSet =
  | { outcome: 'set'; embargoAt: number | null; expiresAt: number | null; revision: number }
  | Failure

/** Any writer of a story can set an embargo; only the publisher can end one early. */
export async function setStoryTimes(
  house: House,
  actor: Actor,
  { articleId, expectedRevision, ...given }: TimesGiven & { articleId: number; expectedRevision?: number | undefined },
): Promise<TimesSet> {
  const isForEditors = given.expiresAt !== undefined || given.owner !== undefined
  const row = await storyFor(house, actor, isForEditors ? 'article.publish' : 'article.write', articleId)
  if (isFailure(row)) return row
  const at = house.clock.now()
  const times = await timesOf(house, row, given, at)
  if (isFailure(times)) return times
  return orFailure(
    house.write(actor, async (tx): Promise<TimesSet> => {
      const held = await heldArticle(tx, articleId)
      assertRevision(held, expectedRevision)
      if (held === undefined) return noSuchStory
      const refused = await refusal(tx, house, { actor, row: held, times, at })
      if (refused !== undefined) return refused
      await setTimes(tx, articleId, times, at)
      const { embargoAt, expiresAt } = times
      if (expiresAt !== null)
        await enqueue(tx, expireJob, { articleId }, { at, uniqueKey: `${articleId} ${expiresAt}`, runAt: expiresAt })
      await recordDeed(tx, { deed: 'article.times', subject: `article:${articleId}`, detail: { ...given }, at })
      return { outcome: 'set', embargoAt, expiresAt, revision: held.revision + 1 }
    }),
  )
}

async function timesOf(house: House, row: ArticleRow, given: TimesGiven, at: number): Promise<StoryTimes | Failure> {
  const embargo = momentOrNot(house, given.embargoAt, row.embargoAt, at)
  if (isFailure(embargo)) return embargo
  const expiry = momentOrNot(house, given.expiresAt, row.expiresAt, at)
  if (isFailure(expiry)) return expiry
  const owner = await ownerOf(house, row, given.owner)
  if (isFailure(owner)) return owner
  if (embargo.at !== null && expiry.at !== null && expiry.at <= embargo.at)
    return notDone('ends-before-embargo', 'invalid', 'The story would be withdrawn before its embargo ends.')
  return { embargoAt: embargo.at, expiresAt: expiry.at, ownerId: owner.id }
}

function momentOrNot(
  house: House,
  given: Later | null | undefined,
  before: number | null,
  now: number,
): { at: number | null } | Failure {
  if (given === undefined || given === before) return { at: before }
  return given === null ? { at: null } : momentFor(house, given, now)
}

async function ownerOf(
  house: House,
  { id }: ArticleRow,
  given: string | null | undefined,
): Promise<{ id: number | null } | Failure> {
  if (given === undefined) return { id: await ownerIdOf(house.db, id) }
  if (given === null) return { id: null }
  const member = await memberByPublicId(house.db, given)
  return member === undefined ? failedAs('no-such-member', 'invalid', 'There is no such member.') : { id: member.id }
}

type Setting = { actor: Actor; row: ArticleRow; times: StoryTimes; at: number }

async function refusal(tx: Tx, house: House, { actor, row, times, at }: Setting): Promise<Failure | undefined> {
  const { embargoAt, expiresAt } = times
  const ends = row.embargoAt !== null && row.embargoAt > at && (embargoAt === null || embargoAt < row.embargoAt)
  if (ends && !can(actor, 'embargo.break'))
    return notDone('embargo-of-publisher', 'conflict', 'Only the publisher can end an embargo early.')
  const planned = row.state === 'scheduled' ? row.publishedAt : (await stagedUpdate(tx, row.id))?.publishAt
  if (planned == null) return undefined
  const isOdd = (embargoAt !== null && embargoAt > planned) || (expiresAt !== null && expiresAt <= planned)
  return isOdd
    ? notDone(
        'planned-first',
        'conflict',
        `The story is scheduled for ${timeWords(house, planned)}. Change that first.`,
        {
          params: momentParams(house, planned),
        },
      )
    : undefined
}
