import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Thread } from '../../../conversation/comment.ts'
import { conversation } from '../../../conversation/views.ts'
import { readAssets } from '../../../kit/assets.ts'
import { direction } from '../../../kit/languages.ts'
import { trusted } from '../../../kit/markup.ts'
import { renderPage } from '../../../layout/views/page.ts'
import type { Page, Publication } from '../../../layout/views/publication.ts'
import { pollPanel } from '../../../polls/views.ts'
import { articlePage, onwardStories, type ArticleView } from './article.ts'

const locale = { language: 'en', timeZone: 'UTC' }
const publication: Publication = {
  name: 'The Basin Herald',
  tagline: '',
  origin: 'https://herald.example',
  locale,
  topics: [{ label: 'Harbour', href: '/topics/harbour' }],
  searchHref: '/search',
  languages: [],
  feeds: [{ label: 'RSS', href: '/feed.xml', type: 'application/rss+xml' }],
  social: [{ label: 'Mastodon', href: 'https://social.example/@herald' }],
  footer: {
    copyrightYears: '2019–2026',
    copyrightHolder: 'Basin Press',
    republicationTerms: 'Ask first.',
    generalInformation: 'General information only.',
    containsAdvertisements: true,
    links: [],
    publicEmail: '',
  },
  assets: { css: '/assets/site-x.css', js: '/assets/site-x.js', preload: [] },
}
const page: Page = {
  title: 'A <b>story</b>',
  description: 'What "happened"',
  canonical: 'https://herald.example/a',
  language: 'en',
  kind: 'article',
  structuredData: [{ headline: '</script><script>' }],
}

describe('an article page', () => {
  const html = render({})

  test('carries the parts of the reference page in their order', () => {
    const parts = [
      'Connect with us',
      'class="kicker"',
      '<h1>',
      'class="standfirst"',
      'class="byline"',
      'Published',
      'Updated',
      'minute read',
      '#conversation',
      'lead-picture',
      'class="body"',
      'class="poll"',
      'class="share"',
      'Related stories',
      'Advertisement',
      'call-to-comment',
      'class="thread"',
      'comment-form',
      'Continue reading',
      'General information only.',
      'Ask first.',
      '© 2019–2026 Basin Press',
      'contains advertisements',
    ]
    const places = parts.map((part) => html.indexOf(part))
    expect(places.filter((at) => at === -1)).toEqual([])
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('has no inline script, style or handler', () => {
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script(?! type="(module" src|application\/ld\+json))/u)
  })

  test('escapes titles and structured data', () => {
    expect(html).toContain('<title>A &lt;b&gt;story&lt;/b&gt; · The Basin Herald</title>')
    expect(html).toContain('{"headline":"\\u003c/script>\\u003cscript>"}')
  })

  test('a story without picture, authors, conversation or neighbours leaves no empty part', () => {
    const bare = render({
      lead: undefined,
      authors: [],
      standfirst: '',
      kicker: undefined,
      updatedAt: undefined,
      related: [],
      advertisement: undefined,
      conversation: undefined,
      commentCount: undefined,
      onward: undefined,
    })
    expect(bare.replaceAll('<p class="status" role="status"></p>', '')).not.toMatch(
      /<(p|ul|ol|section|aside|figure|div|h2)[^>]*>\s*<\/\1>/u,
    )
  })

  test('weighs at most 30 KB with its stylesheet and script, twenty comments and a poll', () => {
    const built = resolve(import.meta.dirname, '../../../../dist/assets')
    expect(existsSync(built), 'run npm run build:assets first').toBe(true)
    const assets = readAssets(built)
    const weight = [Buffer.from(html), assets.all.get(assets.css)?.bytes, assets.all.get(assets.js)?.bytes].reduce(
      (sum, bytes) => sum + brotli5(bytes ?? Buffer.alloc(0)),
      0,
    )
    expect(weight).toBeLessThanOrEqual(30 * 1024)
    const latin = assets.fonts
      .filter((font) => !font.includes('-ext-'))
      .reduce((sum, font) => sum + (assets.all.get(font)?.bytes.length ?? 0), 0)
    expect(latin).toBeLessThanOrEqual(120 * 1024)
  })
})

test('the direction of a page follows the script of its language', () => {
  expect(['en', 'ar', 'he-IL', 'fa', 'az-Arab', 'ku-Latn', 'ur'].map(direction)).toEqual([
    'ltr',
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'rtl',
  ])
})

function render(changes: Partial<ArticleView>): string {
  return renderPage(publication, page, articlePage(publication, { ...story(), ...changes }))
}

function story(): ArticleView {
  const picture = { sources: [], src: '/media/a.jpg', srcset: '', width: 1200, height: 800, alt: 'A bridge' }
  const card = {
    href: '/b',
    headline: 'Another story',
    kicker: { label: 'Harbour' },
    standfirst: 'Words.',
    language: 'en',
    picture,
    publishedAt: 0,
    commentCount: 2,
  }
  const poll = pollPanel({
    now: 1,
    locale,
    poll: {
      id: 1,
      publicId: 'p',
      revision: 1,
      question: 'Who should wait?',
      minChoices: 1,
      maxChoices: 1,
      opensAt: 0,
      closesAt: null,
      results: 'always',
      hiddenUntil: 0,
      rotates: false,
      mayChange: false,
      who: 'anyone',
      options: [
        { id: 1, label: 'Ships' },
        { id: 2, label: 'Cars' },
      ],
      tally: { counted: 3, setAside: 0, confirmed: 0, votes: [{ optionId: 1, votes: 3, confirmed: 0 }] },
    },
  })
  const threads: Thread[] = Array.from({ length: 20 }, (_, index) => ({
    publicId: `c${index}`,
    authorName: `Reader ${index}`,
    words: `Comment ${index}: ${'words of a reader about the bridge '.repeat(8)}`,
    submittedAt: index,
    replies: [],
  }))
  return {
    url: 'https://herald.example/a',
    kind: 'article',
    language: 'en',
    translations: [],
    kicker: { label: 'Harbour', href: '/topics/harbour' },
    headline: 'A story',
    standfirst: 'Its standfirst.',
    authors: [{ name: 'A. Writer', href: '/people/a' }],
    publishedAt: 0,
    updatedAt: 1,
    corrections: [],
    follow: undefined,
    colophon: undefined,
    readingMinutes: 3,
    commentCount: 20,
    lead: { picture, caption: 'Caption', credit: 'Credit' },
    body: trusted(`<div class="body"><p>${'Some words of a story. '.repeat(400)}</p>${poll.text}</div>`),
    related: [card],
    advertisement: { href: 'https://shop.example', picture, label: 'Advertisement' },
    conversation: conversation({
      articlePublicId: 'a',
      threads,
      count: 20,
      open: true,
      callToComment: 'Who should wait?',
      locale,
    }),
    onward: onwardStories({ topic: { label: 'Harbour', href: '/topics/harbour' }, cards: [card] }, locale),
  }
}

function brotli5(bytes: Buffer): number {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length
}
