import { isDeepStrictEqual } from 'node:util'
import type { Db, Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { baseOf } from '../kit/languages.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { enqueue } from '../kit/queue/job.ts'
import { peopleBySlug } from '../people/store.ts'
import { personTag } from '../people/tags.ts'
import { topicTag } from '../topics/tags.ts'
import { archiveMonth, articlePath, isPublic, type ArticleInput } from './article.ts'
import { noteChangeIn } from './changes.ts'
import type { Document } from './document.ts'
import { followMediaIn, withdrawUnheldIn } from './held-media.ts'
import { tellSearchEnginesLater, tellsSearchEngines } from './index-now.ts'
import { publishDueJob, relateJob } from './jobs.ts'
import { claimFreePath, claimPath, markArticlePaths, redirectPath } from './paths.ts'
import { quoteWords } from './render/text.ts'
import { sitemapTag } from './sitemap.ts'
import {
  articleById,
  authorIdsOf,
  clearLists,
  correctionsOf,
  insertArticle,
  insertAuthors,
  insertPolls,
  insertQuotes,
  insertTopics,
  insertVersion,
  latestVersion,
  markShown,
  moveMonth,
  replaceCorrections,
  topicIdsOf,
  unlist,
  updateArticle,
  type ArticleRow,
  type QuoteRow,
} from './store.ts'
import { correctionsTag, articleTag, frontTag } from './tags.ts'
import { idsUnder, placeTranslation, translationKeyOf } from './translations.ts'

export type SaveContext = {
  at: number
  timeZone: string
  pattern: string
  /** Search engines are told of the change; left out by an import, whose stories were there before. */ tellsSearchEngines?: boolean
}

/** The context of a deed in this house, now or at a given time. */
export function saveContext(house: House, at: number): SaveContext {
  const { identity, urls } = house.settings.current()
  return { at, timeZone: identity.timeZone, pattern: urls.articles, tellsSearchEngines: tellsSearchEngines(house) }
}

export type Saved = {
  id: number
  path: string | null
  outcome: 'created' | 'updated' | 'unchanged'
  /** The path that was asked for and belongs to something else. */
  collision?: string
}

/**
 * Writes an article or page with its current version, its public address, its topics, authors and quotes, and says
 * which cached pages that touches. Saving the same again writes nothing.
 */
export async function saveArticleIn(
  tx: Tx,
  id: number | undefined,
  input: ArticleInput,
  context: SaveContext,
): Promise<Saved> {
  const before = id === undefined ? undefined : await articleById(tx, id)
  const version = before === undefined ? undefined : await latestVersion(tx, before.id)
  const topicsBefore = before === undefined ? [] : await topicIdsOf(tx, before.id)
  const authorsBefore = before === undefined ? [] : await authorIdsOf(tx, before.id)
  const correctionsBefore =
    before === undefined || input.corrections === undefined ? [] : await correctionsOf(tx, before.id)
  const sameCorrections = isDeepStrictEqual(correctionsBefore, input.corrections ?? [])
  const keyBefore = before === undefined ? '' : await translationKeyOf(tx, before.id)
  const key = input.translationKey ?? keyBefore
  const { number, ...content } = version ?? { number: 0 }
  const sameVersion = isDeepStrictEqual(content, plain(input.version))
  if (
    before !== undefined &&
    sameVersion &&
    sameCorrections &&
    key === keyBefore &&
    sameFields(before, input) &&
    isDeepStrictEqual([topicsBefore, authorsBefore], [input.topicIds, input.authorIds])
  ) {
    return { id: before.id, path: before.path, outcome: 'unchanged' }
  }
  const articleId = before?.id ?? (await insertArticle(tx, publicId(), input, context.at))
  const currentNumber = sameVersion ? number : number + 1
  if (!sameVersion) await insertVersion(tx, articleId, currentNumber, input.version, context.at)
  const isFirstShown = before?.publishedVersion == null
  const { path, collision } = await placeArticle(tx, articleId, before, input, context)
  const publishedAt = isPublic(input.state)
    ? (input.publishedAt ?? before?.publishedAt ?? context.at)
    : input.publishedAt
  const listedAt = isPublic(input.state) && input.kind === 'article' ? publishedAt : null
  const month = listedAt === null ? null : archiveMonth(listedAt, context.timeZone)
  await updateArticle(tx, articleId, {
    slug: input.slug,
    path,
    state: input.state,
    publishedVersion: isPublic(input.state) ? currentNumber : (before?.publishedVersion ?? null),
    publishedAt,
    updatedAt: updatedAt(input, before === undefined ? publishedAt : context.at),
    mainTopicId: input.topicIds[0] ?? null,
    archiveMonth: month,
    language: isPublic(input.state) ? baseOf(input.version.language) : (before?.language ?? ''),
    commentsOpen: input.commentsOpen,
    pinned: input.pinned,
  })
  await moveMonth(tx, before?.archiveMonth ?? null, month)
  if (isPublic(input.state) && publishedAt !== null)
    await markShown(tx, articleId, currentNumber, isFirstShown ? publishedAt : (input.updatedAt ?? context.at))
  if (before !== undefined) await clearLists(tx, articleId)
  await insertTopics(tx, articleId, input.topicIds, listedAt)
  await insertAuthors(tx, articleId, input.authorIds, listedAt)
  if (!sameCorrections) await replaceCorrections(tx, articleId, input.corrections ?? [])
  const quotes = await quotesOf(tx, input.version.document)
  await insertQuotes(tx, articleId, quotes, listedAt)
  await insertPolls(
    tx,
    articleId,
    input.version.document.blocks.flatMap((block) =>
      block.type === 'poll' ? (block.poll ?? `wordpress:${block.wordpress?.id}`) : [],
    ),
  )
  const wasPublic = before?.publishedVersion != null
  const change = { wasPublic, isPublic: isPublic(input.state), isCorrected: !sameCorrections }
  await followMediaIn(tx, { articleId, version: input.version, at: context.at }, change)
  const translations = [...(await idsUnder(tx, keyBefore)), ...(await idsUnder(tx, key))]
  if (key !== '' || keyBefore !== '') await placeTranslation(tx, articleId, key, input.version.language)
  await announce(
    tx,
    [articleId, ...translations],
    change,
    [...topicsBefore, ...input.topicIds],
    [...authorsBefore, ...input.authorIds, ...quotes.map(({ personId }) => personId)],
  )
  if (isPublic(input.state) || (before !== undefined && isPublic(before.state)))
    await noteChangeIn(tx, articleId, context.at)
  if (isPublic(input.state) && input.kind === 'article')
    await enqueue(tx, relateJob, { articleId }, { at: context.at, uniqueKey: String(articleId) })
  if (input.state === 'scheduled' && publishedAt !== null)
    await enqueue(
      tx,
      publishDueJob,
      { articleId },
      { at: context.at, uniqueKey: `${articleId} ${publishedAt}`, runAt: publishedAt },
    )
  const changed = isPublic(input.state) ? path : before?.state === 'published' ? before.path : null
  if (context.tellsSearchEngines === true && changed !== null) await tellSearchEnginesLater(tx, changed, context.at)
  await recordDeed(tx, {
    deed: before === undefined ? 'article.create' : 'article.update',
    subject: `article:${articleId}`,
    detail: { state: input.state, version: currentNumber },
    at: context.at,
  })
  return {
    id: articleId,
    path,
    outcome: before === undefined ? 'created' : 'updated',
    ...(collision === undefined ? {} : { collision }),
  }
}

/** A correction is something new for readers, whatever time the story was given. */
function updatedAt({ updatedAt: given, corrections = [] }: ArticleInput, otherwise: number | null): number | null {
  const at = given ?? otherwise
  return at === null ? null : Math.max(at, ...corrections.map(({ madeAt }) => madeAt))
}

/** Takes an article from the readers: its addresses answer 410 from the next request on. */
export async function withdrawArticleIn(
  tx: Tx,
  article: ArticleRow,
  { at, tellsSearchEngines: tells }: Pick<SaveContext, 'at' | 'tellsSearchEngines'>,
): Promise<void> {
  await moveMonth(tx, (await articleById(tx, article.id))?.archiveMonth ?? null, null)
  await updateArticle(tx, article.id, {
    ...article,
    state: 'withdrawn',
    archiveMonth: null,
    commentsOpen: article.commentsOpen === 1,
    pinned: false,
  })
  await markArticlePaths(tx, article.id, 'gone')
  const topics = await topicIdsOf(tx, article.id)
  const authors = await authorIdsOf(tx, article.id)
  await unlist(tx, article.id)
  await withdrawUnheldIn(tx, article.id, at)
  const speakers = await tx
    .selectFrom('quotes')
    .select('person_id as id')
    .where('article_id', '=', article.id)
    .execute()
  await tx.deleteFrom('related_articles').where('related_id', '=', article.id).execute()
  const translations = await idsUnder(tx, await translationKeyOf(tx, article.id))
  await invalidate(tx, tagsOf([article.id, ...translations], topics, [...authors, ...speakers.map(({ id }) => id)]), {
    hard: true,
  })
  if (tells === true && article.path !== null) await tellSearchEnginesLater(tx, article.path, at)
  await noteChangeIn(tx, article.id, at)
  await recordDeed(tx, { deed: 'article.withdraw', subject: `article:${article.id}`, detail: {}, at })
}

async function placeArticle(
  tx: Tx,
  articleId: number,
  before: ArticleRow | undefined,
  input: ArticleInput,
  context: SaveContext,
): Promise<{ path: string | null; collision?: string }> {
  if (!isPublic(input.state)) {
    if (before?.path && isPublic(before.state)) await markArticlePaths(tx, articleId, 'gone')
    return { path: before?.path ?? null }
  }
  await markArticlePaths(tx, articleId, 'article')
  const target = { kind: 'article', articleId } as const
  const house = articlePath(
    context.pattern,
    { slug: input.slug, publishedAt: input.publishedAt ?? before?.publishedAt ?? context.at },
    context.timeZone,
  )
  if (input.path === undefined) {
    // A story keeps the address it has: a new slug is a decision, a changed date is not.
    if (before?.path && before.slug === input.slug) return { path: before.path }
    return { path: await move(tx, before, await claimFreePath(tx, house, target, context.at)) }
  }
  if (await claimPath(tx, input.path, target, context.at)) return { path: await move(tx, before, input.path) }
  const other = input.kind === 'page' ? `/pages/${input.slug}` : house
  return { path: await move(tx, before, await claimFreePath(tx, other, target, context.at)), collision: input.path }
}

async function move(tx: Tx, before: ArticleRow | undefined, path: string): Promise<string> {
  if (before?.path && before.path !== path) await redirectPath(tx, before.path, path)
  return path
}

async function quotesOf(db: Db, document: Document): Promise<QuoteRow[]> {
  const blocks = document.blocks.filter((block) => block.type === 'quote')
  const slugs = blocks.flatMap((block) => block.person ?? [])
  const people = await peopleBySlug(db, slugs)
  return blocks.flatMap((block) => {
    const personId = people.get(block.person ?? '')?.id
    if (personId === undefined) return []
    return [
      {
        blockId: block.id,
        personId,
        words: quoteWords(block),
        capacity: block.capacity ?? '',
        translation: block.translation ?? '',
        sourceName: block.sourceName ?? '',
        sourceUrl: block.sourceUrl ?? '',
        saidOn: block.saidOn ?? '',
      },
    ]
  })
}

type Change = { wasPublic: boolean; isPublic: boolean; isCorrected: boolean }

async function announce(
  tx: Tx,
  articleIds: readonly number[],
  change: Change,
  topicIds: readonly number[],
  personIds: readonly number[],
): Promise<void> {
  if (!change.isPublic && !change.wasPublic) return
  await invalidate(tx, [...tagsOf(articleIds, topicIds, personIds), ...(change.isCorrected ? [correctionsTag] : [])], {
    hard: !change.isPublic || change.isCorrected,
  })
}

function tagsOf(articleIds: readonly number[], topicIds: readonly number[], personIds: readonly number[]): Tag[] {
  return [
    ...new Set([
      ...articleIds.map(articleTag),
      frontTag,
      ...articleIds.map(sitemapTag),
      ...topicIds.map(topicTag),
      ...personIds.map(personTag),
    ]),
  ]
}

function sameFields(before: ArticleRow, input: ArticleInput): boolean {
  return (
    before.state === input.state &&
    before.slug === input.slug &&
    before.commentsOpen === Number(input.commentsOpen) &&
    before.pinned === Number(input.pinned) &&
    (input.publishedAt === null || before.publishedAt === input.publishedAt) &&
    (input.path === undefined || before.path === input.path)
  )
}

/** As it comes back from the database: without undefined fields. */
function plain<T>(value: T): T {
  const copy: T = JSON.parse(JSON.stringify(value))
  return copy
}
