import { describe, expect, test } from 'vitest'
import { Problem } from '../desk/api/client.ts'
import { arabic } from '../desk/app/messages/ar.ts'
import { german } from '../desk/app/messages/de.ts'
import { english } from '../desk/app/messages/en.ts'
import { spanish } from '../desk/app/messages/es.ts'
import { french } from '../desk/app/messages/fr.ts'
import { refusalWords } from '../desk/refusals/refusal-words.ts'
import { accountRefusals } from '../src/accounts/refusals.ts'
import { editingRefusals } from '../src/editing/refusals.ts'
import { phrasebook } from '../src/kit/phrasebook.ts'
import { mediaRefusals } from '../src/media/refusals.ts'
import { subscriptionRefusals } from '../src/subscriptions/refusals.ts'
import { aContent, aDraft } from './desk-stories.ts'
import { aHouse, serve } from './house.ts'
import { signedInAs } from './newsroom.ts'

const codes = [
  ...[...editingRefusals, ...mediaRefusals, ...accountRefusals, ...subscriptionRefusals],
  'changed-meanwhile',
]
const phrases = phrasebook({ en: english, de: german, fr: french, es: spanish, ar: arabic })

describe('what the server refuses', () => {
  test.each(['en', 'de', 'fr', 'es', 'ar'])('is said by the desk in %s, whatever it is', (language) => {
    const words = phrases(language)
    expect(Object.keys(words.refusals).toSorted()).toEqual(codes.toSorted())
    const params = {
      ...{ at: Date.UTC(2026, 9, 14, 6, 30), timeZone: 'Europe/Berlin', count: 2, most: 5000, status: 404 },
      ...{ headline: 'Ferry', language: 'de', host: 'paper.example', person: 'Ada', member: 'Ines', name: 'Ada' },
      line: 7,
    }
    for (const code of codes) {
      const named = Object.fromEntries(Object.entries(params).filter(([name]) => isIn(name, code)))
      const said = refusalWords(new Problem(409, 'No.', { code, params: named }), words, language)
      expect(said, code).toMatch(/\p{L}/u)
      expect(said, code).not.toMatch(/undefined|NaN|\{/u)
    }
  })

  test('is said by the server where the desk does not know the reason', () => {
    const words = phrases('de')
    expect(refusalWords(new Problem(409, 'No.', { code: 'from-a-later-release' }), words, 'de')).toBeUndefined()
    expect(refusalWords(new Problem(409, 'No.', { code: 'toString' }), words, 'de')).toBeUndefined()
    expect(refusalWords(new Problem(409, 'No.', { code: '' }), words, 'de')).toBeUndefined()
  })

  test('comes with its code and what stands in its words', async () => {
    await using house = await aHouse('sqlite')
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const id = await aDraft(editor, aContent({ headline: '' }))
    const stopped = await editor.call('POST', `/api/v1/articles/${id}/publish`, {})
    expect(stopped).toMatchObject({ status: 422, json: { code: 'stopped', params: { count: 1 } } })
    const over = await editor.call('POST', `/api/v1/articles/${id}/schedule`, { publishAt: 1 })
    expect(over.json).toMatchObject({ code: 'time-over', params: { at: 1, timeZone: expect.any(String) } })
    const said = refusalWords(new Problem(over.status, over.json.detail, over.json), phrases('de'), 'de')
    expect(said).toMatch(/^1\. Januar 1970|^01\.01\.1970/u)
    const made = await editor.call('POST', '/api/v1/session/link', { token: 'x'.repeat(40) })
    expect(made.json.code).toBe('dead-link')
  })
})

/** Whether the English message of this code names it. */
function isIn(name: string, code: string): boolean {
  const message = (english.refusals as Record<string, string>)[code] ?? ''
  const names = name === 'at' || name === 'timeZone' ? ['time'] : [name]
  return names.some((each) => message.includes(`{${each}`))
}
