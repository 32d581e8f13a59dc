import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { Refusal } from '../errors.ts'
import { kitPhrases } from '../phrases.ts'
import { readBody } from './form-body.ts'

/** A file that was sent as a body, with the SHA-256 of its bytes, made while they came in. */
export type FileBody = { bytes: Buffer; sha256: string }

export function isFile(sent: unknown): sent is FileBody {
  return typeof sent === 'object' && sent !== null && 'bytes' in sent && Buffer.isBuffer(sent.bytes)
}

/** As the body of an operation: a file, whatever its type is said to be. */
export const fileBody: z.ZodType<FileBody> = z.custom<FileBody>(isFile)

export type FileBodies = { read(request: IncomingMessage, maxBytes: number): Promise<FileBody> }

/**
 * So many files are in memory at once; the others wait in their senders, whose connections are not read meanwhile. The
 * hash grows with each piece: of 50 MB in one go it would hold up everybody for a twentieth of a second.
 */
export function openFileBodies(most = 2): FileBodies {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    async read(request, maxBytes) {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
      running++
      try {
        return await hashed(request, maxBytes)
      } finally {
        running--
        waiting.shift()?.()
      }
    },
  }
}

async function hashed(request: IncomingMessage, maxBytes: number): Promise<FileBody> {
  // Whoever has gone while waiting sends nothing any more.
  if (request.destroyed && !request.complete) throw new Refusal('malformed', kitPhrases('en').form.notWhole)
  const hash = createHash('sha256')
  request.on('data', (piece: Buffer) => hash.update(piece))
  const bytes = await readBody(request, maxBytes, kitPhrases('en').form)
  if (bytes.length === 0) throw new Refusal('malformed', 'The file is empty.', { reason: 'file-empty' })
  return { bytes, sha256: hash.digest('hex') }
}
