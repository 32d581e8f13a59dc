/** Stories as a newsroom might have written them. For property tests. */
import fc from 'fast-check'
import { document, line } from '../articles/document.arbitrary.ts'
import { commentModes, type Content } from './content.ts'

const text = fc.oneof(fc.constant(''), line)
const lead = fc.record({
  media: fc.constantFrom('bridge', 'mayor'),
  alt: text,
  decorative: fc.boolean(),
  caption: text,
  credit: text,
})

export const content: fc.Arbitrary<Content> = fc.record({
  headline: text,
  shortHeadline: text,
  kicker: text,
  standfirst: text,
  callToComment: text,
  seoTitle: text,
  seoDescription: text,
  slug: text,
  language: fc.constantFrom('en', 'ar'),
  canonical: text,
  topics: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
  authors: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
  lead: fc.option(lead),
  comments: fc.constantFrom(...commentModes),
  pinned: fc.boolean(),
  translationKey: text,
  related: fc.array(fc.constantFrom('abc', 'def'), { maxLength: 2 }),
  disclosure: text,
  document,
})
