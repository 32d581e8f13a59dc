import type { Tx } from '../kit/db/schema.ts'
import { publicId } from '../kit/ids.ts'
import { baseOf } from '../kit/languages.ts'
import { recordDeed } from '../kit/ledger.ts'
import { enqueue } from '../kit/queue/job.ts'
import { archiveMonth, isPublic, type ArticleInput } from './article.ts'
import { noteChangeIn } from './changes.ts'
import { replaceCorrections } from './correction-store.ts'
import { followMediaIn } from './held-media.ts'
import { tellSearchEnginesLater } from './index-now.ts'
import { publishDueJob, relateJob } from './jobs.ts'
import { placeArticle, type Placed } from './place.ts'
import { quotesOf } from './quotes.ts'
import { replaceRelatedByHand } from './relate-store.ts'
import type { SaveContext } from './save-context.ts'
import {
  assertRevision,
  completeVersion,
  differencesOf,
  heldSnapshot,
  type Differences,
  type Snapshot,
} from './snapshot.ts'
import {
  clearLists,
  insertArticle,
  insertAuthors,
  insertPolls,
  insertQuotes,
  insertTopics,
  moveMonth,
  updateArticle,
  type QuoteRow,
} from './store.ts'
import { renewPages } from './touched-pages.ts'
import { idsUnder, placeTranslation } from './translation-store.ts'
import { insertVersion, markShown } from './version-store.ts'

export type Saved = Placed & { id: number; outcome: 'created' | 'updated' | 'unchanged' }

/** What the steps of one save go by. */
type Save = {
  articleId: number
  before: Snapshot | undefined
  input: ArticleInput
  differs: Differences
  /** Of the version that is saved. */
  number: number
  publishedAt: number | null
  /** As lists sort it; null where none shows it. */
  listedAt: number | null
  quotes: QuoteRow[]
  context: SaveContext
}

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
  const articleId = before?.row.id ?? (await insertArticle(tx, publicId(), input, context.at))
  const number = await saveVersion(tx, { articleId, before, input, differs, context })
  const placed = await placeArticle(tx, { articleId, before: before?.row, input, context })
  const times = timesOf(input, before, context)
  const quotes = await quotesOf(tx, input.version.document)
  const save: Save = { articleId, before, input, differs, number, ...times, quotes, context }
  await saveFields(tx, save, placed.path)
  await showOnLists(tx, save)
  await tellWhatFollows(tx, save, placed.path)
  const deed = before === undefined ? 'article.create' : 'article.update'
  const detail = { state: input.state, version: number }
  await recordDeed(tx, { deed, subject: `article:${articleId}`, detail, at: context.at })
  return { ...placed, id: articleId, outcome: before === undefined ? 'created' : 'updated' }
}

/** The number of the version that holds these words: the one that is there, where they are the same. */
async function saveVersion(
  tx: Tx,
  { articleId, before, input, differs, context }: Omit<Save, 'number' | 'publishedAt' | 'listedAt' | 'quotes'>,
): Promise<number> {
  const number = before?.version?.number ?? 0
  if (!differs.version) return number
  await insertVersion(tx, articleId, number + 1, completeVersion(before, input), context.at)
  return number + 1
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

async function saveFields(tx: Tx, save: Save, path: string | null): Promise<void> {
  const { articleId, before, input, number, publishedAt, listedAt, context } = save
  const isShown = isPublic(input.state)
  const month = listedAt === null ? null : archiveMonth(listedAt, context.timeZone)
  await updateArticle(tx, articleId, {
    slug: input.slug,
    path,
    state: input.state,
    publishedVersion: isShown ? number : (before?.row.publishedVersion ?? null),
    publishedAt,
    updatedAt: updatedAt(input, before === undefined ? publishedAt : context.at),
    mainTopicId: input.topicIds[0] ?? null,
    archiveMonth: month,
    language: isShown ? baseOf(input.version.language) : (before?.row.language ?? ''),
    commentsOpen: input.commentsOpen,
    commentsHeld: input.commentsHeld ?? before?.row.commentsHeld === 1,
    pinned: input.pinned,
    headline: input.version.headline,
    changedAt: context.at,
  })
  await moveMonth(tx, before?.row.archiveMonth ?? null, month)
  if (!isShown || publishedAt === null) return
  const isFirst = before?.row.publishedVersion == null
  await markShown(tx, articleId, number, isFirst ? publishedAt : (input.updatedAt ?? context.at))
}

/** A correction is something new for readers, whatever time the story was given. */
function updatedAt({ updatedAt: given, corrections = [] }: ArticleInput, otherwise: number | null): number | null {
  const at = given ?? otherwise
  return at === null ? null : Math.max(at, ...corrections.map(({ madeAt }) => madeAt))
}

async function showOnLists(tx: Tx, { articleId, before, input, differs, listedAt, quotes }: Save): Promise<void> {
  if (before !== undefined) await clearLists(tx, articleId)
  await insertTopics(tx, articleId, input.topicIds, listedAt)
  await insertAuthors(tx, articleId, input.authorIds, listedAt)
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
async function tellWhatFollows(tx: Tx, save: Save, path: string | null): Promise<void> {
  const { articleId, before, input, differs, publishedAt, quotes, context } = save
  const { at } = context
  const [wasPublic, isShown] = [before?.row.publishedVersion != null, isPublic(input.state)]
  const change = { wasPublic, isPublic: isShown, isCorrected: differs.corrections }
  await followMediaIn(tx, { articleId, version: input.version, at }, change)
  const translations = await followTranslations(tx, save)
  if (isShown || wasPublic) {
    const touched = {
      articleIds: [articleId, ...translations],
      topicIds: [...(before?.topicIds ?? []), ...input.topicIds],
      personIds: [...(before?.authorIds ?? []), ...input.authorIds, ...quotes.map(({ personId }) => personId)],
      isCorrected: differs.corrections,
    }
    await renewPages(tx, touched, { hard: !isShown || differs.corrections })
  }
  const wasShown = before !== undefined && isPublic(before.row.state)
  if (isShown || wasShown) await noteChangeIn(tx, articleId, at)
  if (isShown && input.kind === 'article')
    await enqueue(tx, relateJob, { articleId }, { at, uniqueKey: String(articleId) })
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

/** Those that the story was linked with, and those that it is linked with now. */
async function followTranslations(tx: Tx, { articleId, before, input }: Save): Promise<number[]> {
  const keyBefore = before?.translationKey ?? ''
  const key = input.translationKey ?? keyBefore
  const linked = [...(await idsUnder(tx, keyBefore)), ...(await idsUnder(tx, key))]
  if (key !== '' || keyBefore !== '') await placeTranslation(tx, articleId, key, input.version.language)
  return linked
}
