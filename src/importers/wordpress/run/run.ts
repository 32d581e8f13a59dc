import type { Actor, Tx } from '../../../kit/db/schema.ts'
import type { House } from '../../../kit/house.ts'
import type { Progress, ReportBook } from '../../report.ts'
import type { MediaFound } from '../content/context.ts'
import type { ExportSite, ExportTerm } from '../export.ts'
import type { Survey } from '../survey.ts'

/** What is noted while stories pass, for the addresses that are offered once all of them have theirs. */
export type OldAddresses = {
  attachments: { id: number; path: string | undefined; storyId: number }[]
  /** By how the address of a category's or tag's archive ends: which terms that may be. */
  archives: ReadonlyMap<string, readonly ExportTerm[]>
  /** Links of stories to such archives, by taxonomy and what stands before that end. */
  bases: Map<string, Set<string>>
}

/**
 * `archive`: read by the names that files have in the uploads folder; what `read` throws is a Refusal that says why
 * not.
 */
export type MediaSource =
  | { kind: 'folder'; folder: string }
  | { kind: 'archive'; name: string; read(name: string): Promise<Buffer | undefined> }
  | { kind: 'fetch' }
  | { kind: 'none' }

/** What a document and a page need of a picture or file that was taken in. */
export type TakenMedia = MediaFound & { id: number }

export type ReportKind =
  | 'article'
  | 'page'
  | 'media'
  | 'author'
  | 'topic'
  | 'comment'
  | 'menu'
  | 'block'
  | 'redirect'
  | 'other'

/** What one run knows: the survey of the file, and what its records have become here. */
export type Import = {
  house: House
  actor: Actor
  at: number
  source: string
  survey: Survey
  site: ExportSite | undefined
  siteName: string
  language: string
  timeZone: string
  book: ReportBook<ReportKind>
  people: Map<string, number>
  /** Of commenters, by address: ids of rows that are committed. */
  addresses: Map<string, number>
  topics: Map<string, number>
  media: Map<number, TakenMedia>
  /** Of what menus lead to, by WordPress id: where it is now, and what it is called. */
  paths: Map<number, string>
  titles: Map<number, string>
  old: OldAddresses
  orphans: number
  mediaKind: MediaSource['kind']
  words: { untitled: string; anonymous: string; decidedThere: string }
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  oldAddress(href: string): string
  mediaBy(ref: string | number): MediaFound | undefined
  progress: Progress<Phase>
}

/** A survey counts in bytes, the others in files and stories. */
export type Phase = 'survey' | 'media' | 'stories'

/** Items of a type, whatever their status. */
export function countOf({ counts }: Survey, type: string): number {
  return [...counts.items].reduce((sum, [name, count]) => sum + (name.startsWith(`${type} `) ? count : 0), 0)
}
