import { describe, expect, test } from 'vitest'
import type { Block, BlockOf, BlockType } from '../document.ts'
import { parseStory } from './parse.ts'
import type { Story } from './story.ts'

const now = Date.UTC(2026, 10, 20, 12)

function story(body: string, head = ''): Story {
  const parsed = parseStory(`---\nheadline: A story\n${head}---\n\n${body}\n`, now)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.story
}

function faults(source: string): string[] {
  const parsed = parseStory(source, now)
  return parsed.ok ? [] : parsed.faults.map(({ line, message }) => `${line}: ${message}`)
}

function only<T extends BlockType>(body: string, type: T): BlockOf<T> {
  const [block] = story(body).document.blocks
  if (block?.type !== type) throw new Error(`a ${block?.type} instead of a ${type}`)
  return block as Block as BlockOf<T>
}

describe('a story file', () => {
  test('gives its front matter', () => {
    const { topics, byline, picture, publishedAt, callToComment, slug } = story(
      'Words.',
      'topics: [Harbour, Council]\nbyline: Maren Quillfeather\npicture: { src: a.jpg, alt: "A bridge", focus: [0.4, 0.6] }\npublished: -2d 4h\ncall to comment: What now?\nslug: a-story\n',
    )
    expect({ topics, byline, callToComment, slug }).toEqual({
      topics: ['Harbour', 'Council'],
      byline: ['Maren Quillfeather'],
      callToComment: 'What now?',
      slug: 'a-story',
    })
    expect(picture).toEqual({ src: 'a.jpg', alt: 'A bridge', caption: '', credit: '', focus: { x: 0.4, y: 0.6 } })
    expect(publishedAt).toBe(now - 52 * 3_600_000)
  })

  test('names every fault with its line, all at once', () => {
    expect(
      faults('---\nheadlin: X\npublished: yesterday\n---\n\nWords.\n\n:::quot\nx\n:::\n\n[a](javascript:alert(1))\n'),
    ).toEqual([
      expect.stringMatching(/^2: headline is missing/u),
      expect.stringMatching(/^2: "headlin" is not known.*did you mean "headline"/u),
      expect.stringMatching(/^8: :::quot is not known; known are quote/u),
      expect.stringMatching(/^12: the link "javascript:alert\(1\)" is not/u),
    ])
    expect(faults('Just words')).toEqual([expect.stringContaining('1: the file must begin with its front matter')])
  })

  test('a quote names who said it, in what capacity and how it reached us', () => {
    const quote = only(
      ':::quote{speaker="Ada Marsh" capacity="harbour master" translation="via a translator" source="Minutes" url="https://council.example/m" date="2026-10-01"}\nOne.\n\nTwo.\n:::',
      'quote',
    )
    expect(quote).toMatchObject({
      speaker: 'Ada Marsh',
      person: 'ada-marsh',
      capacity: 'harbour master',
      translation: 'via a translator',
      sourceName: 'Minutes',
      saidOn: '2026-10-01',
    })
    expect(quote.paragraphs).toHaveLength(2)
  })

  test('a plain quotation makes no person', () => {
    expect(only('> Words.\n>\n> — Ada Marsh', 'quote')).toMatchObject({
      speaker: 'Ada Marsh',
      paragraphs: [[{ type: 'text', text: 'Words.' }]],
    })
    expect(only('> Words.\n>\n> — Ada Marsh', 'quote').person).toBeUndefined()
  })

  test('a poll is defined by its options', () => {
    const { polls, document } = story(
      ':::poll{id=bridge question="Open it?" choose=2 closes="+2d" hidden=50 change who=confirmed}\n- Yes\n- No\n- Later\n:::',
    )
    expect(polls).toEqual([
      {
        key: 'bridge',
        question: 'Open it?',
        options: ['Yes', 'No', 'Later'],
        minChoices: 1,
        maxChoices: 2,
        opensAt: null,
        closesAt: now + 2 * 86_400_000,
        results: 'always',
        rotates: false,
        hiddenUntil: 50,
        mayChange: true,
        who: 'confirmed',
      },
    ])
    expect(document.blocks).toMatchObject([{ type: 'poll', poll: 'bridge' }])
  })

  test('a poll without an id is called after its story and its place there', () => {
    const twice = ':::poll{question="Open it?"}\n- Yes\n- No\n:::\n\n:::poll{question="When?"}\n- Now\n- Later\n:::'
    expect(story(twice, 'slug: bridge-stuck\n').polls.map(({ key }) => key)).toEqual([
      'bridge-stuck-poll',
      'bridge-stuck-poll-2',
    ])
    expect(story(twice).polls[0]?.key).toBe('a-story-poll')
    const [arabic, other] = ['الجسر-عالق', 'المكتبة'].map((slug) => story(twice, `slug: ${slug}\n`).polls[0]?.key)
    expect(arabic).toMatch(/^story-[0-9a-f]{12}-poll$/u)
    expect(arabic).not.toBe(other)
    expect(faults('---\nheadline: A story\n---\n\n::poll\n')).toEqual([expect.stringContaining('a poll needs an id')])
  })

  test('an address of a known provider alone in a paragraph is an embed', () => {
    expect(only('https://youtu.be/abcdefgh123', 'embed').url).toBe('https://youtu.be/abcdefgh123')
    expect(only('<https://vimeo.com/123456>', 'embed').url).toBe('https://vimeo.com/123456')
    expect(only('https://somewhere.example/', 'paragraph').children).toHaveLength(1)
    expect(only('See https://youtu.be/abcdefgh123', 'paragraph').children).toHaveLength(1)
  })

  test('RELATED and a link is a related line', () => {
    const related = { href: '/2026/01/stuck', title: 'The bridge is stuck' }
    expect(only('RELATED: [The bridge is stuck](/2026/01/stuck)', 'related')).toMatchObject(related)
    expect(only('**Read more:** [The bridge is stuck](/2026/01/stuck)', 'related')).toMatchObject(related)
    expect(only('RELATED: [One](/one) and [two](/two)', 'paragraph').children.length).toBeGreaterThan(1)
  })

  test('an option of a poll may have a picture, and words for it', () => {
    const poll = (option: string) => `:::poll{id=bridge question="Open it?"}\n- ${option}\n- No\n:::`
    expect(story(poll('![A ship at 10:30](ship.jpg) Yes')).polls).toMatchObject([
      { options: ['Yes', 'No'], pictures: [{ src: 'ship.jpg', alt: 'A ship at 10:30' }, null] },
    ])
    expect(faults(`---\nheadline: A story\n---\n\n${poll('![](ship.jpg) Yes')}`)).toEqual([
      expect.stringContaining('the picture of "Yes" in the poll "bridge" needs words'),
    ])
  })

  test('colons in running text are colons', () => {
    expect(only('At 10:30 the ratio was 3:2, see re:Invent and :smile: too.', 'paragraph').children).toEqual([
      { type: 'text', text: 'At 10:30 the ratio was 3:2, see re:Invent and :smile: too.' },
    ])
  })

  test('known spans are read', () => {
    expect(
      only('H:sub[2]O :lang[نص]{is=ar dir=rtl} :sponsored[boots]{href="https://shop.example/b"}', 'paragraph').children,
    ).toEqual([
      { type: 'text', text: 'H' },
      { type: 'sub', children: [{ type: 'text', text: '2' }] },
      { type: 'text', text: 'O ' },
      { type: 'language', lang: 'ar', dir: 'rtl', children: [{ type: 'text', text: 'نص' }] },
      { type: 'text', text: ' ' },
      { type: 'link', href: 'https://shop.example/b', rel: 'sponsored', children: [{ type: 'text', text: 'boots' }] },
    ])
  })

  test('the other news blocks are read', () => {
    const body = [
      '## Heading',
      '- a\n  1. b\n- c',
      '::pull[Big words]{by="X"}',
      ':::picture{src="a.jpg" alt="A" credit="C" width=wide}\nWords *here*.\n:::',
      '![What it shows](b.jpg "Caption")',
      ':::gallery\n![A](a.jpg)\n![B](b.jpg)\n\nBoth.\n:::',
      ':::embed{url="https://www.youtube.com/watch?v=abcdefgh" title="T" still="s.jpg"}\nWatch:\n:::',
      '::file{src="a.pdf" name="Plan"}',
      '::audio{src="a.wav" title="Horn"}',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '```js\nlet a\n```',
      '---',
      '::related{to="bridge-hours"}',
      ':::note{title="Note"}\nText.\n:::',
      ':::html\n```html\n<b>x</b>\n```\n:::',
      '::fold',
    ].join('\n\n')
    expect(story(body).document.blocks.map(({ type }) => type)).toEqual([
      'heading',
      'list',
      'pullQuote',
      'picture',
      'picture',
      'gallery',
      'embed',
      'file',
      'audio',
      'table',
      'code',
      'divider',
      'related',
      'note',
      'html',
      'fold',
    ])
  })
})
