import { slugify } from '../../kit/ids.ts'
import { addUpload, uploadFolderOf } from './addresses.ts'
import { bounds } from './bounds.ts'
import type { ExportAuthor, ExportEvent, ExportItem, ExportSite, ExportTerm, TermRef } from './export.ts'
import { postOf, type WpGuestAuthor } from './fields.ts'
import { siteKey } from './identity.ts'
import { createSiteClock, type SiteClock } from './offset.ts'
import { readExport } from './read.ts'
import { sponsorOf, type Sponsor } from './sponsors.ts'
import { detachString, plainText, slugText } from './text.ts'

/**
 * What a first pass over the file gathers, since anything may stand behind what refers to it: pictures behind their
 * stories, reusable blocks, the clock. Of each attachment only its address is kept.
 */
export type Survey = {
  site: ExportSite | undefined
  /** Where it was before, by the guids that posts keep: hosts with their folder, each met so often. */
  formerHomes: Map<string, number>
  clock: SiteClock
  authors: ExportAuthor[]
  guestAuthors: WpGuestAuthor[]
  sponsors: Sponsor[]
  /** Those of the channel first, then those that only items name. */
  terms: ExportTerm[]
  /** Slugs by taxonomy and name, for items that name a term without its slug. */
  termSlugs: Map<string, string>
  /** The pictures that were uploaded to a post, by the post's id. */
  attachedPictures: Map<number, number[]>
  /** Addresses of attachments to their ids, asked through `uploadOf`. */
  uploads: Map<string, number>
  /** Where the site kept its uploads, as paths such as `/wp-content/uploads/`. */
  uploadFolders: Set<string>
  /** The ids of the stories and pages that menus lead to. */
  menuTargets: Set<number>
  /** Contents of reusable blocks. */
  blocks: Map<number, string>
  counts: SurveyCounts
  /** The first of them; `repairsLeft` counts the others. */
  repairs: { line: number; what: string }[]
  repairsLeft: number
  others: { line: number; name: string }[]
  /** Of several files: the last that did not end well. */
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

type Source = string | AsyncIterable<Uint8Array>

/** `mixed` hears of the address of a site that is not that of the first file. */
export async function surveyExport(
  sources: Source | readonly Source[],
  mixed: (address: string) => void = () => {},
): Promise<Survey> {
  const survey: Survey = {
    site: undefined,
    formerHomes: new Map(),
    clock: createSiteClock(),
    authors: [],
    guestAuthors: [],
    sponsors: [],
    terms: [],
    termSlugs: new Map(),
    attachedPictures: new Map(),
    uploads: new Map(),
    uploadFolders: new Set(),
    menuTargets: new Set(),
    blocks: new Map(),
    counts: { items: new Map(), comments: new Map(), itemsTotal: 0, commentsTotal: 0, postmeta: 0, commentmeta: 0 },
    repairs: [],
    repairsLeft: 0,
    others: [],
    end: { kind: 'complete' },
  }
  const seen: Seen = { terms: new Set(), logins: new Set(), itemTerms: new Map(), attachments: attachmentNumbers() }
  for (const source of listOf(sources)) for await (const event of readExport(source)) note(survey, event, seen, mixed)
  for (const term of seen.itemTerms.values()) noteItemTerm(survey, term, seen)
  return survey
}

function listOf(sources: Source | readonly Source[]): readonly Source[] {
  return typeof sources === 'string' || Symbol.asyncIterator in sources ? [sources] : sources
}

/** What was met in any of the files. */
type Seen = {
  terms: Set<string>
  logins: Set<string>
  itemTerms: Map<string, TermRef>
  attachments: (id: number) => number
}

/**
 * The numbers of attachments, in the order of the files: one without its own, or with one that another has, gets one
 * below zero.
 */
export function attachmentNumbers(): (id: number) => number {
  const taken = new Set<number>()
  let next = 0
  return (id) => {
    if (id <= 0 || taken.has(id)) return --next
    taken.add(id)
    return id
  }
}

function note(survey: Survey, event: ExportEvent, seen: Seen, mixed: (address: string) => void): void {
  switch (event.kind) {
    case 'site':
      if (survey.site !== undefined && siteKey(event.site.blogUrl) !== siteKey(survey.site.blogUrl))
        mixed(event.site.blogUrl)
      survey.site ??= event.site
      return
    case 'author':
      if (!seen.logins.has(event.author.login) || event.author.login === '') survey.authors.push(event.author)
      seen.logins.add(event.author.login)
      return
    case 'category':
    case 'tag':
    case 'term':
      noteTerm(survey, event.term, seen.terms)
      return
    case 'item':
      noteItem(survey, event.item, seen)
      return
    case 'other':
      survey.others.push({ line: event.line, name: event.name })
      return
    case 'repair':
      if (survey.repairs.length < bounds.repairs) survey.repairs.push({ line: event.line, what: event.what })
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
  survey.terms.push({
    ...term,
    meta: term.meta.map(({ key: name, value }) => ({ key: detachString(name), value: detachString(value) })),
  })
  const named = termName(term.taxonomy, term.name)
  if (!survey.termSlugs.has(named)) survey.termSlugs.set(named, term.slug)
}

function termName(taxonomy: string, name: string): string {
  return `${taxonomy} ${name.toLowerCase()}`
}

/**
 * The slug of a term on an item; of one that is named without it that of the same name, else one made from the
 * name.
 */
export function slugOfTerm({ termSlugs }: Pick<Survey, 'termSlugs'>, { taxonomy, slug, name }: TermRef): string {
  return slug || (termSlugs.get(termName(taxonomy, name)) ?? slugify(name))
}

/** An export of posts only has no records of terms, nor has one of a plugin that made its terms late. */
function noteItemTerm(survey: Survey, term: TermRef, seen: Seen): void {
  const slug = slugOfTerm(survey, term)
  const { taxonomy, name } = term
  noteTerm(
    survey,
    { id: undefined, taxonomy, slug, parent: '', name: name || slug, description: '', meta: [] },
    seen.terms,
  )
}

/** No terms of the story itself: who wrote it, its format, the menu that an entry stands in. */
const foreign = new Set(['author', 'post_format', 'nav_menu'])

function collectTerms(terms: readonly TermRef[], seen: Seen): void {
  for (const { taxonomy, slug, name } of terms) {
    const key = `${taxonomy} ${slug || name}`
    if (foreign.has(taxonomy) || seen.itemTerms.has(key)) continue
    seen.itemTerms.set(detachString(key), {
      taxonomy: detachString(taxonomy),
      slug: detachString(slugText(slug)),
      name: detachString(plainText(name)),
    })
  }
}

/** WordPress keeps the guid that a post was first given: `http://old.example/?p=12` says where post 12 stood then. */
function noteHome({ formerHomes }: Survey, guid: string, id: string): void {
  const home = /^https?:\/\/([^/?#]+(?:\/[^?#]*)?)\?(?:p|page_id)=(\d+)$/iu.exec(guid)
  if (home?.[1] === undefined || home[2] !== id || (formerHomes.size >= 100 && !formerHomes.has(home[1]))) return
  formerHomes.set(detachString(home[1]), (formerHomes.get(home[1]) ?? 0) + 1)
}

function noteItem(survey: Survey, item: ExportItem, seen: Seen): void {
  const { counts, clock } = survey
  const field = (name: string) => item.fields.get(name) ?? ''
  clock.observe(field('wp:post_date'), field('wp:post_date_gmt'))
  count(counts.items, `${field('wp:post_type') || 'post'} ${field('wp:status') || 'publish'}`)
  counts.itemsTotal++
  collectTerms(item.terms, seen)
  noteHome(survey, field('guid').trim(), field('wp:post_id').trim())
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
  if (kept.has(field('wp:post_type').trim())) keep(survey, item, seen)
}

const kept = new Set(['wp_block', 'attachment', 'guest-author', 'newspack_spnsrs_cpt', 'sponsor', 'sponsors'])

function keep(survey: Survey, item: ExportItem, seen: Seen): void {
  const post = postOf(item, survey.clock)
  const { content, parent, attachment, guestAuthor } = post
  if (guestAuthor !== undefined) survey.guestAuthors.push(guestAuthor)
  if (post.type === 'wp_block') survey.blocks.set(post.id, detachString(content))
  const sponsor = sponsorOf(post)
  if (sponsor !== undefined) survey.sponsors.push(sponsor)
  if (attachment === undefined) return
  const id = seen.attachments(post.id)
  const folder = uploadFolderOf(attachment.url, attachment.file)
  if (folder !== undefined && survey.uploadFolders.size < 100) survey.uploadFolders.add(detachString(folder))
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
