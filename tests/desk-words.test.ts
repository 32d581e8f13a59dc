import fc from 'fast-check'
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { arabic } from '../desk/app/messages/ar.ts'
import { german } from '../desk/app/messages/de.ts'
import { english } from '../desk/app/messages/en.ts'
import { spanish } from '../desk/app/messages/es.ts'
import { french } from '../desk/app/messages/fr.ts'
import { actorWords, whoWords } from '../desk/log/actor-words.ts'
import { pauseWords } from '../desk/refusals/refusal-words.ts'
import { blockWords, fieldWords, partWords, valueWords } from '../desk/story/panels/difference-words.ts'
import { document } from '../src/articles/document.arbitrary.ts'
import { partsOf } from '../src/editing/parts.ts'
import { phrasebook } from '../src/kit/phrasebook.ts'
import { textFields, valueFields } from '../src/working-copies/content.ts'

const phrases = phrasebook({ en: english, de: german, fr: french, es: spanish, ar: arabic })

describe('who did something', () => {
  test.each(['en', 'de', 'fr', 'es', 'ar'])('is said in %s, whatever it is', (language) => {
    const words = phrases(language)
    for (const kind of ['operator', 'reader', 'rule', 'system', 'token']) {
      expect(actorWords({ kind, name: null }, words)).not.toBe(kind)
      // As a story's history tells of it.
      expect(whoWords({ id: '', name: kind }, words)).toBe(actorWords({ kind, name: null }, words))
    }
    expect(whoWords({ id: 'x1', name: 'Ada Thornbury' }, words)).toBe('Ada Thornbury')
    expect(whoWords({ id: 'x1', name: '' }, words)).toBe(words.log.goneMember)
    expect(actorWords({ kind: 'toString', name: null }, words)).toBe('toString')
  })
})

describe('why a sending waits', () => {
  test.each(['en', 'de', 'fr', 'es', 'ar'])(
    'is said in %s, and what a colleague wrote as they wrote it',
    (language) => {
      const words = phrases(language)
      const refused = { hosts: 'push.example', fault: '401: bad token' }
      const paused = { pauseReason: 'In English.', pauseCode: 'paused-refused', pauseParams: refused }
      const said = pauseWords(paused, words, language)
      expect(said).toContain('push.example')
      expect(said).toContain('401: bad token')
      expect(said).not.toContain('In English.')
      const own = { pauseReason: 'The number is being checked', pauseCode: null, pauseParams: {} }
      expect(pauseWords(own, words, language)).toContain('The number is being checked')
      expect(pauseWords({ ...own, pauseReason: null }, words, language)).toBeNull()
    },
  )
})

test('whatever the ledger records is said in the log', () => {
  const sources = globSync('src/**/*.ts', { exclude: ['**/*.test.ts'] }).map((file) => readFileSync(file, 'utf8'))
  const deeds = sources.flatMap((source) =>
    [...source.matchAll(/\bdeed\b ?[:=](?<names>.*)$/gmu)].flatMap(({ groups: { names = '' } = {} }) =>
      [...names.matchAll(/'(?<name>[a-z-]+\.[a-z-]+)'/gu)].map(([, name = '']) => name),
    ),
  )
  expect(deeds.length).toBeGreaterThan(90)
  expect(deeds.filter((deed) => !Object.hasOwn(english.log.deeds, deed))).toEqual([])
})

test('a comparison of two versions names every field, kind of block and part, and no id', () => {
  const { story } = phrases('de')
  const blocks = fc.sample(document, { numRuns: 400, seed: 1 }).flatMap((sample) => sample.blocks)
  const types = new Set(blocks.map(({ type }) => type))
  expect(types.size).toBe(18)
  const nameless: string[] = [...types].filter((type) => blockWords(type, story) === type)
  for (const field of [...textFields, ...Object.keys(valueFields)])
    if (fieldWords(field, story) === field) nameless.push(field)
  for (const { texts, values } of blocks.map(partsOf)) {
    for (const part of [...Object.keys(texts), ...Object.keys(values)])
      if (partWords(part, story) === part) nameless.push(part)
    for (const [part, value] of Object.entries(values)) {
      const said = valueWords(part, value, story)
      expect(said ?? '', part).not.toMatch(/^[[{]|^(?:true|false)$/u)
    }
  }
  expect([...new Set(nameless)]).toEqual([])
})
