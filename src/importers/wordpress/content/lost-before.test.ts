import { describe, expect, test } from 'vitest'
import { renderedInlines, renderedWords } from '../../../../tests/wordpress-blocks.ts'
import type { ContentContext } from './context.ts'
import { convertContent } from './convert.ts'

const uploads = 'https://old.example/wp-content/uploads/'
const context: ContentContext = {
  headline: 'A story',
  base: 'https://old.example/2024/01/story/',
  url: (href) => (href.startsWith('https://old.example/') ? href.slice('https://old.example'.length) : href),
  media: (ref) => (ref === 900 || String(ref) === `${uploads}quay.jpg` ? { ref: 'quay', kind: 'image' } : undefined),
}
const blocks = (content: string) => convertContent(content, context).document.blocks
const types = (content: string) => blocks(content).map(({ type }) => type)
const words = (content: string) => blocks(content).flatMap(renderedWords)
const findings = (content: string) => convertContent(content, context).findings.map(({ kind }) => kind)
const film = 'https://www.youtube.com/watch?v=abcDEF12345'

describe('cells over several rows and columns', () => {
  const rows = (table: string) =>
    blocks(table).flatMap((block) =>
      block.type === 'table' ? block.rows.map((row) => row.map(renderedInlines).join('|')) : [],
    )
  test.each([
    ['<tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>', ['a|b', 'a|c']],
    ['<tr><td rowspan="0">a</td><td>b</td></tr><tr><td>c</td></tr><tr><td>d</td></tr>', ['a|b', 'a|c', 'a|d']],
    ['<tr><td rowspan="99">a</td><td>b</td></tr><tr><td>c</td></tr>', ['a|b', 'a|c']],
    ['<tr><td>a</td><td rowspan="2">b</td></tr><tr><td>c</td></tr>', ['a|b', 'c|b']],
    ['<tr><td rowspan="2" colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>', ['a||b', 'a||c']],
    ['<tr><td colspan="3">a</td></tr><tr><td>b</td><td>c</td><td>d</td></tr>', ['a||', 'b|c|d']],
    ['<tr><td rowspan="-1">a</td><td colspan="x">b</td></tr><tr><td>c</td><td>d</td></tr>', ['a|b', 'c|d']],
  ])('%s', (cells, expected) => expect(rows(`<table>${cells}</table>`)).toEqual(expected))
})

test.each([
  `[youtube=${film}]`,
  '[youtube abcDEF12345]',
  '[youtube id="abcDEF12345"]',
  `[youtube url=${film}]`,
  `[youtube]${film}[/youtube]`,
  `[embedyt] ${film}[/embedyt]`,
  `[su_youtube url="${film}"]`,
  `[arve url="${film}" /]`,
  `[some_plugin video="${film}"]`,
  `[et_pb_video src="${film}"][/et_pb_video]`,
  `[vc_video link="${film}"]`,
  `[fusion_youtube id="abcDEF12345" /]`,
])('%s is the embed of its address', (content) => {
  expect(blocks(content).map((block) => (block.type === 'embed' ? block.url : block.type))).toEqual([film])
})

test.each(['He said [sic] and left.', 'See [12] and [a].', 'The list [see below] is long.'])(
  'an editor’s brackets stay: %s',
  (content) => expect(words(content)).toEqual([content]),
)

describe('shortcodes in a line', () => {
  test.each([
    ['[dropcap]T[/dropcap]he quay', 'The quay'],
    ['The [b_mark]first[/b_mark] ice', 'The first ice'],
    ['<p>The <em>[mark style="x"]first[/mark]</em> ice</p>', 'The <em>first</em> ice'],
    ['The mayor[fn]Since 2019.[/fn] left.', 'The mayor (Since 2019.) left.'],
    ['Press [icon name="star"] now.', 'Press now.'],
    ['See [url=https://a.example/]the minutes[/url] now.', 'See <a https://a.example/>the minutes</a> now.'],
    ['Run [code]npm ci[/code] first.', 'Run <code>npm ci</code> first.'],
  ])('%s', (content, expected) => {
    expect(words(content).map((text) => text.replaceAll(/ {2,}/gu, ' '))).toEqual([expected])
  })
})

test.each([
  ['[php]<?php echo $a > 1; ?>[/php]', '<?php echo $a > 1; ?>'],
  ['[sourcecode]\n&lt;b&gt; &amp;&amp; c\n[/sourcecode]', '<b> && c'],
  ['[cc_js]if (a < b) {\n  c()\n}[/cc_js]', 'if (a < b) {\n  c()\n}'],
  ['[highlight language="c"]#include <stdio.h>[/highlight]', '#include <stdio.h>'],
  ['[crayon lang="xml"]<a>\n\t<b/>\n</a>[/crayon]', '<a>\n\t<b/>\n</a>'],
])('%s keeps every character', (content, text) => {
  expect(blocks(content).map((block) => (block.type === 'code' ? block.text : block.type))).toEqual([text])
})

describe('words that a block keeps in its attributes', () => {
  const block = (attributes: object) => `<!-- wp:acf/box ${JSON.stringify(attributes)} /-->`
  test.each([
    [{ data: { title: 'Facts', text: 'Two boats.' } }, ['Facts', 'Two boats.']],
    [{ items: [{ question: 'Why?', answer: '<p>Because.</p>' }] }, ['Why?', 'Because.']],
    [
      { data: { link: { url: 'https://a.example/x', title: 'More' } } },
      ['<a https://a.example/x>https://a.example/x</a>', 'More'],
    ],
    [{ className: 'is-style-wide box', align: 'wide', color: '#ff0000', mode: 'preview', width: '50%' }, ['acf/box']],
  ])('%j', (attributes, expected) => expect(words(block(attributes))).toEqual(expected))

  test('a picture by its number, a film by its address', () => {
    expect(types(block({ data: { image: 900 } }))).toEqual(['picture'])
    expect(types(block({ url: film }))).toEqual(['embed'])
  })
})

test.each(['newspack-ads/ad-unit', 'jetpack/related-posts', 'mailpoet/subscription-form', 'acme/social-share'])(
  'the block %s without words leaves nothing',
  (name) => {
    expect(types(`<!-- wp:${name} {"x":1} /-->`)).toEqual([])
    expect(findings(`<!-- wp:${name} {"x":1} /-->`)).toEqual(['dropped-block'])
    expect(words(`<!-- wp:${name} --><p>But words.</p><!-- /wp:${name} -->`)).toEqual(['But words.'])
  },
)

test.each([
  ['<b style="font-weight:normal">a</b>', 'a'],
  ['<strong style="font-weight: 400;">a</strong>', 'a'],
  ['<i style="font-style:normal">a</i>', 'a'],
  ['<span style="font-weight:600">a</span>', '<strong>a</strong>'],
  ['<span style="font-weight:bold;font-style:italic">a</span>', '<strong><em>a</em></strong>'],
  ['<span style="text-decoration:line-through">a</span>', '<s>a</s>'],
  ['<a href="/x" style="font-weight:700">a</a>', '<a /x><strong>a</strong></a>'],
  ['<strong style="color:red">a</strong>', '<strong>a</strong>'],
])('the style of %s counts', (content, expected) => expect(words(content)).toEqual([expected]))

test.each([
  'display:none',
  'display : none !important',
  'visibility:hidden',
  'position:absolute;left:-9999px',
  'position:absolute; top: -5000px',
  'text-indent:-9999px',
  'font-size:0',
  'opacity:0',
])('text hidden by %s is left out and told', (style) => {
  const content = `<p>Seen.</p><div style="${style}"><p>Pills</p></div>`
  expect([words(content), findings(content)]).toEqual([['Seen.'], ['hidden-text']])
})

test.each(['left:-9px', 'font-size:10px', 'opacity:0.5', 'margin-left:-20px', 'display:block'])(
  'text with %s is shown',
  (style) => expect(words(`<p style="${style}">Seen.</p>`)).toEqual(['Seen.']),
)

test.each([
  ['<div class="flourish-embed" data-src="story/12"></div>', 'https://public.flourish.studio/story/12/'],
  ['<div class="infogram-embed" data-id="ab-12"></div>', 'https://infogram.com/ab-12'],
  ['<script src="https://datawrapper.dwcdn.net/Ab1/embed.js"></script>', 'https://datawrapper.dwcdn.net/Ab1/'],
  ['<script src="https://gist.github.com/a/b.js"></script>', 'https://gist.github.com/a/b'],
  ['<div class="chart-embed" data-url="https://a.example/c/1"></div>', 'https://a.example/c/1'],
])('%s leaves a link', (html, address) => {
  for (const content of [html, `<!-- wp:html -->${html}<!-- /wp:html -->`])
    expect(words(content)).toEqual([`<a ${address}>${address}</a>`])
})

test.each([
  'https://www.googletagmanager.com/gtag/js',
  'https://platform.twitter.com/widgets.js',
  '/wp-includes/js/x.js',
])('the script %s leaves nothing', (src) => expect(types(`<script src="${src}"></script>`)).toEqual([]))

test.each([
  `<img src="https://old.example/wp-content/plugins/lazy/blank.gif" data-src="${uploads}quay.jpg" alt="Quay">`,
  `<img src="data:image/gif;base64,R0" data-original="${uploads}quay.jpg" alt="Quay">`,
  `<img src="https://old.example/placeholder.png" data-srcset="${uploads}small.jpg 300w, ${uploads}quay.jpg 1200w" alt="Quay">`,
  `<img src="https://old.example/blank.gif" alt="Quay"><noscript><img src="${uploads}quay.jpg"></noscript>`,
  `<noscript><img src="${uploads}quay.jpg" alt="Quay"></noscript><img src="data:," alt="">`,
  `<figure><img src="https://old.example/blank.gif" alt="Quay"><noscript><img src="${uploads}quay.jpg"></noscript></figure>`,
  '[vc_single_image image="900"]',
  '[av_image attachment="900" src=""]',
  `[fusion_imageframe image_id="900"]${uploads}quay.jpg[/fusion_imageframe]`,
])('%s is one picture', (content) => {
  expect(types(content).filter((type) => type !== 'paragraph')).toEqual(['picture'])
})

test.each([
  ['[vc_custom_heading text="A heading" font_container="tag:h3"]', ['heading'], ['A heading']],
  ['[et_pb_blurb title="A title"]<p>Words.</p>[/et_pb_blurb]', ['heading', 'paragraph'], ['A title', 'Words.']],
  ['[et_pb_button button_text="Go" button_url="https://a.example/"]', ['paragraph'], ['<a https://a.example/>Go</a>']],
  [
    '[vc_btn title="Go" link="url:https%3A%2F%2Fa.example%2F|title:x|"]',
    ['paragraph'],
    ['<a https://a.example/>Go</a>'],
  ],
  ['[vc_empty_space height="20px"]', [], []],
])('%s keeps its words', (content, kinds, expected) => {
  expect([types(content), words(content)]).toEqual([kinds, expected])
})

test('anchors that links of the story lead to stay, others do not', () => {
  const [first, heading, paragraph, list] = words(
    `<p><a href="#a">1</a> <a href="/2024/01/story/#b">2</a> <a href="#c">3</a></p><h2 id="a">A</h2><p><a name="b"></a>B</p><ul><li id="c">C</li><li id="d">D</li></ul>`,
  )
  expect([first, heading, paragraph, list]).toEqual([
    '<a #a>1</a> <a /2024/01/story/#b>2</a> <a #c>3</a>',
    '<a #a>A',
    '<a #b>B',
    '<a #c>C',
  ])
})

test.each([
  ['https://www.example.org/report', 'https://www.example.org/report'],
  ['<p>https://a.example/x?y=1&amp;z=2</p>', 'https://a.example/x?y=1&z=2'],
])('an address alone, %s, is a link', (content, address) => {
  expect(words(content)).toEqual([`<a ${address}>${address}</a>`])
})

test('the links of a signature are kept', () => {
  const quote =
    '<blockquote><p>No.</p><cite><a href="https://a.example/">Ina</a>, <a href="https://b.example/">Daily</a></cite></blockquote>'
  const all = JSON.stringify(blocks(quote))
  expect(['https://a.example/', 'https://b.example/'].every((address) => all.includes(address))).toBe(true)
})
