import { IntlMessageFormat } from 'intl-messageformat'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Messages } from '../src/kit/phrasebook.ts'

const languages = ['ar', 'de', 'es', 'fr']
const root = join(import.meta.dirname, '..')
const rooms = ['src', 'desk']
  .flatMap((part) => readdirSync(join(root, part)).map((room) => `${part}/${room}`))
  .filter((room) => existsSync(join(root, room, 'messages/en.ts')))
/** As the desk's own file of a language calls what it has, with the words of all its rooms. */
const whole: Record<string, string> = { en: 'english', de: 'german', fr: 'french', es: 'spanish', ar: 'arabic' }

type Ast = ReturnType<IntlMessageFormat['getAst']>
type Use = { name: string; type: number; forms: string[] }

async function messagesOf(room: string, language: string): Promise<Map<string, string>> {
  const file: Record<string, Messages> = await import(join(root, room, 'messages', `${language}.ts`))
  if (room !== 'desk/app') return new Map(flat(file[language] ?? {}))
  const { app } = file[whole[language] ?? ''] ?? {}
  return new Map(flat({ app: app ?? {} }))
}

function flat(messages: Messages, path = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, message]): [string, string][] =>
    typeof message === 'string' ? [[`${path}${key}`, message]] : flat(message, `${path}${key}.`),
  )
}

/** Every use of an argument in a message: its name, its type in the parser's numbers, and the forms of a plural. */
function usesOf(ast: Ast): Use[] {
  return ast.flatMap((element): Use[] => {
    if (element.type === 0 || !('value' in element)) return []
    const options = 'options' in element ? Object.entries(element.options) : []
    return [
      { name: element.value, type: element.type, forms: options.map(([form]) => form) },
      ...options.flatMap(([, { value }]) => usesOf(value)),
    ]
  })
}

const parsed = (message: string, language: string) =>
  usesOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst())
const argumentsOf = (message: string, language: string) =>
  [...new Set(parsed(message, language).map(({ name, type }) => `${name} ${type}`))].sort()

test('every room that speaks has its messages', () => {
  expect(rooms).toEqual(expect.arrayContaining(['src/conversation', 'src/kit', 'desk/app', 'desk/sign-in', 'desk/log']))
})

describe.each(rooms)('the messages of %s', (room) => {
  test.each(languages)('are all there in %s, with the same arguments and no empty one', async (language) => {
    const [english, translated] = [await messagesOf(room, 'en'), await messagesOf(room, language)]
    expect([...translated.keys()].toSorted()).toEqual([...english.keys()].toSorted())
    for (const [key, message] of english) {
      const other = translated.get(key) ?? ''
      expect(other.trim(), key).not.toBe('')
      expect(argumentsOf(other, language), key).toEqual(argumentsOf(message, 'en'))
    }
  })

  test.each(['en', ...languages])('have in %s every plural form of the language', async (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    for (const [key, message] of await messagesOf(room, language)) {
      for (const { forms } of parsed(message, language).filter(({ type }) => type === 6))
        expect(forms, key).toEqual(expect.arrayContaining(pluralCategories))
    }
  })

  test.each(['en', ...languages])('have in %s no straight quotation mark or apostrophe', async (language) => {
    for (const [key, message] of await messagesOf(room, language)) expect(message, key).not.toMatch(/["']/u)
  })
})
