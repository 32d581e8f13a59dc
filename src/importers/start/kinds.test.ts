import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { kindFault } from './kinds.ts'

const wxr =
  '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n<rss version="2.0">'
const tar = Buffer.alloc(512)
tar.write('ustar', 257)

test('an export and a zip pass, whatever they are called', () => {
  expect(kindFault('export', Buffer.from(wxr), 'x.txt')).toBeUndefined()
  expect(kindFault('export', Buffer.from(`\ufeff\n${wxr}`), 'x')).toBeUndefined()
  expect(kindFault('export', Buffer.from(`\ufeff${wxr}`, 'utf16le'), 'x')).toBeUndefined()
  expect(kindFault('media', Buffer.from('PK\x03\x04...'), 'pictures')).toBeUndefined()
})

test.each([
  ['a zip', Buffer.from('PK\x03\x04'), /“e” is a zip archive.*unpack it and drop the \.xml file/u],
  ['a .tar.gz', gzipSync('x'), /packed archive.*drop the \.xml file/u],
  ['a .tar', tar, /stories are not in it.*Tools, Export/u],
  ['a saved page', Buffer.from('\n<!DOCTYPE html><html>'), /is a web page\. That happens when the login had run out/u],
  ['XHTML', Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">'), /is a web page/u],
  ['a database', Buffer.from('-- MySQL dump 10.13'), /copy of a database/u],
  ['JSON', Buffer.from('{"db":[]}'), /JSON file, which another system has written/u],
  ['a picture', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /single picture/u],
  ['nothing', Buffer.alloc(0), /is empty\. Perhaps the download broke off/u],
  ['something else', Buffer.from('Dear editor'), /is not a WordPress export.*Download Export File/u],
])('%s instead of the export is named, with what to do', (_, head, words) => {
  expect(kindFault('export', head, 'e')).toMatch(words)
})

test.each([
  ['the export', Buffer.from(wxr), /belongs into the first field/u],
  ['a .tar.gz', gzipSync('x'), /Unpack it, and pack the folder with the pictures as a \.zip/u],
  ['a picture', Buffer.from('\x89PNG', 'latin1'), /single picture.*wp-content\/uploads/u],
])('%s instead of the pictures is named, with what to do', (_, head, words) => {
  expect(kindFault('media', head, 'm')).toMatch(words)
})
