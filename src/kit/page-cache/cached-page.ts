import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib'
import { openTurnstile } from '../db/long-reads.ts'
import type { Coding } from './coding.ts'
import type { StoredPage } from './stored-page.ts'
import type { Tag } from './tag.ts'

/** What a handler's answer has become: all but the headers that depend on the coding. */
export type RenderedPage = {
  status: number
  /** Names and values in turn, as `response.writeHead` takes them. */
  headers: readonly string[]
  body: Buffer
  isCompressible: boolean
  /** Of the body, where its maker knows one. */
  hash?: string | undefined
  /** Undefined: not to be kept. */
  tags: readonly Tag[] | undefined
  /** Epoch milliseconds from which on it must be rendered again. */
  until?: number | undefined
  /** One of the pages whose addresses anybody can make up. */
  isEphemeral?: boolean
}

export type Render = () => Promise<RenderedPage>

/**
 * The same page in one coding, ready to write. `isOptimal`: compressed as well as it gets. `latin1`: the bytes of a
 * page that is asked for often, as a string, which Node writes in one piece with the head: 4 % more pages per CPU
 * second.
 */
export type Variant = {
  body: Buffer
  latin1: string | undefined
  headers: string[]
  isOptimal: boolean
  isOnDisk?: true
}

export type CachedPage = {
  key: string
  status: number
  headers: readonly string[]
  tags: readonly Tag[]
  until: number | undefined
  isCompressible: boolean
  /** Names the uncompressed bytes; part of every variant's ETag. */
  hash: string
  /** Only codings that were asked for; each can be made from any other. */
  br: Variant | undefined
  gzip: Variant | undefined
  identity: Variant | undefined
  making: Map<Coding, Promise<Variant>> | undefined
  /** Whether it may stand on the disk too, and in which generation of that shelf its render began. */
  isForDisk: boolean
  generation: number
  /** due: the next request renders. held: the old bytes serve for up to a second. dropped: they never serve again. */
  state: 'fresh' | 'due' | 'held' | 'dropped'
  /** Unknown of a page that came from the disk and was not asked for by its route yet. */
  render: Render | undefined
  /** Milliseconds of `performance.now()`; refreshedAt: when an invalidation last made it render. */
  renderedAt: number
  refreshedAt: number
  hits: number
  hitsAtSweep: number
  /** What it takes, and what its shelf has counted for it. */
  bytes: number
  counted: number
}

/**
 * What V8 takes for a page besides its bytes and key, for each of its codings, and for a place in the index of a tag.
 * Of 20,000 pages with 1, 21 and 61 tags the heap held 1,946, 2,673 and 3,969 bytes each (Node 24.21, 2026-11-29).
 */
const [recordBytes, variantBytes, tagBytes] = [1_200, 700, 36]
/**
 * V8 and malloc keep the room of pages that have gone until they look: a full cache through which 20,000 pages had gone
 * was resident with so many times what the pages in it take. 10.7 MB of pages less were 33 MB less (2026-11-29).
 */
const resident = 3
const smallest = 300
/** Node's own buffer for strings is 16 KB, head included. */
const inOnePiece = 14_500

export function cachedPage(
  key: string,
  rendered: RenderedPage,
  render: Render,
  refreshedAt: number,
  generation = 0,
): CachedPage {
  const isCompressible = rendered.isCompressible && rendered.body.length >= smallest
  const page: CachedPage = {
    ...emptyPage,
    key,
    status: rendered.status,
    headers: rendered.headers,
    tags: rendered.tags ?? [],
    until: rendered.until,
    isCompressible,
    isForDisk: isCompressible && rendered.status === 200 && rendered.tags !== undefined && !rendered.isEphemeral,
    generation,
    hash: (rendered.hash ?? hash('sha256', rendered.body, 'base64url')).slice(0, 22),
    render,
    renderedAt: performance.now(),
    refreshedAt,
  }
  page.identity = variantOf(page, 'identity', rendered.body, true)
  measure(page)
  return page
}

/** A page as it was put on the disk, in the one coding that it has there. */
export function pageFromDisk({ coding, body, isOptimal, ...stored }: StoredPage, render?: Render): CachedPage {
  const page: CachedPage = { ...emptyPage, ...stored, isCompressible: true, isForDisk: true, render }
  page.renderedAt = performance.now()
  page[coding] = { ...variantOf(page, coding, body, isOptimal), isOnDisk: true }
  measure(page)
  return page
}

const emptyPage = {
  status: 200,
  br: undefined,
  gzip: undefined,
  identity: undefined,
  making: undefined,
  state: 'fresh',
  renderedAt: 0,
  refreshedAt: -Infinity,
  hits: 0,
  hitsAtSweep: 0,
  bytes: 0,
  counted: 0,
} as const

/** What this client gets without waiting, if it is there. */
export function readyVariant(page: CachedPage, coding: Coding): Variant | undefined {
  return page.isCompressible ? page[coding] : page.identity
}

/**
 * Compresses off the thread, quickly: gzip 1, brotli 4. The plain bytes go with the first compression and come back
 * when somebody asks for them.
 */
export async function makeVariant(page: CachedPage, coding: Coding): Promise<Variant> {
  const ready = readyVariant(page, coding)
  if (ready !== undefined) return ready
  const underWay = (page.making ??= new Map())
  const making =
    underWay.get(coding) ??
    addVariant(page, coding).finally(() => {
      underWay.delete(coding)
      if (underWay.size === 0) page.making = undefined
    })
  underWay.set(coding, making)
  return making
}

async function addVariant(page: CachedPage, coding: Coding): Promise<Variant> {
  const body = await plainBytes(page)
  const variant = variantOf(
    page,
    coding,
    coding === 'identity' ? body : await compress(coding, body, false),
    coding === 'identity',
  )
  if (coding !== 'identity' && page.br === undefined && page.gzip === undefined) page.identity = undefined
  page[coding] = variant
  measure(page)
  return variant
}

/**
 * Compresses again what readers ask for, as small as it gets (brotli 11 or 9, gzip 9). Takes a tenth of a second of
 * another thread.
 */
export async function recompress(page: CachedPage): Promise<void> {
  for (const coding of ['br', 'gzip'] as const) {
    if (page[coding] === undefined || page[coding].isOptimal || page.state === 'dropped') continue
    const variant = variantOf(page, coding, await compress(coding, await plainBytes(page), true), true)
    if (variant.body.length <= inOnePiece) variant.latin1 = variant.body.toString('latin1')
    page[coding] = variant
  }
  measure(page)
}

const [brotlied, gzipped, unbrotlied, unzipped] = [
  promisify(brotliCompress),
  promisify(gzip),
  promisify(brotliDecompress),
  promisify(gunzip),
]

/** As many at a time as Node has threads for it: each that waited there would hold a megabyte already. */
const turn = openTurnstile(4, { maxWaiting: Infinity, longestWaitMs: Infinity, limitMs: Infinity })

/** As the cache first sends a page, or as small as it gets. */
export async function compress(coding: 'br' | 'gzip', body: Buffer, isOptimal: boolean): Promise<Buffer> {
  const bytes = await turn(() => compressNow(coding, body, isOptimal))
  if (bytes === undefined) throw new Error('a page was not compressed in its turn')
  return bytes
}

async function compressNow(coding: 'br' | 'gzip', body: Buffer, isOptimal: boolean): Promise<Buffer> {
  // Most pages come to less than a quarter: what is left over of a piece is rubbish until V8 looks.
  const chunkSize = Math.max(1_024, body.length >> 2)
  if (coding === 'gzip') return gzipped(body, { chunkSize, level: isOptimal ? 9 : 1 })
  const quality = isOptimal ? (body.length > 262_144 ? 9 : 11) : 4
  // No further back than the page is long: the best compression keeps 8 bytes for each of the 4 million that are usual.
  const window = Math.min(Math.max(32 - Math.clz32(body.length + 16), 16), 22)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: window,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  }
  return brotlied(body, { chunkSize, params })
}

async function plainBytes(page: CachedPage): Promise<Buffer> {
  if (page.identity !== undefined) return page.identity.body
  if (page.gzip !== undefined) return unzipped(page.gzip.body)
  if (page.br !== undefined) return unbrotlied(page.br.body)
  throw new Error('a cached page has no bytes in any coding')
}

function variantOf(page: CachedPage, coding: Coding, body: Buffer, isOptimal: boolean): Variant {
  // A strong ETag names these very bytes, so the level is part of it; a 304 asks only for the hash.
  const mark = coding === 'identity' ? '' : `.${coding}${isOptimal ? '+' : ''}`
  const shared = ['ETag', `"${page.hash}${mark}"`, 'Vary', 'Accept-Encoding']
  return {
    body: alone(body),
    isOptimal,
    latin1: undefined,
    headers: [
      ...page.headers,
      ...shared,
      ...(coding === 'identity' ? [] : ['Content-Encoding', coding]),
      'Content-Length',
      String(body.length),
    ],
  }
}

/** The headers of an answer that says only that the page is still the same (RFC 9110, 15.4.5). */
export function notModified({ headers }: Variant): string[] {
  return headers.filter((_, index) => !/^Content-(?:Type|Encoding|Length)$/u.test(headers[index - (index % 2)] ?? ''))
}

/**
 * Bytes in memory of their own. What zlib or a short string gives is a part of 64 KB (Node 24), kept as long as any
 * part of it.
 */
function alone(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes
  const own = Buffer.allocUnsafeSlow(bytes.length)
  own.set(bytes)
  return own
}

/** A string of latin1 has one byte a character, as the key has. */
function measure(page: CachedPage): void {
  let bytes = recordBytes + page.key.length + tagBytes * page.tags.length
  for (const variant of [page.br, page.gzip, page.identity]) {
    if (variant !== undefined) bytes += variantBytes + variant.body.buffer.byteLength + (variant.latin1?.length ?? 0)
  }
  page.bytes = Math.ceil(bytes * resident)
}
