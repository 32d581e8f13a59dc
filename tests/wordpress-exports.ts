import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { sitePath, uploadOf } from '../src/importers/wordpress/addresses.ts'
import type { ContentContext, MediaFound } from '../src/importers/wordpress/content/context.ts'
import { convertContent, type ConvertedContent } from '../src/importers/wordpress/content/convert.ts'
import type { ExportEvent } from '../src/importers/wordpress/export.ts'
import { postOf, type WpPost } from '../src/importers/wordpress/fields.ts'
import { readExport } from '../src/importers/wordpress/read.ts'
import { surveyExport, type Survey } from '../src/importers/wordpress/survey.ts'

const fixtures = resolve(import.meta.dirname, '../../shared/fixtures')
export const wxrFolder = resolve(fixtures, 'wxr')
export const herald = fixture('wordpress-harbour-herald/harbour-herald.wxr.xml')

export type HeraldExpectations = {
  wxr: {
    items_by_type_and_status: Record<string, Record<string, number>>
    items_total: number
    comments_by_status: Record<string, number>
    comments_by_type: Record<string, number>
    comments_total: number
    authors: string[]
    categories: number
    tags: number
    postmeta_rows: number
    commentmeta_rows: number
    xml_forbidden_characters: number
    comments_whose_parent_is_not_in_the_file: number
  }
  attachments: {
    id: number
    url: string
    file: string
    original: string | null
    width: number | null
    height: number | null
    alt: string
  }[]
  featured_images: Record<string, number>
  old_slugs: { post_id: number; old_slug: string; current_slug: string }[]
  sticky_ids: number[]
  password_protected_ids: number[]
  post_formats: { post_id: number; format: string }[]
  public_permalinks: { id: number; path: string; title: string }[]
  posts_with_affiliate_links: { id: number; links: number }[]
  posts_with_polls: { id: number; shortcodes: string[] }[]
}

/** A file of the fixtures beside the repository; they are needed, so their absence is a failure. */
export function fixture(path: string): string {
  const file = resolve(fixtures, path)
  if (!existsSync(file))
    throw new Error(`The fixture ${path} is missing: these tests read ../shared/fixtures beside the repository.`)
  return file
}

export function heraldExpectations(): HeraldExpectations {
  return JSON.parse(readFileSync(fixture('wordpress-harbour-herald/expected.json'), 'utf8'))
}

export async function eventsOf(source: string | AsyncIterable<Uint8Array>): Promise<ExportEvent[]> {
  const events: ExportEvent[] = []
  for await (const event of readExport(source)) events.push(event)
  return events
}

export type ReadPosts = { survey: Survey; posts: Map<number, WpPost>; convert(post: WpPost): ConvertedContent }

/** A whole export in memory, with media taken as if all were there: `media-4` for attachment 4. */
export async function postsOf(file: string): Promise<ReadPosts> {
  const survey = await surveyExport(file)
  const posts = new Map(
    (await eventsOf(file))
      .flatMap((event) => (event.kind === 'item' ? [postOf(event.item, survey.clock)] : []))
      .map((post) => [post.id, post]),
  )
  return { survey, posts, convert: (post) => convertContent(post.content, contextOf(survey, posts, post)) }
}

function contextOf(survey: Survey, posts: ReadonlyMap<number, WpPost>, post: WpPost): ContentContext {
  const site = survey.site
  return {
    headline: post.title,
    base: post.link,
    ...(post.footnotes === undefined ? {} : { footnotes: post.footnotes }),
    url: (href) => (site === undefined ? undefined : sitePath(href, site)) ?? href,
    media: (ref) => mediaOf(survey, posts, ref),
    block: (id) => survey.blocks.get(id),
    attachedPictures: () => survey.attachedPictures.get(post.id) ?? [],
  }
}

function mediaOf(survey: Survey, posts: ReadonlyMap<number, WpPost>, ref: string | number): MediaFound | undefined {
  const id = typeof ref === 'number' ? ref : uploadOf(survey.uploads, ref)
  const post = id === undefined ? undefined : posts.get(id)
  if (post?.attachment === undefined) return undefined
  return {
    ref: `media-${post.id}`,
    alt: post.attachment.alt,
    caption: post.attachment.caption,
    credit: post.attachment.credit,
    name: post.title,
  }
}
