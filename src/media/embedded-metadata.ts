import exifr from 'exifr'
import { SaxesParser } from 'saxes'
import type { Metadata } from 'sharp'

/** What a picture says about itself in XMP, IPTC and EXIF; in that order the first that speaks is believed. */
export type EmbeddedMetadata = {
  creator?: string
  credit?: string
  copyright?: string
  altText?: string
  caption?: string
  hasPlace: boolean
}

type Words = Omit<EmbeddedMetadata, 'hasPlace'>
const fields = ['creator', 'credit', 'copyright', 'altText', 'caption'] as const

/**
 * Reads what there is and never fails: metadata that cannot be read is as good as none. `source` is what sharp says of
 * the same bytes.
 */
export async function embeddedMetadata(bytes: Uint8Array, source: Metadata): Promise<EmbeddedMetadata> {
  const { words, hasPlace } = await readExifAndIptc(bytes, source)
  const packet = withoutPadding((source.xmp ?? Buffer.alloc(0)).subarray(0, maxXmpBytes))
  const xmp = packet.length === 0 ? { hasPlace: false } : readXmp(packet.toString('utf8'))
  const found: EmbeddedMetadata = { hasPlace: hasPlace || xmp.hasPlace }
  for (const field of fields) {
    const value = [xmp, ...words].map((each) => plain(each[field])).find((text) => text !== '')
    if (value !== undefined) found[field] = value
  }
  return found
}

/**
 * The EXIF fields that a rendition keeps (EXIF 2.3, IFD0); undefined when there is nothing to keep. ASCII by the
 * standard, UTF-8 by habit.
 */
export function rightsOnly({ creator, copyright }: EmbeddedMetadata): Record<string, string> | undefined {
  if (creator === undefined && copyright === undefined) return undefined
  return {
    ...(creator === undefined ? {} : { Artist: creator }),
    ...(copyright === undefined ? {} : { Copyright: copyright }),
  }
}

/**
 * exifr reads JPEG, TIFF, PNG; for the formats it does not know, the EXIF part that sharp has cut out is a TIFF file of
 * its own.
 */
async function readExifAndIptc(bytes: Uint8Array, source: Metadata): Promise<{ words: Words[]; hasPlace: boolean }> {
  const known = ['jpeg', 'tiff', 'png'].includes(source.format)
  const exif = source.exif?.subarray(source.exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0)
  const input = known ? bytes : exif
  if (input === undefined || input.length === 0) return { words: [], hasPlace: false }
  try {
    const parsed: unknown = await exifr.parse(input, {
      mergeOutput: false,
      tiff: true,
      exif: false,
      gps: true,
      iptc: true,
      xmp: false,
      icc: false,
      jfif: false,
      ihdr: false,
      makerNote: false,
      userComment: false,
    })
    const [ifd0, iptc, gps] = [part(parsed, 'ifd0'), part(parsed, 'iptc'), part(parsed, 'gps')]
    return {
      words: [
        {
          creator: said(iptc.Byline),
          credit: said(iptc.Credit),
          copyright: said(iptc.CopyrightNotice),
          caption: said(iptc.Caption),
        },
        { creator: said(ifd0.Artist), copyright: said(ifd0.Copyright), caption: said(ifd0.ImageDescription) },
      ],
      hasPlace: gps.GPSLatitude !== undefined || gps.latitude !== undefined,
    }
  } catch {
    // A broken directory inside a sound picture: the picture is what counts.
    return { words: [], hasPlace: false }
  }
}

function part(value: unknown, name: string): Record<string, unknown> {
  const inner: unknown =
    typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
  return typeof inner === 'object' && inner !== null ? Object.fromEntries(Object.entries(inner)) : {}
}

function said(value: unknown): string | undefined {
  return Array.isArray(value)
    ? value.filter((each) => typeof each === 'string').join(', ')
    : typeof value === 'string'
      ? value
      : undefined
}

/** XMP names (namespace prefixes by convention, ISO 16684-1; IPTC Photo Metadata 2023.2 for AltTextAccessibility). */
const xmpNames: Record<string, (typeof fields)[number]> = {
  'http://purl.org/dc/elements/1.1/ creator': 'creator',
  'http://ns.adobe.com/photoshop/1.0/ Credit': 'credit',
  'http://purl.org/dc/elements/1.1/ rights': 'copyright',
  'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ AltTextAccessibility': 'altText',
  'http://purl.org/dc/elements/1.1/ description': 'caption',
}

/** Programs write a picture's whole history behind what it shows: the beginning says what a page needs. */
const maxXmpBytes = 512 * 1024
const deepest = 100

function withoutPadding(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}

/**
 * Properties stand as attributes, as elements, or as lists within elements; of several languages the default one
 * counts.
 */
function readXmp(xml: string): EmbeddedMetadata {
  const found: EmbeddedMetadata = { hasPlace: false }
  const items: string[] = []
  let property: (typeof fields)[number] | undefined
  let text = ''
  let isDefault = false
  let depth = 0
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', (tag) => {
    if (++depth > deepest) throw new Broken()
    text = ''
    const field = xmpNames[`${tag.uri} ${tag.local}`]
    if (field !== undefined) {
      property = field
      items.length = 0
    }
    if (tag.local === 'GPSLatitude') found.hasPlace = true
    for (const attribute of Object.values(tag.attributes)) {
      const named = xmpNames[`${attribute.uri} ${attribute.local}`]
      if (named !== undefined) found[named] = attribute.value
      if (attribute.local === 'GPSLatitude') found.hasPlace = true
      if (attribute.name === 'xml:lang') isDefault = attribute.value === 'x-default'
    }
  })
  parser.on('text', (part) => {
    text += part
  })
  parser.on('closetag', (tag) => {
    depth--
    if (property === undefined) return
    if (tag.local === 'li' && text.trim() !== '') {
      if (isDefault) items.unshift(text.trim())
      else items.push(text.trim())
      isDefault = false
    } else if (xmpNames[`${tag.uri} ${tag.local}`] === property) {
      const value = items.length === 0 ? text.trim() : property === 'creator' ? items.join(', ') : items[0]
      if (value) found[property] = value
      property = undefined
    }
    text = ''
  })
  parser.on('error', () => {
    throw new Broken()
  })
  try {
    parser.write(xml).close()
  } catch (error) {
    // It ends at its first fault; what was read until then stands.
    if (!(error instanceof Broken)) throw error
  }
  return found
}

class Broken extends Error {}

function plain(value: string | undefined): string {
  return (value ?? '')
    .replace(/[\u0000-\u001f\u007f\s]+/gu, ' ')
    .trim()
    .slice(0, 2000)
}
