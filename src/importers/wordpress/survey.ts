import { addUpload } from './addresses.ts'
import { mostOf } from './bounds.ts'
import type { ExportAuthor, ExportEvent, ExportSite, ExportTerm } from './export.ts'
import { postOf } from './fields.ts'
import { createSiteClock, type SiteClock } from './offset.ts'
import { readExport } from './read.ts'
import { own } from './text.ts'

/**
 * What a first pass over the file gathers, since anything may stand behind what refers to it: pictures behind their
 * stories, reusable blocks, the clock. Of each attachment only its address is kept.
 */
export type Survey = {
  site: ExportSite | undefined
  clock: SiteClock
  authors: ExportAuthor[]
  terms: ExportTerm[]
  /** The pictures that were uploaded to a post, by the post's id. */
  attachedPictures: Map<number, number[]>
  /** Addresses of attachments to their ids, asked through `uploadOf`. */
  uploads: Map<string, number>
  /** The ids of the stories and pages that menus lead to. */
  menuTargets: Set<number>
  /** Contents of reusable blocks. */
  blocks: Map<number, string>
  counts: SurveyCounts
  /** The first of them; `repairsLeft` counts the others. */
  repairs: { line: number; what: string }[]
  repairsLeft: number
  others: { line: number; name: string }[]
  end: { kind: 'complete' } | { kind: 'refused' | 'broken'; line: number; column: number; message: string }
}

/** `items` by "type status", `comments` by "type state". */
export type SurveyCounts = {
  items: Map<string, number>
  comments: Map<string, number>
  itemsTotal: number
  commentsTotal: number
  postmeta: number
  commentmeta: number
}

export async function surveyExport(source: string | AsyncIterable<Uint8Array>): Promise<Survey> {
  const survey: Survey = {
    site: undefined,
    clock: createSiteClock(),
    authors: [],
    terms: [],
    attachedPictures: new Map(),
    uploads: new Map(),
    menuTargets: new Set(),
    blocks: new Map(),
    counts: { items: new Map(), comments: new Map(), itemsTotal: 0, commentsTotal: 0, postmeta: 0, commentmeta: 0 },
    repairs: [],
    repairsLeft: 0,
    others: [],
    end: { kind: 'complete' },
  }
  const termsSeen = new Set<string>()
  for await (const event of readExport(source)) note(survey, event, termsSeen)
  return survey
}

function note(survey: Survey, event: ExportEvent, termsSeen: Set<string>): void {
  switch (event.kind) {
    case 'site':
      survey.site = event.site
      return
    case 'author':
      survey.authors.push(event.author)
      return
    case 'category':
    case 'tag':
    case 'term':
      noteTerm(survey, event.term, termsSeen)
      return
    case 'item':
      noteItem(survey, event)
      return
    case 'other':
      survey.others.push({ line: event.line, name: event.name })
      return
    case 'repair':
      if (survey.repairs.length < mostOf.repairs) survey.repairs.push({ line: event.line, what: event.what })
      else survey.repairsLeft++
      return
    case 'refused':
    case 'broken':
      survey.end = event
  }
}

/** Without taxonomies of its own a site's categories and tags stand in the file a second time, menus too. */
function noteTerm(survey: Survey, term: ExportTerm, seen: Set<string>): void {
  const key = `${term.taxonomy} ${term.slug}`
  if (seen.has(key)) return
  seen.add(key)
  survey.terms.push({ ...term, meta: term.meta.map(({ key: name, value }) => ({ key: own(name), value: own(value) })) })
}

function noteItem(survey: Survey, { item }: Extract<ExportEvent, { kind: 'item' }>): void {
  const { counts, clock } = survey
  const field = (name: string) => item.fields.get(name) ?? ''
  clock.observe(field('wp:post_date'), field('wp:post_date_gmt'))
  count(counts.items, `${field('wp:post_type') || 'post'} ${field('wp:status') || 'publish'}`)
  counts.itemsTotal++
  counts.postmeta += item.meta.length
  for (const { fields, meta } of item.comments) {
    clock.observe(fields.get('wp:comment_date') ?? '', fields.get('wp:comment_date_gmt') ?? '')
    count(counts.comments, `${fields.get('wp:comment_type') || 'comment'} ${fields.get('wp:comment_approved') ?? ''}`)
    counts.commentsTotal++
    counts.commentmeta += meta.length
  }
  if (field('wp:post_type') === 'nav_menu_item') {
    const target = postOf(item, clock).menuItem?.objectId
    if (target !== undefined) survey.menuTargets.add(target)
  }
  if (field('wp:post_type') === 'wp_block' || field('wp:post_type') === 'attachment') keep(survey, item)
}

function keep(survey: Survey, item: Extract<ExportEvent, { kind: 'item' }>['item']): void {
  const { id, content, parent, attachment } = postOf(item, survey.clock)
  if (attachment === undefined) {
    survey.blocks.set(id, own(content))
    return
  }
  const isPicture = /\.(jpe?g|png|gif|webp|avif|svg|bmp|heic)$/iu.test(attachment.file || attachment.url)
  if (parent !== 0 && isPicture) addTo(survey.attachedPictures, parent, id)
  addUpload(survey.uploads, attachment.url, id)
  addUpload(survey.uploads, attachment.file, id)
}

function addTo(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
