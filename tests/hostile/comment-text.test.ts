import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFields, cleanName, cleanWords, type Thread } from '../../src/conversation/comment.ts'
import { renderWords } from '../../src/conversation/render-words.ts'
import { conversation } from '../../src/conversation/views.ts'
import { normalForm } from '../../src/kit/normal-form.ts'
import { normaliseAddress } from '../../src/readers/addresses.ts'
import { growth } from './growth.ts'

/** Of text that doubles the work may grow so many times; with the square it would grow four times. */
const generous = 3

/** Each is hard for some expression or algorithm. */
const rows: [string, (n: number) => string][] = [
  ['blanks between two letters', (n) => `a${' '.repeat(n)}b`],
  ['tabs between two letters', (n) => `a${'\t'.repeat(n)}b`],
  ['blanks and tabs on every line', (n) => ` \t${' '.repeat(50)}x\n`.repeat(n / 55)],
  ['line ends', (n) => `a${'\n'.repeat(n)}b`],
  ['line ends with a blank between', (n) => `a${'\n '.repeat(n / 2)}b`],
  ['carriage returns', (n) => `a${'\r'.repeat(n)}b`],
  ['no-break spaces', (n) => `a${'\u00a0'.repeat(n)}b`],
  ['marks that change places', (n) => `a${'\u0301\u0316'.repeat(n / 2)}`],
  ['marks in rows of thirty', (n) => `a${'\u0301\u0316'.repeat(15)}`.repeat(n / 31)],
  ['marks that come apart', (n) => `a${'\u0344'.repeat(n)}`],
  ['letters with a mark each', (n) => 'e\u0301'.repeat(n / 2)],
  ['syllables in parts', (n) => '\u1112\u1161\u11ab'.repeat(n / 3)],
  ['halves of characters', (n) => '\ud83d'.repeat(n)],
  ['control characters', (n) => '\u0007'.repeat(n)],
  ['direction characters', (n) => '\u202e'.repeat(n)],
  ['flags', (n) => '🇩🇪'.repeat(n / 4)],
  ['families', (n) => '👩‍👩‍👧‍👦'.repeat(n / 11)],
  ['brackets behind an address', (n) => `http://a.b/${')'.repeat(n)}`],
  ['brackets opened and closed in an address', (n) => `http://a.b/${'('.repeat(n / 2)}${')'.repeat(n / 2)}`],
  ['full stops behind an address', (n) => `http://a.b/${'.'.repeat(n)}`],
  ['brackets and stops behind an address', (n) => `http://a.b/${').'.repeat(n / 2)}`],
  ['addresses without an end', (n) => 'http://'.repeat(n / 7)],
  ['addresses', (n) => 'http://a.b/) '.repeat(n / 13)],
  ['quotation marks', (n) => `http://a.b/${'"'.repeat(n)}`],
]

const nfc = (text: string) => normalForm(text, 'NFC')

/** What an import may have stored, and so more than a form takes. */
const long = 100_000

const texts = (n: number) => rows.map(([, text]) => text(n))
const fieldsOf = (n: number) => texts(n).map((text) => ({ name: text, email: text, comment: text }))

const story = { articlePublicId: 'a', count: 1, open: true, callToComment: '' }
const functions = { cleanWords, cleanName, renderWords, normaliseAddress, nfc }

describe('of text of whatever kind', () => {
  test.each(Object.entries(functions))('twice as much is about twice the work for %s', (_, work) => {
    expect(growth(long, texts, work)).toBeLessThan(generous)
  })

  test('twice as much is about twice the work for the check of the fields', () => {
    expect(growth(20_000, fieldsOf, (fields) => checkFields(fields, () => true))).toBeLessThan(generous)
  })
})

test('a thread of replies to replies is shown in time linear in its depth', () => {
  const locale = { language: 'en', timeZone: 'UTC', now: 0 }
  const comment = { publicId: 'a', authorName: 'Ines', words: 'Ships first. '.repeat(300), submittedAt: 0 }
  const deep = (n: number) => {
    let thread: Thread = { ...comment, replies: [] }
    for (let depth = 1; depth < n; depth++) thread = { ...comment, replies: [thread] }
    return [thread]
  }
  // As it is sent: until then the text is parts of parts.
  const shown = (thread: Thread) => Buffer.from(conversation({ ...story, threads: [thread], locale }).text)
  expect(growth(250, deep, shown)).toBeLessThan(generous)
})

/** Characters that the functions treat in their own ways, among ordinary ones. */
const telling = fc.constantFrom(
  ...' \t\n\r\u000b\u00a0\u0085\u2028\u2029\ufeff\u3000\u0301\u0316\u0344()[].,;:!?"<>\'ab',
  'http://',
  'https://a.b/',
  '\r\n',
  '\ud800',
  '\ufffe',
  '\u202e',
  'é',
  '字',
  '👩‍👧',
)
const joined = fc.array(telling, { maxLength: 40 }).map((parts) => parts.join(''))
const ordinary = fc.oneof(joined, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))

describe('on ordinary text', () => {
  test('words are cleaned as one expression after the other would', () => {
    const plain = (words: string) =>
      words
        .toWellFormed()
        .normalize('NFC')
        .replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n')
        .replace(/\t/gu, ' ')
        .replace(/[^\P{Cc}\n]|[\u202a-\u202e\ufffe\uffff]/gu, '')
        .replace(/[^\S\n]+$/gmu, '')
        .replace(/\n{3,}/gu, '\n\n')
        .trim()
    fc.assert(
      fc.property(ordinary, (words) => {
        expect(cleanWords(words)).toBe(plain(words))
      }),
      { numRuns: 1_000 },
    )
  })

  test('names and addresses are what they were', () => {
    const name = (text: string) =>
      text
        .toWellFormed()
        .normalize('NFC')
        .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu, ' ')
        .replace(/\s+/gu, ' ')
        .trim()
    fc.assert(
      fc.property(ordinary, (text) => {
        expect(cleanName(text)).toBe(name(text))
      }),
      { numRuns: 1_000 },
    )
    expect(normaliseAddress(` ${'e\u0301'.repeat(60)}@example.org\n`)).toBe(`${'é'.repeat(60)}@example.org`)
    expect(normaliseAddress(`ines@example.org${' '.repeat(90_000)}`)).toBe('ines@example.org')
    expect(normaliseAddress(`${'ᾧ'.normalize('NFD').repeat(64)}@example.org`)).toBe(`${'ᾧ'.repeat(64)}@example.org`)
  })

  test('a link ends where the address does', () => {
    const isUnopened = (href: string) => href.split(')').length > href.split('(').length
    const trimmed = (href: string): string => {
      const last = href.at(-1) ?? ''
      const isOutside = /[.,;:!?'…»”’\]}*_~]/u.test(last) || (last === ')' && isUnopened(href))
      return isOutside ? trimmed(href.slice(0, -1)) : href
    }
    const ends = fc.array(fc.constantFrom('(', ')', '.', ',', ']', 'a', '_', '/'), { maxLength: 30 })
    const parts = ends.map((end) => `http://a.b/${end.join('')}`)
    fc.assert(
      fc.property(parts, (address) => {
        expect(renderWords(address).text).toContain(`<a href="${trimmed(address)}" rel`)
      }),
      { numRuns: 1_000 },
    )
  })

  test('composing leaves only rows of marks that no language has', () => {
    fc.assert(
      fc.property(ordinary, (text) => {
        expect(nfc(text)).toBe(text.normalize('NFC'))
      }),
    )
    expect(nfc(`e${'\u0301'.repeat(30)}`)).toBe(`é${'\u0301'.repeat(29)}`)
    expect(nfc(`e\u0301 e${'\u0301'.repeat(31)} e\u0301`)).toBe(`é e${'\u0301'.repeat(31)} é`)
  })
})
