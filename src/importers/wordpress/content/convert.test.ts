import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderedInlines } from '../../../../tests/wordpress-blocks.ts'
import { documentSchema, type BlockOf, type BlockType } from '../../../articles/document.ts'
import type { ContentContext } from './context.ts'
import { convertContent } from './convert.ts'

const uploads = 'https://old.example/wp-content/uploads/'
const context: ContentContext = {
  headline: 'Swing bridge stays shut',
  base: 'https://old.example/2024/01/story/',
  url: (href) =>
    href.startsWith('https://old.example/') && !href.startsWith(uploads)
      ? href.slice('https://old.example'.length)
      : href,
  media: (ref) =>
    typeof ref === 'number'
      ? ref < 100
        ? { ref: `m${ref}`, alt: ref === 7 ? 'Its own alt' : '', caption: 'A <em>caption</em>' }
        : undefined
      : ref.startsWith(uploads) && !ref.includes('gone')
        ? { ref: ref.slice(uploads.length) }
        : undefined,
  block: (id) =>
    ({ 31: '<!-- wp:paragraph --><p>Reused.</p><!-- /wp:paragraph -->', 32: '<!-- wp:block {"ref":32} /-->' })[id],
  attachedPictures: () => [1, 2],
}

const convert = (content: string, changes: Partial<ContentContext> = {}) =>
  convertContent(content, { ...context, ...changes })
const blocks = (content: string) => convert(content).document.blocks.map(({ id: _, ...block }) => block)
const types = (content: string) => blocks(content).map(({ type }) => type)
const findings = (content: string, changes: Partial<ContentContext> = {}) =>
  convert(content, changes).findings.map(
    ({ kind, detail, count }) => `${kind} ${detail}${count === 1 ? '' : ` x${count}`}`,
  )
function only<T extends BlockType>(content: string, type: T): BlockOf<T> {
  const found = convert(content).document.blocks.filter((block): block is BlockOf<T> => block.type === type)
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} blocks are ${type}: ${JSON.stringify(blocks(content))}`)
  return found[0]
}
const paragraph = (content: string) => renderedInlines(only(content, 'paragraph').children)

describe('words', () => {
  test.each([
    [
      '<p><b>a</b> <i>b</i> <s>c</s> <del>d</del> x<sub>2</sub> y<sup>3</sup></p>',
      '<strong>a</strong> <em>b</em> <s>c</s> <s>d</s> x<sub>2</sub> y<sup>3</sup>',
    ],
    ['<p><code>a &amp; b</code> <kbd>Ctrl</kbd></p>', '<code>a & b</code> <code>Ctrl</code>'],
    [
      '<p><span lang="ar" dir="rtl">نص</span> and <span style="color:red">red</span></p>',
      '<span ar rtl>نص</span> and red',
    ],
    ['<p>He said <q>no</q>.</p>', 'He said “no”.'],
    ['<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby></p>', '港（みなと）'],
    ['<p lang="fr">Bonjour</p>', '<span fr>Bonjour</span>'],
    ['<p>a<img class="wp-smiley" alt=":-)" src="x.gif">b</p>', 'a:-)b'],
    ['<p>a&#8;b&#x1f;c\u0001d</p>', 'abcd'],
    ['<p>one<br>two</p>', 'one<br>two'],
  ])('%s', (html, expected) => {
    expect(paragraph(html)).toBe(expected)
  })

  test('links of the old site become ours, sponsored ones say so, dangerous ones go and are counted', () => {
    expect(paragraph('<p><a href="https://old.example/2024/02/b/#c">b</a></p>')).toBe('<a /2024/02/b/#c>b</a>')
    expect(paragraph('<p><a href="../../02/b/">b</a></p>')).toBe('<a /2024/02/b/>b</a>')
    expect(paragraph('<p><a href="//shop.example/x" rel="nofollow sponsored">b</a></p>')).toBe(
      '<a https://shop.example/x sponsored>b</a>',
    )
    expect(paragraph('<p><a href="mailto:desk@example.org">b</a> <a href="#top">c</a></p>')).toBe(
      '<a mailto:desk@example.org>b</a> <a #top>c</a>',
    )
    expect(paragraph('<p><a href=" java\nscript:alert(1)">b</a></p>')).toBe('b')
    expect(findings('<p><a href="javascript:alert(1)">b</a><a href="data:text/html,x">c</a></p>')).toEqual([
      'removed-link javascript:',
      'removed-link data:',
    ])
  })

  test('headings keep below the headline', () => {
    expect(
      blocks('<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>').map(
        (block) => block.type === 'heading' && block.level,
      ),
    ).toEqual([2, 2, 3, 4, 4, 4])
  })
})

describe('blocks of the block editor', () => {
  test('lists, old and with inner blocks, keep order, start and nesting', () => {
    const inner =
      '<!-- wp:list {"ordered":true,"start":3} --><ol start="3"><!-- wp:list-item --><li>a<!-- wp:list --><ul><!-- wp:list-item --><li>b</li><!-- /wp:list-item --></ul><!-- /wp:list --></li><!-- /wp:list-item --></ol><!-- /wp:list -->'
    const old = '<!-- wp:list --><ol start="3"><li>a<ul><li>b</li></ul></li></ol><!-- /wp:list -->'
    const loose = '<ol start="3"><li>a</li><ul><li>b</li></ul></ol>'
    const expected = {
      ordered: true,
      start: 3,
      items: [
        {
          children: [{ type: 'text', text: 'a' }],
          list: { ordered: false, items: [{ children: [{ type: 'text', text: 'b' }] }] },
        },
      ],
    }
    for (const content of [inner, old, loose]) expect(only(content, 'list').list).toEqual(expected)
  })

  test('a quote says who said it and how it reached the page, and is nobody with a page', () => {
    const quote = only(
      '<!-- wp:quote --><blockquote class="wp-block-quote"><!-- wp:paragraph --><p>One.</p><!-- /wp:paragraph --><p>Two.</p><cite>Petra Oarsley, school cook, via a translator</cite></blockquote><!-- /wp:quote -->',
      'quote',
    )
    expect(quote).toMatchObject({
      paragraphs: [[{ text: 'One.' }], [{ text: 'Two.' }]],
      speaker: 'Petra Oarsley',
      capacity: 'school cook',
      translation: 'via a translator',
    })
    expect(quote.person).toBeUndefined()
    expect(only('<blockquote><p>One.</p><p>— Ada Marsh</p></blockquote>', 'quote')).toMatchObject({
      paragraphs: [[{ text: 'One.' }]],
      speaker: 'Ada Marsh',
    })
    expect(
      only('<blockquote>One.<cite><a href="https://a.example/x">The Minutes</a></cite></blockquote>', 'quote'),
    ).toMatchObject({ speaker: 'The Minutes', sourceUrl: 'https://a.example/x' })
    expect(
      only(
        '<figure class="wp-block-pullquote"><blockquote><p>One.</p><cite>Nessa, aged nine</cite></blockquote></figure>',
        'pullQuote',
      ),
    ).toMatchObject({ attribution: 'Nessa, aged nine' })
  })

  test('a picture keeps caption, alt and width, whatever size was shown', () => {
    const content = `<!-- wp:image {"id":9,"align":"wide"} --><figure class="wp-block-image alignwide"><img src="${uploads}a-1024x683.jpg" alt="A boat"/><figcaption>With <a href="/about/">a link</a></figcaption></figure><!-- /wp:image -->`
    expect(only(content, 'picture')).toMatchObject({
      media: 'a-1024x683.jpg',
      alt: 'A boat',
      width: 'wide',
      caption: [{ text: 'With ' }, { type: 'link', href: '/about/' }],
    })
    expect(
      only(
        '<!-- wp:image {"id":7} --><figure><img src="https://cdn.example/other.jpg"/></figure><!-- /wp:image -->',
        'picture',
      ),
    ).toMatchObject({ media: 'm7', alt: 'Its own alt' })
    expect(
      only(
        '<figure><img class="wp-image-7" src="data:image/gif;base64,R0" data-src="https://cdn.example/a.jpg"/></figure>',
        'picture',
      ).media,
    ).toBe('m7')
  })

  test('a missing picture is a note with its address, never nothing', () => {
    const content = `<figure><img src="${uploads}gone.jpg" alt="The gone one"><figcaption>Words below</figcaption></figure>`
    const note = only(content, 'note')
    expect(note.tone).toBe('unknown')
    expect(note.paragraphs.map(renderedInlines)).toEqual([`<a ${uploads}gone.jpg>The gone one</a>`, 'Words below'])
    expect(findings(content)).toEqual([`missing-media ${uploads}gone.jpg`])
  })

  test('a picture that was a link elsewhere keeps the link in its caption', () => {
    const linked = `<figure><a href="https://shop.example/?tag=h-20"><img src="${uploads}a.jpg" alt="Lamp"/></a></figure>`
    expect(renderedInlines(only(linked, 'picture').caption ?? [])).toBe('<a https://shop.example/?tag=h-20>Lamp</a>')
    expect(
      only(`<p><a href="https://shop.example/"><img src="${uploads}a.jpg" alt="Lamp"/></a></p>`, 'picture').caption,
    ).toHaveLength(1)
    for (const own of [`<a href="${uploads}a.jpg">`, '<a rel="attachment wp-att-9" href="/a/">'])
      expect(
        only(`<figure>${own}<img src="${uploads}a-300x200.jpg" alt="Lamp"/></a></figure>`, 'picture').caption,
      ).toBeUndefined()
  })

  test.each([
    [
      'new',
      `<!-- wp:gallery --><figure class="wp-block-gallery has-nested-images"><!-- wp:image {"id":1} --><figure class="wp-block-image"><img src="${uploads}a.jpg" alt="A" class="wp-image-1"/><figcaption>One</figcaption></figure><!-- /wp:image --><!-- wp:image {"id":2} --><figure class="wp-block-image"><img src="${uploads}b.jpg" alt="B"/></figure><!-- /wp:image --><figcaption class="blocks-gallery-caption">Both</figcaption></figure><!-- /wp:gallery -->`,
    ],
    [
      'old',
      `<!-- wp:gallery {"ids":[1,2]} --><figure class="wp-block-gallery"><ul class="blocks-gallery-grid"><li class="blocks-gallery-item"><figure><img src="${uploads}a.jpg" alt="A"/><figcaption>One</figcaption></figure></li><li><figure><img src="${uploads}b.jpg" alt="B"/></figure></li></ul><figcaption>Both</figcaption></figure><!-- /wp:gallery -->`,
    ],
    [
      'oldest',
      `<!-- wp:gallery --><ul class="wp-block-gallery"><li><figure><img src="${uploads}a.jpg" alt="A"/><figcaption>One</figcaption></figure></li><li><figure><img src="${uploads}b.jpg" alt="B"/></figure></li></ul><!-- /wp:gallery -->`,
    ],
  ])('a gallery in the %s markup', (age, content) => {
    const gallery = only(content, 'gallery')
    expect(gallery.pictures).toMatchObject([
      { media: 'a.jpg', alt: 'A', caption: [{ text: 'One' }] },
      { media: 'b.jpg', alt: 'B' },
    ])
    expect(gallery.caption).toEqual(age === 'oldest' ? undefined : [{ type: 'text', text: 'Both' }])
  })

  test('tables: heads, columns taken together, pictures behind', () => {
    const table = only(
      '<figure class="wp-block-table"><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td colspan="2">c</td></tr></tbody></table><figcaption>Source</figcaption></figure>',
      'table',
    )
    expect(table).toMatchObject({
      headerRows: 1,
      headerColumn: false,
      rows: [
        [[{ text: 'a' }], [{ text: 'b' }]],
        [[{ text: 'c' }], []],
      ],
      caption: [{ text: 'Source' }],
    })
    expect(
      only(
        '<table><tr><td></td><th>x</th></tr><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>',
        'table',
      ),
    ).toMatchObject({ headerRows: 0, headerColumn: false })
    expect(only('<table><tr><th>n</th><th>x</th></tr><tr><th>a</th><td>1</td></tr></table>', 'table')).toMatchObject({
      headerRows: 1,
      headerColumn: true,
    })
    expect(types(`<table><tr><td>a</td><td><img src="${uploads}a.jpg" alt="A"></td></tr></table>`)).toEqual([
      'table',
      'picture',
    ])
    expect(types('<table><tr><td><p>a</p><ul><li>b</li></ul></td></tr></table>')).toEqual(['paragraph', 'list'])
  })

  test('code, verse, columns, buttons, cover, media and text, details', () => {
    expect(
      only(
        '<!-- wp:code --><pre class="wp-block-code"><code lang="php" class="language-php">a &lt; b\n\tc</code></pre><!-- /wp:code -->',
        'code',
      ),
    ).toMatchObject({ text: 'a < b\n\tc', language: 'php' })
    expect(paragraph('<pre class="wp-block-verse">One\n  two</pre>')).toBe('One<br>\u00a0\u00a0two')
    expect(
      types(
        '<!-- wp:columns --><div><!-- wp:column --><div><!-- wp:paragraph --><p>a</p><!-- /wp:paragraph --></div><!-- /wp:column --><!-- wp:column --><div><!-- wp:heading --><h2>b</h2><!-- /wp:heading --></div><!-- /wp:column --></div><!-- /wp:columns -->',
      ),
    ).toEqual(['paragraph', 'heading'])
    expect(
      paragraph(
        '<!-- wp:buttons --><div><!-- wp:button --><div class="wp-block-button"><a href="https://a.example/">Read</a></div><!-- /wp:button --></div><!-- /wp:buttons -->',
      ),
    ).toBe('<a https://a.example/>Read</a>')
    expect(
      types(
        `<!-- wp:cover {"url":"${uploads}a.jpg","id":3} --><div class="wp-block-cover" style="background-image:url(x)"><div><!-- wp:paragraph --><p>Over it</p><!-- /wp:paragraph --></div></div><!-- /wp:cover -->`,
      ),
    ).toEqual(['picture', 'paragraph'])
    expect(
      types(
        `<!-- wp:media-text {"mediaId":3} --><div><figure><img src="${uploads}a.jpg" alt="A"/></figure><div><!-- wp:paragraph --><p>b</p><!-- /wp:paragraph --></div></div><!-- /wp:media-text -->`,
      ),
    ).toEqual(['picture', 'paragraph'])
    expect(only('<details><summary>More</summary><p>a</p></details>', 'note')).toMatchObject({
      tone: 'note',
      title: 'More',
      paragraphs: [[{ text: 'a' }]],
    })
    expect(types('<details><summary>More</summary><p>a</p><ul><li>b</li></ul></details>')).toEqual([
      'paragraph',
      'paragraph',
      'list',
    ])
  })

  test('sounds, films and files: ours, those of others, those that are gone', () => {
    expect(
      only(
        `<!-- wp:audio {"id":5} --><figure class="wp-block-audio"><audio controls src="${uploads}a.mp3"></audio><figcaption>Horn</figcaption></figure><!-- /wp:audio -->`,
        'audio',
      ),
    ).toMatchObject({ media: 'a.mp3', caption: [{ text: 'Horn' }] })
    expect(
      only(
        `<!-- wp:video {"id":5} --><figure><video src="${uploads}a.mp4"></video></figure><!-- /wp:video -->`,
        'file',
      ),
    ).toMatchObject({ media: 'a.mp4', name: 'a.mp4' })
    expect(
      only(
        '<!-- wp:video --><figure><video src="https://media.example.com/a.mp4"></video><figcaption>Tide</figcaption></figure><!-- /wp:video -->',
        'embed',
      ),
    ).toMatchObject({ url: 'https://media.example.com/a.mp4', title: 'Tide' })
    expect(
      only(
        `<!-- wp:file {"id":5,"href":"${uploads}a.pdf"} --><div class="wp-block-file"><a href="${uploads}a.pdf">The plan</a><a href="${uploads}a.pdf" class="wp-block-file__button" download>Download</a></div><!-- /wp:file -->`,
        'file',
      ),
    ).toMatchObject({ media: 'a.pdf', name: 'The plan' })
    const gone = `<!-- wp:file {"href":"${uploads}gone.pdf"} --><div class="wp-block-file"><a href="${uploads}gone.pdf">The plan</a></div><!-- /wp:file -->`
    expect(paragraph(gone)).toBe(`<a ${uploads}gone.pdf>The plan</a>`)
    expect(findings(gone)).toEqual([`missing-media ${uploads}gone.pdf`])
  })

  test('reusable blocks stand where they were used; one that uses itself ends', () => {
    expect(paragraph('<!-- wp:block {"ref":31} /-->')).toBe('Reused.')
    expect(only('<!-- wp:block {"ref":99} /-->', 'note').tone).toBe('unknown')
    expect(findings('<!-- wp:block {"ref":99} /-->')).toEqual(['missing-block 99'])
    expect(findings('<!-- wp:block {"ref":32} /-->')[0]).toContain('too-long')
  })

  test('blocks of other plugins keep what they show, and are named', () => {
    const content =
      '<!-- wp:acme/box {"a":{"b":"c --\\u003e"}} --><div class="acme"><!-- wp:paragraph --><p>Inside</p><!-- /wp:paragraph --></div><!-- /wp:acme/box -->'
    expect(paragraph(content)).toBe('Inside')
    expect(findings(content)).toEqual(['unknown-block acme/box'])
    expect(only('<!-- wp:acme/weather {"city":"x"} /-->', 'note')).toMatchObject({
      tone: 'unknown',
      title: 'Block acme/weather',
    })
    expect(
      types(
        '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:spacer --><div style="height:40px"></div><!-- /wp:spacer -->',
      ),
    ).toEqual([])
    expect(findings('<!-- wp:latest-posts /--><!-- wp:spacer --><div></div><!-- /wp:spacer -->')).toEqual([
      'dropped-block latest-posts',
      'dropped-block spacer',
    ])
  })

  test('footnotes come from their field', () => {
    const content =
      '<!-- wp:paragraph --><p>Word<sup data-fn="x" class="fn"><a href="#x">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->'
    const { document } = convert(content, { footnotes: '[{"id":"x","content":"See <em>there</em>"}]' })
    expect(document.blocks[1]).toMatchObject({
      type: 'list',
      list: {
        ordered: true,
        items: [{ children: [{ type: 'anchor', id: 'x' }, { text: 'See ' }, { type: 'emphasis' }] }],
      },
    })
    expect(findings(content)).toEqual(['missing-footnotes footnotes'])
  })

  test('classic text between blocks keeps its paragraph rules', () => {
    expect(types('one\n\ntwo\n<!-- wp:paragraph -->\n<p>three</p>\n<!-- /wp:paragraph -->\n\nfour')).toEqual([
      'paragraph',
      'paragraph',
      'paragraph',
      'paragraph',
    ])
  })

  test('delimiters that do not pair lose nothing', () => {
    expect(types('<!-- wp:group --><div><!-- wp:paragraph --><p>a</p><p>b</p></div>')).toEqual([
      'paragraph',
      'paragraph',
    ])
    expect(types('<!-- /wp:group --><!-- wp:paragraph {broken} --><p>a</p><!-- /wp:paragraph -->')).toEqual([
      'paragraph',
    ])
  })
})

describe('HTML blocks and what is not safe', () => {
  test('HTML stays HTML without script, style and frame, and each is counted', () => {
    const content =
      '<!-- wp:html --><div class="box" style="color:red" onclick="x()"><h4>Fact</h4><script>a()</script><script>b()</script><iframe src="https://maps.example.net/e"></iframe><a href="https://old.example/about/">us</a></div><!-- /wp:html -->'
    const { html } = only(content, 'html')
    expect(html).toContain('<h4>Fact</h4>')
    expect(html).toContain('href="/about/"')
    expect(html).not.toMatch(/script|style|onclick|iframe/u)
    expect(findings(content)).toEqual(
      expect.arrayContaining([
        'removed-tag script x2',
        'removed-tag iframe',
        'removed-attribute style',
        'removed-attribute onclick',
      ]),
    )
  })

  test('a player inside HTML is an embed, a picture ours', () => {
    expect(
      types(
        '<!-- wp:html --><div><p>See</p><iframe src="https://www.youtube.com/embed/abcdef12345?rel=0"></iframe></div><!-- /wp:html -->',
      ),
    ).toEqual(['paragraph', 'embed'])
    expect(types(`<!-- wp:html --><p><img src="${uploads}a.jpg" alt="A"></p><!-- /wp:html -->`)).toEqual(['picture'])
  })

  test.each([
    ['https://www.youtube.com/embed/abcdef12345?start=30', 'https://www.youtube.com/watch?v=abcdef12345&t=30'],
    ['//www.youtube-nocookie.com/embed/abcdef12345', 'https://www.youtube.com/watch?v=abcdef12345'],
    ['https://player.vimeo.com/video/12345?h=1', 'https://vimeo.com/12345'],
    ['https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b', 'https://soundcloud.com/a/b'],
    [
      'https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1',
      'https://www.facebook.com/a/videos/1',
    ],
  ])('the frame %s is the page %s', (src, url) => {
    expect(only(`<iframe src="${src}"></iframe>`, 'embed').url).toBe(url)
  })

  test('another frame is a link, and counted', () => {
    expect(paragraph('<iframe src="https://maps.example.net/e" title="A map"></iframe>')).toBe(
      '<a https://maps.example.net/e>A map</a>',
    )
    expect(findings('<iframe src="https://maps.example.net/e"></iframe><form><input><select></select></form>')).toEqual(
      ['removed-tag iframe', 'removed-tag form', 'removed-tag input', 'removed-tag select'],
    )
  })

  test('what networks hand out for pasting is an embed', () => {
    const tweet =
      '<blockquote class="twitter-tweet"><p>Fog today</p>&mdash; A (@a) <a href="https://twitter.com/a/status/170?ref_src=twsrc">May 1</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>'
    expect(only(tweet, 'embed')).toMatchObject({
      url: 'https://twitter.com/a/status/170',
      title: expect.stringContaining('Fog today'),
    })
    expect(
      only(
        '<object><param name="movie" value="https://www.youtube.com/v/abcdef12345"><embed src="https://www.youtube.com/v/abcdef12345"></object>',
        'embed',
      ).url,
    ).toBe('https://www.youtube.com/watch?v=abcdef12345')
  })

  test('an embed of a story of the same site is a related story', () => {
    expect(
      only(
        '<!-- wp:embed {"url":"https://old.example/2024/02/b/","type":"wp-embed"} --><figure class="wp-block-embed"><div>https://old.example/2024/02/b/</div></figure><!-- /wp:embed -->',
        'related',
      ).href,
    ).toBe('/2024/02/b/')
  })
})

describe('shortcodes', () => {
  test('caption, old and new', () => {
    for (const content of [
      `[caption id="attachment_5" width="300"]<a href="${uploads}a.jpg"><img src="${uploads}a-300x200.jpg" alt="A" /></a> With <em>words</em>[/caption]`,
      `[caption caption="With <em>words</em>"]<img src="${uploads}a-300x200.jpg" alt="A" />[/caption]`,
    ]) {
      expect(renderedInlines(only(content, 'picture').caption ?? [])).toBe('With <em>words</em>')
    }
  })

  test('gallery by ids, without ids, with ids that are gone', () => {
    expect(
      only('[gallery ids="8,7" columns="2"]', 'gallery').pictures.map(({ media, alt }) => `${media} ${alt}`),
    ).toEqual(['m8 ', 'm7 Its own alt'])
    expect(only('[gallery]', 'gallery').pictures.map(({ media }) => media)).toEqual(['m1', 'm2'])
    expect(types('[gallery ids="8,900"]')).toEqual(['gallery', 'note'])
    expect(findings('[gallery ids="900"]')).toEqual(['missing-media 900'])
  })

  test('embed, audio, video, playlist', () => {
    expect(only('[embed width="640"]https://vimeo.com/900000002[/embed]', 'embed').url).toBe(
      'https://vimeo.com/900000002',
    )
    expect(only(`[audio mp3="${uploads}a.mp3"][/audio]`, 'audio').media).toBe('a.mp3')
    expect(only('[video width="1" src="https://media.example.com/a.mp4"]', 'embed').url).toBe(
      'https://media.example.com/a.mp4',
    )
    expect(types('[playlist ids="3,4"]')).toEqual(['audio', 'audio'])
  })

  test.each([
    ['[poll id="2"]', { id: 2, results: false }],
    ['[poll id=3]', { id: 3, results: false }],
    ['[poll=4]', { id: 4, results: false }],
    ['[poll]', { id: 'latest', results: false }],
    ['[poll id="7" type="result"]', { id: 7, results: true }],
    ['[poll id=“5”]', { id: 5, results: false }],
    ['<!-- wp:wp-polls/poll {"id":6} /-->', { id: 6, results: false }],
  ])('%s is a poll', (content, wordpress) => {
    expect(only(content, 'poll').wordpress).toEqual(wordpress)
  })

  test.each(['[page_polls]', '<!-- wp:wp-polls/page-polls /-->'])(
    '%s becomes a link to the list of polls',
    (content) => {
      expect(only(content, 'paragraph').children).toEqual([
        { type: 'link', href: '/polls', children: [{ type: 'text', text: 'All polls' }] },
      ])
    },
  )

  test('a poll in the middle of a sentence parts it', () => {
    expect(types('<!-- wp:paragraph --><p>Before [poll id="5"] — after</p><!-- /wp:paragraph -->')).toEqual([
      'paragraph',
      'poll',
      'paragraph',
    ])
  })

  test('unknown ones stay visible in a note and are listed; brackets that are none stay text', () => {
    const note = only('[herald_box colour="blue" title="Box & more"]There is <em>one</em> line.[/herald_box]', 'note')
    expect(note.tone).toBe('unknown')
    expect(note.paragraphs.map(renderedInlines)).toEqual([
      '[herald_box colour="blue" title="Box & more"]',
      'There is <em>one</em> line.',
      '[/herald_box]',
    ])
    expect(findings('[weather_now]')).toEqual(['unknown-shortcode weather_now'])
    expect(paragraph('He said [sic] it [12] times, a[0], [[gallery]], [Editor’s note: no] [it’s] [update]')).toBe(
      'He said [sic] it [12] times, a[0], [gallery], [Editor’s note: no] [it’s] [update]',
    )
    expect(only('<pre>[gallery ids="1"]</pre>', 'code').text).toBe('[gallery ids="1"]')
    expect(paragraph('<a href="/x?a[b]=1" title="[gallery]">x</a>')).toContain('x')
  })

  test('page builders only lay out: what stands inside stays', () => {
    const content = '[vc_row][vc_column width="1/2"]<h2>Head</h2>\n\none[/vc_column][/vc_row]'
    expect(types(content)).toEqual(['heading', 'paragraph'])
    expect(findings(content)).toEqual(['unknown-shortcode vc_row', 'unknown-shortcode vc_column'])
  })
})

describe('what the order of blocks tells', () => {
  test('RELATED with one link', () => {
    expect(
      only(
        '<p class="related"><strong>RELATED:</strong> <a href="https://old.example/2024/02/b/">Bridge stuck</a></p>',
        'related',
      ),
    ).toMatchObject({ href: '/2024/02/b/', title: 'Bridge stuck' })
    expect(types('<p>Related: <a href="/a">one</a> and <a href="/b">two</a></p>')).toEqual(['paragraph'])
    expect(types('<p>Related: see <a href="/a">one</a> soon</p>')).toEqual(['paragraph'])
  })

  test('the line before a video introduces it', () => {
    const video = '\n\nhttps://www.youtube.com/watch?v=abcdef12345'
    expect(renderedInlines(only(`Watch the video: the bridge turning.${video}`, 'embed').introduction ?? [])).toBe(
      'Watch the video: the bridge turning.',
    )
    expect(renderedInlines(only(`Here is how it went:${video}`, 'embed').introduction ?? [])).toBe(
      'Here is how it went:',
    )
    expect(types(`The council met.${video}`)).toEqual(['paragraph', 'embed'])
  })

  test('a closing question for comments leaves the body', () => {
    const { callToComment, document } = convert('The end.\n\nWhat do you think? Tell us in the comments.')
    expect(callToComment).toBe('What do you think? Tell us in the comments.')
    expect(document.blocks).toHaveLength(1)
    expect(convert('What do you think? Tell us in the comments.\n\nThe end.').callToComment).toBe('')
    expect(convert('The end.\n\nWill the bridge ever open?').callToComment).toBe('')
  })

  test('a first line of class kicker is the kicker', () => {
    expect(
      convert(
        '<!-- wp:paragraph {"className":"kicker"} -->\n<p class="kicker">PORT &amp; SHIPPING</p>\n<!-- /wp:paragraph -->\n\n<p>a</p>',
      ),
    ).toMatchObject({ kicker: 'PORT & SHIPPING', document: { blocks: [{ type: 'paragraph' }] } })
  })

  test('one fold; page breaks are counted', () => {
    expect(types('a<!--more Read on-->b<!--nextpage-->c<!--more-->d')).toEqual([
      'paragraph',
      'fold',
      'paragraph',
      'divider',
      'paragraph',
      'paragraph',
    ])
    expect(findings('a<!--more Read on-->b<!--nextpage-->c<!--more-->d')).toEqual([
      'fold-text Read on',
      'page-break nextpage',
      'second-fold more',
    ])
  })

  test.each([
    ['IMG_2041.jpg', true],
    ['DSC01234', true],
    ['harbour-2024-final', true],
    ['Swing bridge stays shut | The Herald', true],
    ['A boat at the quay', false],
    ['Tide | current', false],
    ['Harbour', false],
  ])('alt text "%s" is flagged: %s', (alt, isFlagged) => {
    expect(findings(`<img src="${uploads}harbour-2024-final-300x200.jpg" alt="${alt}">`)).toEqual(
      isFlagged ? [`alt-is-filename ${alt}`] : [],
    )
  })

  test('the same content gives the same ids, and unchanged blocks keep theirs', () => {
    const first = convert('one\n\ntwo').document
    expect(convert('one\n\ntwo').document).toEqual(first)
    const again = convertContent('new\n\none\n\ntwo', context, first).document
    expect(again.blocks.slice(1)).toEqual(first.blocks)
  })
})

describe('whatever stands in a post', () => {
  const tags = [
    'p',
    'div',
    'ul',
    'ol',
    'li',
    'table',
    'tr',
    'td',
    'th',
    'blockquote',
    'figure',
    'figcaption',
    'a href="javascript:x"',
    'a href="/x"',
    'img src="a.jpg" alt="x"',
    'iframe src="//x"',
    'pre',
    'code',
    'h1',
    'h5',
    'b',
    'span lang="ar"',
    'details',
    'summary',
    'script',
    'video src="x"',
    'q',
    'br',
    'hr',
    'dl',
    'dt',
    'crier-part n="0"',
    'crier-block n="0"',
    'svg',
    'cite',
  ]
  const piece = fc.oneof(
    fc.constantFrom(...tags.flatMap((tag) => [`<${tag}>`, `</${tag.split(' ')[0]}>`])),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '[gallery ids="1"]',
      '[caption]',
      '[/caption]',
      '[x_y a="b"]',
      '[/x_y]',
      '[poll',
      '<!--more-->',
      '<!-- wp:group -->',
      '<!-- /wp:group -->',
      '<!-- wp:html -->',
      '<!-- wp:image {"id":1} -->',
      '<!-- wp:block {"ref":32} /-->',
      '<!-- wp:acme/x {} /-->',
      '\n\n',
      '\n',
      '&#8;',
      '&#xD800;',
      'https://youtu.be/abcdef12345',
      'RELATED:',
      '<',
      '&',
      '-->',
      ']]>',
    ),
  )

  test('becomes a valid document', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const { document } = convert(pieces.join(''))
        const parsed = documentSchema.safeParse(document)
        expect(parsed.error?.issues ?? []).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })

  test.each([
    ['<div>', 20_000],
    ['<ul><li>', 5000],
    ['<b>', 20_000],
    ['[vc_row]', 3000],
    ['<!-- wp:group -->', 5000],
    ['<!-- wp:html -->', 20_000],
    ['[a_b', 20_000],
    ['[x y="', 5000],
    ['<table><tr><td>', 3000],
    ['<blockquote>', 5000],
    ['<pre', 20_000],
    ['<p>a</p>', 6000],
  ])('%s again and again ends in good time', (text, times) => {
    expect(documentSchema.safeParse(convert(`start ${text.repeat(times)} end`).document).success).toBe(true)
  })
})
