import type { Actor, Tx } from '../../../kit/db/schema.ts'
import type { House } from '../../../kit/house.ts'
import type { Progress, ReportBook } from '../../report.ts'
import type { MediaFound } from '../content/context.ts'
import type { ExportSite, ExportTerm } from '../export.ts'
import type { ExportFile } from '../files.ts'
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
  /** All of them are read in each pass, in this order. */
  files: readonly ExportFile[]
  choices: Choices
  book: ReportBook<ReportKind>
  /** What items hold that is not brought over: terms and fields, counted. */
  dropped: Dropped
  /** By login, and by how an address writes it. */
  people: Map<string, number>
  /** Of commenters, by address: ids of rows that are committed. */
  addresses: Map<string, number>
  topics: Map<string, number>
  media: Map<number, TakenMedia>
  /** What items were remembered under in this run, by kind: none is written over another. */
  taken: Map<string, Set<string>>
  /** Whether an earlier run took in files of this site, so that it is worth asking for them. */
  hasOlderMedia: boolean
  hasOlderStories: boolean
  /** Articles that were written in this run: none is written by two items. */
  written: Set<number>
  /** By the loss check. */
  checked: { stories: number; incomplete: number }
  missingFiles: Set<string>
  /** By key and language: which story has the place. */
  translations: Map<string, string>
  /** Of what menus lead to, by WordPress id: where it is now, and what it is called. */
  paths: Map<number, string>
  titles: Map<number, string>
  old: OldAddresses
  orphans: number
  mediaSource: MediaSource
  words: { untitled: string; anonymous: string; decidedThere: string }
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** An address of the old site as a path here; any other as it is. */
  oldAddress(href: string): string
  isOfSite(address: string): boolean
  /** Where a public address of the old site stays; undefined for others, for `/?p=12` and for the site itself. */
  publicPath(address: string): string | undefined
  mediaBy(ref: string | number): TakenMedia | undefined
  progress: Progress<Phase>
}

export type DroppedCount = { stories: number; terms: Set<string>; example: string }

/** What items hold and nothing here can hold: counted by taxonomy and by the key of a field, with one example. */
export type Dropped = { taxonomies: Map<string, DroppedCount>; fields: Map<string, DroppedCount> }

/** What a publisher chooses; an export does not say it. */
export type Choices = {
  /** Types of posts that become stories too. */
  asStories: readonly string[]
  /** Taxonomies whose terms become topics too. */
  asTopics: readonly string[]
  /** The paper leaves the folder in which the old site lived: its stories move up, and the old addresses lead there. */
  withoutFolder: boolean
}

/** A survey counts in bytes, the others in files and stories. */
export type Phase = 'survey' | 'media' | 'stories'

/** Items of a type, whatever their status. */
export function countOf({ counts }: Survey, type: string): number {
  return [...counts.items].reduce((sum, [name, count]) => sum + (name.startsWith(`${type} `) ? count : 0), 0)
}
