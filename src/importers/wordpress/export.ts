/** The words of a WordPress export (WXR): what the reader of the file hands over, in the file's own terms. */

export type ExportEvent =
  /**
   * Once, before the first record. `isKnownVersion` is false for a version newer than 1.2, which is read all the same.
   */
  | { kind: 'site'; line: number; site: ExportSite }
  | { kind: 'author'; line: number; author: ExportAuthor }
  | { kind: 'category' | 'tag' | 'term'; line: number; term: ExportTerm }
  | { kind: 'item'; line: number; item: ExportItem }
  /** A record of the channel that no version of WordPress writes. */
  | { kind: 'other'; line: number; name: string }
  /** The file was not well-formed here and has been mended. */
  | { kind: 'repair'; line: number; what: string }
  /** Not an export: WordPress's own importer would not take it either. The last event. */
  | { kind: 'refused'; line: number; column: number; message: string }
  /** Beyond repair from here on. Everything complete came before; the last event. */
  | { kind: 'broken'; line: number; column: number; message: string }

export type ExportSite = {
  title: string
  link: string
  description: string
  /** Of the network; the same as `blogUrl` on a single site. */
  baseUrl: string
  blogUrl: string
  language: string
  version: string
  isKnownVersion: boolean
}

export type ExportAuthor = {
  id: number | undefined
  login: string
  email: string
  displayName: string
  firstName: string
  lastName: string
}

/** `parent` is a slug; menus and custom taxonomies come as `term`. */
export type ExportTerm = {
  id: number | undefined
  taxonomy: string
  slug: string
  parent: string
  name: string
  description: string
  meta: Meta[]
}

/** Elements by their qualified name, as written, undecoded. */
export type Fields = ReadonlyMap<string, string>
export type Meta = { key: string; value: string }
/** A term on an item: matched by slug, since names repeat. */
export type TermRef = { taxonomy: string; slug: string; name: string }
export type ExportComment = { line: number; fields: Fields; meta: Meta[] }
/**
 * `cut` names the elements whose text was too long, `commentsLeft` counts comments that were too many: see bounds.ts.
 */
export type ExportItem = {
  line: number
  fields: Fields
  terms: TermRef[]
  meta: Meta[]
  comments: ExportComment[]
  cut: string[]
  commentsLeft: number
}
