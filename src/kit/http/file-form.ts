import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import type { Readable } from 'node:stream'
import { Refusal } from '../errors.ts'
import type { kitPhrases } from '../phrases.ts'

type Sent = { contentType: string; body: Readable; words: Words }
type Words = ReturnType<typeof kitPhrases>['form']

/**
 * A posted form with files of any length, which go to `take` as they come, one after the other. Returns the other
 * fields. @throws Refusal, and what `take` throws
 */
export async function readFileForm(
  { contentType, body, words }: Sent,
  take: (field: string, name: string, file: Readable) => Promise<void>,
): Promise<Map<string, string>> {
  const fields = new Map<string, string>()
  const { promise: failed, reject } = Promise.withResolvers<never>()
  let taking: Promise<void> = Promise.resolve()
  const files: Readable[] = []
  const headers: BusboyHeaders = { 'content-type': contentType }
  const form = openForm(headers, words)
  form.on('field', (name, value) => fields.set(name, value))
  form.on('file', (field, file, name) => {
    // A field that was left empty is sent as a file without a name.
    if (!name) return void file.resume()
    files.push(file)
    // Reported to the reader of the stream, if there is one.
    file.on('error', () => {})
    taking = taking.then(() => take(field, name, file))
    taking.catch(reject)
  })
  const finished = new Promise<void>((resolve) => form.once('finish', resolve))
  const brokenOff = (cause?: unknown) => reject(new Refusal('malformed', words.notWhole, { cause }))
  form.once('error', brokenOff)
  body.once('error', brokenOff)
  body.once('close', () => body.readableEnded || brokenOff())
  body.pipe(form)
  try {
    await Promise.race([failed, finished.then(() => taking)])
  } catch (error) {
    // The parser reports no end of a form that was cut off: a reader of the stream would wait forever.
    for (const file of files) file.destroy(error instanceof Error ? error : undefined)
    throw error
  } finally {
    body.unpipe(form)
  }
  return fields
}

function openForm(headers: BusboyHeaders, words: Words): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers, limits: { fields: 20, fieldSize: 2_000, files: 4 } })
  } catch (cause) {
    throw new Refusal('unsupported', words.notAForm, { cause })
  }
}
