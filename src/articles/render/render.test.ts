import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { commaOf } from '../../kit/comma.ts'
import { document } from '../document.arbitrary.ts'
import type { Block, Document } from '../document.ts'
import { renderFeed, type FeedContext } from './feed.ts'
import { teaserOf } from './teaser.ts'
import { inlineText, renderText } from './text.ts'
import { renderWeb, type WebContext } from './web.ts'

const picture = {
  kind: 'image',
  width: 640,
  height: 480,
  src: '/media/a"b.jpg',
  srcset: '/media/a"b.jpg 640w',
  sources: [{ type: 'image/avif', srcset: '/media/a.avif 640w' }],
} as const
const web: WebContext = {
  media: (ref) =>
    /pdf$/u.test(ref) ? { kind: 'file', href: '/media/plan.pdf', mime: 'application/pdf', bytes: 2048 } : picture,
  related: (href) => ({ href, title: 'A <related> & story' }),
  person: (slug) => `/people/${slug}`,
  poll: () => '<section class="poll"></section>',
  isSponsored: (href) => href.includes('a'),
  before: () => undefined,
  words: {
    related: 'RELATED:',
    source: 'Source',
    play: (name) => `Play at ${name}`,
    watch: (name) => `See at ${name}`,
    download: 'Download',
    unreadable: 'Not read',
    editorNote: 'Note',
    comma: ', ',
  },
}
const feed: FeedContext = {
  storyUrl: 'https://paper.example/2026/11/a',
  absolute: (href) => new URL(href, 'https://paper.example').href,
  picture: () => ({ src: 'https://paper.example/media/a.jpg', width: 640, height: 480 }),
  file: () => 'https://paper.example/a.pdf',
  isSponsored: () => false,
  before: () => undefined,
  related: (href) => ({ href, title: 'x' }),
  words: { related: 'RELATED:', poll: 'Vote', source: 'Source', comma: ', ' },
}

const voids = new Set(['br', 'hr', 'img', 'source'])
const expected =
  /^(p|h[2-4]|ul|ol|li|figure|figcaption|blockquote|aside|div|a|span|strong|em|s|sub|sup|code|pre|picture|img|source|audio|hr|br|table|caption|thead|tbody|tr|th|td|section|time)$/u

/**
 * What a browser's parser makes of it: every element closed by its own tag, none that we did not write, and the words.
 */
function read(html: string): { text: string; faults: string[] } {
  const faults: string[] = []
  const ids = new Set<string>()
  let text = ''
  const parser = new Parser({
    onopentag(name, attributes) {
      if (!expected.test(name)) faults.push(`<${name}>`)
      for (const [attribute, value] of Object.entries(attributes)) {
        if (
          !/^(id|class|dir|lang|href|rel|src|srcset|sizes|width|height|alt|loading|decoding|type|controls|preload|download|start|scope|tabindex|role|aria-(label|hidden)|data-(frame|title|ratio|language)|datetime)$/u.test(
            attribute,
          )
        )
          faults.push(`${name} ${attribute}`)
        if (
          ['href', 'src', 'data-frame'].includes(attribute) &&
          !/^(https?:\/\/|\/(?!\/)|#|mailto:|tel:)/iu.test(value)
        )
          faults.push(`${attribute}=${value}`)
        if (attribute === 'id' && ids.has(value)) faults.push(`a second ${value}`)
        if (attribute === 'id') ids.add(value)
      }
    },
    onclosetag(name, isImplied) {
      if (isImplied !== voids.has(name)) faults.push(`</${name}> ${isImplied ? 'is missing' : 'is too many'}`)
    },
    ontext: (part) => {
      text += part
    },
    oncomment: (part) => faults.push(`<!-- ${part}`),
    onprocessinginstruction: (name) => faults.push(`<${name}`),
  })
  parser.end(html)
  return { text, faults }
}

/** Every run of words that a reader must find on the page as it was written. */
function wordsOf(block: Block): string[] {
  if (block.type === 'paragraph' || block.type === 'heading') return [inlineText(block.children)]
  if (block.type === 'quote' || block.type === 'note') return block.paragraphs.map(inlineText)
  if (block.type === 'code') return [block.text]
  return block.type === 'table' ? block.rows.flat().map(inlineText) : []
}

const withoutHtmlBlocks = document.map((story): Document => ({
  ...story,
  blocks: story.blocks.filter(({ type }) => type !== 'html'),
}))
const runs = { numRuns: Number(process.env.RUNS ?? 400) }

describe('any document', () => {
  test('makes a well-formed page with its words as they were written', () => {
    fc.assert(
      fc.property(withoutHtmlBlocks, (story) => {
        const { text, faults } = read(renderWeb(story, web))
        expect(faults).toEqual([])
        for (const words of story.blocks.flatMap(wordsOf))
          expect(text.replace(/\n/gu, '')).toContain(words.replace(/\n/gu, ''))
      }),
      runs,
    )
  })

  test('makes a well-formed feed item with its words as they were written', () => {
    fc.assert(
      fc.property(withoutHtmlBlocks, (story) => {
        const { text, faults } = read(renderFeed(story, feed))
        expect(faults).toEqual([])
        for (const words of story.blocks.flatMap(wordsOf))
          expect(text.replace(/\n/gu, '')).toContain(words.replace(/\n/gu, ''))
      }),
      runs,
    )
  })

  test('with HTML by staff stays well-formed and runs nothing', () => {
    fc.assert(
      fc.property(document, (story) => {
        const { faults } = read(renderWeb(story, web))
        expect(faults.filter((fault) => !/^<(b|i|u)>$/u.test(fault))).toEqual([])
      }),
      runs,
    )
  })

  test('has plain words and a teaser of bounded length', () => {
    fc.assert(
      fc.property(document, (story) => {
        expect(renderText(story)).not.toMatch(/\n{3}$/u)
        expect(teaserOf(story).length).toBeLessThanOrEqual(601)
      }),
      runs,
    )
  })
})

test('what is said of a quote stands apart as its language writes it', () => {
  const paragraphs = [[{ type: 'text' as const, text: 'نعم' }]]
  const quote = {
    id: 'q',
    type: 'quote' as const,
    speaker: 'ليلى',
    capacity: 'رئيسة',
    translation: 'مترجم',
    paragraphs,
  }
  const document: Document = { version: 1, blocks: [quote] }
  expect(renderText(document, 'ar')).toContain('ليلى، رئيسة')
  const arabic = { ...web, words: { ...web.words, comma: commaOf('ar') } }
  expect(renderWeb(document, arabic)).toMatch(/رئيسة<\/span>، <span/u)
  expect(renderFeed(document, { ...feed, words: { ...feed.words, comma: commaOf('ar') } })).toContain(
    'ليلى، رئيسة، مترجم',
  )
})
