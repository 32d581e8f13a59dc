import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '../kit/db/schema.ts'
import { failed, TakenBack, type Failure } from '../kit/outcome.ts'
import type { ArticleInput, Correction } from './article.ts'
import { correctionsOf } from './correction-store.ts'
import { authorIdsOf, heldArticle, topicIdsOf, type ArticleRow } from './store.ts'
import { translationKeyOf } from './translation-store.ts'
import { latestVersion, type StoredVersion } from './version-store.ts'

/** An article as a deed finds it, with all that a save may change. */
export type Snapshot = {
  row: ArticleRow
  version: StoredVersion | undefined
  topicIds: number[]
  authorIds: number[]
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
    corrections: await correctionsOf(tx, id),
    translationKey: await translationKeyOf(tx, id),
  }
}

/** @throws TakenBack when the article has changed since the caller saw it */
export function assertRevision(row: Pick<ArticleRow, 'revision'> | undefined, expected: number | undefined): void {
  if (expected === undefined || row?.revision === expected) return
  const now = row === undefined ? 'is gone' : `is at revision ${row.revision}, not ${expected}`
  throw new TakenBack(failed('stale', `Somebody else has changed this story: it ${now}. Read it again, then decide.`))
}

/** What is done to what readers see cannot be done to this. */
export function notPublished(article: Pick<ArticleRow, 'path'> | undefined): Failure {
  return failed('conflict', `No reader sees ${article?.path ?? 'this story'}: it is not published.`)
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
export type Differences = { version: boolean; corrections: boolean; anything: boolean }

export function differencesOf(before: Snapshot | undefined, input: ArticleInput): Differences {
  if (before === undefined) return { version: true, corrections: (input.corrections ?? []).length > 0, anything: true }
  const { number: _, ...content } = before.version ?? { number: 0 }
  const version = !isDeepStrictEqual(content, plain(input.version))
  const corrections = input.corrections !== undefined && !isDeepStrictEqual(before.corrections, input.corrections)
  const isSame =
    !version &&
    !corrections &&
    (input.translationKey ?? before.translationKey) === before.translationKey &&
    hasSameFields(before.row, input) &&
    isDeepStrictEqual([before.topicIds, before.authorIds], [input.topicIds, input.authorIds])
  return { version, corrections, anything: !isSame }
}

function hasSameFields(before: ArticleRow, input: ArticleInput): boolean {
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
