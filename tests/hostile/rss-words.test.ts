import { expect, test } from 'vitest'
import { formats, type Feed } from '../../src/site/feeds-formats.ts'

const said = 'Ships <script>alert(1)</script> & <b>tea</b>'

const entry = {
  id: 'urn:1',
  url: 'https://lantern.example/tea',
  title: 'Ines',
  summary: said,
  html: '<p>Ships</p>',
  language: 'en',
  publishedAt: 0,
  updatedAt: 0,
  authors: ['Ines'],
  topics: [],
}

const feed: Feed = {
  title: 'The Lantern',
  description: said,
  homeUrl: 'https://lantern.example/',
  feedUrl: 'https://lantern.example/feed',
  language: 'en',
  publication: 'The Lantern',
  entries: [entry],
}

/** What an XML parser hands to a feed reader of the text of an element. */
function read(text: string): string {
  const whole = text.trim().replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/u, (_, inner: string) => inner.replaceAll('&', '&amp;'))
  return whole.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

test('in RSS, whose readers take a description for HTML, plain words stay words', () => {
  const descriptions = [...formats.xml.write(feed).matchAll(/<description>([\s\S]*?)<\/description>/gu)]
  const words = 'Ships &lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;tea&lt;/b&gt;'
  expect(descriptions.map(([, text = '']) => read(text))).toEqual([words, words])
})

test('where the format has a place for plain words they stand as they are', () => {
  expect(JSON.parse(formats.json.write(feed))).toMatchObject({ description: said, items: [{ summary: said }] })
  expect(formats.atom.write(feed)).toMatch(/<summary type="text">/u)
})
