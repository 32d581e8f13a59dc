import { uploadedFile } from './addresses.ts'
import { commentOf, type WpComment } from './comment.ts'
import type { ExportItem, Meta, TermRef } from './export.ts'
import type { SiteClock } from './offset.ts'
import { phpAt, readPhp } from './php-serialized.ts'
import { numberOf } from './records.ts'
import { cleanText, detachString, plainText, slugText } from './text.ts'

/**
 * An item in the product's terms of time and text; nothing is decided yet. Ids are WordPress's, 0 where none stands.
 */
export type WpPost = {
  line: number
  id: number
  /** post, page, attachment, nav_menu_item, wp_block, guest-author … */
  type: string
  status: string
  title: string
  slug: string
  /** The public address as it was; `?p=12` for what was never public. */
  link: string
  guid: string
  publishedAt: number | undefined
  modifiedAt: number | undefined
  /** `publishedAt` was read from the local date by the site's observed offset. */
  isDateDerived: boolean
  /** The site's own clock, as written. */
  localDate: string
  /** A login; '' when the account is gone. */
  author: string
  /** Of Co-Authors Plus, in order; empty without the plugin. A login or a guest's, and how an address writes it. */
  coauthors: { login: string; nicename: string }[]
  excerpt: string
  content: string
  parent: number
  menuOrder: number
  password: string
  isSticky: boolean
  /** aside, quote, link …; '' for the standard. */
  format: string
  categories: TermRef[]
  tags: TermRef[]
  /** Of every other taxonomy. */
  terms: TermRef[]
  featuredMediaId: number | undefined
  attachment: WpAttachment | undefined
  menuItem: WpMenuItem | undefined
  guestAuthor: WpGuestAuthor | undefined
  yoast: { title: string; description: string; canonical: string; primaryCategory: number | undefined }
  oldSlugs: string[]
  footnotes: string | undefined
  template: string
  areCommentsOpen: boolean
  comments: WpComment[]
  /** Everything, as stored. */
  meta: Meta[]
  /** What was too long or too much, by the names of the file's elements: see bounds.ts. */
  cut: string[]
  commentsLeft: number
}

export type WpAttachment = {
  url: string
  /** Below the uploads folder: `2025/06/panorama-scaled.jpg`. */
  file: string
  /** The name of the picture as uploaded, when WordPress made a smaller one to work with. */
  original: string | undefined
  width: number | undefined
  height: number | undefined
  mime: string
  alt: string
  /** HTML, as the editor takes it. */
  caption: string
  description: string
  credit: string
}

export type WpMenuItem = {
  menu: string
  kind: string
  object: string
  objectId: number | undefined
  parent: number | undefined
  url: string
  label: string
  order: number
}
export type WpGuestAuthor = {
  login: string
  /** How addresses write it. */
  nicename: string
  displayName: string
  email: string
  website: string
  description: string
  linkedAccount: string
}

export function postOf(item: ExportItem, clock: SiteClock): WpPost {
  const field = (name: string) => item.fields.get(name) ?? ''
  const short = (name: string) => detachString(field(name).trim())
  const meta = (key: string) => item.meta.find((entry) => entry.key === key)?.value
  const type = short('wp:post_type') || 'post'
  const published = publishedOf(item, clock)
  const of = (taxonomy: string) => termsOf(item, (name) => name === taxonomy)
  return {
    line: item.line,
    id: numberOf(field('wp:post_id')) ?? 0,
    type,
    status: short('wp:status') || 'publish',
    title: detachString(plainText(field('title'))),
    slug: detachString(slugText(field('wp:post_name'))),
    link: short('link'),
    guid: short('guid'),
    publishedAt: published?.at,
    isDateDerived: published?.isDerived ?? false,
    localDate: short('wp:post_date') || short('pubDate'),
    modifiedAt: clock.instant(field('wp:post_modified'), field('wp:post_modified_gmt'))?.at,
    author: short('dc:creator'),
    coauthors: of('author').map(({ slug, name }) => ({
      login: name.replace(/^cap-/u, ''),
      nicename: slug.replace(/^cap-/u, ''),
    })),
    excerpt: field('excerpt:encoded'),
    content: field('content:encoded'),
    parent: numberOf(field('wp:post_parent')) ?? 0,
    menuOrder: Number.parseInt(field('wp:menu_order'), 10) || 0,
    password: field('wp:post_password'),
    isSticky: field('wp:is_sticky').trim() === '1',
    format: of('post_format')[0]?.slug.replace(/^post-format-/u, '') ?? '',
    categories: of('category'),
    tags: of('post_tag'),
    terms: termsOf(item, (name) => !['category', 'post_tag', 'post_format', 'author', 'nav_menu'].includes(name)),
    featuredMediaId: numberOf(meta('_thumbnail_id')),
    attachment: type === 'attachment' ? attachmentOf(item, meta) : undefined,
    menuItem: type === 'nav_menu_item' ? menuItemOf(item, meta) : undefined,
    guestAuthor: type === 'guest-author' ? guestAuthorOf(item, meta) : undefined,
    yoast: {
      title: detachString(meta('_yoast_wpseo_title') ?? ''),
      description: detachString(plainText(meta('_yoast_wpseo_metadesc') ?? '')),
      canonical: detachString((meta('_yoast_wpseo_canonical') ?? '').trim()),
      primaryCategory: numberOf(meta('_yoast_wpseo_primary_category')),
    },
    oldSlugs: [
      ...new Set(
        item.meta
          .filter(({ key, value }) => key === '_wp_old_slug' && value.trim() !== '')
          .map(({ value }) => detachString(slugText(value))),
      ),
    ],
    footnotes: meta('footnotes'),
    template: meta('_wp_page_template') ?? '',
    areCommentsOpen: short('wp:comment_status') === 'open',
    comments: item.comments.map((comment) => commentOf(comment, clock)),
    meta: item.meta,
    cut: item.cut,
    commentsLeft: item.commentsLeft,
  }
}

/** By its dates, else by the feed's `pubDate`, which exporters write that know no other. */
function publishedOf({ fields }: ExportItem, clock: SiteClock): { at: number; isDerived: boolean } | undefined {
  const field = (name: string) => fields.get(name) ?? ''
  const exact = clock.instant(field('wp:post_date'), field('wp:post_date_gmt'))
  if (exact !== undefined) return exact
  for (const written of [field('pubDate'), field('wp:post_date_gmt'), field('wp:post_date')]) {
    const at = /\d{4}/u.test(written) ? Date.parse(written.trim()) : Number.NaN
    if (at > Date.UTC(1970, 0, 2) && at < Date.UTC(9999, 0)) return { at, isDerived: false }
  }
  return undefined
}

/** Where an exporter writes no slug it is '': it is still to be found by the name. */
function termsOf({ terms }: ExportItem, isMeant: (taxonomy: string) => boolean): TermRef[] {
  return terms.filter(({ taxonomy }) => isMeant(taxonomy)).map(decodedTerm)
}

type MetaReader = (key: string) => string | undefined

function attachmentOf(item: ExportItem, meta: MetaReader): WpAttachment {
  const field = (name: string) => item.fields.get(name) ?? ''
  const metadata = readPhp(meta('_wp_attachment_metadata') ?? '')
  const text = (...path: string[]) => {
    const value = phpAt(metadata, ...path)
    return typeof value === 'string' ? cleanText(value) : ''
  }
  const size = (name: string) => {
    const value = Number(phpAt(metadata, name) ?? Number.NaN)
    return Number.isSafeInteger(value) && value > 0 ? value : undefined
  }
  const url = field('wp:attachment_url').trim() || field('guid').trim()
  const file = (meta('_wp_attached_file') ?? '').trim() || text('file')
  return {
    url: detachString(url),
    file: detachString(
      file.replace(/^.*\/wp-content\/uploads\//u, '') || uploadedFile(url) || uploadedFile(field('guid')),
    ),
    original: detachString(text('original_image')) || undefined,
    width: size('width'),
    height: size('height'),
    mime: detachString(field('wp:post_mime_type').trim()),
    alt: detachString(plainText(meta('_wp_attachment_image_alt') ?? '')),
    caption: detachString(field('excerpt:encoded').trim()),
    description: detachString(field('content:encoded').trim()),
    credit: detachString(
      plainText(meta('_media_credit') ?? meta('_wp_attachment_credit') ?? text('image_meta', 'credit')),
    ),
  }
}

function menuItemOf(item: ExportItem, meta: MetaReader): WpMenuItem {
  return {
    menu: item.terms.find(({ taxonomy }) => taxonomy === 'nav_menu')?.slug ?? '',
    kind: meta('_menu_item_type') ?? '',
    object: meta('_menu_item_object') ?? '',
    objectId: numberOf(meta('_menu_item_object_id')),
    parent: numberOf(meta('_menu_item_menu_item_parent')),
    url: (meta('_menu_item_url') ?? '').trim(),
    label: plainText(item.fields.get('title') ?? ''),
    order: Number.parseInt(item.fields.get('wp:menu_order') ?? '', 10) || 0,
  }
}

function guestAuthorOf(item: ExportItem, meta: MetaReader): WpGuestAuthor {
  const text = (key: string) => plainText(meta(`cap-${key}`) ?? '')
  const nicename = slugText(item.fields.get('wp:post_name') ?? '').replace(/^cap-/u, '')
  return {
    login: text('user_login') || nicename,
    nicename,
    displayName: text('display_name') || plainText(item.fields.get('title') ?? ''),
    email: text('user_email'),
    website: text('website'),
    description: text('description'),
    linkedAccount: text('linked_account'),
  }
}

function decodedTerm({ taxonomy, slug, name }: TermRef): TermRef {
  return { taxonomy: detachString(taxonomy), slug: detachString(slugText(slug)), name: detachString(plainText(name)) }
}

/** Yoast's templates filled with what an article has; variables that nobody knows are left out. */
export function filledTemplate(
  template: string,
  values: { title: string; sitename: string; excerpt?: string },
): string {
  const known: Record<string, string> = {
    title: values.title,
    sitename: values.sitename,
    sep: '-',
    excerpt: values.excerpt ?? '',
    excerpt_only: values.excerpt ?? '',
  }
  const filled = template.replaceAll(/%%(\w+)%%/gu, (_whole, name: string) =>
    Object.hasOwn(known, name) ? (known[name] ?? '') : '',
  )
  const text = plainText(filled).replace(/^(?:- )+/u, '')
  let end = text.length
  while (text.endsWith(' -', end)) end -= 2
  return text.slice(0, end)
}
