/**
 * Documents as the writers of the product make them: inlines normalised, optional fields absent rather than empty. For
 * property tests.
 */
import fc from 'fast-check'
import { slugify } from '../kit/ids.ts'
import { assignIds, normalizeInlines, type Draft } from './document-ids.ts'
import type { BlockType, Document, Inline, List, ListItem } from './document.ts'

/** Words with everything in them that Markdown, HTML, XML or a directive might take for its own. */
const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.lorem({ maxCount: 4 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '*',
      '**',
      '_',
      '~~',
      '`',
      '``',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '<',
      '>',
      '&',
      '&amp;',
      '&#38;',
      '<b>',
      '</p>',
      '<!--',
      '-->',
      ']]>',
      '<script>',
      '"',
      "'",
      '\\',
      '|',
      ':',
      '::',
      ':::',
      ':sub[x]',
      '# ',
      '- ',
      '1. ',
      '+ ',
      '> ',
      '---',
      '===',
      '![',
      '[^1]',
      '[x] ',
      'https://a.example/',
      'www.example.com',
      'a@b.example',
      'xmpp:a@b.example',
      '  ',
      ' ',
      '\u00a0',
      '—',
      'é',
      'e\u0301',
      'نص',
      '記事',
      '👩🏽‍🌾',
      '\u200f',
      '\u2028',
      '!',
      '.',
      '$',
      '10:30',
      're:Invent',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
)

const words = fc
  .array(fragment, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join(''))
  .filter(isText)
export const line = words.map((text) => text.replace(/\s+/gu, ' ').trim()).filter((text) => text !== '')
const href = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }).filter((url) => !url.includes('\\')),
  fc.constantFrom(
    '/2026/11/a-story',
    '/a-(b)_c*d',
    '#part',
    'mailto:desk@paper.example',
    'tel:+15550100',
    '/?q=a&b=%20c',
    '/ä/記事',
    '/a<b>"c\'',
    '/`x`',
  ),
)
const fileName = fc.constantFrom('bridge.jpg', 'a b (1).png', 'ä"ö\'.webp', 'x{y}.jpg', '[z].svg', 'plan.pdf')

const { inline } = fc.letrec<{ inline: Inline; inlines: Inline[] }>((tie) => ({
  inlines: fc.array(tie('inline'), { minLength: 1, maxLength: 4 }),
  inline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    words.map((text): Inline => ({ type: 'text', text: text.replace(/\n/gu, ' ') })),
    line.map((text): Inline => ({ type: 'code', text })),
    fc.constant<Inline>({ type: 'break' }),
    fc.constantFrom('prices', 'note-1', 'a_b:c.d').map((id): Inline => ({ type: 'anchor', id })),
    fc.record({
      type: fc.constantFrom('strong' as const, 'emphasis' as const, 'sub' as const, 'sup' as const, 'strike' as const),
      children: tie('inlines'),
    }),
    fc.record(
      {
        type: fc.constant('link' as const),
        href,
        rel: fc.constantFrom('sponsored' as const, 'ugc' as const),
        children: tie('inlines'),
      },
      { requiredKeys: ['type', 'href', 'children'] },
    ),
    fc.record(
      {
        type: fc.constant('language' as const),
        lang: fc.constantFrom('ar', 'pt-BR'),
        dir: fc.constantFrom('ltr' as const, 'rtl' as const),
        children: tie('inlines'),
      },
      { requiredKeys: ['type', 'lang', 'children'] },
    ),
  ),
}))

export const inlines = fc
  .array(inline, { minLength: 1, maxLength: 5 })
  .map(normalizeInlines)
  .filter((nodes) => nodes.length > 0)
const someInlines = fc.option(inlines, { nil: undefined })
const maybe = fc.option(line, { nil: undefined })

const list: fc.Arbitrary<List> = fc.letrec<{ list: List; item: ListItem }>((tie) => ({
  item: fc
    .record({ children: inlines, list: fc.option(tie('list'), { nil: undefined, depthSize: 'small' }) })
    .map(given),
  list: fc.oneof(
    fc.record({ ordered: fc.constant(false), items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }) }),
    fc
      .record({
        ordered: fc.constant(true),
        start: fc.constantFrom(undefined, 0, 7, 999_999_999),
        items: fc.array(tie('item'), { minLength: 1, maxLength: 3 }),
      })
      .map(given),
  ),
})).list

const picture = fc
  .record({ media: fileName, alt: fc.oneof(fc.constant(''), line), caption: someInlines, credit: maybe })
  .map(given)
const rows = fc.integer({ min: 1, max: 3 }).chain((columns) =>
  fc.array(fc.array(fc.oneof(inlines, fc.constant<Inline[]>([])), { minLength: columns, maxLength: columns }), {
    minLength: 1,
    maxLength: 3,
  }),
)

const drafts: { [T in BlockType]: fc.Arbitrary<Draft & { type: T }> } = {
  paragraph: fc.record({ type: fc.constant('paragraph' as const), children: inlines }),
  heading: fc.record({
    type: fc.constant('heading' as const),
    level: fc.constantFrom(2 as const, 3 as const, 4 as const),
    children: inlines,
  }),
  list: fc.record({ type: fc.constant('list' as const), list }),
  quote: fc
    .record({
      type: fc.constant('quote' as const),
      paragraphs: fc.array(inlines, { minLength: 1, maxLength: 3 }),
      speaker: maybe,
      hasPage: fc.boolean(),
      capacity: maybe,
      translation: maybe,
      sourceName: maybe,
      sourceUrl: fc.option(href, { nil: undefined }),
      saidOn: fc.constantFrom(undefined, '2026-10-31'),
    })
    .map(({ hasPage, ...quote }) =>
      given({ ...quote, person: hasPage && quote.speaker !== undefined ? slugify(quote.speaker) : undefined }),
    ),
  pullQuote: fc.record({ type: fc.constant('pullQuote' as const), children: inlines, attribution: maybe }).map(given),
  picture: fc
    .record({
      type: fc.constant('picture' as const),
      width: fc.constantFrom(undefined, 'wide' as const, 'column' as const),
      picture,
    })
    .map(({ type, width, picture: fields }) => given({ type, ...fields, width })),
  gallery: fc
    .record({
      type: fc.constant('gallery' as const),
      pictures: fc.array(picture, { minLength: 1, maxLength: 3 }),
      caption: someInlines,
    })
    .map(given),
  embed: fc
    .record({
      type: fc.constant('embed' as const),
      url: fc.webUrl({ withQueryParameters: true }),
      title: maybe,
      introduction: someInlines,
      still: fc.option(fileName, { nil: undefined }),
    })
    .map(given),
  file: fc.record({ type: fc.constant('file' as const), media: fileName, name: line }),
  audio: fc
    .record({ type: fc.constant('audio' as const), media: fileName, title: maybe, caption: someInlines })
    .map(given),
  table: fc
    .record({
      type: fc.constant('table' as const),
      caption: someInlines,
      headerRows: fc.integer({ min: 0, max: 2 }),
      headerColumn: fc.boolean(),
      rows,
    })
    .map(given),
  code: fc
    .record({
      type: fc.constant('code' as const),
      language: fc.constantFrom(undefined, 'js', 'c++'),
      text: fc.array(words, { maxLength: 4 }).map((lines) => lines.join('\n').replace(/\r/gu, '')),
    })
    .map(given),
  divider: fc.constant({ type: 'divider' as const }),
  related: fc.record({ type: fc.constant('related' as const), href, title: maybe }).map(given),
  poll: fc.oneof(
    fc.constantFrom('bridge-hours', 'p1').map((poll) => ({ type: 'poll' as const, poll })),
    fc
      .record({
        id: fc.oneof(fc.constant('latest' as const), fc.integer({ min: 1, max: 99_999 })),
        results: fc.boolean(),
      })
      .map((wordpress) => ({ type: 'poll' as const, wordpress })),
  ),
  note: fc
    .record({
      type: fc.constant('note' as const),
      tone: fc.constantFrom('note' as const, 'editor' as const, 'unknown' as const),
      title: maybe,
      paragraphs: fc.array(inlines, { minLength: 1, maxLength: 3 }),
    })
    .map(given),
  html: fc.record({
    type: fc.constant('html' as const),
    html: fc.array(words, { maxLength: 3 }).map((lines) => lines.join('\n').replace(/\r/gu, '')),
  }),
  fold: fc.constant({ type: 'fold' as const }),
}

export const draft: fc.Arbitrary<Draft> = fc.oneof(...Object.values(drafts))
export const document: fc.Arbitrary<Document> = fc.array(draft, { maxLength: 6 }).map((blocks) => assignIds(blocks))

function isText(value: string): boolean {
  return value.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\r\n]/u.test(value)
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>
}
