import { bounds } from './bounds.ts'
import { commentText } from './comment-text.ts'
import type { ExportComment, Meta } from './export.ts'
import type { SiteClock } from './offset.ts'
import { numberOf } from './records.ts'
import { detachString, plainText } from './text.ts'

export type WpComment = {
  line: number
  id: number
  author: string
  email: string
  url: string
  ip: string
  at: number | undefined
  /** Plain words; `html` as stored. */
  text: string
  html: string
  state: 'approved' | 'pending' | 'trash' | 'post-trashed' | 'spam' | 'other'
  /** comment, pingback, trackback, or a plugin's own (liveblog …). */
  type: string
  parent: number | undefined
  userId: number | undefined
  meta: Meta[]
  /** It was longer than any that WordPress stores. */
  isCut: boolean
}

const states: ReadonlyMap<string, WpComment['state']> = new Map([
  ['1', 'approved'],
  ['approve', 'approved'],
  ['approved', 'approved'],
  ['0', 'pending'],
  ['hold', 'pending'],
  ['trash', 'trash'],
  ['post-trashed', 'post-trashed'],
  ['spam', 'spam'],
])

export function commentOf({ line, fields, meta }: ExportComment, clock: SiteClock): WpComment {
  const field = (name: string) => fields.get(`wp:comment_${name}`) ?? ''
  const written = field('content')
  const html = written.length > bounds.comment ? written.slice(0, bounds.comment).toWellFormed() : written
  return {
    line,
    id: numberOf(field('id')) ?? 0,
    author: detachString(plainText(field('author'))),
    email: detachString(field('author_email').trim()),
    url: detachString(field('author_url').trim()),
    ip: detachString(field('author_IP').trim()),
    at: clock.instant(field('date'), field('date_gmt'))?.at,
    text: commentText(html),
    html,
    state: states.get(field('approved').trim()) ?? 'other',
    // Empty before WordPress 5.5.
    type: field('type').trim() || 'comment',
    parent: numberOf(field('parent')),
    userId: numberOf(field('user_id')),
    meta,
    isCut: html !== written,
  }
}
