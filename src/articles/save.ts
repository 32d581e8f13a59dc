import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { baseOf } from '../kit/languages.ts'
import { enqueue } from '../kit/queue/job.ts'
import type { ArticleFields } from './article-columns.ts'
import { archiveMonth, isPublic, type ArticleInput } from './article.ts'
import { replaceCorrections } from './correction-store.ts'
import { insertArticle, insertWholeArticle } from './create-store.ts'
import { followMediaIn } from './held-media.ts'
import { tellSearchEnginesLater } from './index-now.ts'
import { publishDueJob, type PlanTold } from './jobs.ts'
import { claimPath } from './path-store.ts'
import { placeArticle, wantedPath, type Placed } from './place.ts'
import { tellPlanIn } from './plan.ts'
import { quotesOf } from './quotes.ts'
import { replaceRelatedByHand } from './relate-store.ts'
import type { SaveContext } from './save-context.ts'
import {
  assertRevision,
  completeVersion,
  differencesOf,
  filingOf,
  heldSnapshot,
  type Differences,
  type Snapshot,
} from './snapshot.ts'
import { clearLists, insertPolls, insertQuotes, moveMonth, updateArticle, type QuoteRow } from './store.ts'
import { touchedTags } from './touched-pages.ts'
import { idsUnder, placeTranslation } from './translation-store.ts'
import { insertVersion, markShown } from './version-store.ts'
import { nothingFollows, tellWhatFollowsIn, type Following } from './what-follows.ts'

export type Saved = Placed & { id: number; outcome: 'created' | 'updated' | 'unchanged' }

/** What the steps of one save go by. */
type Save = Times & {
  before: Snapshot | undefined
  input: ArticleInput
  differs: Differences
  /** Of the version that is saved. */
  number: number
  context: SaveContext
  following: Following
}
type Times = {
  publishedAt: number | null
  /** As lists sort it; null where none shows it. */
  listedAt: number | null
}
type SaveOf = Save & { articleId: number; quotes: QuoteRow[] }

/**
 * Writes an article or page with its current version, its public address, its topics, authors and quotes, and says
 * which cached pages that touches. Saving the same again writes nothing.
 * @throws TakenBack when the context expects another revision
 */
export async function saveArticleIn(
  tx: Tx,
  id: number | undefined,
  input: ArticleInput,
  context: SaveContext,
): Promise<Saved> {
  const before = id === undefined ? undefined : await heldSnapshot(tx, id)
  assertRevision(before?.row, context.expectedRevision)
  const differs = differencesOf(before, input)
  if (before !== undefined && !differs.anything)
    return { id: before.row.id, path: before.row.path, outcome: 'unchanged' }
  const number = (before?.version?.number ?? 0) + Number(differs.version)
  const following = context.following ?? nothingFollows()
  const save: Save = { before, input, differs, number, ...timesOf(input, before, context), context, following }
  const placed = before === undefined ? await createIn(tx, save) : await changeIn(tx, save, before.row.id)
  const { id: articleId, path } = placed
  await moveMonth(tx, before?.row.archiveMonth ?? null, monthOf(save))
  const saveOf: SaveOf = { ...save, articleId, quotes: await quotesOf(tx, input.version.document) }
  await showOnLists(tx, saveOf)
  await gatherWhatFollows(tx, saveOf, path)
  const deed = before === undefined ? 'article.create' : 'article.update'
  const detail = { state: input.state, version: number }
  following.deeds.push({ deed, subject: `article:${articleId}`, detail, at: context.at })
  if (context.following === undefined) await tellWhatFollowsIn(tx, following, context.at)
  return { ...placed, outcome: before === undefined ? 'created' : 'updated' }
}

/** In one piece, as most can be; else step by step, with an address that is free. */
async function createIn(tx: Tx, save: Save): Promise<Placed & { id: number }> {
  const { input, number, publishedAt, context } = save
  const path = wantedPath(input, context) ?? null
  const isWhole = path !== null || !isPublic(input.state)
  const whole = isWhole ? await insertWholeArticle(tx, publicId(), input, fieldsOf(save, path), context.at) : undefined
  const id = whole ?? (await insertArticle(tx, publicId(), input, context.at))
  const shownAt = isPublic(input.state) ? publishedAt : null
  await insertVersion(tx, id, number, completeVersion(undefined, input), {
    filing: filingOf(undefined, input),
    at: context.at,
    shownAt,
  })
  const isPlaced = path === null || (await claimPath(tx, path, { kind: 'article', articleId: id }, context.at))
  if (whole !== undefined && isPlaced) return { id, path }
  const placed = await placeArticle(tx, { articleId: id, before: undefined, input, context })
  await updateArticle(tx, id, fieldsOf(save, placed.path))
  return { ...placed, id }
}

async function changeIn(tx: Tx, save: Save, id: number): Promise<Placed & { id: number }> {
  const { before, input, differs, number, publishedAt, context } = save
  // The version that is there says the same.
  if (differs.version)
    await insertVersion(tx, id, number, completeVersion(before, input), {
      filing: filingOf(before, input),
      at: context.at,
      shownAt: null,
    })
  const placed = await placeArticle(tx, { articleId: id, before: before?.row, input, context })
  await updateArticle(tx, id, fieldsOf(save, placed.path))
  if (isPublic(input.state) && publishedAt !== null) {
    const isFirst = before?.row.publishedVersion == null
    await markShown(tx, id, number, isFirst ? publishedAt : (input.updatedAt ?? context.at))
  }
  return { ...placed, id }
}

function timesOf(
  input: ArticleInput,
  before: Snapshot | undefined,
  { at }: SaveContext,
): Pick<Save, 'publishedAt' | 'listedAt'> {
  if (!isPublic(input.state)) return { publishedAt: input.publishedAt, listedAt: null }
  const publishedAt = input.publishedAt ?? before?.row.publishedAt ?? at
  return { publishedAt, listedAt: input.kind === 'article' ? publishedAt : null }
}

function fieldsOf(save: Save, path: string | null): ArticleFields {
  const { before, input, number, publishedAt, context } = save
  const isShown = isPublic(input.state)
  return {
    slug: input.slug,
    path,
    state: input.state,
    publishedVersion: isShown ? number : (before?.row.publishedVersion ?? null),
    publishedAt,
    updatedAt: updatedAt(input, before === undefined ? publishedAt : laterOf(before, context)),
    mainTopicId: input.topicIds[0] ?? null,
    archiveMonth: monthOf(save),
    language: isShown ? baseOf(input.version.language) : (before?.row.language ?? ''),
    commentsOpen: input.commentsOpen,
    commentsHeld: input.commentsHeld ?? before?.row.commentsHeld === 1,
    pinned: input.pinned,
    headline: input.version.headline,
    changedAt: context.at,
  }
}

function monthOf({ listedAt, context }: Save): string | null {
  return listedAt === null ? null : archiveMonth(listedAt, context.timeZone)
}

/** A clock that was put back makes no story older than it was: feeds would not tell of the change. */
function laterOf({ row }: Snapshot, { at }: SaveContext): number {
  return Math.max(at, row.updatedAt ?? at)
}

/** A correction is something new for readers, whatever time the story was given. */
function updatedAt({ updatedAt: given, corrections = [] }: ArticleInput, otherwise: number | null): number | null {
  const at = given ?? otherwise
  return at === null ? null : Math.max(at, ...corrections.map(({ madeAt }) => madeAt))
}

async function showOnLists(tx: Tx, save: SaveOf): Promise<void> {
  const { articleId, before, input, differs, listedAt, quotes, following } = save
  if (before !== undefined) await clearLists(tx, articleId)
  const lines = (ids: readonly number[]) =>
    ids.map((listedId, position) => ({ articleId, listedId, position, publishedAt: listedAt }))
  following.topics.push(...lines(input.topicIds))
  following.authors.push(...lines(input.authorIds))
  await insertQuotes(tx, articleId, quotes, listedAt)
  await insertPolls(tx, articleId, pollsOf(input))
  if (differs.related) await replaceRelatedByHand(tx, articleId, input.relatedIds ?? [])
  if (differs.corrections) await replaceCorrections(tx, articleId, input.corrections ?? [])
}

function pollsOf({ version }: ArticleInput): string[] {
  return version.document.blocks.flatMap((block) =>
    block.type === 'poll' ? (block.poll ?? `wordpress:${block.wordpress?.id}`) : [],
  )
}

/** What a save means for files, translations, cached pages, the search index and machines elsewhere. */
async function gatherWhatFollows(tx: Tx, save: SaveOf, path: string | null): Promise<void> {
  const { articleId, before, input, differs, publishedAt, quotes, context, following } = save
  const { at } = context
  const [wasPublic, isShown] = [before?.row.publishedVersion != null, isPublic(input.state)]
  const change = { wasPublic, isPublic: isShown, isCorrected: differs.corrections }
  await followMediaIn(tx, { articleId, version: input.version, at, isNew: before === undefined }, change)
  const translations = await followTranslations(tx, save)
  if (isShown || wasPublic) {
    const touched = {
      articleIds: [articleId, ...translations],
      topicIds: [...(before?.topicIds ?? []), ...input.topicIds],
      personIds: [...(before?.authorIds ?? []), ...input.authorIds, ...quotes.map(({ personId }) => personId)],
      isCorrected: differs.corrections,
    }
    const isHard = !isShown || differs.corrections
    following.pages[isHard ? 'hard' : 'soft'].push(...touchedTags(touched))
  }
  const wasShown = before !== undefined && isPublic(before.row.state)
  if (isShown || wasShown) following.changedIds.push(articleId)
  if (isShown && input.kind === 'article') following.relateIds.push(articleId)
  if (before?.row.state === 'scheduled') await tellPlanIn(tx, { articleId, ...whatBecame(before, input, at) }, at)
  if (input.state === 'scheduled' && publishedAt !== null)
    await enqueue(
      tx,
      publishDueJob,
      { articleId },
      { at, uniqueKey: `${articleId} ${publishedAt}`, runAt: publishedAt },
    )
  const changed = isShown ? path : wasShown ? before.row.path : null
  if (context.tellsSearchEngines === true && changed !== null) await tellSearchEnginesLater(tx, changed, at)
}

/** Carried out is what was published at the very moment that was planned. Whoever publishes by hand says another. */
function whatBecame({ row }: Snapshot, { state, publishedAt }: ArticleInput, at: number): Omit<PlanTold, 'articleId'> {
  const plannedAt = row.publishedAt
  if (state === 'scheduled') return { outcome: 'moved', plannedAt: null }
  if (state !== 'published') return { outcome: 'taken-back', plannedAt: null }
  const isAsPlanned = plannedAt !== null && plannedAt <= at && publishedAt === plannedAt
  return isAsPlanned ? { outcome: 'carried-out', plannedAt } : { outcome: 'published-otherwise', plannedAt: null }
}

/** Those that the story was linked with, and those that it is linked with now. */
async function followTranslations(tx: Tx, { articleId, before, input }: SaveOf): Promise<number[]> {
  const keyBefore = before?.translationKey ?? ''
  const key = input.translationKey ?? keyBefore
  const linked = [...(await idsUnder(tx, keyBefore)), ...(await idsUnder(tx, key))]
  if (key !== '' || keyBefore !== '') await placeTranslation(tx, articleId, key, input.version.language)
  return linked
}
