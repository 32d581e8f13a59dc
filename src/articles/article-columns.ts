import type { ArticleState } from './tables.ts'

export type ArticleFields = {
  slug: string
  path: string | null
  state: ArticleState
  publishedVersion: number | null
  publishedAt: number | null
  updatedAt: number | null
  mainTopicId: number | null
  archiveMonth: string | null
  language: string
  commentsOpen: boolean
  commentsHeld: boolean
  pinned: boolean
  /** As the newsroom's list shows it. */
  headline: string
  changedAt: number
}

/** As the columns hold them, in the order of `savedColumns`. */
export type ColumnValues = [
  slug: string,
  path: string | null,
  state: ArticleState,
  publishedVersion: number | null,
  publishedAt: number | null,
  updatedAt: number | null,
  mainTopicId: number | null,
  archiveMonth: string | null,
  language: string,
  commentsOpen: number,
  commentsHeld: number,
  pinned: number,
  headline: string,
  headlineFolded: string,
  changedAt: number,
]

export function columnValues(fields: ArticleFields): ColumnValues {
  return [
    fields.slug,
    fields.path,
    fields.state,
    fields.publishedVersion,
    fields.publishedAt,
    fields.updatedAt,
    fields.mainTopicId,
    fields.archiveMonth,
    fields.language,
    Number(fields.commentsOpen),
    Number(fields.commentsHeld),
    Number(fields.pinned),
    fields.headline,
    foldedHeadline(fields.headline),
    fields.changedAt,
  ]
}

/** What a save writes of an article, whether it is inserted or updated. */
export function savedColumns(...values: ColumnValues) {
  const [slug, path, state, published_version, published_at, updated_at, main_topic_id, ...more] = values
  const [archive_month, language, comments_open, comments_held, pinned, headline, headline_folded, changed_at] = more
  return {
    slug,
    path,
    state,
    published_version,
    published_at,
    updated_at,
    main_topic_id,
    archive_month,
    language,
    comments_open,
    comments_held,
    pinned,
    headline,
    headline_folded,
    changed_at,
  }
}

/** Without what a search ignores: case, accents and the forms of a letter. */
export function foldedHeadline(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/gu, ' ').trim()
}
