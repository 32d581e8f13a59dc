import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sanitiseSvg } from './sanitise-svg.ts'

const head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'

describe('what runs or loads is left out', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['a script under a prefix', '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'],
    ['an event handler', '<rect onclick="alert(1)"/>'],
    ['an event handler in capitals', '<rect ONCLICK="alert(1)"/>'],
    ['HTML inside', '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>'],
    ['HTML without a foreignObject', '<iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:alert(1)"/>'],
    ['a link that runs', '<a href="javascript:alert(1)"><text>x</text></a>'],
    ['a link that runs, hidden by blanks', '<a xlink:href="java&#10;script:alert(1)"><text>x</text></a>'],
    ['an animation that sets a link', '<a><set attributeName="href" to="javascript:alert(1)"/></a>'],
    ['a picture from elsewhere', '<image href="https://tracker.example/alert(1).png"/>'],
    ['a drawing carried inside', '<image href="data:image/svg+xml;base64,alert(1)"/>'],
    ['another file', '<use href="https://elsewhere.example/alert(1).svg#a"/>'],
    ['a fill from elsewhere', '<rect fill="url(https://elsewhere.example/alert(1)#a)"/>'],
    ['a style from elsewhere', '<rect style="background:url( \'//elsewhere.example/alert(1)\')"/>'],
    ['a style sheet from elsewhere', '<style>@import "https://elsewhere.example/alert(1).css";</style>'],
    ['a style sheet spelt with escapes', '<style>rect{fill:\\75rl(//elsewhere.example/alert(1))}</style>'],
  ])('%s', (_what, inner) => {
    const clean = sanitiseSvg(`${head}${inner}<circle r="2"/></svg>`)
    if (!clean.ok) throw new Error(clean.reason)
    expect(clean.svg).not.toMatch(/alert\(1\)/u)
    expect(clean.svg).toContain('<circle r="2">')
    expect(clean.removed.length).toBeGreaterThan(0)
  })
})

test('entities of one’s own are refused, so that none can blow up', () => {
  expect(
    sanitiseSvg(`<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${head}<text>&b;</text></svg>`),
  ).toMatchObject({ ok: false })
})

test('an honest drawing stays as it is, and nothing is said to be removed', () => {
  const inner =
    '<style>.a{fill:red}</style><defs><linearGradient id="g"><stop offset="0"></stop></linearGradient></defs><rect class="a" fill="url(#g)" xlink:href="#g"></rect><text xml:lang="en">A &lt; B</text>'
  expect(
    sanitiseSvg(
      `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">${head}<metadata>x</metadata>${inner}</svg>`,
    ),
  ).toEqual({ ok: true, svg: `${head}${inner}</svg>\n`, removed: [], pictures: [] })
})

test('a drawing of a drawing program with its own prefix is read by what the prefix means', () => {
  const clean = sanitiseSvg(
    '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" xmlns:i="http://ink.example"><i:view i:zoom="2"/><svg:rect i:label="a" width="2"/></svg:svg>',
  )
  expect(clean).toMatchObject({ ok: true, removed: [], svg: expect.stringContaining('<rect width="2"></rect>') })
})

test('whatever comes in, nothing throws, and what comes out passes unchanged a second time', () => {
  const piece = fc.constantFrom(
    '<g>',
    '</g>',
    '<rect x="1"/>',
    '<script>',
    '</script>',
    'a&amp;b',
    '<![CDATA[<x]]>',
    ' on="1" ',
    '<style>a{}',
    '</style>',
    '<a href="#x">',
    '</a>',
    '"',
    '<!--c-->',
    '&bad;',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = sanitiseSvg(`${head}${pieces.join('')}</svg>`)
      if (once.ok) expect(sanitiseSvg(once.svg)).toEqual({ ok: true, svg: once.svg, removed: [], pictures: [] })
    }),
  )
})
