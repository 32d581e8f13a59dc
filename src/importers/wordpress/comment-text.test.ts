import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commentText } from './comment-text.ts'

test.each([
  ['paragraphs and line breaks as typed', 'one\ntwo\r\n\r\n\r\nthree', 'one\ntwo\n\nthree'],
  ['marked-up paragraphs', '<p>one</p><p>two<br />three</p>', 'one\n\ntwo\nthree'],
  [
    'links as bare addresses',
    'See <a href="https://a.example/x?b=1&amp;c=2" rel="nofollow">https://a.example/x?b=1&amp;c=2</a>',
    'See https://a.example/x?b=1&c=2',
  ],
  [
    'words of a link before its address',
    '<a href="https://a.example/">this page</a>',
    'this page (https://a.example/)',
  ],
  ['an address that runs something', '<a href="javascript:alert(1)">click</a>', 'click'],
  ['what an administrator was not filtered', 'a<img src=x onerror=alert(1)><script>alert(2)</script>b', 'ab'],
  ['references and control characters', 'Fish &amp; chips\u0008 &lt;b&gt; caf&eacute;&#11;', 'Fish & chips <b> café'],
  [
    'quotations and lists',
    '<blockquote>one\ntwo</blockquote>no<ul><li>a</li><li>b</li></ul>',
    '> one\n> two\n\nno\n\n- a\n- b',
  ],
  ['plain brackets and signs', '5 < 6 > 4 & so', '5 < 6 > 4 & so'],
])('%s', (_name, html, text) => {
  expect(commentText(html)).toBe(text)
})

test('any text gives words without control characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (html) => {
      expect(commentText(html)).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/u)
    }),
  )
})
