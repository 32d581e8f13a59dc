import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../kit/db/schema.ts'
import { TakenBack, type Failure } from '../kit/outcome.ts'
import type { ArticleInput, Correction, Filing, VersionInput } from './article.ts'
import { correctionsOf } from './correction-store.ts'
import { notToStory } from './refusals.ts'
import { relatedByHand } from './relate-store.ts'
import { authorIdsOf, heldArticle, topicIdsOf, type ArticleRow } from './store.ts'
import { translationKeyOf } from './translation-store.ts'
import { latestVersion, type StoredVersion } from './version-store.ts'

/** An article as a deed finds it, with all that a save may change. */
export type Snapshot = {
  row: ArticleRow
  version: StoredVersion | undefined
  topicIds: number[]
  authorIds: number[]
  /** Those that were chosen by hand. */
  relatedIds: number[]
  corrections: Correction[]
  translationKey: string
}

/** Nobody else changes the article until the write is over. */
export async function heldSnapshot(tx: Tx, id: number): Promise<Snapshot | undefined> {
  const row = await heldArticle(tx, id)
  if (row === undefined) return undefined
  return {
    row,
    version: await latestVersion(tx, id),
    topicIds: await topicIdsOf(tx, id),
    authorIds: await authorIdsOf(tx, id),
    relatedIds: (await relatedByHand(tx, id)).map((related) => related.id),
    corrections: await correctionsOf(tx, id),
    translationKey: await translationKeyOf(tx, id),
  }
}

/** @throws TakenBack when the article has changed since the caller saw it */
export function assertRevision(row: Pick<ArticleRow, 'revision'> | undefined, expected: number | undefined): void {
  if (expected === undefined || row?.revision === expected) return
  const now = row === undefined ? 'is gone' : `is at revision ${row.revision}, not ${expected}`
  const words = `Somebody else has changed this story: it ${now}. Read it again, then decide.`
  throw new TakenBack(notToStory('changed-meanwhile', 'stale', words))
}

/** What is done to what readers see cannot be done to this. */
export function notPublished(article: Pick<ArticleRow, 'path'> | undefined): Failure {
  return notToStory(
    'not-published',
    'conflict',
    `No reader sees ${article?.path ?? 'this story'}: it is not published.`,
  )
}

/** What would save it as it is; undefined for an article without a version. */
export function inputOf({ row, version, topicIds, authorIds }: Snapshot): ArticleInput | undefined {
  if (version === undefined) return undefined
  const { number: _, ...content } = version
  return {
    kind: row.kind,
    slug: row.slug,
    state: row.state,
    version: content,
    topicIds,
    authorIds,
    publishedAt: row.publishedAt,
    updatedAt: row.updatedAt,
    commentsOpen: row.commentsOpen === 1,
    pinned: row.pinned === 1,
  }
}

/** Which parts of an article an input would change. */
export type Differences = { version: boolean; corrections: boolean; related: boolean; anything: boolean }

export function differencesOf(before: Snapshot | undefined, input: ArticleInput): Differences {
  if (before === undefined) {
    const [corrections, related] = [input.corrections ?? [], input.relatedIds ?? []]
    return { version: true, corrections: corrections.length > 0, related: related.length > 0, anything: true }
  }
  const { number: _, ...content } = before.version ?? { number: 0 }
  const version =
    !isDeepStrictEqual(content, plain(completeVersion(before, input))) ||
    !isDeepStrictEqual(filedBefore(before), filingOf(before, input))
  const corrections = input.corrections !== undefined && !isDeepStrictEqual(before.corrections, input.corrections)
  const related = input.relatedIds !== undefined && !isDeepStrictEqual(before.relatedIds, [...input.relatedIds])
  const isSame =
    !version &&
    !corrections &&
    !related &&
    (input.translationKey ?? before.translationKey) === before.translationKey &&
    hasSameFields(before.row, input)
  return { version, corrections, related, anything: !isSame }
}

/** With what an input leaves as it was. */
export function completeVersion(before: Snapshot | undefined, { version }: ArticleInput): VersionInput {
  const { shortHeadline = '', disclosure = '' } = before?.version ?? {}
  return {
    ...version,
    shortHeadline: version.shortHeadline ?? shortHeadline,
    disclosure: version.disclosure ?? disclosure,
  }
}

/** Where the version stands that an input would save. */
export function filingOf(
  before: Snapshot | undefined,
  { slug, topicIds, authorIds, relatedIds = before?.relatedIds ?? [] }: ArticleInput,
): Filing {
  return { slug, topicIds: [...topicIds], authorIds: [...authorIds], relatedIds: [...relatedIds] }
}

function filedBefore({ row, topicIds, authorIds, relatedIds }: Snapshot): Filing {
  return { slug: row.slug, topicIds, authorIds, relatedIds }
}

function hasSameFields(before: ArticleRow, input: ArticleInput): boolean {
  return (
    before.state === input.state &&
    before.commentsOpen === Number(input.commentsOpen) &&
    (input.commentsHeld === undefined || before.commentsHeld === Number(input.commentsHeld)) &&
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
