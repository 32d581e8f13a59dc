import { fileTypeFromBuffer } from 'file-type'
import { extname } from 'node:path'
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import { densityFor, maxPixels } from './derive.ts'
import { embeddedMetadata, type EmbeddedMetadata } from './embedded-metadata.ts'
import type { MediaRefusal } from './refusals.ts'
import { sanitiseSvg } from './sanitise-svg.ts'
import { maxPictureBytes, placeWarnings, soundDuration } from './sound.ts'
import type { MediaKind } from './store.ts'
import { maxSvgBytes } from './svg-limits.ts'
import type { Traits } from './traits.ts'

type Accepted = { kind: MediaKind; mime: string; extension: string; also?: readonly string[] }
/** `format`: what the decoder must call it, so that no file is one thing to us and another to it. */
type Picture = Accepted & { format: Metadata['format'] }

/** By what file-type finds in the bytes. Not here: not taken in. */
const accepted: Record<string, Accepted> = {
  'image/jpeg': { kind: 'image', mime: 'image/jpeg', extension: 'jpg', also: ['jpeg', 'jpe', 'jfif'] },
  'image/png': { kind: 'image', mime: 'image/png', extension: 'png' },
  'image/apng': { kind: 'image', mime: 'image/png', extension: 'png', also: ['apng'] },
  'image/webp': { kind: 'image', mime: 'image/webp', extension: 'webp' },
  'image/gif': { kind: 'image', mime: 'image/gif', extension: 'gif' },
  'image/avif': { kind: 'image', mime: 'image/avif', extension: 'avif' },
  'image/tiff': { kind: 'image', mime: 'image/tiff', extension: 'tif', also: ['tiff'] },
  'audio/mpeg': { kind: 'audio', mime: 'audio/mpeg', extension: 'mp3' },
  'audio/wav': { kind: 'audio', mime: 'audio/wav', extension: 'wav', also: ['wave'] },
  'audio/ogg': { kind: 'audio', mime: 'audio/ogg', extension: 'ogg', also: ['oga', 'opus'] },
  'audio/flac': { kind: 'audio', mime: 'audio/flac', extension: 'flac' },
  'audio/x-flac': { kind: 'audio', mime: 'audio/flac', extension: 'flac' },
  'audio/x-m4a': { kind: 'audio', mime: 'audio/mp4', extension: 'm4a' },
  'audio/mp4': { kind: 'audio', mime: 'audio/mp4', extension: 'm4a' },
  'video/mp4': { kind: 'video', mime: 'video/mp4', extension: 'mp4', also: ['m4v'] },
  'video/x-m4v': { kind: 'video', mime: 'video/mp4', extension: 'mp4', also: ['m4v'] },
  'video/webm': { kind: 'video', mime: 'video/webm', extension: 'webm' },
  'video/ogg': { kind: 'video', mime: 'video/ogg', extension: 'ogv', also: ['ogg'] },
  'video/quicktime': { kind: 'video', mime: 'video/quicktime', extension: 'mov' },
  'application/pdf': { kind: 'file', mime: 'application/pdf', extension: 'pdf' },
}

export type Inspected =
  | {
      ok: true
      kind: MediaKind
      mime: string
      /** The one that the content calls for, whatever the file was called. */
      extension: string
      /** Of a picture, upright. */
      width?: number
      height?: number
      hasAlpha: boolean
      animated: boolean
      /** In seconds, where the format says so plainly. */
      duration?: number
      metadata: Omit<EmbeddedMetadata, 'hasPlace'>
      /** The bytes to keep instead of those that came: a drawing made safe. */
      cleaned?: Buffer
      /** Sentences for the person who brought the file. */
      warnings: string[]
    }
  | { ok: false; reason: string; code: MediaRefusal }

/** Pictures that are known and not taken, and what to do. */
const advice: Record<string, string> = {
  'image/heic': 'HEIC, which no browser but one shows: export it as JPEG',
  'image/heic-sequence': 'HEIC, which no browser but one shows: export it as JPEG',
  'image/heif': 'HEIF, which no browser but one shows: export it as JPEG',
  'image/jxl': 'JPEG XL, which few browsers show: export it as JPEG',
  'image/jp2': 'JPEG 2000, which browsers do not show: export it as JPEG',
  'image/vnd.adobe.photoshop': 'a Photoshop document: export it as JPEG or PNG',
}

/**
 * Looks at what a file really is, whatever it is called, and says what it holds or why it is not taken. Does not throw
 * on bad bytes, but when memory is refused. `size` is the file's where `bytes` are only its beginning.
 */
export async function inspectMedia(bytes: Buffer, fileName: string, size = bytes.length): Promise<Inspected> {
  if (bytes.length === 0) return refused(fileName, 'file-empty', 'is empty')
  const found = await fileTypeFromBuffer(bytes)
  const text = startOfText(bytes)
  const isText = found === undefined || found.mime === 'application/xml' || found.mime.startsWith('text/')
  if (text !== undefined && isText) return inspectText({ bytes, size }, text, fileName)
  if (found === undefined) return refused(fileName, 'file-unknown', 'is of no kind that is known here')
  const type = accepted[found.mime.split(';')[0] ?? '']
  if (type === undefined) return refused(fileName, 'file-not-taken', notTaken(found.mime))
  const isPicture = type.kind === 'image'
  if (isPicture && size > maxPictureBytes)
    return refused(fileName, 'file-too-large', tooLarge('picture', size, maxPictureBytes))
  const warnings = extensionWarnings(fileName, type)
  if (isPicture) return inspectPicture(bytes, fileName, { ...type, format: formats[type.mime] ?? 'jpeg' }, warnings)
  const duration = soundDuration(bytes, type.mime)
  warnings.push(...placeWarnings(bytes, type.mime, fileName))
  return {
    ok: true,
    kind: type.kind,
    mime: type.mime,
    extension: type.extension,
    hasAlpha: false,
    animated: false,
    ...(duration === undefined ? {} : { duration }),
    metadata: {},
    warnings,
  }
}

const formats: Record<string, Metadata['format']> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
  'image/tiff': 'tiff',
}

function notTaken(mime: string): string {
  const known = advice[mime]
  if (known !== undefined) return `is ${known}`
  const taken = mime.startsWith('image/') ? '; JPEG, PNG, WebP, AVIF, GIF, TIFF and SVG are' : ''
  return `holds ${mime}, which is not taken${taken}`
}

function tooLarge(what: string, size: number, most: number): string {
  return `is a ${what} of ${Math.ceil(size / 1_000_000)} MB; the limit is ${most / 1_000_000} MB`
}

async function inspectPicture(bytes: Buffer, fileName: string, type: Picture, warnings: string[]): Promise<Inspected> {
  const source = await soundPicture(bytes, type.format)
  if (typeof source === 'string') return refused(fileName, 'file-broken', source)
  const { hasPlace, ...metadata } = await embeddedMetadata(bytes, source)
  if (hasPlace) warnings.push(`${fileName} names the place where it was taken; what readers get does not.`)
  if (source.format === 'tiff' && (source.pages ?? 1) > 1) {
    warnings.push(`${fileName} has ${source.pages} pages; readers get the first.`)
  }
  const { mime, extension } = type
  return { ok: true, kind: 'image', mime, extension, ...(await pictureTraits(bytes)), metadata, warnings }
}

/** Its header's facts when all of it can be decoded, else what is wrong. Sizes are checked before a pixel is read. */
async function soundPicture(bytes: Buffer, format: Metadata['format']): Promise<Metadata | string> {
  try {
    const source = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (source.format !== format) return `is ${format} by its first bytes and ${source.format} by what follows`
    const fault = sizeFault(source)
    if (fault !== undefined) return fault
    // libtiff calls a missing end an error, the others call it cut off; milder faults are common in sound pictures.
    const failOn: SharpOptions['failOn'] = format === 'tiff' ? 'error' : 'truncated'
    const density = format === 'svg' ? densityFor(64 / source.width) : undefined
    const reading = { limitInputPixels: maxPixels, failOn, sequentialRead: true, animated: isAnimated(source), density }
    await sharp(bytes, reading).resize({ width: 64, withoutEnlargement: true }).raw().toBuffer()
    return source
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    if (/out of memory/iu.test(words)) throw error
    if (cutOff.test(words)) return 'is cut off or damaged: it cannot be read to its end'
    return `cannot be read as a picture (${words})`
  }
}

const cutOff = /premature|truncat|end of|read error|bad seek|corrupt header|not defined|unable to (?:parse|read)/iu

const longestSide = 32_767
const maxFrames = 1_000

function sizeFault(source: Metadata): string | undefined {
  const { width, pageHeight, pages = 1 } = source
  const height = pageHeight ?? source.height
  // Of formats with pages only the first is ever unpacked.
  const millions = (width * height * (isAnimated(source) ? pages : 1)) / 1_000_000
  const most = maxPixels / 1_000_000
  if (millions > most) return `would unpack to ${Math.ceil(millions)} million pixels; the limit is ${most} million`
  if (Math.max(width, height) > longestSide) {
    return `is ${width} by ${height} pixels; the limit is ${longestSide.toLocaleString('en')} a side`
  }
  if (isAnimated(source) && pages > maxFrames) return `has ${pages} frames; the limit is ${maxFrames}`
  return undefined
}

function isAnimated({ pages = 1, format }: Metadata): boolean {
  return pages > 1 && (format === 'gif' || format === 'webp')
}

/** What decides the formats of a sound picture's renditions. */
export async function pictureTraits(bytes: Uint8Array): Promise<Traits> {
  const source = await sharp(bytes, { limitInputPixels: maxPixels }).metadata()
  const hasAlpha = source.format === 'svg' || (source.hasAlpha && !(await isOpaque(bytes)))
  return { width: source.autoOrient.width, height: source.autoOrient.height, hasAlpha, animated: isAnimated(source) }
}

/** Many pictures carry an alpha channel that says nothing; theirs need not be kept. */
async function isOpaque(bytes: Uint8Array): Promise<boolean> {
  const alpha = await sharp(bytes, { limitInputPixels: maxPixels, animated: false })
    .ensureAlpha()
    .extractChannel(3)
    .resize(256, 256, { fit: 'fill' })
    .raw()
    .toBuffer()
  return alpha.every((value) => value === 255)
}

function startOfText(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4096)
  return start.includes(0)
    ? undefined
    : start
        .toString('utf8')
        .replace(/^\uFEFF/u, '')
        .trimStart()
}

type Beginning = { bytes: Buffer; size: number }

async function inspectText({ bytes, size }: Beginning, start: string, fileName: string): Promise<Inspected> {
  const root = start
    .replace(/<\?xml[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[[\s\S]*?\]\s*)?>|\s+/giu, ' ')
    .trimStart()
  const isSvg = /^<(?:\w+:)?svg[\s>/]/u.test(root)
  if (isSvg && size > maxSvgBytes) return refused(fileName, 'file-too-large', tooLarge('drawing', size, maxSvgBytes))
  if (isSvg) return inspectSvg(bytes, fileName)
  if (/^(?:<!doctype\s+html|<html|<head|<body|<script|<\?php|<\?=|#!)/iu.test(start) || /<script|<html/iu.test(start))
    return refused(fileName, 'file-program', 'holds a web page or a program, which is not taken')
  const extension = extname(fileName).slice(1).toLowerCase()
  const isPlain = extension === 'txt' || extension === 'csv'
  if (!isPlain || start.startsWith('<')) return refused(fileName, 'file-unknown', 'is of no kind that is known here')
  return {
    ok: true,
    kind: 'file',
    mime: extension === 'csv' ? 'text/csv' : 'text/plain',
    extension,
    hasAlpha: false,
    animated: false,
    metadata: {},
    warnings: [],
  }
}

async function inspectSvg(bytes: Buffer, fileName: string): Promise<Inspected> {
  const clean = sanitiseSvg(bytes.toString('utf8'))
  if (!clean.ok) return refused(fileName, 'file-svg', `is no sound SVG: ${clean.reason}`)
  const carried = await carriedFault(clean.pictures)
  if (carried !== undefined) return refused(fileName, 'file-svg', carried)
  const cleaned = Buffer.from(clean.svg)
  const source = await soundPicture(cleaned, 'svg')
  if (typeof source === 'string') return refused(fileName, 'file-broken', source)
  const warnings = extensionWarnings(fileName, { kind: 'image', mime: 'image/svg+xml', extension: 'svg' })
  if (clean.removed.length > 0) warnings.push(`From ${fileName} was removed: ${clean.removed.join(', ')}.`)
  return {
    ok: true,
    kind: 'image',
    mime: 'image/svg+xml',
    extension: 'svg',
    ...drawingSize(source),
    hasAlpha: true,
    animated: false,
    metadata: {},
    cleaned,
    warnings,
  }
}

/** Of all pictures that a drawing carries. */
const maxCarriedPixels = 25_000_000
const carried: ReadonlySet<Metadata['format']> = new Set(['png', 'jpeg', 'gif', 'webp'])

/** What is wrong with the pictures inside a drawing, which its renderer would unpack whatever their size. */
async function carriedFault(pictures: readonly Buffer[]): Promise<string | undefined> {
  let pixels = 0
  for (const picture of pictures) {
    const source = await sharp(picture, { limitInputPixels: false })
      .metadata()
      .catch(() => undefined)
    if (source === undefined || !carried.has(source.format)) return 'carries a picture that cannot be read'
    pixels += source.width * source.height
    if (pixels <= maxCarriedPixels) continue
    return `carries pictures that would unpack to more than ${maxCarriedPixels / 1_000_000} million pixels`
  }
  return undefined
}

/** A drawing has no pixels of its own: what is not an icon counts as large enough for a sharp screen. */
function drawingSize({ width, height }: Metadata): { width: number; height: number } {
  const scale = width >= 320 && width < 1440 ? 1440 / width : 1
  return { width: Math.round(width * scale), height: Math.max(1, Math.round(height * scale)) }
}

function extensionWarnings(fileName: string, type: Accepted): string[] {
  const given = extname(fileName).slice(1).toLowerCase()
  if (given === type.extension || type.also?.includes(given)) return []
  return [
    given === ''
      ? `${fileName} has no ending; it holds ${type.mime} and is kept as .${type.extension}.`
      : `${fileName} holds ${type.mime} and is kept as .${type.extension}.`,
  ]
}

function refused(fileName: string, code: MediaRefusal, what: string): Inspected {
  return { ok: false, code, reason: `${fileName || 'The file'} ${what}.` }
}
