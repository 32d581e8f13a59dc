import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentSchema, type Block, type Document, type Inline } from '../articles/document.ts'
import { findSponsored, type SponsoredRules } from './find-sponsored.ts'

const rules: SponsoredRules = {
  origin: 'https://herald.example',
  domains: ['shop.example', '.Partner.example'],
  parameters: ['aff_id'],
}

function link(href: string, rel?: 'sponsored'): Inline {
  return { type: 'link', href, ...(rel === undefined ? {} : { rel }), children: [{ type: 'text', text: 'words' }] }
}

function paragraph(...children: Inline[]): Document {
  return { version: 1, blocks: [{ id: 'p001', type: 'paragraph', children }] }
}

describe('paid-for links', () => {
  test.each([
    ['https://www.amazon.com/dp/B01?tag=herald-20', 'amazon'],
    ['https://amazon.co.uk/x?ref=1&tag=h', 'amazon'],
    ['https://shop.example/x', 'domain'],
    ['http://a.b.SHOP.example', 'domain'],
    ['https://deals.partner.example/', 'domain'],
    ['https://anything.example/?AFF_ID=7', 'parameter'],
  ])('%s is found as %s', (href, kind) => {
    const found = findSponsored(paragraph(link(href)), rules)
    expect([[...found.links], found.firstBlockId, [...found.kinds]]).toEqual([[href], 'p001', [kind]])
  })

  test.each([
    'https://www.amazon.com/dp/B01',
    'https://notamazon.com/?tag=x',
    'https://amazon.com.evil.example/?tag=x',
    'https://myshop.example/',
    'https://herald.example/?aff_id=1',
    '/shop?aff_id=1&tag=x',
    '#tag',
    'mailto:a@shop.example',
    'tel:+1',
  ])('%s is not', (href) =>
    expect(findSponsored(paragraph(link(href)), rules)).toEqual({
      links: new Set(),
      firstBlockId: undefined,
      kinds: new Set(),
    }),
  )

  test('a link that is marked is found wherever it leads, except inside', () => {
    expect(findSponsored(paragraph(link('https://other.example/', 'sponsored')), rules).kinds).toEqual(
      new Set(['marked']),
    )
    expect(findSponsored(paragraph(link('https://herald.example/join', 'sponsored')), rules).links.size).toBe(0)
  })

  test('the first block that has one is named', () => {
    const document: Document = {
      version: 1,
      blocks: [
        ...paragraph(link('https://other.example/')).blocks,
        { id: 'p002', type: 'related', href: 'https://shop.example/' },
        { id: 'p003', type: 'related', href: 'https://shop.example/2' },
      ],
    }
    expect(findSponsored(document, rules).firstBlockId).toBe('p002')
  })

  test('links in raw HTML are found, whatever their case', () => {
    const document: Document = {
      version: 1,
      blocks: [
        {
          id: 'h001',
          type: 'html',
          html: '<P><A HREF="https://shop.example/?a=1&amp;b=2">x</A><a rel="nofollow SPONSORED" href=https://c.example>y</a><a>z</a>',
        },
      ],
    }
    expect([...findSponsored(document, rules).links]).toEqual(['https://shop.example/?a=1&b=2', 'https://c.example'])
  })
})

/** Every place of a document where words with links can stand. */
const places: Record<string, (inlines: Inline[]) => Block> = {
  paragraph: (children) => ({ id: 'b000', type: 'paragraph', children }),
  heading: (children) => ({ id: 'b000', type: 'heading', level: 2, children }),
  list: (children) => ({ id: 'b000', type: 'list', list: { ordered: false, items: [{ children: [] }, { children }] } }),
  'nested list': (children) => ({
    id: 'b000',
    type: 'list',
    list: { ordered: true, items: [{ children: [], list: { ordered: false, items: [{ children }] } }] },
  }),
  quote: (children) => ({ id: 'b000', type: 'quote', paragraphs: [[], children] }),
  'pull quote': (children) => ({ id: 'b000', type: 'pullQuote', children }),
  picture: (caption) => ({ id: 'b000', type: 'picture', media: 'm', alt: '', caption }),
  'gallery picture': (caption) => ({ id: 'b000', type: 'gallery', pictures: [{ media: 'm', alt: '', caption }] }),
  gallery: (caption) => ({ id: 'b000', type: 'gallery', pictures: [{ media: 'm', alt: '' }], caption }),
  embed: (introduction) => ({ id: 'b000', type: 'embed', url: 'https://video.example/1', introduction }),
  audio: (caption) => ({ id: 'b000', type: 'audio', media: 'm', caption }),
  table: (cell) => ({
    id: 'b000',
    type: 'table',
    headerRows: 1,
    headerColumn: false,
    rows: [
      [[], []],
      [[], cell],
    ],
  }),
  'table caption': (caption) => ({
    id: 'b000',
    type: 'table',
    caption,
    headerRows: 0,
    headerColumn: false,
    rows: [[[]]],
  }),
  note: (children) => ({ id: 'b000', type: 'note', tone: 'note', paragraphs: [[], children] }),
}

const wrappers: ((inline: Inline) => Inline)[] = [
  (inline) => ({ type: 'strong', children: [{ type: 'text', text: 'a' }, inline] }),
  (inline) => ({ type: 'emphasis', children: [inline] }),
  (inline) => ({ type: 'language', lang: 'ar', dir: 'rtl', children: [inline] }),
  (inline) => ({ type: 'link', href: '/inside', children: [inline] }),
]

describe('property', () => {
  const wrapped = (inner: Inline) =>
    fc
      .array(fc.constantFrom(...wrappers), { maxLength: 5 })
      .map((list) => list.reduce((inline, wrap) => wrap(inline), inner))

  test.each(Object.entries(places))('a sponsored link is found in any inline position of a %s', (_, place) => {
    fc.assert(
      fc.property(wrapped(link('https://shop.example/lamp')), (inline) => {
        const document = documentSchema.parse({
          version: 1,
          blocks: [place([{ type: 'text', text: 'Before ' }, inline])],
        })
        expect(findSponsored(document, rules)).toMatchObject({
          links: new Set(['https://shop.example/lamp']),
          firstBlockId: 'b000',
        })
      }),
      { numRuns: 25 },
    )
  })

  test('nothing inside this site is ever marked', () => {
    const inside = fc.oneof(
      fc.webPath().map((path) => `/${path.replace(/^\/+/u, '')}?tag=1&aff_id=2`),
      fc.webPath().map((path) => `https://herald.example${path}?aff_id=2`),
      fc.constant('#aff_id'),
    )
    fc.assert(
      fc.property(
        inside,
        fc.constantFrom(...Object.values(places)),
        fc.constantFrom('sponsored' as const, undefined),
        (href, place, rel) => {
          expect(findSponsored({ version: 1, blocks: [place([link(href, rel)])] }, rules).links.size).toBe(0)
        },
      ),
    )
  })
})
