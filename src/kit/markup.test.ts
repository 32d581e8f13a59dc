import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataScript, html, trusted } from './markup.ts'

describe('the html tag', () => {
  test('escapes what is put in, in text and in attributes', () => {
    expect(html`<p title="${'"><script>'}">${"Tom & Jerry's <b>"}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">Tom &amp; Jerry&#39;s &lt;b&gt;</p>',
    )
  })

  test('takes markup as it is, joins lists, and writes nothing for what is absent', () => {
    expect(
      html`<ul>${['a', 'b'].map((item) => html`<li>${item}</li>`)}${false}${undefined}${null}${0}</ul>${trusted('<hr>')}`
        .text,
    ).toBe('<ul><li>a</li><li>b</li>0</ul><hr>')
  })

  test('no text can leave the element or the attribute it stands in', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[<>"']/u.test(html`${text}`.text)))
  })

  test('data for machines cannot end its element, and reads back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        const script = dataScript([value, `${text}</script><!--`]).text
        const json = script.slice(script.indexOf('>') + 1, script.lastIndexOf('</script>'))
        expect(json).not.toContain('<')
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, `${text}</script><!--`])))
      }),
    )
  })
})
