import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maxMessageBytes } from './encrypt.ts'
import { declarativeMessage } from './message.ts'

const navigate = 'https://lantern.example/-/a/x7'
const read = (message: Buffer) => JSON.parse(message.toString())

test('a message is what the Push API calls declarative', () => {
  const notification = { title: 'Bridge closed', body: 'Until Monday.', navigate, tag: 'story-7', lang: 'en' }
  expect(read(declarativeMessage(notification))).toEqual({ web_push: 8030, notification })
})

test('one that is too long loses the end of its body, at a word', () => {
  const message = declarativeMessage({ title: 'Bridge closed', body: 'every word of this '.repeat(400), navigate })
  const { notification } = read(message)
  expect(message.length).toBeLessThanOrEqual(maxMessageBytes)
  expect(message.length).toBeGreaterThan(maxMessageBytes - 20)
  expect(notification.title).toBe('Bridge closed')
  expect(notification.body).toMatch(/(?:every|word|of|this)…$/u)
})

test('a title is cut only when it leaves no room, and an address never', () => {
  const { notification } = read(declarativeMessage({ title: 'closed '.repeat(900), body: 'Until Monday.', navigate }))
  expect(notification.title).toMatch(/closed…$/u)
  expect(notification.navigate).toBe(navigate)
  const long = `https://lantern.example/${'x'.repeat(maxMessageBytes)}`
  expect(() => declarativeMessage({ title: 'Bridge', body: '', navigate: long })).toThrow(RangeError)
})

test('whatever the words, the message fits, is JSON and holds no half character', () => {
  const words = fc.string({
    unit: fc.constantFrom('😀', 'ü', '"', '\\', '\n', ' ', 'a', '汉', 'م', '\u0000'),
    maxLength: 6000,
  })
  fc.assert(
    fc.property(words, words, (title, body) => {
      const message = declarativeMessage({ title, body, navigate, lang: 'en' })
      expect(message.length).toBeLessThanOrEqual(maxMessageBytes)
      const { notification } = read(message)
      expect(title.startsWith(notification.title.replace(/…$/u, ''))).toBe(true)
      expect(body.startsWith(notification.body.replace(/…$/u, ''))).toBe(true)
      expect(message.toString()).not.toMatch(/\ufffd|\\ud[89a-f]/u)
    }),
    { numRuns: 60 },
  )
})
