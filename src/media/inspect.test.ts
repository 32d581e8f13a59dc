import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { inspectMedia, type Inspected } from './inspect.ts'

const formats = [
  ['jpeg', 'jpg'],
  ['png', 'png'],
  ['webp', 'webp'],
  ['avif', 'avif'],
  ['gif', 'gif'],
  ['tiff', 'tif'],
] as const

describe('a picture', () => {
  test.each(formats)('of format %s is taken, with its size', async (format, extension) => {
    expect(await inspectMedia(await noise().toFormat(format).toBuffer(), `a.${extension}`)).toMatchObject({
      ok: true,
      kind: 'image',
      extension,
      width: 120,
      height: 80,
      warnings: [],
    })
  })

  test.each(formats)(
    'of format %s cut off near its end is refused, and said to be cut off',
    async (format, extension) => {
      const bytes = await noise().toFormat(format).toBuffer()
      for (const kept of [0.3, 0.7, 0.97]) {
        expect(
          reason(await inspectMedia(bytes.subarray(0, Math.floor(bytes.length * kept)), `bridge.${extension}`)),
          `${kept}`,
        ).toMatch(/^bridge\.\w+ (?:is cut off or damaged|cannot be read|is of no kind)/u)
      }
    },
  )

  test('with a wrong ending is named and kept under the right one', async () => {
    const inspected = await inspectMedia(await noise().jpeg().toBuffer(), 'bridge.png')
    expect(inspected).toMatchObject({
      mime: 'image/jpeg',
      extension: 'jpg',
      warnings: ['bridge.png holds image/jpeg and is kept as .jpg.'],
    })
  })

  test('that would unpack to more than 100 million pixels is refused before a pixel is read', async () => {
    expect(reason(await inspectMedia(pngBomb(60_000, 60_000), 'bomb.png'))).toBe(
      'bomb.png would unpack to 3600 million pixels; the limit is 100 million.',
    )
  })

  test('says upright sizes, whatever way the camera was held', async () => {
    expect(await inspectMedia(await noise().withMetadata({ orientation: 6 }).jpeg().toBuffer(), 'a.jpg')).toMatchObject(
      { width: 80, height: 120 },
    )
  })

  test('has alpha only where something can be seen through', async () => {
    expect(await inspectMedia(await noise().ensureAlpha(1).png().toBuffer(), 'a.png')).toMatchObject({
      hasAlpha: false,
    })
    expect(await inspectMedia(await noise().ensureAlpha(0.5).png().toBuffer(), 'a.png')).toMatchObject({
      hasAlpha: true,
    })
  })

  test('that moves is known to move', async () => {
    const frames = await Promise.all(
      ['red', 'blue'].map((background) =>
        sharp({ create: { width: 30, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    expect(
      await inspectMedia(
        await sharp(frames, { join: { animated: true } })
          .gif()
          .toBuffer(),
        'a.gif',
      ),
    ).toMatchObject({ animated: true, width: 30, height: 20 })
    expect(
      await inspectMedia(
        await sharp(frames, { join: { animated: true } })
          .webp()
          .toBuffer(),
        'a.webp',
      ),
    ).toMatchObject({ animated: true, width: 30, height: 20 })
  })
})

describe('what a picture says of itself', () => {
  test.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
    'in XMP is read from %s: creator, credit, copyright, alt text, caption',
    async (format) => {
      expect(await inspectMedia(await noise().withXmp(xmp).toFormat(format).toBuffer(), `a.${format}`)).toMatchObject({
        metadata: {
          creator: 'Ana Vale, Bo Reed',
          credit: 'Lantern & Sons',
          copyright: '(c) The Lantern',
          altText: 'A swing bridge',
          caption: 'The bridge at noon',
        },
      })
    },
  )

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
    'in EXIF is read from %s, and a place is noticed',
    async (format) => {
      const bytes = await noise()
        .withExif({
          IFD0: { Artist: 'Ana Vale', Copyright: '(c) The Lantern' },
          IFD3: {
            GPSLatitudeRef: 'N',
            GPSLatitude: '51/1 30/1 0/1',
            GPSLongitudeRef: 'W',
            GPSLongitude: '0/1 7/1 0/1',
          },
        })
        .toFormat(format)
        .toBuffer()
      const inspected = await inspectMedia(bytes, `a.${format === 'jpeg' ? 'jpg' : format}`)
      expect(inspected).toMatchObject({
        metadata: { creator: 'Ana Vale', copyright: '(c) The Lantern' },
        warnings: [expect.stringContaining('names the place')],
      })
    },
  )

  test('in IPTC is read from a JPEG', async () => {
    const inspected = await inspectMedia(
      withIptc(await noise().jpeg().toBuffer(), [
        [80, 'Ana Vale'],
        [110, 'The Lantern'],
        [116, '(c) 2026'],
        [120, 'At noon'],
      ]),
      'a.jpg',
    )
    expect(inspected).toMatchObject({
      ok: true,
      metadata: { creator: 'Ana Vale', credit: 'The Lantern', copyright: '(c) 2026', caption: 'At noon' },
    })
  })

  test('may be broken without harm', async () => {
    expect(
      await inspectMedia(
        await noise().withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><a><b>&bad;</a>').jpeg().toBuffer(),
        'a.jpg',
      ),
    ).toMatchObject({ ok: true, metadata: {} })
  })
})

describe('a drawing', () => {
  test('is made safe, and what was removed is named', async () => {
    const inspected = await inspectMedia(
      Buffer.from(`<?xml version="1.0"?><!-- made by hand --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" onload="alert(1)">
      <script>alert(2)</script><rect width="40" height="20"/></svg>`),
      'plan.svg',
    )
    expect(inspected).toMatchObject({
      ok: true,
      kind: 'image',
      mime: 'image/svg+xml',
      width: 40,
      height: 20,
      warnings: ['From plan.svg was removed: the event handler onload, <script>.'],
    })
    expect(inspected.ok && inspected.cleaned?.toString()).not.toMatch(/alert|onload/u)
  })

  test('that is not well-formed is refused', async () => {
    expect(
      reason(await inspectMedia(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>'), 'plan.svg')),
    ).toContain('is no sound SVG')
  })
})

describe('files', () => {
  test('a sound says how long it is', async () => {
    expect(await inspectMedia(wav(2), 'a.wav')).toMatchObject({
      ok: true,
      kind: 'audio',
      mime: 'audio/wav',
      duration: 2,
    })
  })

  test('a PDF and plain text are taken', async () => {
    expect(
      await inspectMedia(Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF'), 'minutes.pdf'),
    ).toMatchObject({ ok: true, kind: 'file', mime: 'application/pdf' })
    expect(await inspectMedia(Buffer.from('ward,votes\nnorth,12\n'), 'votes.csv')).toMatchObject({
      ok: true,
      kind: 'file',
      mime: 'text/csv',
    })
  })

  test.each([
    ['a web page called a picture', '<!DOCTYPE html><html><script>alert(1)</script></html>', 'holiday.jpg'],
    ['a web page called text', 'Hello <script>alert(1)</script>', 'notes.txt'],
    ['a PHP program', '<?php system($_GET["c"]);', 'notes.txt'],
    ['a shell script', '#!/bin/sh\nrm -rf /\n', 'notes.csv'],
    ['a Windows program', 'MZ\u0090\u0000\u0003\u0000\u0000\u0000', 'bridge.jpg'],
    ['a Linux program', '\u007fELF\u0002\u0001\u0001\u0000\u0000\u0000\u0000', 'bridge.jpg'],
    ['nothing at all', '', 'bridge.jpg'],
    ['noise', '\u0000\u0001\u0002\u0003', 'bridge.jpg'],
  ])('%s is refused by name', async (_what, content, fileName) => {
    expect(reason(await inspectMedia(Buffer.from(content, 'latin1'), fileName))).toMatch(
      new RegExp(`^${fileName.replace('.', '\\.')} .+\\.$`, 'u'),
    )
  })
})

function reason(inspected: Inspected): string {
  return inspected.ok ? 'taken' : inspected.reason
}

function noise() {
  const pixels = Buffer.from(Array.from({ length: 120 * 80 * 3 }, (_, index) => (index * 31 + (index >> 5) * 17) % 256))
  return sharp(pixels, { raw: { width: 120, height: 80, channels: 3 } })
}

const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Lantern &amp; Sons"
xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"><dc:creator><rdf:Seq><rdf:li>Ana Vale</rdf:li><rdf:li>Bo Reed</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="fr">(c) La Lanterne</rdf:li><rdf:li xml:lang="x-default">(c) The Lantern</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The bridge
at noon</rdf:li></rdf:Alt></dc:description><Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A swing bridge</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`

/**
 * IPTC-IIM record 2 data sets inside a Photoshop image resource 0x0404 of an APP13 segment, after the start of the
 * image.
 */
function withIptc(jpeg: Buffer, sets: [number, string][]): Buffer {
  const records = Buffer.concat(
    sets.map(([number, text]) => Buffer.concat([Buffer.from([0x1c, 2, number, 0, text.length]), Buffer.from(text)])),
  )
  const padded = records.length % 2 === 0 ? records : Buffer.concat([records, Buffer.alloc(1)])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(records.length)
  const content = Buffer.concat([Buffer.from('Photoshop 3.0\0' + '8BIM\u0004\u0004\0\0', 'latin1'), size, padded])
  const marker = Buffer.from([0xff, 0xed, 0, 0])
  marker.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), marker, content, jpeg.subarray(2)])
}

/** A well-formed PNG of a few hundred bytes whose header claims a huge size. */
function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), content])
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}

function crc32(bytes: Buffer): number {
  let sum = ~0
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return ~sum >>> 0
}

/** Silence: 8 bit, mono, 8,000 samples a second. */
function wav(seconds: number): Buffer {
  const bytes = Buffer.alloc(44 + seconds * 8000, 128)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(seconds * 8000, 40)
  return bytes
}
