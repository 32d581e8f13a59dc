import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { renderWords } from './render-words.ts'

describe("a reader's words", () => {
  test('keep their paragraphs and line ends', () => {
    expect(renderWords('One\ntwo\n\nThree').text).toBe('<p dir="auto">One<br>two</p><p dir="auto">Three</p>')
  })

  test('turn a bare address into a link that vouches for nothing', () => {
    expect(renderWords('See https://a.example/x?a=1&b=2, (https://b.example/(c)).').text).toBe(
      '<p dir="auto">See <a href="https://a.example/x?a=1&amp;b=2" rel="ugc nofollow">https://a.example/x?a=1&amp;b=2</a>, (<a href="https://b.example/(c)" rel="ugc nofollow">https://b.example/(c)</a>).</p>',
    )
    expect(renderWords('javascript:alert(1) http:// https://').text).not.toContain('<a')
  })

  test('can hold no markup, whatever they are', () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.string(),
          fc.constantFrom('<script>', '</p>', '"onclick=', "'", '&lt;', 'https://x.example/"><img src=x>', '\n\n', ' '),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(nasty, (words) => {
        const parser = new Parser({
          onopentag(name, attributes) {
            expect(['p', 'br', 'a']).toContain(name)
            expect(Object.keys(attributes).filter((attribute) => !['dir', 'href', 'rel'].includes(attribute))).toEqual(
              [],
            )
            if (name === 'a') expect(attributes.href).toMatch(/^https?:/iu)
          },
        })
        parser.end(renderWords(words).text)
      }),
    )
  })
})
