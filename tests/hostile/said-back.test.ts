/** What a stranger's address says comes back in pages and formats: as letters, and with no header of its own. */
import { expect, test } from 'vitest'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { aHouse, serve } from '../house.ts'

const actor = { kind: 'operator', id: 'desk' } as const
const harmful = [
  '\u001b[2J',
  '\u009b31m',
  'a\u202egnp',
  '<x-odd>',
  `'"><x-odd>`,
  '\0',
  '%0d%0aX-Odd: 1',
  '\r\nX-Odd: 1',
]
const places = (typed: string) => [
  ...[`/${typed}`, `/search?q=${typed}`, `/search?q=a&author=${typed}`, `/search?q=a&from=${typed}`],
  ...[`/oembed?url=${typed}`, `/oembed?url=http%3A%2F%2Flocalhost%3A4000%2F${typed}`, `/?p=${typed}`],
  ...[`/2026/10/${typed}`, `/topics/${typed}`, `/polls/${typed}`, `/forms/pass?for=${typed}`, `/-/leave/${typed}`],
]

test.each(harmful)('%j', async (text) => {
  await using house = await aHouse('sqlite')
  await using served = await serve(house)
  const source = '---\nheadline: A ferry\n---\n\nWords.\n'
  await publishStory(house, actor, { source, read: async () => undefined })
  const seen = [...text].filter((letter) => letter >= ' ' && letter <= '~').join('')
  const headers = { referer: seen, 'user-agent': seen, 'x-forwarded-for': seen, 'x-forwarded-host': seen }
  const faulty: string[] = []
  for (const place of places(encodeURIComponent(text))) {
    const answer = await served.get(place, { headers: { ...headers, cookie: `reader=${seen}` } })
    const page = await answer.text()
    const isObeyed = /[^\P{Cc}\t\n\r]|\u202e/u.test(page) || page.includes('<x-odd')
    if (answer.status >= 500 || answer.headers.has('x-odd') || isObeyed) faulty.push(`${place} ${answer.status}`)
  }
  expect(faulty).toEqual([])
})
