import { expect, test } from 'vitest'
import { sanitizeStaffHtml } from './sanitize.ts'

test.each([
  ['a script', '<p>a<script>alert(1)</script>b</p>', '<p>ab</p>', ['<script>']],
  ['a handler and a style', '<b onclick="x()" style="color:red">a</b>', '<b>a</b>', ['onclick', 'style']],
  ['a link that runs', '<a href="javascript:alert(1)">a</a>', '<a>a</a>', []],
  ['a form', '<form action="/x"><input name="q"></form>', '', ['<form>', '<input>']],
  [
    'a picture of another site',
    '<img src="https://pixel.example/1.gif"><img src="/media/a.jpg">',
    '<img src="/media/a.jpg" />',
    [],
  ],
  ['another site in a srcset', '<img src="/a.jpg" srcset="/a.jpg 1x, https://pixel.example/b.jpg 2x">', '', []],
  ['another site as a poster', '<video poster="https://pixel.example/p.jpg" src="/v.mp4"></video>', '', []],
])('%s is taken out', (_what, source, html, removed) => {
  expect(sanitizeStaffHtml(source)).toEqual({ html, removed })
})

test('a frame becomes a link to what it showed', () => {
  expect(sanitizeStaffHtml('<iframe src="https://maps.example/x" title="A map"></iframe>').html).toBe(
    '<a href="https://maps.example/x">A map</a>',
  )
})

test('what tells a reader something stays', () => {
  const html =
    '<details open><summary>More</summary><table><tbody><tr><td colspan="2" lang="fr">a</td></tr></tbody></table></details>'
  expect(sanitizeStaffHtml(html).html).toBe(html)
})
