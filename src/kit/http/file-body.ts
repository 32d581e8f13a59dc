import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { Refusal } from '../errors.ts'
import { kitPhrases } from '../phrases.ts'
import { readBody } from './form-body.ts'
import { storeBody, type StoredBody } from './stored-body.ts'

/** A file that was sent as a body, with the SHA-256 of its bytes, made while they came in. */
export type FileBody = { bytes: Buffer; sha256: string }

export function isFile(sent: unknown): sent is FileBody {
  return typeof sent === 'object' && sent !== null && 'bytes' in sent && Buffer.isBuffer(sent.bytes)
}

/** As the body of an operation: a file, whatever its type is said to be. */
export const fileBody: z.ZodType<FileBody> = z.custom<FileBody>(isFile)

export type FileBodies = {
  read(request: IncomingMessage, maxBytes: number): Promise<FileBody>
  /** Onto the disk; the caller drops it. */
  store(request: IncomingMessage, maxBytes: number): Promise<StoredBody>
}

/**
 * So many files are in memory at once; the others wait in their senders, whose connections are not read meanwhile. The
 * hash grows with each piece: of 50 MB in one go it would hold up everybody for a twentieth of a second.
 */
export function openFileBodies(folder: string, most = 2): FileBodies {
  // A list that comes in for half an hour holds up no pictures.
  const [inMemory, onDisk] = [inTurn(most), inTurn(most)]
  return {
    read: (request, maxBytes) => inMemory(() => hashed(request, maxBytes)),
    store: (request, maxBytes) => onDisk(() => storeBody(request, folder, maxBytes)),
  }
}

function inTurn(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    running++
    try {
      return await work()
    } finally {
      running--
      waiting.shift()?.()
    }
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
