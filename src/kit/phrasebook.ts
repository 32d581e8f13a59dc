/**
 * ICU MessageFormat messages, one file a language, as what views read: strings, and functions of their arguments
 * (decision 007).
 */
import { IntlMessageFormat } from 'intl-messageformat'
import { getOrCreate } from './get-or-create.ts'
import { baseOf } from './languages.ts'

export type Messages = { readonly [key: string]: string | Messages }

/** The same keys in another language. That the arguments are the same, a test holds. */
export type Translation<M> = { readonly [K in keyof M]: M[K] extends string ? string : Translation<M[K]> }

/**
 * A message without arguments is a string; with one a function of it; with several a function of an object that names
 * them.
 */
export type Phrases<M> = { readonly [K in keyof M]: M[K] extends string ? Phrase<InText<M[K]>> : Phrases<M[K]> }

type Argument = [name: string, value: string | number]
type Phrase<A extends Argument> = [A] extends [never]
  ? string
  : IsOne<A[0]> extends true
    ? (value: A[1]) => string
    : (values: { [P in A as P[0]]: P[1] }) => string
type IsOne<Name, All = Name> = Name extends unknown ? ([All] extends [Name] ? true : false) : never

/**
 * The arguments of a message, read off its braces: in text a brace opens an argument or closes the branch that the text
 * is of.
 */
type InText<S, Found extends Argument = never> = S extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${string}`
    ? AfterBrace<S, Found, 'branches'>
    : InArgument<After, Found>
  : Found
/** Between the branches of a plural or select a brace opens the next one or closes the argument. */
type InBranches<S, Found extends Argument> = S extends `${infer Before}{${infer After}`
  ? Before extends `${string}}${string}`
    ? AfterBrace<S, Found, 'text'>
    : InText<After, Found>
  : Found
type AfterBrace<S, Found extends Argument, Then> = S extends `${string}}${infer Rest}`
  ? Then extends 'text'
    ? InText<Rest, Found>
    : InBranches<Rest, Found>
  : Found
type InArgument<S, Found extends Argument> = S extends `${infer Head}}${infer Rest}`
  ? Head extends `${infer Name}, ${infer Kind}`
    ? Head extends `${string}{${string}`
      ? S extends `${string}, ${infer Branches}`
        ? InBranches<Branches, Found | [Name, Kind extends `select,${string}` ? string : number]>
        : Found
      : InText<Rest, Found | [Name, number]>
    : InText<Rest, Found | [Head, string]>
  : Found

/**
 * Reads the messages in a language: as they are for that language, in English for one that nobody wrote. Each message
 * is parsed when it is first shown, and kept.
 */
export function phrasebook<const English extends Messages>(
  languages: { en: English } & Record<string, Translation<English>>,
): (language: string) => Phrases<English> {
  const written = new Map<string, Messages>(Object.entries(languages))
  const known = new Map<string, Phrases<English>>()
  return (language) =>
    getOrCreate(known, language, () => {
      const messages = written.get(language) ?? written.get(baseOf(language))
      // Safe: phrasesOf makes of every leaf what Phrases says of it.
      return phrasesOf(messages ?? languages.en, messages === undefined ? 'en' : language) as Phrases<English>
    })
}

function phrasesOf(messages: Messages, language: string): object {
  return Object.fromEntries(
    Object.entries(messages).map(([key, message]) => [
      key,
      typeof message === 'string' ? phraseOf(message, language) : phrasesOf(message, language),
    ]),
  )
}

/** Plurals and numbers cost 5 µs a message (2026-11-25), and the same counts stand on many pages. */
const maxKnown = 2_000

function phraseOf(message: string, language: string): string | Say {
  if (!message.includes('{')) return message
  let say: Say | undefined
  const known = new Map<number, string>()
  return (given) => {
    say ??= parse(message, language)
    if (typeof given !== 'number') return say(given)
    if (known.size >= maxKnown) known.clear()
    return getOrCreate(known, given, () => say?.(given) ?? '')
  }
}

type Say = (given: unknown) => string

/**
 * Words and names alone, which take no parser: that of IntlMessageFormat asks for all languages that the engine knows
 * first, which costs a phone a tenth of a second. An apostrophe before a brace or another one quotes.
 */
const plain = /^(?:[^{}']|'(?!['{}<>])|\{\w+\})*$/u

function parse(message: string, language: string): Say {
  return plain.test(message) ? joined(message) : parsed(message, language)
}

/** Ten times as fast as the formatter: "Reply to {name}" stands under every comment. */
function joined(message: string): Say {
  const parts = message.split(/\{(\w+)\}/u)
  const isOne = new Set(parts.filter((_, index) => index % 2 === 1)).size === 1
  return (given) => {
    const valueOf = (name: string) => (isOne ? given : Object(given)[name])
    return parts.map((part, index) => (index % 2 === 0 ? part : valueOf(part))).join('')
  }
}

function parsed(message: string, language: string): Say {
  const format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true })
  const [only = '', ...others] = argumentsOf(format.getAst())
  const isOne = others.length === 0
  return (given) => String(format.format(isOne ? { [only]: given } : Object(given)))
}

type Ast = ReturnType<IntlMessageFormat['getAst']>

/** Of the parser's TYPE, which intl-messageformat does not hand on. */
const literal = 0

function argumentsOf(ast: Ast): Set<string> {
  const names = new Set<string>()
  for (const element of ast) {
    if (element.type !== literal && 'value' in element) names.add(element.value)
    if ('options' in element)
      for (const option of Object.values(element.options)) for (const name of argumentsOf(option.value)) names.add(name)
  }
  return names
}
