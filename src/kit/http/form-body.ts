import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'
import type { kitPhrases } from '../phrases.ts'
import { readFields, type Fields, type ReadFields } from './fields.ts'
import { gatheredBytes } from './gathered-bytes.ts'

const maxFields = 200
/**
 * Of a body that is too large so much is still taken in, so that the client hears the answer; then the connection goes.
 */
const patienceBytes = 4_000_000

/** What a refusal says, in the language of the site. */
type Words = ReturnType<typeof kitPhrases>['form']

export type FormType = { kind: 'urlencoded' } | { kind: 'multipart'; contentType: string }

/** @throws Refusal 'unsupported' unless it is a form as browsers send them, in UTF-8 and not compressed. */
export function formTypeOf(
  { 'content-type': contentType, 'content-encoding': coding = 'identity' }: IncomingHttpHeaders,
  words: Words,
): FormType {
  if (coding !== 'identity') throw new Refusal('unsupported', words.notAForm)
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim())
  const charset = parameters
    .find((parameter) => /^charset=/iu.test(parameter))
    ?.slice(8)
    .replaceAll('"', '')
    .toLowerCase()
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new Refusal('unsupported', words.notUtf8)
  if (/^application\/x-www-form-urlencoded$/iu.test(type)) return { kind: 'urlencoded' }
  if (/^multipart\/form-data$/iu.test(type) && contentType !== undefined) return { kind: 'multipart', contentType }
  throw new Refusal('unsupported', words.notAForm)
}

/** Of a body that is refused in the middle. */
export function takeSomeMore(request: IncomingMessage): void {
  let size = 0
  request.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > patienceBytes) request.destroy()
  })
  request.resume()
}

/** Reads at most `maxBytes`. @throws Refusal 'too-large' */
export function readBody(request: IncomingMessage, maxBytes: number, words: Words): Promise<Buffer> {
  const tooLarge = () => new Refusal('too-large', words.tooLong(maxBytes))
  return new Promise((resolve, reject) => {
    const gathered = gatheredBytes(maxBytes)
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) gathered.add(chunk)
      else if (size - chunk.length <= maxBytes) reject(tooLarge())
      if (size > maxBytes + patienceBytes) request.destroy()
    })
    request.on('end', () => resolve(gathered.whole()))
    request.on('error', (cause) => reject(new Refusal('malformed', words.notWhole, { cause })))
    // It is closed after a whole body too, where an error with its stack would be made for nobody.
    request.on('close', () => {
      if (!request.complete) reject(new Refusal('malformed', words.notWhole))
    })
  })
}

/** The declared fields; what is not declared is left out. @throws Refusal in words */
export async function readForm(type: FormType, body: Buffer, fields: Fields, words: Words): Promise<ReadFields> {
  if (!isUtf8(body)) throw notUtf8(words)
  const pairs =
    type.kind === 'urlencoded'
      ? urlencoded(body.toString('utf8'), words)
      : await multipart(type.contentType, body, words)
  if (pairs.length > maxFields) throw new Refusal('too-large', words.tooManyFields)
  return readFields(
    fields,
    pairs.map(([name, value]) => [clean(name), clean(value)] as const),
  )
}

function urlencoded(body: string, words: Words): [string, string][] {
  const parts = body.split('&', maxFields + 1).filter((part) => part !== '')
  return parts.map((part) => {
    const mark = part.indexOf('=')
    return mark === -1
      ? [decoded(part, words), '']
      : [decoded(part.slice(0, mark), words), decoded(part.slice(mark + 1), words)]
  })
}

function decoded(text: string, words: Words): string {
  if (!/[%+]/u.test(text)) return text
  try {
    // A lone percent sign is left as it is, as browsers' own parser does; bytes that are no UTF-8 are not.
    return decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/giu, '%25'))
  } catch (cause) {
    throw notUtf8(words, { cause })
  }
}

async function multipart(contentType: string, body: Buffer, words: Words): Promise<[string, string][]> {
  const data = await new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new Refusal('malformed', words.notWhole, { cause })
    })
  return [...data].map(([name, value]) => {
    if (typeof value !== 'string') throw new Refusal('unsupported', words.filesRefused)
    return [name, value]
  })
}

function clean(text: string): string {
  return text.replaceAll('\0', '').replace(/\r\n?/gu, '\n')
}

function notUtf8(words: Words, options?: ErrorOptions): Refusal {
  return new Refusal('malformed', words.notUtf8, options)
}
