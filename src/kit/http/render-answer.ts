import type { RenderedPage } from '../page-cache/cached-page.ts'
import { isTag } from '../page-cache/invalidate.ts'
import type { Answer, PrivateAnswer } from './answers.ts'
import { foreverCaching, isHeaderValue, missingCaching, pageCaching, privateCaching, safeLocation, withFrames, type Headers } from './headers.ts'

export type AnswerContext = {
  security: Headers
  /** The whole site asks search engines to stay away. */
  noindex: boolean
}

/** An answer that is the same for everybody. Without tags nobody would know when it is old: then it is not kept anywhere. */
export function renderPublic(answer: Answer, context: AnswerContext): RenderedPage {
  if (answer.kind === 'bytes' && answer.isForever === true) return { status: answer.status, body: bodyOf(answer), isCompressible: false, tags: undefined, headers: [...ownHeaders(answer, context), 'Cache-Control', foreverCaching] }
  const tags = 'tags' in answer ? answer.tags : undefined
  const isKept = tags !== undefined && answer.status < 500
  const fault = tags?.find((tag) => !isTag(tag))
  if (fault !== undefined) throw new Error(`"${fault}" is no tag: words such as article:12`)
  const caching = !isKept ? [privateCaching] : [answer.status >= 400 ? missingCaching : pageCaching, ...(tags.length > 0 ? ['Cache-Tag', tags.join(',')] : [])]
  return {
    status: answer.status, body: bodyOf(answer), isCompressible: isCompressible(answer), tags: isKept ? tags : undefined, isPassing: answer.kind === 'html' && (answer.isPassing ?? false),
    headers: [...ownHeaders(answer, context), 'Cache-Control', ...caching],
  }
}

/** An answer to one reader: kept nowhere. */
export function renderPrivate(answer: PrivateAnswer, context: AnswerContext, cookie: string | undefined): { status: number; headers: Headers; body: Buffer } {
  const body = bodyOf(answer)
  const cookies = cookie === undefined ? [] : ['Set-Cookie', cookie]
  return { status: answer.status, body, headers: [...ownHeaders(answer, context), 'Cache-Control', privateCaching, ...cookies, 'Content-Length', String(body.length)] }
}

function ownHeaders(answer: Answer, { security, noindex }: AnswerContext): string[] {
  const headers = [...(answer.kind === 'html' && answer.frames ? withFrames(security, answer.frames) : security), ...(noindex || (answer.kind === 'html' && (answer.noindex || answer.status >= 400)) ? ['X-Robots-Tag', 'noindex'] : [])]
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
