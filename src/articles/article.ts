/** A published story or page: what it is made of, and where its public address comes from. */
import type { Document } from './document.ts'
import type { ArticleKind, ArticleState, CorrectionKind } from './tables.ts'

export type Lead = { mediaId: number; alt: string; caption: string; credit: string }

/** What one version holds; a change of any of it makes the next version. */
export type VersionInput = {
  headline: string
  /** For small places; empty: the headline. Left out: as it was. */
  shortHeadline?: string | undefined
  kicker: string
  standfirst: string
  document: Document
  callToComment: string
  /** In place of the publisher's words about paid links; empty: those. Left out: as it was. */
  disclosure?: string | undefined
  language: string
  lead: Lead | null
  seoTitle: string
  seoDescription: string
  canonical: string
}

/** Where a version stood and who signed it: kept with it, so that it can be compared and brought back whole. */
export type Filing = {
  slug: string
  topicIds: readonly number[]
  authorIds: readonly number[]
  /** Those that were chosen by hand. */
  relatedIds: readonly number[]
}

/** What was told of the published story since, in the newsroom's words. */
export type Correction = { kind: CorrectionKind; madeAt: number; words: string }

export type ArticleInput = {
  kind: ArticleKind
  slug: string
  state: ArticleState
  /** An address it must have (an import's); without one it gets the house's pattern. */
  path?: string
  version: VersionInput
  /** What feeds called it elsewhere; given once, when it comes here. */
  feedId?: string
  /** What it shares with its translations; empty where it has none. Left out: as it was. */
  translationKey?: string
  /** The first is the main one, shown as the kicker. */
  topicIds: readonly number[]
  authorIds: readonly number[]
  /** Stories that are to stand beside it, before those that are found. Left out: as it was. */
  relatedIds?: readonly number[] | undefined
  publishedAt: number | null
  updatedAt: number | null
  commentsOpen: boolean
  /** Somebody looks at every comment first. Left out: as it was. */
  commentsHeld?: boolean | undefined
  pinned: boolean
  /** All of them, oldest first. Left out: those that are there stay. */
  corrections?: readonly Correction[]
}

/** `/{yyyy}/{mm}/{slug}` filled in, with year and month of the publication's own clock. */
export function articlePath(pattern: string, article: { slug: string; publishedAt: number }, timeZone: string): string {
  const parts = calendarOf(timeZone).formatToParts(article.publishedAt)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return pattern
    .replace('{yyyy}', part('year'))
    .replace('{mm}', part('month'))
    .replace('{dd}', part('day'))
    .replace('{slug}', article.slug)
}

/** The month of the archive in which a story stands, on the publication's own clock: `2026-11`. */
export function archiveMonth(publishedAt: number, timeZone: string): string {
  return articlePath('{yyyy}-{mm}', { slug: '', publishedAt }, timeZone)
}

const calendars = new Map<string, Intl.DateTimeFormat>()

/** Dear to make and kept: an import asks for it with every story. */
function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const known =
    calendars.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  calendars.set(timeZone, known)
  return known
}

export function isPublic(state: ArticleState): boolean {
  return state === 'published'
}
