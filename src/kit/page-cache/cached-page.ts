import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib'
import type { Coding } from './coding.ts'

/** What a handler's answer has become: all but the headers that depend on the coding. */
export type RenderedPage = {
  status: number
  /** Names and values in turn, as `response.writeHead` takes them. */
  headers: readonly string[]
  body: Buffer
  isCompressible: boolean
  /** Undefined: not to be kept. */
  tags: readonly string[] | undefined
  /** Epoch milliseconds from which on it must be rendered anew. */
  until?: number | undefined
  /** One of the pages whose addresses anybody can make up. */
  isPassing?: boolean
}

export type Render = () => Promise<RenderedPage>

/**
 * The same page in one coding, ready to be written. `isDense`: compressed as well as it gets. `latin1`: the bytes of a
 * page that is asked for often, as a string, which Node writes in one piece with the head: 4 % more pages per CPU second.
 */
export type Variant = { body: Buffer; latin1: string | undefined; headers: string[]; notModified: string[]; isDense: boolean }

export type CachedPage = {
  key: string
  status: number
  headers: readonly string[]
  tags: readonly string[]
  until: number | undefined
  isCompressible: boolean
  /** Of the uncompressed bytes; part of every variant's ETag. */
  hash: string
  /** Only codings that were asked for; each can be made from any other. */
  br: Variant | undefined
  gzip: Variant | undefined
  identity: Variant | undefined
  making: Map<Coding, Promise<Variant>>
  /** due: the next request renders anew. held: old bytes serve for up to a second. dropped: must never serve again. */
  state: 'fresh' | 'due' | 'held' | 'dropped'
  render: Render
  /** Milliseconds of `performance.now()`; refreshedAt: when an invalidation last made it render. */
  renderedAt: number
  refreshedAt: number
  hits: number
  hitsAtSweep: number
  /** What it takes, and what its shelf has counted for it. */
  bytes: number
  counted: number
}

const recordBytes = 2_000
const smallest = 300
/** Node's own buffer for strings is 16 KB, head included. */
const inOnePiece = 14_500

export function cachedPage(key: string, rendered: RenderedPage, render: Render, refreshedAt: number): CachedPage {
  const page: CachedPage = {
    key, status: rendered.status, headers: rendered.headers, tags: rendered.tags ?? [], until: rendered.until, isCompressible: rendered.isCompressible && rendered.body.length >= smallest,
    hash: hash('sha256', rendered.body, 'base64url').slice(0, 22), br: undefined, gzip: undefined, identity: undefined, making: new Map(),
    state: 'fresh', render, renderedAt: performance.now(), refreshedAt, hits: 0, hitsAtSweep: 0, bytes: recordBytes + rendered.body.length, counted: 0,
  }
  page.identity = variantOf(page, 'identity', rendered.body, true)
  return page
}

/** What this client gets without waiting, if it is there. */
export function readyVariant(page: CachedPage, coding: Coding): Variant | undefined {
  return page.isCompressible ? page[coding] : page.identity
}

/** Compresses off the thread, quickly: gzip 1, brotli 4. The plain bytes go with the first compression and come back when somebody asks for them. */
export async function makeVariant(page: CachedPage, coding: Coding): Promise<Variant> {
  const ready = readyVariant(page, coding)
  if (ready !== undefined) return ready
  const making = page.making.get(coding) ?? addVariant(page, coding).finally(() => page.making.delete(coding))
  page.making.set(coding, making)
  return making
}

async function addVariant(page: CachedPage, coding: Coding): Promise<Variant> {
  const body = await plainBytes(page)
  const variant = variantOf(page, coding, coding === 'identity' ? body : await compress(coding, body, false), coding === 'identity')
  if (coding !== 'identity' && page.br === undefined && page.gzip === undefined) page.identity = undefined
  page[coding] = variant
  measure(page)
  return variant
}

/** Compresses again what readers ask for, as small as it gets (brotli 11 or 9, gzip 9). Takes a tenth of a second of another thread. */
export async function condense(page: CachedPage): Promise<void> {
  for (const coding of ['br', 'gzip'] as const) {
    if (page[coding] === undefined || page[coding].isDense || page.state === 'dropped') continue
    const variant = variantOf(page, coding, await compress(coding, await plainBytes(page), true), true)
    if (variant.body.length <= inOnePiece) variant.latin1 = variant.body.toString('latin1')
    page[coding] = variant
  }
  measure(page)
}

const [brotlied, gzipped, unbrotlied, unzipped] = [promisify(brotliCompress), promisify(gzip), promisify(brotliDecompress), promisify(gunzip)]

/** As the cache first sends a page, or as small as it gets. */
export async function compress(coding: 'br' | 'gzip', body: Buffer, isDense: boolean): Promise<Buffer> {
  if (coding === 'gzip') return gzipped(body, { level: isDense ? 9 : 1 })
  const quality = isDense ? (body.length > 262_144 ? 9 : 11) : 4
  return brotlied(body, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } })
}

async function plainBytes(page: CachedPage): Promise<Buffer> {
  if (page.identity !== undefined) return page.identity.body
  if (page.gzip !== undefined) return unzipped(page.gzip.body)
  if (page.br !== undefined) return unbrotlied(page.br.body)
  throw new Error('a cached page has no bytes in any coding')
}

function variantOf(page: CachedPage, coding: Coding, body: Buffer, isDense: boolean): Variant {
  // A strong ETag names these very bytes, so the level is part of it; a 304 asks only for the hash.
  const mark = coding === 'identity' ? '' : `.${coding}${isDense ? '+' : ''}`
  const shared = ['ETag', `"${page.hash}${mark}"`, 'Vary', 'Accept-Encoding']
  return {
    body, isDense, latin1: undefined,
    headers: [...page.headers, ...shared, ...(coding === 'identity' ? [] : ['Content-Encoding', coding]), 'Content-Length', String(body.length)],
    notModified: [...withoutContentType(page.headers), ...shared],
  }
}

function withoutContentType(headers: readonly string[]): string[] {
  return headers.filter((_, index) => headers[index - (index % 2)] !== 'Content-Type')
}

function measure(page: CachedPage): void {
  page.bytes = recordBytes
  for (const variant of [page.br, page.gzip, page.identity]) page.bytes += (variant?.body.length ?? 0) + (variant?.latin1?.length ?? 0)
}
