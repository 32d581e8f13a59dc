import { describe, expect, test } from 'vitest'
import { renderedInlines } from '../../../../tests/wordpress-blocks.ts'
import type { Draft } from '../../../articles/document-ids.ts'
import { convertContent } from './convert.ts'

/** Paragraphs as HTML in short, other blocks as their type. */
function convert(content: string): string[] {
  const { document } = convertContent(content, {
    headline: 'A headline',
    base: 'https://old.example/2024/01/a/',
    url: (href) => href,
    media: (ref) => ({ ref: `media-${String(ref).split('/').at(-1)}` }),
  })
  return document.blocks.map((block: Draft) =>
    block.type === 'paragraph'
      ? renderedInlines(block.children)
      : block.type === 'heading'
        ? `h${block.level} ${renderedInlines(block.children)}`
        : block.type,
  )
}

describe("classic text follows WordPress's paragraph rules", () => {
  test.each([
    ['an empty line begins a paragraph, a single one breaks the line', 'one\ntwo\n\nthree', ['one<br>two', 'three']],
    ['with Windows line ends too', 'one\r\ntwo\r\n\r\nthree', ['one<br>two', 'three']],
    ['several empty lines, and lines of spaces, are one', 'one\n\n\n \t\n\ntwo', ['one', 'two']],
    ['no-break spaces are text', 'one\n\n&nbsp;\n\ntwo', ['one', 'two']],
    ['two <br> are what people type for a paragraph', 'one<br><br />two<br/>three', ['one', 'two<br>three']],
    ['a line end after <br> does not break twice', 'one<br />\ntwo', ['one<br>two']],
    ['a heading between lines needs no empty ones', 'one\n<h2>Two</h2>\nthree', ['one', 'h2 Two', 'three']],
    ['text inside a block element has paragraphs', '<div>one\n\ntwo</div>three', ['one', 'two', 'three']],
    ['a paragraph that was marked up stays one', '<p>one\ntwo</p>\n<p>three</p>', ['one<br>two', 'three']],
    ['a paragraph nobody closed ends at the empty line', '<p>one\n\ntwo', ['one', 'two']],
    [
      'marks over several paragraphs go on in each',
      '<em>one\n\ntwo</em> three',
      ['<em>one</em>', '<em>two</em> three'],
    ],
    [
      'line ends inside a tag are none of the text',
      '<a\nhref="https://a.example/"\ntitle="x">one</a>',
      ['<a https://a.example/>one</a>'],
    ],
    ['<pre> keeps its lines', 'one\n<pre>a\n\n  b</pre>\ntwo', ['one', 'code', 'two']],
    [
      'lists and quotes stand alone',
      'one\n<ul>\n<li>a</li>\n</ul>\n<blockquote>two</blockquote>\nthree',
      ['one', 'list', 'quote', 'three'],
    ],
    ['a rule divides', 'one\n<hr />\ntwo', ['one', 'divider', 'two']],
    [
      '<!--more--> and <!--nextpage--> divide without empty lines',
      'one\n<!--more-->\ntwo<!--nextpage-->three',
      ['one', 'fold', 'two', 'divider', 'three'],
    ],
    ['comments are not text', 'one <!-- a remark --> two', ['one two']],
    ['less-than and ampersand as people type them', '5 < 6 & 7 > 3', ['5 < 6 & 7 > 3']],
    ['tags open at the end are closed', 'one <strong>two', ['one <strong>two</strong>']],
    ['white space inside a line is single', 'one  \t two', ['one two']],
    [
      'script and style are no paragraphs',
      'one\n<script>\nvar a\n\nvar b\n</script>\n<style>p {}</style>two',
      ['one<br>two'],
    ],
    [
      'a picture between words stands alone',
      'one <img src="/wp-content/uploads/a.jpg" alt="A boat"> two',
      ['one', 'picture', 'two'],
    ],
    [
      'an address alone on its line is shown in place',
      'one\nhttps://www.youtube.com/watch?v=abcdef12345\ntwo',
      ['one', 'embed', 'two'],
    ],
    [
      'an unknown address alone on its line is a link',
      'one\nhttps://unknown.example/page\ntwo',
      ['one<br><a https://unknown.example/page>https://unknown.example/page</a><br>two'],
    ],
    [
      'tables and definition lists',
      '<table><tr><td>a</td><td>b</td></tr></table>\n<dl><dt>Word</dt><dd>Meaning</dd></dl>',
      ['table', '<strong>Word</strong>', 'Meaning'],
    ],
    ['only white space is nothing', ' \n\n\t\n', []],
  ])('%s', (_name, content, expected) => {
    expect(convert(content)).toEqual(expected)
  })
})
