import { beforeAll, describe, expect, test } from 'vitest'
import { heldComments } from '../../src/conversation/store.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { system } from '../../src/kit/db/schema.ts'
import { checkDeclaration, line, lines, list, readFields } from '../../src/kit/http/fields.ts'
import { readForm, type FormType } from '../../src/kit/http/form-body.ts'
import { formRoute } from '../../src/kit/http/guards/form.ts'
import { done } from '../../src/kit/outcome.ts'
import { kitPhrases } from '../../src/kit/phrases.ts'
import { createPoll } from '../../src/polls/deeds.ts'
import { voteLimit } from '../../src/polls/limits.ts'
import type { PollDefinition } from '../../src/polls/poll.ts'
import { ensureAddress } from '../../src/readers/addresses.ts'
import { leaveToken } from '../../src/readers/leave-token.ts'
import { routes } from '../../src/routes.ts'
import { addSubscriber } from '../../src/subscriptions/import/add-subscriber.ts'
import { subscriberToken } from '../../src/subscriptions/token.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { everything } from '../subscribers.ts'
import { growth } from './growth.ts'

const forms = routes.flatMap(({ path, form }) => (form === undefined ? [] : [{ path, ...form }]))
const fields = forms.flatMap((form) => Object.keys(form.fields).map((name) => ({ form, name, path: form.path })))
type Form = (typeof forms)[number]
const actor = { kind: 'operator', id: 'desk' } as const
const words = kitPhrases('en').form
const story = '---\nheadline: The quay\nslug: quay\npublished: -1h\n---\nWords.\n'
const question: PollDefinition = {
  question: 'Open?',
  options: ['Yes', 'No'],
  minChoices: 1,
  maxChoices: 1,
  opensAt: null,
  closesAt: null,
  results: 'always',
  rotates: false,
}

/** What is too heavy for a field, as long as the whole form may be: letters, marks, an address and its brackets. */
const units = { letters: 'x', marks: '\u0301\u0316', blanks: ' ', brackets: ')' }
/** The other fields and the lines between them take the rest. */
function filling(unit: string, maxBytes: number): string {
  return unit.repeat(Math.floor((maxBytes - 2_000) / Buffer.byteLength(unit)))
}

describe('every form', () => {
  test.each(fields)('$path bounds its field "$name"', ({ form, name }) => {
    const field = form.fields[name]
    expect(() => checkDeclaration(form)).not.toThrow()
    // A field that takes what the whole form may weigh would be no field of its own.
    expect(field?.bytes).toBeLessThan(form.maxBytes)
    expect(field?.marks).toBeLessThanOrEqual(30)
  })

  test('weighs 100,000 bytes at most', () => {
    for (const { path, maxBytes } of forms) expect(maxBytes, path).toBeLessThanOrEqual(100_000)
  })

  test('gives its handler what it declares, by type', () => {
    const declared = { path: '/x', limit: voteLimit, maxBytes: 9, fields: { name: line(9), choice: list(2, 9) } }
    formRoute(declared, async (_, { form }) => {
      const read: [string, readonly string[]] = [form.name, form.choice]
      // @ts-expect-error: it is not declared
      return { kind: 'json', status: 200, json: [read, form.nickname] }
    })
  })

  test('is read in time linear in what is sent, within its bounds and over them', () => {
    const wide = { wide: lines(1_000_000), several: list(1_000, 1_000_000) }
    const declared = Object.assign({ ...wide }, ...forms.map((form) => form.fields)) as Form['fields']
    const texts = [...Object.values(units), `a${units.marks.repeat(15)}`, '\n']
    const names = [...Object.keys(declared), 'undeclared']
    const of = (name: string, n: number) => texts.map((text) => [name, text.repeat(n / text.length)] as const)
    const pairs = (n: number) => names.flatMap((name) => of(name, n))
    expect(growth(30_000, pairs, (pair) => readFields(declared, [pair]))).toBeLessThan(3)
  })
})

describe('a form that is posted', () => {
  let house: TestHouse
  let site: Served
  let places: Record<string, string>

  beforeAll(async () => {
    house = await aHouse('sqlite')
    site = await serve(house)
    await publishStory(house, actor, { source: story, read: async () => undefined })
    const article = await house.db.selectFrom('articles').select('public_id as id').executeTakeFirstOrThrow()
    const saved = await createPoll(house, actor, { definition: question })
    const poll = done(saved).publicId
    const address = await house.write(system, (tx) => ensureAddress(tx, house, 'ines@example.org', house.clock.now()))
    const consent = 'On paper.'
    done(await addSubscriber(house, actor, { address: 'ada@example.org', consent, choices: everything }))
    const subscriber = await house.db.selectFrom('subscribers').select('public_id as id').executeTakeFirstOrThrow()
    const token = subscriberToken(house, subscriber.id)
    places = {
      '/-/alerts': '/-/alerts',
      '/-/alerts/:token': `/-/alerts/${token}`,
      '/-/alerts/:token/leave': `/-/alerts/${token}/leave`,
      '/polls/:id/votes': `/polls/${poll}/votes`,
      '/polls/:id/address': `/polls/${poll}/address`,
      '/articles/:id/comments': `/articles/${article.id}/comments`,
      '/-/me/erase': '/-/me/erase',
      '/-/confirm/:token': '/-/confirm/none',
      '/-/leave/:token': `/-/leave/${leaveToken(house, address)}`,
    }
    return async () => {
      await site[Symbol.asyncDispose]()
      await house[Symbol.asyncDispose]()
    }
  })

  type Answered = { status: number; text: string; cpuMs: number }

  /** As a browser sends it in parts, where a mark weighs two bytes: a form with the most that can be in it. */
  async function post({ path }: Form, sent: Record<string, string>): Promise<Answered> {
    // A new form needs its place here.
    const place = places[path] ?? expect.fail(`where is ${path}?`)
    const body = new FormData()
    for (const [name, value] of Object.entries(sent)) body.append(name, value)
    house.clock.advance(60_000)
    const before = process.threadCpuUsage()
    const headers = { Origin: house.config.origin }
    const response = await fetch(site.origin + place, { method: 'POST', redirect: 'manual', body, headers })
    const text = await response.text()
    const { user, system: inSystem } = process.threadCpuUsage(before)
    return { status: response.status, text, cpuMs: (user + inSystem) / 1000 }
  }

  const honest: Record<string, string> = { name: 'Maren Q', email: 'maren@example.org', comment: 'Ships first.' }
  const others = (name: string) => Object.fromEntries(Object.entries(honest).filter(([other]) => other !== name))

  test.each(fields)('$path with too much in "$name" is answered in words', async ({ form, name }) => {
    for (const unit of Object.values(units)) {
      const { status, text } = await post(form, { ...others(name), [name]: filling(unit, form.maxBytes) })
      expect([200, 403, 413, 422]).toContain(status)
      expect(text).toMatch(/^<!doctype html>[\s\S]*<h1/u)
      expect(text).not.toContain('went wrong on our side')
    }
    expect(await heldComments(house.db, 9)).toEqual([])
  })

  test.each(forms)('$path is answered as if what it does not declare had not been sent', async (form) => {
    const plain = await post(form, {})
    for (const unit of Object.values(units)) {
      const { status, text } = await post(form, { undeclared: filling(unit, form.maxBytes), ['__proto__']: 'x' })
      expect([status, text.includes(unit.repeat(50))]).toEqual([plain.status, false])
    }
  })

  test('marks, blanks and brackets cost no more than letters', async () => {
    const cost = async (unit: string) => {
      let sum = 0
      for (const { form, name } of fields) {
        const answer = await post(form, { ...others(name), [name]: filling(unit, form.maxBytes) })
        sum += answer.cpuMs
      }
      return sum
    }
    await cost(units.letters)
    const best = async (unit: string) => Math.min(await cost(unit), await cost(unit), await cost(unit))
    const letters = await best(units.letters)
    for (const unit of [units.marks, units.blanks, units.brackets]) expect((await best(unit)) / letters).toBeLessThan(4)
  })

  const comments = forms.find(({ path }) => path === '/articles/:id/comments') as Form

  test.each([
    ['name', 'x'.repeat(1_001), 'A name can have at most 80 characters.'],
    ['name', `Ines${'\u0301'.repeat(31)}`, 'A letter carries too many accents'],
    ['email', 'x'.repeat(501), 'This address is too long.'],
    ['email', `ines@example.org${'\u0301'.repeat(31)}`, 'does not look like an email'],
    ['comment', 'x'.repeat(40_001), 'A comment can have at most 5,000 characters.'],
    ['comment', '字'.repeat(30_001), 'A comment can have at most 5,000 characters.'],
    ['comment', `<b>a</b>${'\u0316'.repeat(31)}`, 'A letter carries too many accents'],
    ['parent', 'x'.repeat(61), 'is no longer there'],
  ])('a comment with too much in its %s is told so there, and nothing typed is lost', async (name, value, said) => {
    const { status, text } = await post(comments, { ...others(name), [name]: value })
    expect([status, text]).toEqual([422, expect.stringContaining(said)])
    const typed = Object.entries({ ...others(name), ...(name !== 'parent' && { [name]: value }) })
    for (const [, kept] of typed) expect(text).toContain(kept.replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    if (name !== 'parent') expect(text).toMatch(new RegExp(`id="comment-${name}"[^>]* aria-invalid="true"`, 'u'))
  })

  test('a pass that is too long is no pass: the comment comes back with a new one', async () => {
    const { status, text } = await post(comments, { ...honest, pass: 'x'.repeat(201) })
    expect([status, text]).toEqual([200, expect.stringMatching(/Send my comment/u)])
    expect(text).toContain('Ships first.')
  })

  test.each([
    ['/polls/:id/votes', { choice: '9'.repeat(21) }, 422, 'no such answer'],
    ['/polls/:id/address', { email: 'x'.repeat(501) }, 422, 'This address is too long.'],
    ['/-/me/erase', { pass: 'x'.repeat(201) }, 413, 'One of the fields is too long'],
    ['/-/leave/:token', { back: 'x'.repeat(11) }, 413, 'One of the fields is too long'],
  ])('%s says what is too long', async (path, sent, status, said) => {
    const form = forms.find((one) => one.path === path) as Form
    const answer = await post(form, sent)
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(said)])
  })
})

function part(name: string, value: string): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
}

/** Each is hard for some reader of forms. */
const bodies: [FormType['kind'], (n: number) => string][] = [
  ['urlencoded', (n) => '%'.repeat(n)],
  ['urlencoded', (n) => `name=${'%CC%81'.repeat(n / 6)}`],
  ['urlencoded', (n) => `name=${'+'.repeat(n)}`],
  ['urlencoded', (n) => '='.repeat(n)],
  ['urlencoded', (n) => '&'.repeat(n)],
  ['urlencoded', (n) => `name=${'\r'.repeat(n)}`],
  ['multipart', (n) => `${part('name', '\r\n--'.repeat(n / 4))}--x--\r\n`],
  ['multipart', (n) => `${part('%22'.repeat(n / 3), 'v')}--x--\r\n`],
  ['multipart', (n) => `--x\r\n${'A: b\r\n'.repeat(n / 6)}${part('name', 'v').slice(5)}--x--\r\n`],
  ['multipart', (n) => '\r\n'.repeat(n / 2)],
]

function typeOf(kind: FormType['kind']): FormType {
  return kind === 'urlencoded' ? { kind } : { kind, contentType: 'multipart/form-data; boundary=x' }
}

test('a body is read in time linear in its length, however it is made', async () => {
  const cost = async (n: number) => {
    const sent = bodies.map(([kind, body]) => ({ type: typeOf(kind), body: Buffer.from(body(n)) }))
    const before = process.threadCpuUsage()
    for (let time = 0; time < 3; time++) {
      // What cannot be read is refused: that counts too.
      for (const { type, body } of sent) await readForm(type, body, { name: line(100) }, words).catch(() => undefined)
    }
    const { user, system: inSystem } = process.threadCpuUsage(before)
    return user + inSystem
  }
  const best = async (n: number) => Math.min(await cost(n), await cost(n), await cost(n))
  await cost(50_000)
  expect((await best(200_000)) / (await best(100_000))).toBeLessThan(3)
})
