import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'
import { kitPhrases } from '../phrases.ts'
import { readBody } from './form-body.ts'

/** Deeper than anything that we take; what walks a document need not fear for its stack. */
const maxDepth = 100

/** A JSON body (RFC 8259). @throws Refusal in words */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = request.headers
  if (coding !== 'identity') throw new Refusal('unsupported', 'Send the body without a Content-Encoding.')
  if (!/^application\/json *(?:; *charset="?utf-8"? *)?$/iu.test(type))
    throw new Refusal('unsupported', 'Send the body as application/json.')
  const bytes = await readBody(request, maxBytes, kitPhrases('en').form)
  if (!isUtf8(bytes)) throw new Refusal('malformed', 'The body is not UTF-8.')
  const text = bytes.toString('utf8')
  if (depthOf(text) > maxDepth)
    throw new Refusal('malformed', `The body is nested more than ${maxDepth} deep, which nothing here is.`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refusal('malformed', `The body is not JSON: ${cause instanceof Error ? cause.message : ''}.`, { cause })
  }
}

/** How deep brackets stand in each other, outside of strings. */
function depthOf(text: string): number {
  let [depth, deepest, isString] = [0, 0, false]
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (isString && character === '\\') index++
    else if (character === '"') isString = !isString
    else if (!isString && (character === '[' || character === '{')) deepest = Math.max(deepest, ++depth)
    else if (!isString && (character === ']' || character === '}')) depth--
  }
  return deepest
}
