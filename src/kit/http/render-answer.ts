import type { RenderedPage } from '../page-cache/cached-page.ts'
import { isTag } from '../page-cache/invalidate.ts'
import type { Answer, PrivateAnswer } from './answers.ts'
import { fileCaching, isHeaderValue, missingCaching, pageCaching, privateCaching, safeLocation, withFrames, type Headers } from './headers.ts'

export type AnswerContext = {
  security: Headers
  /** The whole site asks search engines to stay away. */
  noindex: boolean
  now: number
}

/** Of everything that is not available just now. */
const retryAfterSeconds = '60'
/** What a cache in front may serve without asking. */
const sharedMs = 60_000

/** An answer that is the same for everybody. Without tags nobody would know when it is old: then it is not kept anywhere. */
export function renderPublic(answer: Answer, context: AnswerContext): RenderedPage {
  if (answer.kind === 'bytes' && answer.isForever === true) return { status: answer.status, body: bodyOf(answer), isCompressible: false, tags: undefined, headers: [...ownHeaders(answer, context), 'Cache-Control', fileCaching] }
  const tags = 'tags' in answer ? answer.tags : undefined
  const isKept = tags !== undefined && answer.status < 500
  const fault = tags?.find((tag) => !isTag(tag))
  if (fault !== undefined) throw new Error(`"${fault}" is no tag: words such as article:12`)
  const until = 'until' in answer ? answer.until : undefined
  // A page that turns soon names the moment; before that minute it is kept as any other, and rendered anew when the minute begins.
  const turnsSoon = until !== undefined && until - context.now <= sharedMs
  const lifetime = turnsSoon ? ['public', 'Expires', new Date(until).toUTCString()] : [answer.status >= 400 ? missingCaching : pageCaching]
  const caching = !isKept ? [privateCaching] : [...lifetime, ...(tags.length > 0 ? ['Cache-Tag', tags.join(',')] : [])]
  return {
    status: answer.status, body: bodyOf(answer), isCompressible: isCompressible(answer), tags: isKept ? tags : undefined, until: until === undefined || turnsSoon ? until : until - sharedMs,
    isPassing: answer.kind === 'html' && (answer.isPassing ?? false),
    headers: [...ownHeaders(answer, context), 'Cache-Control', ...caching],
  }
}

/** An answer to one reader: kept nowhere. */
export function renderPrivate(answer: PrivateAnswer, context: AnswerContext, cookie: string | undefined): { status: number; headers: Headers; body: string | Buffer } {
  // Words stay a string: Node.js then sends them with the head in one write.
  const body = answer.kind === 'json' ? JSON.stringify(answer.json) : answer.kind === 'html' ? answer.html : bodyOf(answer)
  const cookies = cookie === undefined ? [] : ['Set-Cookie', cookie]
  return { status: answer.status, body, headers: [...ownHeaders(answer, context), 'Cache-Control', privateCaching, ...cookies, 'Content-Length', String(Buffer.byteLength(body))] }
}

function ownHeaders(answer: Answer, { security, noindex }: AnswerContext): string[] {
  const own = answer.kind === 'html' && answer.frames ? withFrames(security, answer.frames) : security
  const framed = answer.kind === 'html' && answer.framable ? own.map((value) => value.replace(`frame-ancestors 'self'`, 'frame-ancestors *')) : own
  const later = answer.status === 503 ? ['Retry-After', retryAfterSeconds] : []
  const headers = [...framed, ...later, ...(noindex || (answer.kind === 'html' && (answer.noindex || answer.status >= 400)) ? ['X-Robots-Tag', 'noindex'] : [])]
  if (answer.kind === 'redirect') return [...headers, 'Location', safeLocation(answer.location)]
  if (answer.kind === 'bytes') return [...headers, 'Content-Type', answer.type, ...Object.entries(answer.headers ?? {}).flatMap(checkedHeader)]
  return [...headers, 'Content-Type', answer.kind === 'json' ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8']
}

/** A page that is the same for everybody can set no cookie. */
function checkedHeader([name, value]: [string, string]): [string, string] {
  if (!isHeaderValue(value) || /^set-cookie$/iu.test(name)) throw new Error(`a handler may not send the header ${name} with this value`)
  return [name, value]
}

function bodyOf(answer: Answer): Buffer {
  if (answer.kind === 'redirect') return Buffer.alloc(0)
  if (answer.kind === 'json') return Buffer.from(JSON.stringify(answer.json))
  if (answer.kind === 'html') return Buffer.from(answer.html)
  return typeof answer.body === 'string' ? Buffer.from(answer.body) : Buffer.from(answer.body)
}

function isCompressible(answer: Answer): boolean {
  return answer.kind === 'html' || (answer.kind === 'bytes' && /^(text\/|application\/(json|xml|.*\+(json|xml)|manifest\+json)|image\/svg)/u.test(answer.type))
}
