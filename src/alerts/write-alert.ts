/** Alerts before anybody has decided: drafting and changing them. */
import { articleById, heldArticle, topicIdsOf, type ArticleRow } from '../articles/store.ts'
import { latestVersion } from '../articles/version-store.ts'
import { plansOf } from '../editing/store.ts'
import { storyFor } from '../editing/story-for.ts'
import type { Actor, Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, isFailure, orFailure, type Failure } from '../kit/outcome.ts'
import { plained } from '../kit/visible.ts'
import { actorKey, alertFor, heldAs } from './alert-for.ts'
import { alertHash, changeable, notLooked, maxCharacters, planLeft, textFaults, type AlertWords } from './alert.ts'
import { notDone, unready } from './refusals.ts'
import { insertAlert, updateAlert, updateWords } from './store.ts'
import { topicNames } from './story-store.ts'

/** What the caller gives; what is left out comes from the story. */
export type GivenWords = Partial<Omit<AlertWords, 'articleId' | 'plannedAt'>> & {
  /** Whether it goes out with what is planned of its story; left out: where readers do not have the story yet. */
  withPublication?: boolean
}

export type Drafted = { outcome: 'drafted'; id: string; hash: string; revision: number } | Failure

/** Starts an alert for a story, with its headline, standfirst and topics unless told otherwise. */
export async function draftAlert(
  house: House,
  actor: Actor,
  { articleId, ...given }: { articleId: number } & GivenWords,
): Promise<Drafted> {
  const row = await storyFor(house, actor, 'alert.propose', articleId)
  if (isFailure(row)) return row
  if (row.kind !== 'article') return failed('invalid', 'An alert must be about a story, not a page.')
  if (row.state === 'withdrawn' || row.state === 'trashed')
    return failed('conflict', `The story is ${row.state}: it cannot have an alert.`)
  const drafted = await wordsFor(house, row, given)
  const fault = await faultIn(house, drafted, given.withPublication)
  if (fault !== undefined) return fault
  const [id, at] = [publicId(), house.clock.now()]
  return house.write(actor, async (tx) => {
    const plannedAt = drafted.plannedAt === null ? null : await heldPlan(tx, articleId)
    const words = { ...drafted, plannedAt }
    const alertId = await insertAlert(tx, words, { publicId: id, madeBy: actorKey(actor), at })
    await recordDeed(tx, { deed: 'alert.draft', subject: `alert:${alertId}`, detail: { articleId }, at })
    return { outcome: 'drafted', id, hash: alertHash(words), revision: 1 }
  })
}

async function wordsFor(
  { db }: House,
  { id: articleId, headline: newest, state }: Pick<ArticleRow, 'id' | 'headline' | 'state'>,
  given: GivenWords,
): Promise<AlertWords> {
  const version = await latestVersion(db, articleId)
  const headline = version?.headline || newest
  const level = given.level ?? 'important'
  return {
    articleId,
    threadId: given.threadId ?? articleId,
    level,
    title: given.title ?? first(version?.shortHeadline || headline, maxCharacters.title),
    text: given.text ?? first(version?.standfirst ?? '', maxCharacters.text),
    subject: given.subject ?? first(headline, maxCharacters.subject),
    preheader: given.preheader ?? first(version?.standfirst ?? '', maxCharacters.preheader),
    mailBody: given.mailBody ?? 'teaser',
    byEmail: given.byEmail ?? true,
    byPush: given.byPush ?? true,
    toEveryone: given.toEveryone ?? false,
    banner: given.banner ?? level === 'breaking',
    bannerUntil: given.bannerUntil ?? null,
    topicIds: given.topicIds ?? (await topicIdsOf(db, articleId)),
    plannedAt: (given.withPublication ?? state === 'scheduled') ? await planned(db, articleId) : null,
  }
}

/** For when its story, or an update of it, is planned; null where nothing is. */
async function planned(db: Db, articleId: number): Promise<number | null> {
  return (await plansOf(db, [articleId])).get(articleId) ?? null
}

/** The same, and nobody moves it until the write is over: who does so afterwards finds the alert. */
async function heldPlan(tx: Tx, articleId: number): Promise<number | null> {
  await heldArticle(tx, articleId)
  return planned(tx, articleId)
}

/** Text of a story on one plain line, of so many characters at most. */
function first(words: string, most: number): string {
  const characters = Array.from(plained(words).trim())
  return characters.length > most
    ? `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : characters.join('')
}

async function faultIn(
  house: House,
  words: AlertWords,
  withPublication: boolean | undefined,
): Promise<Failure | undefined> {
  const faults = textFaults(words)
  const known = await topicNames(house.db, words.topicIds)
  if (words.topicIds.some((id) => !known.has(id))) faults.push({ path: '/topics', detail: 'names no topic' })
  if (!words.byEmail && !words.byPush) faults.push({ path: '/byEmail', detail: 'or byPush must be chosen' })
  if (words.banner && words.level !== 'breaking') faults.push({ path: '/banner', detail: 'is for breaking news only' })
  if (withPublication === true && words.plannedAt === null)
    faults.push({ path: '/withPublication', detail: 'is for a story with something scheduled' })
  if (words.bannerUntil !== null && words.bannerUntil <= Math.max(house.clock.now(), words.plannedAt ?? 0))
    faults.push({ path: '/bannerUntil', detail: 'is over' })
  if (!(await isThread(house.db, words))) faults.push({ path: '/thread', detail: 'names no story that readers have' })
  return faults.length === 0 ? undefined : notDone('alert-unready', 'invalid', unready, { faults })
}

/** A thread begins with a story that readers have, or with this one. */
async function isThread(db: Db, { articleId, threadId }: AlertWords): Promise<boolean> {
  if (threadId === articleId) return true
  const begins = await articleById(db, threadId)
  return begins?.state === 'published' && begins.kind === 'article'
}

type Changing = { alertId: number; expectedRevision?: number | undefined } & GivenWords

export type Changed =
  | { outcome: 'changed'; state: 'draft'; hash: string; revision: number; isApprovalVoid: boolean }
  | Failure

/** Changes text or audience. An approval covered something else, so it is a draft again. */
export async function changeAlert(
  house: House,
  actor: Actor,
  { alertId, expectedRevision, withPublication, ...given }: Changing,
): Promise<Changed> {
  const before = await alertFor(house, actor, 'alert.propose', alertId)
  if (isFailure(before)) return before
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const plannedAt = withPublication === true ? await planned(house.db, before.articleId) : null
  const words = {
    ...before,
    ...set,
    ...(given.level !== undefined && given.level !== 'breaking' && noBanner),
    ...(withPublication !== undefined && { plannedAt }),
  }
  const fault = await faultIn(house, words, withPublication)
  if (fault !== undefined) return fault
  const at = house.clock.now()
  return orFailure(
    house.write(actor, async (tx): Promise<Changed> => {
      const alert = await heldAs(tx, alertId, expectedRevision ?? before.revision)
      if (!changeable.includes(alert.state)) return notChangeable(alert.state)
      const plan = words.plannedAt === null ? null : await heldPlan(tx, before.articleId)
      const changed = { ...words, plannedAt: withPublication === undefined ? planLeft(alert) : plan }
      await updateWords(tx, alertId, changed)
      const revision = await updateAlert(tx, alertId, notDecided)
      await recordDeed(tx, {
        deed: 'alert.change',
        subject: `alert:${alertId}`,
        detail: { fields: [...Object.keys(set), ...(withPublication === undefined ? [] : ['withPublication'])] },
        at,
      })
      const isApprovalVoid = alert.state !== 'draft'
      return { outcome: 'changed', state: 'draft', hash: alertHash(changed), revision, isApprovalVoid }
    }),
  )
}

const noBanner = { banner: false, bannerUntil: null }

/** A draft: nobody has decided anything about it. */
export const notDecided = {
  state: 'draft',
  proposedBy: null,
  proposedAt: null,
  approvedBy: null,
  approvedAt: null,
  approvedHash: null,
  overrideReason: null,
  planChange: null,
  sendAt: null,
  ...notLooked,
} as const

function notChangeable(state: string): Failure {
  return state === 'sending' || state === 'sent'
    ? failed('conflict', 'The alert has gone out. Correct it or withdraw it instead.')
    : failed('conflict', `The alert is ${state} and can no longer be changed.`)
}
