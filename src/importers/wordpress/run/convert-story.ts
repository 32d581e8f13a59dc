import { type Draft } from '../../../articles/document-ids.ts'
import type { ArticleState } from '../../../articles/tables.ts'
import { convertContent, type ConvertedContent } from '../content/convert.ts'
import { lossOf } from '../content/loss-check.ts'
import { extrasOf, type Extras } from '../extras.ts'
import type { WpPost } from '../fields.ts'
import { labelOf, type Label } from '../sponsors.ts'
import type { KnownStory } from './known-stories.ts'
import type { Import } from './run.ts'
import { report, reportExtras, reportLoss, titleOf } from './story-report.ts'

/** A story with what it is known by, before it is written. */
export type ConvertedStory = {
  post: WpPost
  converted: ConvertedContent
  extras: Extras
  known: KnownStory
  publishedAt: number | null
}

export function convertStory(run: Import, post: WpPost, known: KnownStory): ConvertedStory {
  const extras = extrasOf(post)
  const label = labelOf(post, run.survey.sponsors)
  const { before, after } = extras
  const around = { label: label === undefined ? [] : labelNote(label), before, after }
  const context = contextOf(run, post)
  const converted = convertContent(post.content, context, undefined, around)
  report(run, post, converted)
  reportLoss(run, post, lossOf(post.content, converted, context))
  reportExtras(run, post, extras, label)
  const kicker = converted.kicker || label?.kicker || extras.kicker
  return { post, converted: { ...converted, kicker }, extras, known, publishedAt: publishedAt(run, post) }
}

/** In the words of the old site: who paid for the story, above it. */
function labelNote({ kicker, words }: Label): Draft[] {
  const title = kicker === '' || kicker === words ? {} : { title: kicker }
  return [{ type: 'note', tone: 'note', ...title, paragraphs: [[{ type: 'text', text: words }]] }]
}

/** No story that was public is dated today in silence: where no date stands, the month of its address says when. */
function publishedAt(run: Import, post: WpPost): number | null {
  if (post.publishedAt !== undefined || stateOf(post) !== 'published') return post.publishedAt ?? null
  const [, year, month, day] = /\/(\d{4})\/(\d{2})(?:\/(\d{2}))?\//u.exec(run.publicPath(post.link) ?? '') ?? []
  const at = year === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day ?? '01'}T12:00:00Z`)
  const where = `${titleOf(post)} (${post.id})`
  const isDated = !Number.isNaN(at)
  run.book.warn(
    isDated
      ? `${where}: has no date that can be read; its address says ${new Date(at).toISOString().slice(0, 10)}`
      : `${where}: has no date that can be read, and its address says none: it is dated today`,
  )
  return isDated ? at : null
}

function contextOf(run: Import, post: WpPost): Parameters<typeof convertContent>[1] {
  return {
    headline: post.title,
    base: post.link || run.site?.link || 'https://unknown.invalid/',
    url: (href) => run.oldAddress(href),
    media: (ref) => run.mediaBy(ref),
    block: (id) => run.survey.blocks.get(id),
    attachedPictures: () => run.survey.attachedPictures.get(post.id) ?? [],
    ...(post.footnotes !== undefined && { footnotes: post.footnotes }),
  }
}

export function kindOf({ type }: WpPost): 'article' | 'page' {
  return type === 'page' ? 'page' : 'article'
}

const states: Record<string, ArticleState> = {
  publish: 'published',
  draft: 'draft',
  'auto-draft': 'draft',
  pending: 'pending',
  future: 'scheduled',
  private: 'private',
  trash: 'trashed',
  inherit: 'draft',
}

export function stateOf({ password, status }: WpPost): ArticleState {
  return password === '' ? (states[status] ?? 'draft') : 'private'
}
