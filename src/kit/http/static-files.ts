import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Assets } from '../assets.ts'
import { Refusal } from '../errors.ts'
import { codingFor } from '../page-cache/coding.ts'
import type { Storage } from '../storage.ts'
import { fileCaching, forAnySite, foreverCaching, type Headers } from './headers.ts'

/**
 * `/assets/*`: built files under the name of their content, compressed when they were built. False: there is no such
 * file.
 */
export function sendAsset(
  assets: Assets,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  security: Headers,
): boolean {
  const asset = assets.all.get(path)
  if (asset === undefined) return false
  const coding = codingFor(request.headers['accept-encoding'])
  const packed = coding === 'identity' ? undefined : asset[coding]
  const headers = [
    ...security,
    'Cache-Control',
    foreverCaching,
    'ETag',
    packed === undefined ? asset.etag : `${asset.etag.slice(0, -1)}.${coding}"`,
    ...(asset.br === undefined ? [] : ['Vary', 'Accept-Encoding']),
  ]
  if (request.headers['if-none-match']?.includes(asset.etag.slice(1, -1))) {
    response.writeHead(304, headers).end()
    return true
  }
  const body = packed ?? asset.bytes
  response.writeHead(200, [
    ...headers,
    'Content-Type',
    asset.type,
    ...(packed === undefined ? [] : ['Content-Encoding', coding]),
    'Content-Length',
    String(body.length),
  ])
  response.end(request.method === 'HEAD' ? undefined : body)
  return true
}

const types: Record<string, string> = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  webm: 'video/webm',
  pdf: 'application/pdf',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
}

/**
 * `/media/{id}/{name}`: a file of the store, streamed, with byte ranges (RFC 9110, 14) when it lies on this machine's
 * disk. Originals are kept, not served: they may hold a place in their metadata.
 * @throws Refusal 'not-found'
 */
export async function sendMedia(
  storage: Storage,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  security: Headers,
): Promise<void> {
  const key = /^\/media\/([a-z0-9]+\/[^/]+)$/u.exec(path)?.[1]
  if (key === undefined || key.startsWith('originals/') || key.endsWith('.partial'))
    throw new Refusal('not-found', 'There is no such file.')
  const local = await storage.localPath(key)
  const { size, etag } = await measured(storage, key, local)
  const range = local === undefined ? 'whole' : rangeOf(request, size, etag)
  const headers = [
    ...mediaHeaders(key, security),
    'ETag',
    etag,
    ...(local === undefined ? [] : ['Accept-Ranges', 'bytes']),
  ]
  if (request.headers['if-none-match']?.includes(etag)) return void response.writeHead(304, headers).end()
  if (range === 'unsatisfiable')
    return void response.writeHead(416, [...headers, 'Content-Range', `bytes */${size}`, 'Content-Length', '0']).end()
  const part = range === 'whole' ? undefined : range
  const length = part === undefined ? size : part.end - part.start + 1
  const lengthHeaders = [
    'Content-Length',
    String(length),
    ...(part === undefined ? [] : ['Content-Range', `bytes ${part.start}-${part.end}/${size}`]),
  ]
  const stream: Readable | undefined =
    request.method === 'HEAD'
      ? undefined
      : local === undefined
        ? await storage.stream(key)
        : createReadStream(local, part)
  response.writeHead(part === undefined ? 200 : 206, [...headers, ...lengthHeaders])
  if (stream === undefined) return void response.end()
  // A reader who leaves in the middle of a film is not an error.
  await pipeline(stream, response).catch(() => response.destroy())
}

async function measured(
  storage: Storage,
  key: string,
  local: string | undefined,
): Promise<{ size: number; etag: string }> {
  if (local === undefined) {
    const size = await storage.size(key)
    return { size, etag: `"${size.toString(36)}"` }
  }
  const file = await stat(local).catch((cause: unknown) => {
    throw new Refusal('not-found', 'There is no such file.', { cause })
  })
  if (!file.isFile()) throw new Refusal('not-found', 'There is no such file.')
  return { size: file.size, etag: `"${file.size.toString(36)}-${Math.round(file.mtimeMs).toString(36)}"` }
}

function mediaHeaders(key: string, security: Headers): string[] {
  const name = key.slice(key.indexOf('/') + 1)
  const extension = /\.([a-z0-9]+)$/iu.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = types[extension] ?? 'application/octet-stream'
  const isActive = extension === 'svg' || extension === 'pdf' || type === 'application/octet-stream'
  return [
    ...forAnySite(isActive ? withPolicy(security, `default-src 'none'; style-src 'unsafe-inline'; sandbox`) : security),
    'Content-Type',
    type,
    'Cache-Control',
    fileCaching,
    ...(type.startsWith('image/') ? [] : ['Content-Disposition', disposition(type, name)]),
  ]
}

/** RFC 6266, with the name in RFC 8187's encoding. */
function disposition(type: string, name: string): string {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  return `${/^(audio|video)\//u.test(type) ? 'inline' : 'attachment'}; filename*=UTF-8''${encoded}`
}

function withPolicy(security: Headers, policy: string): string[] {
  return security.map((value, index) => (security[index - 1] === 'Content-Security-Policy' ? policy : value))
}

type Part = { start: number; end: number }

/** One range, as players ask for it; several at once are answered with the whole. */
function rangeOf(request: IncomingMessage, size: number, etag: string): Part | 'whole' | 'unsatisfiable' {
  const { range, 'if-range': ifRange } = request.headers
  const asked = /^bytes=(\d*)-(\d*)$/u.exec(range ?? '')
  if (asked === null || (asked[1] === '' && asked[2] === '') || (ifRange !== undefined && ifRange !== etag))
    return 'whole'
  const [from, to] = [asked[1] ?? '', asked[2] ?? '']
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < Number(from)) return 'whole'
  return start >= size || (from === '' && Number(to) === 0) ? 'unsatisfiable' : { start, end }
}
