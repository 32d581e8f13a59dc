import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventsOf, fixture, herald, heraldExpectations, wxrFolder } from '../../../tests/wordpress-exports.ts'
import type { ExportEvent, ExportItem } from './export.ts'
import { surveyExport } from './survey.ts'

const open = `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="c" xmlns:dc="d" xmlns:excerpt="e">
<channel><title>T</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>
`
const close = '\n</channel></rss>\n'

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function read(xml: string | Uint8Array, size = 1 << 16): Promise<ExportEvent[]> {
  return eventsOf(chunks(typeof xml === 'string' ? Buffer.from(xml) : xml, size))
}

function itemsOf(events: readonly ExportEvent[]): ExportItem[] {
  return events.flatMap((event) => (event.kind === 'item' ? [event.item] : []))
}

function repairsOf(events: readonly ExportEvent[]): { line: number; what: string }[] {
  return events.flatMap((event) => (event.kind === 'repair' ? [{ line: event.line, what: event.what }] : []))
}

const item = (content: string) =>
  `<item><title>A</title><content:encoded>${content}</content:encoded><wp:post_id>1</wp:post_id></item>`
const contentOf = (events: readonly ExportEvent[]) => itemsOf(events)[0]?.fields.get('content:encoded')

describe('a real export', () => {
  const expected = heraldExpectations().wxr

  test('has as many items, comments, terms and meta rows as the site says', async () => {
    const { counts, terms, authors, end, repairs } = await surveyExport(herald)
    const flat = (nested: Record<string, Record<string, number>>) =>
      Object.fromEntries(
        Object.entries(nested).flatMap(([type, states]) =>
          Object.entries(states).map(([state, count]) => [`${type} ${state}`, count]),
        ),
      )
    expect(Object.fromEntries(counts.items)).toEqual(flat(expected.items_by_type_and_status))
    expect(counts.itemsTotal).toBe(expected.items_total)
    const by = (part: 0 | 1) =>
      [...counts.comments].reduce<Record<string, number>>(
        (sum, [key, count]) => ({
          ...sum,
          [key.split(' ')[part] ?? '']: (sum[key.split(' ')[part] ?? ''] ?? 0) + count,
        }),
        {},
      )
    expect(by(0)).toEqual(expected.comments_by_type)
    expect(by(1)).toEqual(expected.comments_by_status)
    expect([counts.commentsTotal, counts.postmeta, counts.commentmeta]).toEqual([
      expected.comments_total,
      expected.postmeta_rows,
      expected.commentmeta_rows,
    ])
    expect(authors.map(({ login }) => login).toSorted()).toEqual(expected.authors.toSorted())
    expect(terms.filter(({ taxonomy }) => taxonomy === 'category')).toHaveLength(expected.categories)
    expect(terms.filter(({ taxonomy }) => taxonomy === 'post_tag')).toHaveLength(expected.tags)
    expect(repairs).toHaveLength(expected.xml_forbidden_characters)
    expect(end.kind).toBe('complete')
  })

  test("is mended where it holds control characters, and the lines are the file's", async () => {
    const lines = readFileSync(herald, 'utf8').split('\n')
    const repairs = repairsOf(await eventsOf(herald))
    for (const { line, what } of repairs) {
      const code = Number.parseInt(/U\+([\dA-F]{4})/u.exec(what)?.[1] ?? '', 16)
      expect(lines[line - 1]).toContain(String.fromCharCode(code))
    }
    expect(repairs.map(({ what }) => what.slice(18, 24))).toEqual(['U+0008', 'U+000B', 'U+001F'])
  })

  test('says the line on which each item begins', async () => {
    const lines = readFileSync(herald, 'utf8').split('\n')
    for (const { line } of itemsOf(await eventsOf(herald))) expect(lines[line - 1]).toContain('<item>')
  })

  test('keeps a "]]>" that WordPress split over two sections', async () => {
    const items = itemsOf(await eventsOf(herald))
    expect(items.find(({ fields }) => fields.get('wp:post_id') === '41')?.fields.get('title')).toBe(
      'A lesson about ]]> and other endings',
    )
  })

  test('is the same in chunks of any size', async () => {
    const bytes = readFileSync(herald).subarray(0, 150_000)
    const whole = await read(bytes)
    for (const size of [1021, 4096, 65_537]) expect(await read(bytes, size)).toEqual(whole)
  })
})

describe('the public sample files', () => {
  test('the theme unit test is read whole', async () => {
    const { counts, end } = await surveyExport(resolve(wxrFolder, 'theme-unit-test.xml'))
    expect(end.kind).toBe('complete')
    const ofType = (type: string) =>
      [...counts.items].filter(([key]) => key.startsWith(`${type} `)).reduce((sum, [, count]) => sum + count, 0)
    expect([
      ofType('post'),
      ofType('page'),
      ofType('attachment'),
      ofType('nav_menu_item'),
      counts.commentsTotal,
    ]).toEqual([58, 21, 37, 70, 33])
  })

  test.each([
    ['valid-wxr-1.0.xml', '1.0', 6],
    ['valid-wxr-1.1.xml', '1.1', 2],
    ['small-export.xml', '1.1', 11],
    ['slashes.xml', '1.1', 1],
    ['term-formats.xml', '1.2', 0],
    ['wxr-utf-8-challenges.xml', '1.2', 1],
  ])('%s is version %s with %i items', async (name, version, items) => {
    const survey = await surveyExport(fixture(`wxr/${name}`))
    expect([survey.site?.version, survey.counts.itemsTotal, survey.end.kind, survey.repairs.length]).toEqual([
      version,
      items,
      'complete',
      0,
    ])
  })

  test.each([
    ['missing-version-tag.xml', 'is missing'],
    ['invalid-version-tag.xml', '"abc" is not a version'],
    ['malformed.xml', '"abc" is not a version'],
  ])('%s is refused, as by WordPress', async (name, reason) => {
    const events = await eventsOf(fixture(`wxr/${name}`))
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ kind: 'refused', message: expect.stringContaining(reason) })
  })

  test('a "]]>" that nobody split belongs to the text, as in WordPress\'s own fallback', async () => {
    const events = await eventsOf(fixture('wxr/crazy-cdata.xml'))
    expect(contentOf(events)).toBe('Content with nested <![CDATA[ tags ]]> :)')
    expect(repairsOf(events).map(({ line }) => line)).toEqual([18, 38, 42, 42])
  })

  test('categories of WordPress 3.0 count once, its "tag" is today\'s post_tag', async () => {
    const [first] = itemsOf(await eventsOf(fixture('wxr/valid-wxr-1.0.xml')))
    expect(first?.terms.map(({ taxonomy, slug }) => `${taxonomy}/${slug}`)).toEqual(['category/uncategorized'])
    const all = itemsOf(await eventsOf(fixture('wxr/valid-wxr-1.0.xml'))).flatMap(({ terms }) =>
      terms.map(({ taxonomy }) => taxonomy),
    )
    expect(new Set(all)).toEqual(new Set(['category', 'post_tag']))
  })
})

describe('repairs', () => {
  test.each([
    [
      'a bare ampersand in an address',
      '<item><wp:comment><wp:comment_author_url>https://a.example/?b=1&c=2</wp:comment_author_url></wp:comment></item>',
      ['bare & read as &amp;'],
    ],
    [
      'a reference that only HTML knows',
      '<item><title>Caf&eacute; &amp; bar</title></item>',
      ['&eacute; is no reference of XML, kept as text'],
    ],
    [
      'a reference to a control character',
      '<item><title>a&#8;b&#x1F;c</title></item>',
      ['control character U+0008 removed', 'control character U+001F removed'],
    ],
    [
      'characters that Unicode never assigns',
      '<item><title>a\ufffeb\uffffc</title></item>',
      ['control character U+FFFE removed', 'control character U+FFFF removed'],
    ],
  ])('%s', async (_name, xml, what) => {
    const events = await read(`${open}${xml}${close}`)
    expect(repairsOf(events).map((repair) => repair.what)).toEqual(what)
    expect(repairsOf(events).every(({ line }) => line === 4)).toBe(true)
    expect(events.at(-1)?.kind).toBe('item')
  })

  test('keep what was written: the address, the entity as text', async () => {
    const [first] = itemsOf(
      await read(`${open}<item><title>Caf&eacute;</title><link>https://a.example/?b=1&c=2&amp;d</link></item>${close}`),
    )
    expect(first?.fields.get('title')).toBe('Caf&eacute;')
    expect(first?.fields.get('link')).toBe('https://a.example/?b=1&c=2&d')
  })

  test('leave ampersands alone in sections and comments', async () => {
    const events = await read(
      `${open}<!-- Activate & Run -->${item('<![CDATA[Fish & chips &nbsp; <!-- & -->]]>')}${close}`,
    )
    expect(repairsOf(events)).toEqual([])
    expect(contentOf(events)).toBe('Fish & chips &nbsp; <!-- & -->')
  })

  test('bytes that are no UTF-8 are replaced and placed', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${open}<item><title>a\n`),
      Buffer.from([0xe9, 0x20]),
      Buffer.from(`b</title></item>${close}`),
    ])
    for (const size of [7, 65_536]) {
      const events = await read(bytes, size)
      expect(repairsOf(events)).toEqual([{ line: 5, what: 'bytes that are not UTF-8 replaced by U+FFFD' }])
      expect(itemsOf(events)[0]?.fields.get('title')).toBe('a\n\ufffd b')
    }
  })

  test('blank lines before the declaration and a byte order mark do no harm', async () => {
    expect((await read(`\ufeff${open}${item('x')}${close}`)).map(({ kind }) => kind)).toEqual(['site', 'item'])
    const late = await read(`\n\n${open}${item('x')}${close}`)
    expect(late.map(({ kind }) => kind)).toEqual(['repair', 'site', 'item'])
    expect(itemsOf(late)[0]?.line).toBe(6)
  })

  test('other encodings are read when the file names them', async () => {
    const xml = `${open.replace('UTF-8', 'ISO-8859-1')}<item><title>Café</title></item>${close}`
    expect(itemsOf(await read(Buffer.from(xml, 'latin1'), 50))[0]?.fields.get('title')).toBe('Café')
    expect((await read(open.replace('UTF-8', 'klingon')))[0]).toMatchObject({ kind: 'broken' })
  })

  test('whatever stands in a section arrives, however the file is cut', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(
          ']]>',
          ']]',
          ']',
          '>',
          '&',
          '&amp;',
          '<![CDATA[',
          '<!--',
          '-->',
          '\u0008',
          '\ufffe',
          '\r\n',
          '</title>',
          '🌊',
        ),
      ),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
        const text = parts.join('').toWellFormed()
        // What WordPress writes: sections split at their end mark, line breaks as they are.
        const events = await read(
          `${open}${item(`<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`)}${close}`,
          size,
        )
        expect(contentOf(events)).toBe(
          text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '').replaceAll(/\r\n?/gu, '\n'),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('no bytes whatever make it throw, and the last word is said about them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
        const events = await read(bytes, size)
        expect(['broken', 'refused', undefined]).toContain(events.at(-1)?.kind)
      }),
    )
  })
})

describe('beyond repair', () => {
  test('a file cut off in an item hands over everything before, then the place', async () => {
    const events = await read(`${open}${item('one')}\n${item('two')}\n<item><title>thr`)
    expect(events.map(({ kind }) => kind)).toEqual(['site', 'item', 'item', 'broken'])
    expect(events.at(-1)).toMatchObject({ line: 6, message: expect.stringContaining('unclosed tag') })
  })

  test('wrong nesting stops there', async () => {
    const events = await read(`${open}${item('one')}\n<item><title>two</item></title>${item('three')}${close}`)
    expect(events.map(({ kind }) => kind)).toEqual(['site', 'item', 'broken'])
    expect(events.at(-1)).toMatchObject({ line: 5, column: expect.any(Number) })
  })

  test('an empty file and a web page are said to be none', async () => {
    expect((await read('')).at(-1)).toMatchObject({ kind: 'broken' })
    expect((await read('<html><body><p>Hello</p></body></html>')).at(-1)).toMatchObject({ kind: 'refused' })
    expect((await read('<!doctype html><p>Hello<br></p>')).at(-1)).toMatchObject({ kind: 'broken' })
  })

  test('a newer version is read and said to be unknown', async () => {
    const events = await read(`${open.replace('1.2</wp', '1.9</wp')}${item('x')}${close}`)
    expect(events[0]).toMatchObject({ kind: 'site', site: { version: '1.9', isKnownVersion: false } })
    expect(events).toHaveLength(2)
  })

  test('records that WordPress does not write are named', async () => {
    const events = await read(`${open}<extra><thing>1</thing></extra>${item('x')}${close}`)
    expect(events.find(({ kind }) => kind === 'other')).toMatchObject({ name: 'extra', line: 4 })
  })
})
