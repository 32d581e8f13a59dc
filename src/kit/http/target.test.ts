import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeLocation } from './headers.ts'
import { declaredQuery, encodeSegment, readTarget } from './target.ts'

describe('the target of a request', () => {
  test('one page has one key, however its address is written', () => {
    for (const url of ['/caf%C3%A9,x', '/caf%c3%a9,x', '/%63af%c3%a9%2Cx', 'http://any.example/caf%C3%A9,x']) {
      expect(readTarget(url), url).toEqual({ path: '/café,x', key: '/caf%C3%A9,x', query: '' })
    }
    expect(readTarget('/a%2Fb?c=d?e')).toEqual({ path: '/a/b', key: '/a%2Fb', query: 'c=d?e' })
  })

  test.each(['', '*', 'a', '/%', '/%0', '/%e0%a4', '/%00', '/\u0001', '/é', 'ftp://x/'])('%j cannot be read', (url) => {
    expect(readTarget(url)).toBe('malformed')
  })

  test('any path survives the way to the wire and back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme' }).filter((segment) => segment.isWellFormed() && !segment.includes('\0')),
        ),
        (segments) => {
          const key = `/${segments.map(encodeSegment).join('/')}`
          fc.pre(key.length < 4_000)
          expect(readTarget(key)).toEqual({ path: `/${segments.join('/')}`, key, query: '' })
        },
      ),
    )
  })

  test('nothing makes it throw, and a key is always printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (url) => {
        const target = readTarget(`/${url}`)
        if (typeof target === 'object') expect(target.key).toMatch(/^\/[\x21-\x7e]*$/u)
      }),
    )
  })

  test('only declared query names remain, in the order of the declaration', () => {
    expect(declaredQuery('b=2&x=9&a=1&b=3', ['a', 'b']).toString()).toBe('a=1&b=2&b=3')
    expect(declaredQuery('a=%00%ff', ['a']).get('a')).toBe('\uFFFD')
  })
})

test('a location never ends the header and never names another host unasked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const location = safeLocation(`/${text}`)
      expect(location).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/u)
      expect(new URL(location, 'http://home.example').host).toBe('home.example')
    }),
  )
})
