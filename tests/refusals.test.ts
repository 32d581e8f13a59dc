import { readFileSync, globSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Problem, problemOf } from '../desk/api/client.ts'
import { arabic } from '../desk/app/messages/ar.ts'
import { german } from '../desk/app/messages/de.ts'
import { english } from '../desk/app/messages/en.ts'
import { spanish } from '../desk/app/messages/es.ts'
import { french } from '../desk/app/messages/fr.ts'
import { refusalWords } from '../desk/refusals/refusal-words.ts'
import { accountRefusals } from '../src/accounts/refusals.ts'
import { alertRefusals } from '../src/alerts/refusals.ts'
import { articleRefusals } from '../src/articles/refusals.ts'
import { pauseCodes } from '../src/deliveries/tables.ts'
import { editingRefusals } from '../src/editing/refusals.ts'
import { apiRefusals } from '../src/kit/http/refusals.ts'
import { phrasebook } from '../src/kit/phrasebook.ts'
import { mediaRefusals } from '../src/media/refusals.ts'
import { pollRefusals } from '../src/polls/refusals.ts'
import { subscriptionRefusals } from '../src/subscriptions/refusals.ts'
import { aContent, aDraft } from './desk-stories.ts'
import { aHouse, serve } from './house.ts'
import { signedInAs } from './newsroom.ts'

const codes = [
  ...apiRefusals,
  ...accountRefusals,
  ...alertRefusals,
  ...articleRefusals,
  ...editingRefusals,
  ...mediaRefusals,
  ...pollRefusals,
  ...subscriptionRefusals,
  // Why a sending waits.
  ...pauseCodes,
]
const phrases = phrasebook({ en: english, de: german, fr: french, es: spanish, ar: arabic })

describe('what the server refuses', () => {
  test.each(['en', 'de', 'fr', 'es', 'ar'])('is said by the desk in %s, whatever it is', (language) => {
    const words = phrases(language)
    expect(Object.keys(words.refusals).toSorted()).toEqual(codes.toSorted())
    const params = {
      ...{ at: Date.UTC(2026, 9, 14, 6, 30), timeZone: 'Europe/Berlin', count: 2, most: 5000, status: 404, number: 3 },
      ...{ least: 12, id: 'x1' },
      ...{
        headline: 'Ferry',
        language: 'de',
        host: 'paper.example',
        person: 'Ada',
        member: 'Ines',
        name: 'Ada',
        reason: 'No headline.',
      },
      ...{ line: 7, of: 100, hosts: 'push.example', fault: '401' },
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

  test('has a code wherever the desk can hear it', () => {
    const files = globSync('src/{accounts,articles,editing,media,people,polls,topics,working-copies,site}/**/*.ts')
    const heard = files.filter((file) => !onlyAtTheCommandLine.some((end) => file.endsWith(end)))
    expect(heard.length).toBeGreaterThan(200)
    const sources = heard.map((file) => [file, readFileSync(file, 'utf8')] as const)
    expect(sources.filter(([, source]) => /(?<![\w.])failed\(/u.test(source)).map(([file]) => file)).toEqual([])
    const given = sources.flatMap(([, source]) =>
      [...source.matchAll(/failedAs\(\s*'([\w-]+)'/gu)].map(([, code]) => code),
    )
    expect(given.filter((code) => !codes.some((known) => known === code))).toEqual([])
  })

  test('is said by the desk too where a proxy stands in front', async () => {
    const html = (status: number) => problemOf(new Response('<h1>No.</h1>', { status }))
    expect(await Promise.all([413, 502, 503].map(html))).toMatchObject([
      { code: 'too-large' },
      { code: 'unavailable' },
      { code: 'unavailable' },
    ])
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
    const again = await editor.call('PATCH', '/api/v1/me', { email: 'no address' })
    expect(again.json.code).toBe('bad-address')
    expect((await editor.call('DELETE', '/api/v1/me/sessions/none')).json.code).toBe('no-such-session')
    expect((await editor.call('PUT', '/api/v1/me/totp', { code: '123456' })).json.code).toBe('codes-not-begun')
    expect((await editor.call('POST', `/api/v1/articles/${id}/restore`)).json.code).toBe('not-in-trash')
    expect((await editor.call('POST', '/api/v1/articles/nothing/publish', {})).json.code).toBe('no-such-story')
    expect((await editor.call('PATCH', '/api/v1/me', { name: 7 })).json.code).toBe('body-wrong')
    expect((await editor.call('GET', '/api/v1/articles?limit=many')).json.code).toBe('query-wrong')
    const long = await editor.call('PATCH', '/api/v1/me', { name: 'x'.repeat(200_000) })
    expect([long.status, long.json.type]).toEqual([413, '/api#too-large'])
  })
})

/** Or in what an import does. */
const onlyAtTheCommandLine = [
  'articles/change-names.ts',
  'articles/held-media.ts',
  'articles/merge-people.ts',
  'polls/decide-ballots.ts',
  'polls/deeds.ts',
  'polls/list-voters.ts',
]

/** Whether the English message of this code names it. */
function isIn(name: string, code: string): boolean {
  const message = (english.refusals as Record<string, string>)[code] ?? ''
  const names = name === 'at' || name === 'timeZone' ? ['time'] : [name]
  return names.some((each) => message.includes(`{${each}`))
}
