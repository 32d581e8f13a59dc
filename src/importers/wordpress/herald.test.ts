import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { renderedWords } from '../../../tests/wordpress-blocks.ts'
import {
  fixture,
  herald,
  heraldExpectations,
  postsOf,
  wxrFolder,
  type ReadPosts,
} from '../../../tests/wordpress-exports.ts'
import { documentSchema, type Block } from '../../articles/document.ts'
import { sitePath } from './addresses.ts'
import { filledTemplate, type WpPost } from './fields.ts'

const expected = heraldExpectations()
let read: ReadPosts

beforeAll(async () => {
  read = await postsOf(herald)
})

function post(id: number): WpPost {
  const found = read.posts.get(id)
  if (found === undefined) throw new Error(`The export has no item ${id}.`)
  return found
}

const blocksOf = (id: number): Block[] => read.convert(post(id)).document.blocks
const typesOf = (id: number): string[] => blocksOf(id).map(({ type }) => type)
const textOf = (id: number): string => blocksOf(id).flatMap(renderedWords).join('\n')

describe('the fields of the Harbour Herald', () => {
  test('titles and addresses are those that the site showed', () => {
    for (const { id, path, title } of expected.public_permalinks) {
      expect(sitePath(post(id).link, { link: 'https://harbour-herald.example', blogUrl: '' })).toBe(path)
      if (!/[<&]/u.test(title)) expect(post(id).title).toBe(title)
    }
    expect(post(42).title).toBe("Entities & quotes: “5 < 6”, it's éasy …")
    expect(post(41).title).toBe('A lesson about ]]> and other endings')
    expect(post(50).title).toBe('')
  })

  test('attachments know their file, their original and their words', () => {
    for (const { id, url, file, original, width, height, alt } of expected.attachments) {
      expect(post(id).attachment).toMatchObject({
        url,
        file,
        original: original?.split('/').at(-1) ?? undefined,
        alt,
        ...(width === null ? {} : { width, height }),
      })
    }
  })

  test('featured pictures, old slugs, sticky, passwords, formats, Yoast', () => {
    for (const [id, media] of Object.entries(expected.featured_images))
      expect(post(Number(id)).featuredMediaId).toBe(media)
    for (const { post_id, old_slug, current_slug } of expected.old_slugs)
      expect(post(post_id)).toMatchObject({ oldSlugs: [old_slug], slug: current_slug })
    const all = [...read.posts.values()]
    expect(all.filter(({ isSticky }) => isSticky).map(({ id }) => id)).toEqual(expected.sticky_ids)
    expect(all.filter(({ password }) => password !== '').map(({ id }) => id)).toEqual(expected.password_protected_ids)
    expect(
      all
        .filter(({ format }) => format !== '')
        .map(({ id, format }) => ({ post_id: id, format }))
        .toSorted((a, b) => a.post_id - b.post_id),
    ).toEqual(expected.post_formats)
    expect(post(21).yoast).toEqual({
      title: 'Bridge hours dispute %%sep%% %%sitename%%',
      description: expect.stringContaining('Fishing crews'),
      canonical: 'https://harbour-herald.example/2026/10/bridge-hours/',
      primaryCategory: 3,
    })
    expect(filledTemplate(post(21).yoast.title, { title: post(21).title, sitename: 'Harbour Herald' })).toBe(
      'Bridge hours dispute - Harbour Herald',
    )
  })

  test('names lose their references, slugs their percent signs', () => {
    expect(read.survey.terms.find(({ slug }) => slug === 'port')).toMatchObject({
      name: 'Port & Shipping',
      parent: 'news',
      id: 3,
    })
    expect(post(21).categories).toEqual([{ taxonomy: 'category', slug: 'port', name: 'Port & Shipping' }])
    expect(post(39).slug).toBe('أخبار-الميناء-هذا-الصباح')
  })

  test("dates are instants; drafts get theirs from the site's clock", () => {
    expect(post(18)).toMatchObject({ isDateDerived: false })
    expect(post(49)).toMatchObject({ isDateDerived: true })
    const { localDate, publishedAt } = post(49)
    const offset = (Date.parse(`${localDate.replace(' ', 'T')}Z`) - (publishedAt ?? 0)) / 60_000
    expect([-300, -240]).toContain(offset)
    expect(read.survey.clock.zone('en-US')).toEqual({ timeZone: 'America/New_York', fit: 1, isCertain: true })
  })

  test('comments keep state, thread and words, without what the page must not hold', () => {
    const all = [...read.posts.values()].flatMap(({ comments }) => comments)
    const ids = new Set(all.map(({ id }) => id))
    expect(all).toHaveLength(expected.wxr.comments_total)
    expect(all.filter(({ parent }) => parent !== undefined && !ids.has(parent))).toHaveLength(
      expected.wxr.comments_whose_parent_is_not_in_the_file,
    )
    expect(all.filter(({ state }) => state === 'approved')).toHaveLength(expected.wxr.comments_by_status['1'] ?? 0)
    expect(all.filter(({ state }) => state === 'pending')).toHaveLength(expected.wxr.comments_by_status['0'] ?? 0)
    expect(all.filter(({ type }) => type === 'pingback')).toHaveLength(expected.wxr.comments_by_type.pingback ?? 0)
    for (const { text } of all)
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|<(?:p|br|a|script|img)\b/u)
    expect(post(22).comments.some(({ text }) => text.length > 8000)).toBe(true)
  })

  test('menu entries say where they lead', () => {
    const entries = [...read.posts.values()].flatMap(({ menuItem }) => menuItem ?? [])
    expect(entries).toHaveLength(5)
    expect(entries.every(({ menu }) => menu === 'main-menu')).toBe(true)
    expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['custom', 'taxonomy', 'post_type']))
  })
})

describe('the contents of the Harbour Herald', () => {
  test('the long story (21): kicker, RELATED, fold, sections, quote, introduced video, poll, call to comment', () => {
    const { kicker, callToComment, findings } = read.convert(post(21))
    expect([kicker, callToComment, findings]).toEqual([
      'PORT & SHIPPING',
      'Do you agree with the draft timetable? Share your comments below.',
      [],
    ])
    expect(typesOf(21)).toEqual([
      'paragraph',
      'paragraph',
      'related',
      'fold',
      'heading',
      'paragraph',
      'paragraph',
      'heading',
      'paragraph',
      'list',
      'heading',
      'paragraph',
      'quote',
      'heading',
      'paragraph',
      'embed',
      'heading',
      'poll',
    ])
    expect(blocksOf(21)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'related',
          href: '/2026/09/swing-bridge-stuck-for-eleven-hours/',
          title: 'Swing bridge stuck for eleven hours',
        }),
        expect.objectContaining({ type: 'quote', speaker: 'A pupil', translation: 'via a translator' }),
        expect.objectContaining({
          type: 'embed',
          url: 'https://www.youtube.com/watch?v=HHbridge001',
          introduction: [{ type: 'text', text: expect.stringMatching(/^Watch the video:/u) }],
        }),
        expect.objectContaining({ type: 'poll', wordpress: { id: 2, results: false } }),
      ]),
    )
  })

  test('classic stories (22, 33, 35, 36, 37)', () => {
    expect(typesOf(22)).toEqual(['paragraph', 'poll', 'paragraph', 'fold', 'paragraph', 'paragraph'])
    expect(typesOf(33)).toEqual([
      'paragraph',
      'picture',
      'paragraph',
      'heading',
      'paragraph',
      'quote',
      'list',
      'paragraph',
    ])
    expect(typesOf(35)).toEqual(['paragraph', 'gallery', 'embed', 'embed', 'embed', 'audio', 'paragraph'])
    expect(typesOf(36)).toEqual(['paragraph', 'note', 'note', 'paragraph', 'paragraph'])
    expect(textOf(36)).toContain('A literal one: [gallery] and a price [12] and an array a[0].')
    expect(read.convert(post(36)).findings.map(({ detail }) => detail)).toEqual(['herald_box', 'weather_now'])
    expect(typesOf(37)).toEqual(['paragraph', 'fold', 'paragraph', 'divider', 'paragraph', 'divider', 'paragraph'])
    expect(read.convert(post(37)).findings).toEqual(
      expect.arrayContaining([{ kind: 'page-break', detail: 'nextpage', count: 2 }]),
    )
  })

  test('the tour of the block editor (26, 28, 29, 30, 32)', () => {
    expect(typesOf(26)).toEqual(['paragraph', 'picture', 'gallery', 'picture', 'paragraph', 'picture', 'paragraph'])
    expect(typesOf(28).filter((type) => type === 'embed')).toHaveLength(6)
    expect(typesOf(29)).toEqual([
      'paragraph',
      'paragraph',
      'list',
      'paragraph',
      'table',
      'code',
      'code',
      'divider',
      'html',
      'paragraph',
      'file',
      'heading',
      'paragraph',
      'paragraph',
      'list',
    ])
    expect(typesOf(30)).toEqual(['audio', 'note', 'pullQuote', 'picture'])
    expect(textOf(32)).toContain('Get the tide table by e-mail every morning.')
    expect(read.convert(post(32)).findings).toEqual([{ kind: 'dropped-block', detail: 'latest-posts', count: 1 }])
  })

  test('scripts, endings and entities of the world (38–43)', () => {
    expect(textOf(38)).toContain('Family of the week: 👩‍👩‍👧‍👦')
    expect(textOf(39)).toContain('وصلت السفينة')
    expect(textOf(40)).toContain('港（みなと）に三隻の船が入った')
    expect(textOf(41)).toBe('The sequence ]]> ends a section in some files.')
    expect(blocksOf(41)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'code', text: '<![CDATA[ salt ]]> and again ]]>' })]),
    )
    expect(textOf(42)).toBe(
      'Fish & chips <br> \u00a0© 2025 — café 🐟 &amp; \\backslash\\ and a "quote" & a bare ampersand.\n5 < 6 and 7 > 3.',
    )
    expect(typesOf(43)).toEqual(['paragraph', 'paragraph'])
  })

  test('no poll and no affiliate link is lost', () => {
    const shown = new Map<string, unknown>([
      ['[page_polls]', 'link'],
      ['[page_poll]', 'note'],
    ])
    for (const { id, shortcodes } of expected.posts_with_polls) {
      const polls = blocksOf(id).filter(({ type }) => type === 'poll')
      expect(polls).toHaveLength(shortcodes.filter((shortcode) => !shown.has(shortcode)).length)
    }
    for (const { id, links } of expected.posts_with_affiliate_links)
      expect(
        blocksOf(id)
          .flatMap(renderedWords)
          .join('')
          .match(/<a https:\/\/(?:www\.amazon\.com|partner\.example\.com)/gu),
      ).toHaveLength(links)
  })
})

describe('every item of every sample', () => {
  const files = [
    herald,
    ...readdirSync(wxrFolder)
      .filter((name) => name.endsWith('.xml'))
      .map((name) => fixture(`wxr/${name}`)),
  ]
  test.each(files.map((file) => [file.split('/').at(-1), file]))(
    '%s converts to valid documents, the same each time',
    async (_name, file) => {
      const { posts, convert } = await postsOf(file ?? resolve(herald))
      for (const item of posts.values()) {
        const { document } = convert(item)
        expect(documentSchema.safeParse(document).error?.issues ?? [], `item ${item.id}`).toEqual([])
        expect(convert(item).document).toEqual(document)
        if (item.content.replaceAll(/<!--[\s\S]*?-->/gu, '').trim().length > 200)
          expect(document.blocks.length, `item ${item.id}`).toBeGreaterThan(0)
      }
    },
  )
})
