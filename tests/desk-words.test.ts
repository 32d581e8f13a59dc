import { describe, expect, test } from 'vitest'
import { arabic } from '../desk/app/messages/ar.ts'
import { german } from '../desk/app/messages/de.ts'
import { english } from '../desk/app/messages/en.ts'
import { spanish } from '../desk/app/messages/es.ts'
import { french } from '../desk/app/messages/fr.ts'
import { actorWords, whoWords } from '../desk/log/actor-words.ts'
import { phrasebook } from '../src/kit/phrasebook.ts'

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
