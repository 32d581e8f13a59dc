import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignIds, type Draft } from '../document-ids.ts'
import { draft, line } from '../document.arbitrary.ts'
import { documentSchema, type Document } from '../document.ts'
import { correctionKinds } from '../tables.ts'
import { parseStory } from './parse.ts'
import type { Story } from './story.ts'
import { writeStory } from './write.ts'

const plain: Story = {
  headline: 'A story',
  kicker: '',
  standfirst: '',
  topics: [],
  byline: [],
  picture: undefined,
  publishedAt: undefined,
  updatedAt: undefined,
  status: 'published',
  language: undefined,
  slug: undefined,
  translations: '',
  callToComment: '',
  shortHeadline: undefined,
  disclosure: undefined,
  related: undefined,
  commentsOpen: true,
  commentsHeld: false,
  seoTitle: '',
  seoDescription: '',
  corrections: undefined,
  document: { version: 1, blocks: [] },
  polls: [],
  speakers: [],
}

function read(source: string): Story {
  const parsed = parseStory(source, 0)
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.faults)}\n${source}`)
  return parsed.story
}

function blocksOf({ blocks }: Document): Draft[] {
  return blocks.map(({ id: _, ...block }) => block)
}

describe('a story written back', () => {
  test('is read as the same body', () => {
    fc.assert(
      fc.property(fc.array(draft, { minLength: 1, maxLength: 4 }), (drafts) => {
        const document = assignIds(drafts)
        documentSchema.parse(document)
        expect(blocksOf(read(writeStory({ ...plain, document })).document)).toEqual(drafts)
      }),
      { numRuns: Number(process.env.RUNS ?? 500) },
    )
  })

  const moment = fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 }), { nil: undefined })
  const poll = fc
    .record({
      key: fc.constant('bridge-hours'),
      question: line,
      options: fc.array(
        line.filter((text) => [...text].length <= 140),
        { minLength: 2, maxLength: 5 },
      ),
      opensAt: fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 })),
      closesAt: fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 })),
      results: fc.constantFrom('always' as const, 'after-vote' as const, 'after-close' as const, 'staff' as const),
      rotates: fc.boolean(),
      hiddenUntil: fc.constantFrom(0, 50),
      mayChange: fc.boolean(),
      who: fc.constantFrom('anyone' as const, 'confirmed' as const, 'list' as const),
      minChoices: fc.constantFrom(1, 2),
      maxChoices: fc.constant(2),
    })
    .chain((defined) => {
      const picture = fc.option(fc.record({ src: fc.constantFrom('a.jpg', 'ä (b) "c".png'), alt: line }))
      const pictures = fc.array(picture, { minLength: defined.options.length, maxLength: defined.options.length })
      return pictures.map((given) => (given.some((one) => one !== null) ? { ...defined, pictures: given } : defined))
    })

  test('is read as the same head and polls', () => {
    const names = fc.array(line, { maxLength: 3 })
    const empty = fc.oneof(fc.constant(''), line)
    const heads = fc.record({
      headline: line,
      kicker: empty,
      standfirst: empty,
      topics: names,
      byline: names,
      publishedAt: moment,
      updatedAt: moment,
      status: fc.constantFrom('published' as const, 'draft' as const),
      language: fc.constantFrom(undefined, 'ar', 'pt-BR'),
      slug: fc.constantFrom(undefined, 'a-story', '記事'),
      translations: fc.constantFrom('', 'bridge-closure'),
      callToComment: empty,
      shortHeadline: fc.option(empty, { nil: undefined }),
      disclosure: fc.option(empty, { nil: undefined }),
      related: fc.option(names, { nil: undefined }),
      seoTitle: empty,
      seoDescription: empty,
      corrections: fc.option(
        fc
          .array(
            fc.record({
              kind: fc.constantFrom(...correctionKinds),
              madeAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
              words: line,
            }),
            { maxLength: 3 },
          )
          .map((list) => list.sort((a, b) => a.madeAt - b.madeAt)),
        { nil: undefined },
      ),
      picture: fc.option(
        fc.record({
          src: fc.constantFrom('a.jpg', 'ä "b".png'),
          alt: empty,
          caption: empty,
          credit: empty,
          focus: fc.constantFrom(undefined, { x: 0, y: 0.25 }),
        }),
        { nil: undefined },
      ),
    })
    const modes = fc.constantFrom(
      { commentsOpen: true, commentsHeld: false },
      { commentsOpen: true, commentsHeld: true },
      { commentsOpen: false, commentsHeld: false },
    )
    fc.assert(
      fc.property(heads, modes, poll, (head, comments, defined) => {
        const story: Story = {
          ...plain,
          ...head,
          ...comments,
          polls: [defined],
          document: assignIds([
            { type: 'poll', poll: defined.key },
            { type: 'poll', poll: defined.key },
          ]),
        }
        expect(read(writeStory(story))).toEqual(story)
      }),
      { numRuns: Number(process.env.RUNS ?? 200) },
    )
  })
})
