import { expect, test } from 'vitest'
import { convertContent } from '../../src/importers/wordpress/content/convert.ts'
import { growth } from './growth.ts'

const context = { headline: 'A', base: 'https://old.example/', url: (href: string) => href, media: () => undefined }

/** Shortcodes inside each other, each within a line of words. */
const nested = (levels: number, inner: string) =>
  Array.from({ length: levels }, (_, level) => level).reduceRight(
    (inside, level) => `a [s_${level} title="t"]b ${inside} c[/s_${level}] d`,
    inner,
  )

test.each([
  ['words', 'x'],
  ['a list', '<ul><li>x</li></ul>'],
  ['a picture', '<img src="https://old.example/wp-content/uploads/a.jpg">'],
])('shortcodes inside each other around %s are each read once', (_what, inner) => {
  const grown = growth(
    5,
    (levels) => [nested(levels, inner)],
    (content) => convertContent(content, context),
  )
  expect(grown).toBeLessThan(8)
})

test('cells over many rows and columns make no table of millions', () => {
  const rows = '<td>x</td>'.padStart(60, ' ')
  const table =
    `<table><tr>${'<td rowspan="0" colspan="50">a</td>'.repeat(4)}</tr>` + `${`<tr>${rows}</tr>`.repeat(5_000)}</table>`
  const size = JSON.stringify(convertContent(table, context).document).length
  expect(size).toBeLessThan(table.length * 8)
})
