import type { Readable } from 'node:stream'
import { plained } from '../visible.ts'

const maxWords = 300
const maxBytes = 16_384
const maxMs = 3000

/**
 * The beginning of a service's explanation of its refusal, on one line. The body is read to its end, so that the
 * connection can take the next message; one that does not end soon is destroyed.
 */
export function answerWords(body: Readable): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => body.destroy(), maxMs)
    const done = () => {
      clearTimeout(timer)
      resolve(plained(Buffer.concat(chunks).toString('utf8').slice(0, maxWords)).trim())
    }
    body.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBytes) chunks.push(chunk)
      else body.destroy()
    })
    body.on('error', () => {})
    body.on('close', done)
  })
}
