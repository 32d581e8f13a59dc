/** Files that a stranger might hand in, made on the fly. */
import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A sound PNG of black dots: a few kilobytes, whatever its size. `more`: chunks of one's own, by name. */
export function pngOf(width: number, height: number, more: Record<string, Buffer> = {}): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const dots = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height))
  const own = Object.entries(more).map(([name, content]) => chunk(name, content))
  return Buffer.concat([signature, chunk('IHDR', header), ...own, chunk('IDAT', dots), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), content])
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  size.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([size, body, sum])
}

/** A PNG's text about itself (XMP), deflated. */
export function deflatedXmp(letters: number): Record<string, Buffer> {
  return {
    iTXt: Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\u0001\0\0\0'), deflateSync(Buffer.alloc(letters, ' '))]),
  }
}

/** The same of a JPEG, in segments of 64 KB at most: here one. */
export function withXmp(jpeg: Buffer, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), content])
  const marker = Buffer.from([0xff, 0xe1, 0, 0])
  marker.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)])
}

/** One dot that moves so many times. */
export function gifOf(frames: number): Buffer {
  const head = Buffer.from('GIF89a\u0001\0\u0001\0\u0080\0\0\0\0\0\u00ff\u00ff\u00ff', 'latin1')
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 5, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0])
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

export function svgOf(inner: string): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1440" height="900">${inner}</svg>`)
}

/** Each level repeats the one below it ten times: ten to the power of the levels. */
export function laughing(levels: number): Buffer {
  const level = (number: number) => `<g id="a${number}">${`<use href="#a${number - 1}"/>`.repeat(10)}</g>`
  return svgOf(
    ['<g id="a0"><path d="M0 0h5"/></g>', ...Array.from({ length: levels }, (_, index) => level(index + 1))].join(''),
  )
}
