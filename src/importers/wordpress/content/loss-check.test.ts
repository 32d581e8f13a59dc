import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Document } from '../../../articles/document.ts'
import type { ContentContext } from './context.ts'
import { convertContent } from './convert.ts'
import { lossOf, lossWords } from './loss-check.ts'

const uploads = 'https://old.example/wp-content/uploads/'
const context: ContentContext = {
  headline: 'A story',
  base: 'https://old.example/2024/01/story/',
  url: (href) => (href.startsWith('https://old.example/') ? href.slice('https://old.example'.length) : href),
  media: (ref) => {
    const name = String(ref).split('/').at(-1) ?? ''
    return !String(ref).startsWith(uploads) || name.startsWith('lost')
      ? undefined
      : { ref: name, ...(name.endsWith('.mp3') && { kind: 'audio' as const }) }
  },
}

const pieces = [
  (n: number) => `<p>Words ${n} of <b>the</b> harbour board</p>`,
  (n: number) => `<p>See <a href="https://other.example/page-${n}">the minutes ${n}</a></p>`,
  (n: number) => `<figure><img src="${uploads}quay-${n}.jpg" alt=""><figcaption>Caption ${n}</figcaption></figure>`,
  (n: number) => `<ul><li>Item ${n}<ol><li>Below ${n}</li></ol></li></ul>`,
  (n: number) => `<audio src="${uploads}sound-${n}.mp3"></audio>`,
  (n: number) => `<iframe src="https://www.youtube.com/embed/abcDEF${n}00000"></iframe>`,
  (n: number) =>
    `<table><tr><th>Ward ${n}</th><th>Votes</th></tr><tr><td rowspan="2">North</td><td>1${n}</td></tr></table>`,
  (n: number) =>
    `<blockquote><p>Said ${n} times.</p><cite><a href="https://other.example/${n}">Ina Holm</a></cite></blockquote>`,
  (n: number) => `<h3>Heading ${n}</h3>`,
  (n: number) => `[dropcap]T[/dropcap]he tide of <em>day</em> ${n}`,
]
const content = fc
  .array(fc.tuple(fc.nat(pieces.length - 1), fc.nat(900)), { minLength: 1, maxLength: 8 })
  .map((chosen) => chosen.map(([kind, number]) => pieces[kind]?.(number) ?? '').join('\n\n'))

const checked = (source: string, change: (document: Document) => Document = (document) => document) => {
  const converted = convertContent(source, context)
  return lossOf(source, { ...converted, document: change(converted.document) }, context)
}

test('what comes over whole is whole', () => {
  fc.assert(
    fc.property(content, (source) => {
      expect(checked(source)).toBeUndefined()
    }),
  )
})

test('whichever block is taken away, it is missed', () => {
  fc.assert(
    fc.property(content, fc.nat(), (source, number) => {
      const loss = checked(source, ({ version, blocks }) => ({
        version,
        blocks: blocks.filter((_, index) => index !== number % blocks.length),
      }))
      expect(loss).toBeDefined()
    }),
  )
})

describe('it names what an older converter lost', () => {
  const gone = (type: string) => (document: Document) => ({
    ...document,
    blocks: document.blocks.filter((block) => block.type !== type),
  })
  const plain = (document: Document): Document =>
    JSON.parse(
      JSON.stringify(document, (_key, value: unknown) =>
        typeof value === 'object' && value !== null && 'type' in value && value.type === 'link'
          ? { type: 'emphasis', children: 'children' in value ? value.children : [] }
          : value,
      ),
    )

  test.each<[string, string, (document: Document) => Document, RegExp]>([
    ['a word', '<p>Four pounds</p>', () => ({ version: 1, blocks: [] }), /^2 words \(“Four pounds”\)$/u],
    ['a link', '<p>See <a href="https://a.example/x">it</a></p>', plain, /^1 link \(https:\/\/a\.example\/x\)$/u],
    ['a link of the site', '<p><a href="https://old.example/2020/a/">it</a></p>', plain, /^1 link \(\/2020\/a\/\)$/u],
    ['an address alone', 'https://vimeo.com/123456', gone('embed'), /^1 link \(https:\/\/vimeo\.com\/123456\)$/u],
    ['a picture', `<img src="${uploads}quay.jpg" alt="">`, gone('picture'), /^1 picture \(https.*quay\.jpg\)$/u],
    ['a sound', `<audio src="${uploads}horn.mp3"></audio>`, gone('audio'), /^1 player/u],
    ['a frame', '<iframe src="https://www.youtube.com/embed/abcDEF12345"></iframe>', gone('embed'), /^1 frame$/u],
    ['code', '[code]a < b[/code]', gone('code'), /words?/u],
  ])('%s', (_what, source, lose, words) => {
    expect(checked(source)).toBeUndefined()
    const loss = checked(source, lose)
    expect(loss === undefined ? '' : lossWords(loss)).toMatch(words)
  })

  test('hidden text and what a finding names are no losses', () => {
    expect(checked('<p>Seen.</p><p style="display:none">Never seen.</p><p hidden>Nor this.</p>')).toBeUndefined()
    expect(checked(`<img src="${uploads}lost.jpg" alt="Gone">`)).toBeUndefined()
  })

  test('a long list stays short in the report', () => {
    const words = Array.from({ length: 5000 }, (_, index) => `word${index}`)
    const loss = checked(`<p>${words.join(' ')}</p>`, () => ({ version: 1, blocks: [] }))
    expect(loss?.words).toHaveLength(5000)
    expect(loss === undefined ? '' : lossWords(loss)).toMatch(/^5000 words .{20,250}$/u)
  })
})
