import { describe, expect, expectTypeOf, test } from 'vitest'
import { phrasebook, type Phrases } from './phrasebook.ts'

const phrases = phrasebook({
  en: {
    hello: 'Good morning',
    more: 'More in {topic}',
    group: { stories: '{count, plural, =0 {No story} one {# story} other {# stories}}' },
    page: 'Page {number, number} of {of, number}',
    invited: '{name} asks {guests, plural, one {# guest} other {# guests of {host}}}',
  },
  de: {
    hello: 'Guten Morgen',
    more: 'Mehr aus {topic}',
    group: { stories: '{count, plural, =0 {Kein Beitrag} one {# Beitrag} other {# Beiträge}}' },
    page: 'Seite {number, number} von {of, number}',
    invited: '{name} bittet {guests, plural, one {# Gast} other {# Gäste von {host}}}',
  },
})

describe('messages', () => {
  test('without arguments are strings, with one a function of it, with several of an object', () => {
    const { hello, more, group, page, invited } = phrases('en')
    expect([hello, more('Harbour'), group.stories(0), group.stories(1), group.stories(1200)]).toEqual([
      'Good morning',
      'More in Harbour',
      'No story',
      '1 story',
      '1,200 stories',
    ])
    expect(page({ number: 2, of: 3 })).toBe('Page 2 of 3')
    expect(invited({ name: 'Ines', guests: 2, host: 'Ruth' })).toBe('Ines asks 2 guests of Ruth')
  })

  test('join names and words as the formatter would, quotes and all', () => {
    const said = phrasebook({
      en: {
        both: '{a} and {b}, {a}',
        apostrophe: "It's {name}'s turn",
        french: "L'avis de {name} n'est pas d'{name}",
        quoted: "'{name}' is {name}",
        doubled: "''{name}''",
        hash: '#{name} # 5',
      },
    })('en') as unknown as Record<string, (given: unknown) => string>
    expect(said.both?.({ a: 'Ada', b: 'Ines' })).toBe('Ada and Ines, Ada')
    expect(said.apostrophe?.('Ada')).toBe("It's Ada's turn")
    expect(said.french?.('Ada')).toBe("L'avis de Ada n'est pas d{name}")
    expect(said.quoted?.('Ada')).toBe('{name} is Ada')
    expect(said.doubled?.('Ada')).toBe("'Ada'")
    expect(said.hash?.('Ada')).toBe('#Ada # 5')
  })

  test('say the names and the kinds of their arguments to the compiler', () => {
    type English = ReturnType<typeof phrases>
    expectTypeOf<English['hello']>().toEqualTypeOf<string>()
    expectTypeOf<English['group']['stories']>().toEqualTypeOf<(value: number) => string>()
    expectTypeOf<English['page']>().toEqualTypeOf<(values: { number: number; of: number }) => string>()
    expectTypeOf<English['invited']>().toEqualTypeOf<
      (values: { name: string; guests: number; host: string }) => string
    >()
    expectTypeOf<Phrases<{ by: '{one, select, many {We, {names}} other {I}}' }>['by']>().toEqualTypeOf<
      (values: { one: string; names: string }) => string
    >()
  })

  test('follow the region for numbers, and are English where nobody wrote them', () => {
    expect(phrases('de').group.stories(1200)).toBe('1.200 Beiträge')
    expect(phrases('de-CH').group.stories(1200)).toMatch(/^1.200 Beiträge$/u)
    expect(phrases('fi').group.stories(1200)).toBe('1,200 stories')
  })
})
