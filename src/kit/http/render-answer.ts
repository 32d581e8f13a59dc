import type { CacheTagHeader } from '../../config.ts'
import type { RenderedPage } from '../page-cache/cached-page.ts'
import type { Tag } from '../page-cache/tag.ts'
import type { Answer, PrivateAnswer } from './answers.ts'
import {
  fileCaching,
  forAnySite,
  isHeaderValue,
  missingCaching,
  pageCaching,
  privateCaching,
  safeLocation,
  withFrames,
  withPolicy,
  type Headers,
} from './headers.ts'

export type AnswerContext = {
  security: Headers
  /** The whole site asks search engines to stay away. */
  noindex: boolean
  now: number
  /** See `Config`. Without it nobody is told under which numbers the house keeps things. */
  cacheTagHeader: CacheTagHeader | undefined
}

/** Of everything that is not available just now. */
const retryAfterSeconds = '60'
/** What a cache in front may serve without asking. */
const sharedMs = 60_000

/**
 * An answer that is the same for everybody. Without tags nobody would know when it is old: then it is not kept
 * anywhere.
 */
export function renderPublic(answer: Answer, context: AnswerContext): RenderedPage {
  if (answer.kind === 'bytes' && answer.isForever === true)
    return {
      status: answer.status,
      body: bodyOf(answer),
      isCompressible: false,
      tags: undefined,
      headers: [...ownHeaders(answer, context), 'Cache-Control', fileCaching],
    }
  const tags = 'tags' in answer ? answer.tags : undefined
  const isKept = tags !== undefined && answer.status < 500
  const until = 'until' in answer ? answer.until : undefined
  // A page that is about to change names the moment; until the last minute it is cached like any other, and rendered
  // again when that minute begins.
  const turnsSoon = until !== undefined && until - context.now <= sharedMs
  const lifetime = turnsSoon
    ? ['public', 'Expires', new Date(until).toUTCString()]
    : [answer.status >= 400 ? missingCaching : pageCaching]
  const caching = !isKept ? [privateCaching] : [...lifetime, ...tagHeader(tags, context)]
  return {
    status: answer.status,
    body: bodyOf(answer),
    isCompressible: isCompressible(answer),
    tags: isKept ? tags : undefined,
    until: until === undefined || turnsSoon ? until : until - sharedMs,
    isEphemeral: answer.kind === 'html' && (answer.isEphemeral ?? false),
    hash: answer.kind === 'html' ? answer.hash : undefined,
    headers: [...ownHeaders(answer, context), 'Cache-Control', ...caching],
  }
}

/** Of these headers only `Cache-Tag` wants commas. */
function tagHeader(tags: readonly Tag[], { cacheTagHeader: name }: AnswerContext): string[] {
  return name === undefined || tags.length === 0 ? [] : [name, tags.join(name === 'Cache-Tag' ? ',' : ' ')]
}

/** An answer to one reader: kept nowhere. */
export function renderPrivate(
  answer: PrivateAnswer,
  context: AnswerContext,
  cookie: string | undefined,
): { status: number; headers: Headers; body: string | Buffer } {
  // Words stay a string: Node.js then sends them with the head in one write.
  const body =
    answer.kind === 'json' ? JSON.stringify(answer.json) : answer.kind === 'html' ? answer.html : bodyOf(answer)
  const cookies = cookie === undefined ? [] : ['Set-Cookie', cookie]
  return {
    status: answer.status,
    body,
    headers: [
      ...ownHeaders(answer, context, true),
      'Cache-Control',
      privateCaching,
      ...cookies,
      'Content-Length',
      String(Buffer.byteLength(body)),
    ],
  }
}

function ownHeaders(answer: Answer, { security, noindex }: AnswerContext, isPrivate = false): string[] {
  const own = policyHeaders(answer, security)
  const isFramable = answer.kind === 'html' && (answer.framable ?? false)
  const isShown = !isPrivate && (answer.kind === 'bytes' || isFramable)
  const shown = isShown ? forAnySite(own) : own
  const framed = isFramable ? shown.map((value) => value.replace(`frame-ancestors 'self'`, 'frame-ancestors *')) : shown
  const later = answer.status === 503 ? ['Retry-After', retryAfterSeconds] : []
  const isUnlisted = noindex || (answer.kind === 'html' && (answer.noindex || answer.status >= 400))
  const headers = [...framed, ...later, ...(isUnlisted ? ['X-Robots-Tag', 'noindex'] : [])]
  if (answer.kind === 'redirect') return [...headers, 'Location', safeLocation(answer.location)]
  if (answer.kind === 'bytes')
    return [...headers, 'Content-Type', answer.type, ...Object.entries(answer.headers ?? {}).flatMap(checkedHeader)]
  if (answer.kind === 'json') return [...headers, 'Content-Type', 'application/json; charset=utf-8']
  // A page that opens ours, or is opened by it, on another site holds no handle of it.
  return [...headers, 'Content-Type', 'text/html; charset=utf-8', 'Cross-Origin-Opener-Policy', 'same-origin']
}

function policyHeaders(answer: Answer, security: Headers): Headers {
  if (answer.kind !== 'html') return security
  if (answer.policy !== undefined) return withPolicy(security, answer.policy)
  return answer.frames ? withFrames(security, answer.frames) : security
}

/** A page that is the same for everybody can set no cookie. */
function checkedHeader([name, value]: [string, string]): [string, string] {
  if (!isHeaderValue(value) || /^set-cookie$/iu.test(name))
    throw new Error(`a handler may not send the header ${name} with this value`)
  return [name, value]
}

function bodyOf(answer: Answer): Buffer {
  if (answer.kind === 'redirect') return Buffer.alloc(0)
  if (answer.kind === 'json') return bytesOf(JSON.stringify(answer.json))
  if (answer.kind === 'html') return typeof answer.html === 'string' ? bytesOf(answer.html) : answer.html
  return typeof answer.body === 'string' ? bytesOf(answer.body) : Buffer.from(answer.body)
}

/** In memory of their own, as the page cache keeps them: `Buffer.from` gives short texts a part of 64 KB. */
function bytesOf(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

function isCompressible(answer: Answer): boolean {
  return (
    answer.kind === 'html' ||
    (answer.kind === 'bytes' && /^(text\/|application\/([\w.-]+\+)?(json|xml)|image\/svg)/u.test(answer.type))
  )
}
