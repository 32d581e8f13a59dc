/** What a dropped file is, by its first bytes and never by its name: people drop what their old system gave them. */
export type Part = 'export' | 'media'

/** Of a file's beginning so much is looked at. */
export const headBytes = 4_096

/** Why this file cannot be what it was given as, and what to do; undefined when it may be. */
export function kindFault(part: Part, head: Uint8Array, name: string): string | undefined {
  const kind = kindOf(head)
  if (kind === (part === 'export' ? 'xml' : 'zip')) return undefined
  return `“${name}” ${(part === 'export' ? notAnExport : notAnArchive)[kind]}`
}

type Kind = 'xml' | 'zip' | 'gzip' | 'tar' | 'page' | 'sql' | 'json' | 'picture' | 'empty' | 'other'

function kindOf(head: Uint8Array): Kind {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if (bytes.length === 0) return 'empty'
  if (/^PK(\x03\x04|\x05\x06|\x07\x08)/u.test(bytes.toString('latin1', 0, 4))) return 'zip'
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip'
  if (bytes.toString('latin1', 257, 262) === 'ustar') return 'tar'
  if (/^(\xff\xd8\xff|\x89PNG|GIF8)/u.test(bytes.toString('latin1', 0, 4))) return 'picture'
  return kindOfText(textOf(bytes))
}

/** Told apart by what comes first: an export is XML with the feed's element, a page says that it is HTML. */
function kindOfText(text: string): Kind {
  const start = text
    .replace(/^\ufeff/u, '')
    .trimStart()
    .slice(0, 3_000)
  if (
    /^(<!doctype html|<html|<head|<body|<div|<script)/iu.test(start) ||
    /^<\?xml[^>]*>\s*(<!doctype html|<html)/iu.test(start)
  )
    return 'page'
  if (/^(-- |\/\*|CREATE TABLE|INSERT INTO|DROP TABLE|SET )/iu.test(start)) return 'sql'
  if (/^[{[]/u.test(start)) return 'json'
  return start.startsWith('<') ? 'xml' : 'other'
}

function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  return bytes.toString('utf8')
}

const where =
  'In WordPress, open Tools, Export, choose “All content” and press “Download Export File”: that gives the .xml file.'

const notAnExport: Record<Exclude<Kind, 'xml'>, string> & { xml: string } = {
  xml: '',
  zip:
    'is a zip archive. WordPress.com sends its export in one: unpack it and drop the .xml file that lies ' +
    'inside. If it holds pictures, it belongs into the second field.',
  gzip:
    'is a packed archive (.gz). If it is a backup or the media of WordPress.com, the stories are not in it; ' +
    'if it is a packed export, unpack it and drop the .xml file.',
  tar: `is a .tar archive, as WordPress.com gives for media: the stories are not in it. ${where}`,
  page: `is a web page. That happens when the login had run out and its page was saved instead of the export. ${where}`,
  sql: `is a copy of a database, which only WordPress itself can read. ${where}`,
  json: `is a JSON file, which another system has written. ${where}`,
  picture:
    'is a single picture. Pictures come together, as a zip of the folder wp-content/uploads, in the second field.',
  empty: `is empty. Perhaps the download broke off. ${where}`,
  other: `is not a WordPress export. ${where}`,
}

const packing = 'Pack the folder wp-content/uploads of the old site as a .zip and drop that.'

const notAnArchive: Record<Exclude<Kind, 'zip'>, string> & { zip: string } = {
  zip: '',
  xml: 'is an .xml file: it looks like the export itself, which belongs into the first field.',
  gzip:
    'is a .tar.gz archive, as WordPress.com and backups give it. Unpack it, and pack the folder with the ' +
    'pictures as a .zip.',
  tar: 'is a .tar archive, as WordPress.com gives it. Unpack it, and pack the folder with the pictures as a .zip.',
  page: `is a web page, not a zip archive. ${packing}`,
  sql: `is a copy of a database, not a zip archive. ${packing}`,
  json: `is a JSON file, not a zip archive. ${packing}`,
  picture: `is a single picture. ${packing}`,
  empty: `is empty. ${packing}`,
  other: `is not a zip archive. ${packing}`,
}
