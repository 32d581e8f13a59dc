import { describe, expect, test } from 'vitest'
import type { Document } from '../../src/articles/document.ts'
import { renderFeed } from '../../src/articles/render/feed.ts'
import { renderMarkdown } from '../../src/articles/render/markdown.ts'
import { teaserOf, wordCount } from '../../src/articles/render/teaser.ts'
import { renderText } from '../../src/articles/render/text.ts'
import { renderWeb } from '../../src/articles/render/web.ts'
import { sanitizeStaffHtml } from '../../src/articles/sanitize.ts'
import { parseFrontMatter } from '../../src/articles/story-file/front-matter.ts'
import { parseStory } from '../../src/articles/story-file/parse.ts'
import { writeMarkdown } from '../../src/articles/story-file/syntax.ts'
import { findSponsored } from '../../src/disclosures/find-sponsored.ts'
import { publicPath, uploadOf } from '../../src/importers/wordpress/addresses.ts'
import { commentText } from '../../src/importers/wordpress/comment-text.ts'
import { convertContent } from '../../src/importers/wordpress/content/convert.ts'
import { lossOf } from '../../src/importers/wordpress/content/loss-check.ts'
import { attribution } from '../../src/importers/wordpress/content/quotes.ts'
import { takeParts } from '../../src/importers/wordpress/content/shortcodes.ts'
import { filledTemplate } from '../../src/importers/wordpress/fields.ts'
import { readPhp } from '../../src/importers/wordpress/php-serialized.ts'
import { createRepairer } from '../../src/importers/wordpress/repair.ts'
import { plainText, slugText } from '../../src/importers/wordpress/text.ts'
import { SourceFault } from '../../src/importers/wp-polls/rows.ts'
import { createDumpReader } from '../../src/importers/wp-polls/sql-dump.ts'
import { Refusal } from '../../src/kit/errors.ts'
import { slugify } from '../../src/kit/ids.ts'
import { withoutTags } from '../../src/kit/markup.ts'
import { readSmtpFailure } from '../../src/kit/smtp-failure.ts'
import { readOldAddress } from '../../src/legacy/parse-legacy-url.ts'
import { verifyReceipts } from '../../src/polls/verify-receipts.ts'
import { excerptOf, markerOf } from '../../src/search/marks.ts'
import { termsOf } from '../../src/search/question.ts'
import { wordsOf } from '../../src/search/words.ts'
import { growthOf, maxGrowth } from './doubling.ts'
import { hostileTexts } from './texts.ts'

const context = {
  headline: 'Swing bridge',
  base: 'https://old.example/',
  url: (href: string) => href,
  media: () => undefined,
}
const site = { link: 'https://old.example', blogUrl: 'https://old.example' }
const rules = { origin: 'https://paper.example', domains: [], parameters: [] }
const ofHtml = (html: string): Document => ({ version: 1, blocks: [{ id: 'html1', type: 'html', html }] })
const ofWords = (text: string): Document => ({
  version: 1,
  blocks: [{ id: 'word1', type: 'paragraph', children: [{ type: 'text', text }] }],
})
const nothingKept = { document: ofWords('a'), callToComment: '', kicker: '', findings: [] }
const headed = (body: string) => `---\nheadline: A bridge\n---\n\n${body}\n`

/** Each reads text from outside as far as it goes; a refusal in words is an answer, too. */
const parsers: Record<string, (text: string) => unknown> = {
  'WordPress content': (text) => convertContent(text, context),
  'the check of what was lost': (text) => lossOf(text, nothingKept, context),
  'an imported story on its page': (text) => rendered(convertContent(text, context).document),
  'an imported comment': commentText,
  shortcodes: takeParts,
  'titles of an export': plainText,
  'slugs of an export': slugText,
  'templates of an export': (text) => filledTemplate(text, { title: 'A bridge', sitename: 'Herald' }),
  'addresses of uploads': (text) => uploadOf(new Map(), text),
  'addresses of stories': (text) => publicPath(`https://old.example/${text}`, site),
  'who said it': (text) => attribution(text.slice(0, 2000)),
  'repairs of XML': (text) => {
    const repairer = createRepairer(() => {})
    return [...repairer.write(text, 1), ...repairer.end(1)]
  },
  'what PHP wrote': readPhp,
  'a string that PHP wrote': (text) => readPhp(`a:1:{i:0;s:${text.length}:"${text}";}`),
  'an SQL dump': (text) => dump(text),
  'a value in an SQL dump': (text) => dump(`INSERT INTO wp_pollsq (pollq_question) VALUES ('${text}');`),
  'a story file': (text) => parseStory(headed(text), 0),
  'the head of a story file': (text) => parseFrontMatter(text, 2, 0),
  'a field of the head': (text) =>
    parseFrontMatter(`headline: ${JSON.stringify(text)}\npublished: ${JSON.stringify(text)}`, 2, 0),
  'the HTML of staff': (text) => sanitizeStaffHtml(`${text}${Math.random()}`),
  'the words of HTML': (text) => renderText(ofHtml(text)),
  'the tags of HTML': (text) => withoutTags(text, ''),
  'paid links in HTML': (text) => findSponsored(ofHtml(text), rules),
  'a story written out': (text) => writeMarkdown({ type: 'root', children: renderMarkdown(ofWords(text), []) }),
  'a teaser': (text) => [teaserOf(ofWords(text)), wordCount(text)],
  'a search': termsOf,
  'the words of a story': wordsOf,
  'an excerpt': (text) => excerptOf(text, markerOf([{ words: ['a'], isPrefix: false, others: [] }])),
  'an old address': (text) => readOldAddress(`/${text}`, new URLSearchParams()),
  'a slug': slugify,
  'a refusal of a mail server': (text) => readSmtpFailure(new Error(text)),
  'a list of receipts': (text) => verifyReceipts([text]),
}

/** What a library takes the square of is refused from some length on (story-file/bounds.ts); this is beyond it. */
const boundedFrom: Record<string, number> = { 'a story file': 1 << 17 }

describe.each(Object.entries(parsers))('%s', (name, parse) => {
  test('takes about twice as long for twice as much', { timeout: 120_000 }, () => {
    const grown = Object.entries(hostileTexts).flatMap(([kind, text]) => {
      const growth = growthOf(text, (given) => answered(() => parse(given)), { from: boundedFrom[name] ?? 256 })
      return growth > maxGrowth ? [`${kind}: ${growth.toFixed(1)} times`] : []
    })
    expect(grown).toEqual([])
  })
})

function rendered(document: Document): string {
  const nothing = () => undefined
  const words = {
    related: '',
    source: '',
    poll: '',
    play: () => '',
    watch: () => '',
    download: '',
    unreadable: '',
    editorNote: '',
    comma: ', ',
  }
  const nowhere = {
    media: nothing,
    picture: nothing,
    file: nothing,
    related: nothing,
    person: nothing,
    poll: nothing,
    before: nothing,
    isSponsored: () => false,
    storyUrl: '/',
    absolute: (href: string) => href,
    words,
  }
  return renderWeb(document, nowhere) + renderFeed(document, nowhere) + renderText(document)
}

function dump(text: string): void {
  const reader = createDumpReader(() => true)
  reader.write(text)
  reader.end()
}

function answered(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof SourceFault)) throw error
  }
}
