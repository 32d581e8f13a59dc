import { describe, expect, test } from 'vitest'
import type { Block, Inline } from '../articles/document.ts'
import { findSponsored } from '../disclosures/find-sponsored.ts'
import { emptyContent, type Content } from '../working-copies/content.ts'
import { findingWords } from './phrases.ts'
import { preflightRules, type PreflightRule } from './preflight-rules.ts'
import { preflight, type CopyFault, type PreflightFacts } from './preflight.ts'

const words = (text: string): Inline[] => [{ type: 'text', text }]
const link = (href: string): Inline => ({ type: 'link', href, children: words('there') })
const paragraph: Block = { id: 'para', type: 'paragraph', children: words('Words.') }
const lead = { media: 'quay', alt: 'A quay', decorative: false, caption: 'The quay at dawn', credit: 'Ana' }

/** A story in which nothing is amiss. */
const good: Content = {
  ...emptyContent('en'),
  headline: 'The ferry returns',
  standfirst: 'After a year.',
  authors: [1],
  topics: [1],
  lead,
  document: { version: 1, blocks: [paragraph] },
}
const withBlocks = (...blocks: Block[]): Content => ({ ...good, document: { version: 1, blocks } })
const rules = { origin: 'https://herald.example', domains: ['shop.example'], parameters: [] }

type More = { facts?: Partial<PreflightFacts>; faults?: CopyFault[]; rules?: Partial<Record<PreflightRule, 'off'>> }

function look(content: Content, more: More = {}) {
  const facts: PreflightFacts = {
    deadLinks: new Set(['/gone']),
    deadRelated: new Set(['/gone']),
    media: new Map([
      ['quay', { kind: 'image', isShowable: true }],
      ['torn', { kind: 'image', isShowable: false }],
    ]),
    pollsGone: new Set(['poll']),
    paidLinks: findSponsored(content.document, rules),
    hasDisclosure: false,
    ...more.facts,
  }
  const limits = { headlineCharacters: 30, seoDescriptionCharacters: 40, rules: more.rules ?? {} }
  return preflight(content, more.faults ?? [], facts, limits)
}

const heading = (id: string, level: 2 | 3 | 4): Block => ({ id, type: 'heading', level, children: words('Then') })
const html = (source: string): Content => withBlocks({ id: 'html', type: 'html', html: source })
const picture = (more: object): Block => ({
  ...{ id: 'pict', type: 'picture', media: 'quay', alt: 'A quay', credit: 'Ana', caption: words('Dawn') },
  ...more,
})

type Row = [rule: PreflightRule, content: Content, where: object, more?: More]

const rows: Row[] = [
  ['headline-missing', { ...good, headline: ' ' }, { field: 'headline', mend: { kind: 'write', part: 'headline' } }],
  ['headline-long', { ...good, headline: 'a'.repeat(31) }, { field: 'headline', values: { count: 31, most: 30 } }],
  ['standfirst-missing', { ...good, standfirst: '' }, { field: 'standfirst' }],
  ['byline-missing', { ...good, authors: [] }, { field: 'authors' }],
  ['topic-missing', { ...good, topics: [] }, { field: 'topics' }],
  ['story-empty', withBlocks({ id: 'para', type: 'paragraph', children: [] }), {}],
  ['seo-description-long', { ...good, seoDescription: 'é'.repeat(41) }, { values: { count: 41, most: 40 } }],
  ['alt-missing', { ...good, lead: { ...lead, alt: '' } }, { field: 'lead', mend: { kind: 'write', part: 'alt' } }],
  [
    'alt-missing',
    withBlocks(picture({ alt: '' })),
    { blockId: 'pict' },
    { faults: [{ block: 'pict', field: 'alt', fault: 'missing-alt', words: 'quay' }] },
  ],
  ['caption-missing', withBlocks(picture({ caption: undefined })), { blockId: 'pict' }],
  ['credit-missing', withBlocks(picture({ credit: undefined })), { blockId: 'pict' }],
  ['credit-missing', { ...good, lead: { ...lead, credit: '' } }, { field: 'lead' }],
  [
    'credit-missing',
    withBlocks({
      id: 'gall',
      type: 'gallery',
      pictures: [
        { media: 'quay', alt: 'A quay', credit: 'Ana' },
        { media: 'quay', alt: 'A quay' },
      ],
    }),
    { blockId: 'gall', picture: 1 },
  ],
  ['file-gone', withBlocks(picture({ media: 'lost' })), { blockId: 'pict', mend: { kind: 'remove-block' } }],
  ['file-gone', withBlocks({ id: 'file', type: 'file', media: 'lost', name: 'Budget' }), { blockId: 'file' }],
  ['file-gone', withBlocks({ id: 'audi', type: 'audio', media: 'lost' }), { blockId: 'audi' }],
  ['picture-unready', withBlocks(picture({ media: 'torn' })), { blockId: 'pict' }],
  ['related-dead', withBlocks({ id: 'rela', type: 'related', href: '/gone' }), { blockId: 'rela' }],
  [
    'link-dead',
    withBlocks({ id: 'para', type: 'paragraph', children: [{ type: 'strong', children: [link('/gone')] }] }),
    { blockId: 'para', values: { href: '/gone' }, mend: { kind: 'remove-link', href: '/gone' } },
  ],
  [
    'embed-still',
    withBlocks({ id: 'embe', type: 'embed', url: 'https://video.example/1' }),
    { blockId: 'embe', mend: { kind: 'fetch-still', url: 'https://video.example/1' } },
  ],
  ['quote-speaker', withBlocks({ id: 'quot', type: 'quote', paragraphs: [words('No.')] }), { blockId: 'quot' }],
  [
    'disclosure-missing',
    withBlocks({ id: 'para', type: 'paragraph', children: [link('https://shop.example/lamp')] }),
    { blockId: 'para', values: { count: 1 } },
  ],
  [
    'heading-order',
    withBlocks(heading('head', 3), paragraph),
    { blockId: 'head', values: { level: 3, wanted: 2 }, mend: { kind: 'set-level', level: 2 } },
  ],
  ['heading-order', withBlocks(heading('one1', 2), heading('two2', 4)), { blockId: 'two2' }],
  ['html-removed', html('<p>a</p><script>b</script>'), { blockId: 'html', values: { what: '<script>' } }],
  ['html-coloured', html('<p style="color: red">a</p>'), { mend: { kind: 'replace-html', html: '<p>a</p>' } }],
  [
    'import-note',
    withBlocks({ id: 'note', type: 'note', tone: 'unknown', paragraphs: [words('[shortcode]')] }),
    { blockId: 'note' },
  ],
  ['poll-gone', withBlocks({ id: 'poll', type: 'poll', poll: 'q1' }), { blockId: 'poll' }],
  [
    'left-out',
    good,
    { blockId: 'para', values: { part: 'link', words: 'javascript:' } },
    { faults: [{ block: 'para', field: 'link', fault: 'invalid', words: 'javascript:' }] },
  ],
]

describe('the preflight', () => {
  test.each(rows)('finds %s', (rule, content, where, more = {}) => {
    expect(look(content, more)).toEqual([expect.objectContaining({ rule, severity: preflightRules[rule], ...where })])
    expect(look(content, { ...more, rules: { [rule]: 'off' } })).toEqual([])
  })

  test('every rule finds something, and says it in all five languages', () => {
    expect(new Set(rows.map(([rule]) => rule))).toEqual(new Set(Object.keys(preflightRules)))
    for (const [, content, , more] of rows)
      for (const finding of look(content, more))
        for (const language of ['en', 'de', 'fr', 'es', 'ar'])
          expect(findingWords(finding, language)).toMatch(/^(?!.*(?:undefined|[{}]|\[object)).{8,}$/su)
  })

  test('a good story has nothing to be found', () => {
    expect(look(good)).toEqual([])
  })

  test.each<[string, Content, More?]>([
    ['a decorative picture', { ...good, lead: { ...lead, alt: '', decorative: true, caption: '' } }],
    ['headings in their order', withBlocks(heading('one1', 2), heading('two2', 3), heading('two3', 2))],
    ['a story that is a picture', withBlocks(picture({}))],
    ['letters with accents, counted as people count', { ...good, headline: 'e\u0301'.repeat(30) }],
    [
      'a paid link with words of the story’s own',
      {
        ...withBlocks({ id: 'para', type: 'paragraph', children: [link('https://shop.example/')] }),
        disclosure: 'We earn a little.',
      },
    ],
    [
      'a paid link with the publisher’s words',
      withBlocks({ id: 'para', type: 'paragraph', children: [link('https://shop.example/')] }),
      { facts: { hasDisclosure: true } },
    ],
  ])('%s is no fault', (_, content, more) => {
    expect(look(content, more)).toEqual([])
  })

  test('what blocks comes first', () => {
    const found = look({ ...good, standfirst: '', headline: '', document: { version: 1, blocks: [] } })
    expect(found.map(({ severity }) => severity)).toEqual(['blocking', 'blocking', 'warning'])
  })
})
