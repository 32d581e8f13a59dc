/** What the server refuses, and why it waits, in the words of the desk. */
import type { Problem } from '../api/client.ts'

type Refused = { code?: string | undefined; params?: Problem['params'] | undefined }
type Words = { readonly refusals: { readonly [code: string]: unknown } }

/** Undefined where the desk has none: then the server says it itself. */
export function refusalWords({ code, params = {} }: Refused, words: Words, language: string): string | undefined {
  if (code === undefined || !Object.hasOwn(words.refusals, code)) return undefined
  const said: unknown = words.refusals[code]
  if (typeof said === 'string') return said
  if (typeof said !== 'function') return undefined
  const values = valuesIn(params, language)
  const [first, ...others] = Object.values(values)
  return String(others.length === 0 ? said(first) : said(values))
}

/** A moment is said by the clock of the publication. */
function valuesIn({ at, timeZone, ...values }: Problem['params'], language: string): Record<string, string | number> {
  if (at === undefined) return values
  const zone = timeZone === undefined ? {} : { timeZone: String(timeZone) }
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', ...zone })
  return { ...values, time: format.format(Number(at)) }
}

export type Paused = { pauseReason: string | null; pauseCode: string | null; pauseParams: Problem['params'] }

/** What the server says of it in our own words; what a colleague has said, in theirs. Null where nothing waits. */
export function pauseWords(
  { pauseReason, pauseCode, pauseParams }: Paused,
  words: Words,
  language: string,
): string | null {
  const said = refusalWords({ code: pauseCode ?? undefined, params: pauseParams }, words, language)
  return said ?? (pauseReason === null ? null : `\u2068${pauseReason}\u2069`)
}
