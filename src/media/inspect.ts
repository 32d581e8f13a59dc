import { fileTypeFromBuffer } from 'file-type'
import sharp, { type Metadata } from 'sharp'
import { extname } from 'node:path'
import { maxPixels } from './derive.ts'
import { embeddedMetadata, type EmbeddedMetadata } from './embedded-metadata.ts'
import { sanitiseSvg } from './sanitise-svg.ts'
import { hasPlaceIn, soundDuration } from './sound.ts'
import type { MediaKind } from './store.ts'

type Accepted = { kind: MediaKind; mime: string; extension: string; also?: readonly string[] }

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
      /** Sentences for whoever brought the file. */
      warnings: string[]
    }
  | { ok: false; reason: string }

/** Looks at what a file really is, whatever it is called, and says what it holds or why it is not taken. Never throws on bad bytes. */
export async function inspectMedia(bytes: Buffer, fileName: string): Promise<Inspected> {
  if (bytes.length === 0) return refused(fileName, 'is empty')
  const found = await fileTypeFromBuffer(bytes)
  const text = startOfText(bytes)
  if (text !== undefined && (found === undefined || found.mime === 'application/xml' || found.mime.startsWith('text/'))) return inspectText(bytes, text, fileName)
  if (found === undefined) return refused(fileName, 'is of no kind that is known here')
  const type = accepted[found.mime.split(';')[0] ?? '']
  if (type === undefined) return refused(fileName, `holds ${found.mime}, which is not taken${found.mime.startsWith('image/') ? '; JPEG, PNG, WebP, AVIF, GIF, TIFF and SVG are' : ''}`)
  const warnings = extensionWarnings(fileName, type)
  if (type.kind === 'image') return inspectPicture(bytes, fileName, type, warnings)
  const duration = soundDuration(bytes, type.mime)
  if (hasPlaceIn(bytes, type.mime)) warnings.push(`${fileName} names the place where it was recorded; readers who save it can see that.`)
  return { ok: true, kind: type.kind, mime: type.mime, extension: type.extension, hasAlpha: false, animated: false, ...(duration === undefined ? {} : { duration }), metadata: {}, warnings }
}

async function inspectPicture(bytes: Buffer, fileName: string, type: Accepted, warnings: string[]): Promise<Inspected> {
  const source = await soundPicture(bytes)
  if (typeof source === 'string') return refused(fileName, source)
  const { hasPlace, ...metadata } = await embeddedMetadata(bytes, source)
  if (hasPlace) warnings.push(`${fileName} names the place where it was taken; what readers get does not.`)
  const { width, height } = source.autoOrient
  return { ok: true, kind: 'image', mime: type.mime, extension: type.extension, width, height, ...(await pictureTraits(bytes)), metadata, warnings }
}

/** Its header's facts when all of it can be decoded, else what is wrong. Sizes are checked before a pixel is read. */
async function soundPicture(bytes: Buffer): Promise<Metadata | string> {
  try {
    const source = await sharp(bytes, { limitInputPixels: false }).metadata()
    const pixels = source.width * (source.pageHeight ?? source.height) * (source.pages ?? 1)
    if (pixels > maxPixels) return `would unpack to ${Math.ceil(pixels / 1_000_000)} million pixels; ${maxPixels / 1_000_000} million are the most`
    // libtiff calls a missing end an error, the others call it cut off; milder faults are common in sound pictures.
    const failOn = source.format === 'tiff' ? 'error' : 'truncated'
    await sharp(bytes, { limitInputPixels: maxPixels, failOn, sequentialRead: true, animated: (source.pages ?? 1) > 1 && source.format !== 'tiff' }).resize({ width: 64 }).raw().toBuffer()
    return source
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    return /premature|truncat|end of|read error|bad seek|corrupt header|not defined|unable to (?:parse|read)/iu.test(words) ? 'is cut off or damaged: it cannot be read to its end' : `cannot be read as a picture (${words})`
  }
}

/** What decides the formats of a sound picture's renditions. */
export async function pictureTraits(bytes: Uint8Array): Promise<{ hasAlpha: boolean; animated: boolean }> {
  const source = await sharp(bytes, { limitInputPixels: maxPixels }).metadata()
  return { hasAlpha: source.hasAlpha && !(await isOpaque(bytes)), animated: (source.pages ?? 1) > 1 && (source.format === 'gif' || source.format === 'webp') }
}

/** Many pictures carry an alpha channel that says nothing; theirs need not be kept. */
async function isOpaque(bytes: Uint8Array): Promise<boolean> {
  const alpha = await sharp(bytes, { limitInputPixels: maxPixels, animated: false }).ensureAlpha().extractChannel(3).resize(256, 256, { fit: 'fill' }).raw().toBuffer()
  return alpha.every((value) => value === 255)
}

function startOfText(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4096)
  return start.includes(0) ? undefined : start.toString('utf8').replace(/^\uFEFF/u, '').trimStart()
}

async function inspectText(bytes: Buffer, start: string, fileName: string): Promise<Inspected> {
  const root = start.replace(/<\?xml[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[[\s\S]*?\]\s*)?>|\s+/giu, ' ').trimStart()
  if (/^<(?:\w+:)?svg[\s>/]/u.test(root)) return inspectSvg(bytes, fileName)
  if (/^(?:<!doctype\s+html|<html|<head|<body|<script|<\?php|<\?=|#!)/iu.test(start) || /<script|<html/iu.test(start)) return refused(fileName, 'holds a web page or a program, which is not taken')
  const extension = extname(fileName).slice(1).toLowerCase()
  const isPlain = extension === 'txt' || extension === 'csv'
  if (!isPlain || start.startsWith('<')) return refused(fileName, 'is of no kind that is known here')
  return { ok: true, kind: 'file', mime: extension === 'csv' ? 'text/csv' : 'text/plain', extension, hasAlpha: false, animated: false, metadata: {}, warnings: [] }
}

async function inspectSvg(bytes: Buffer, fileName: string): Promise<Inspected> {
  const clean = sanitiseSvg(bytes.toString('utf8'))
  if (!clean.ok) return refused(fileName, `is no sound SVG: ${clean.reason}`)
  const cleaned = Buffer.from(clean.svg)
  const source = await soundPicture(cleaned)
  if (typeof source === 'string') return refused(fileName, source)
  const warnings = extensionWarnings(fileName, { kind: 'image', mime: 'image/svg+xml', extension: 'svg' })
  if (clean.removed.length > 0) warnings.push(`From ${fileName} was removed: ${clean.removed.join(', ')}.`)
  return { ok: true, kind: 'image', mime: 'image/svg+xml', extension: 'svg', ...drawingSize(source), hasAlpha: true, animated: false, metadata: {}, cleaned, warnings }
}

/** A drawing has no pixels of its own: what is not an icon counts as large enough for a sharp screen. */
function drawingSize({ width, height }: Metadata): { width: number; height: number } {
  const scale = width >= 320 && width < 1440 ? 1440 / width : 1
  return { width: Math.round(width * scale), height: Math.max(1, Math.round(height * scale)) }
}

function extensionWarnings(fileName: string, type: Accepted): string[] {
  const given = extname(fileName).slice(1).toLowerCase()
  if (given === type.extension || type.also?.includes(given)) return []
  return [given === '' ? `${fileName} has no ending; it holds ${type.mime} and is kept as .${type.extension}.` : `${fileName} holds ${type.mime} and is kept as .${type.extension}.`]
}

function refused(fileName: string, what: string): Inspected {
  return { ok: false, reason: `${fileName || 'The file'} ${what}.` }
}
