import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { articleBySlug } from '../src/articles/store.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { operationsOf } from '../src/kit/http/openapi.ts'
import { storedBody } from '../src/kit/http/stored-body.ts'
import { done } from '../src/kit/outcome.ts'
import { routes } from '../src/routes.ts'
import { acts, can, isAct, mayEver, roles, scopesOf, type Act, type Role } from '../src/staff/acts.ts'
import { createToken, revokeToken } from '../src/staff/tokens.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'

const operations = operationsOf(routes)
const every = scopesOf('publisher')
const story = '---\nheadline: The ferry returns\nslug: ferry\npublished: -1h\n---\n\nWords.\n'

async function tokenFor(house: TestHouse, scopes: readonly Act[], expiresAt: number | null = null): Promise<string> {
  return done(await createToken(house, operator, { name: 'Script', scopes, expiresAt })).secret
}

type Document = { paths: Record<string, Record<string, { operationId: string }>> }
type Call = { token?: string; body?: unknown; headers?: Record<string, string> }

/** What a program sends and hears. */
async function call(site: Served, method: string, path: string, { token, body, headers }: Call = {}) {
  const answer = await site.get(path, {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, json: text === '' ? undefined : JSON.parse(text) }
}

describe.each(engines)('the API on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let token: string
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    token = await tokenFor(house, every)
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  test('publishes, corrects and withdraws a story, each by the deed that the command line calls', async () => {
    const published = await call(site, 'POST', '/api/v1/stories', { token, body: { source: story } })
    expect(published).toMatchObject({ status: 200, json: { outcome: 'created', headline: 'The ferry returns' } })
    const { path } = published.json
    const found = await call(site, 'GET', `/api/v1/articles?path=${path}`, { token })
    expect(found.json).toMatchObject({ articles: [{ state: 'published', path, revision: 1 }], next: null })
    const { id } = found.json.articles[0]
    const words = 'It returns on Friday.'
    const corrected = await call(site, 'POST', `/api/v1/articles/${id}/corrections`, { token, body: { words } })
    expect(corrected).toMatchObject({ status: 200, json: { outcome: 'corrected', words } })
    expect(await (await site.get(path)).text()).toContain(words)
    const withdrawn = await call(site, 'POST', `/api/v1/articles/${id}/withdraw`, { token })
    expect([withdrawn.status, (await site.get(path)).status]).toEqual([200, 410])
    const again = await call(site, 'POST', `/api/v1/articles/${id}/withdraw`, { token })
    expect([again.status, again.json.type]).toEqual([409, '/api#conflict'])
    const entries = await house.db.selectFrom('ledger').select(['actor', 'deed']).orderBy('seq').execute()
    expect(entries.slice(-2).map(({ actor, deed }) => [actor.split(':')[0], deed])).toEqual([
      ['token', 'article.correct'],
      ['token', 'article.withdraw'],
    ])
  })

  test('refuses a change to what somebody else has changed, and says so', async () => {
    await publishStory(house, operator, { source: story.replaceAll('ferry', 'lock'), read: async () => undefined })
    const article = await articleBySlug(house.db, 'lock')
    const { id } = (await call(site, 'GET', `/api/v1/articles?path=${article?.path}`, { token })).json.articles[0]
    const seen = (await call(site, 'GET', `/api/v1/articles/${id}`, { token })).headers.get('etag') ?? ''
    const correct = (words: string) =>
      call(site, 'POST', `/api/v1/articles/${id}/corrections`, {
        token,
        body: { words },
        headers: { 'If-Match': seen },
      })
    const [one, other] = await Promise.all([correct('It is green.'), correct('It is blue.')])
    expect([one.status, other.status].toSorted()).toEqual([200, 412])
    const refused = one.status === 412 ? one : other
    expect(refused.json.detail).toMatch(/^Somebody else has changed this story: it is at revision 2, not 1\./u)
    expect((await call(site, 'GET', `/api/v1/articles/${id}`, { token })).json.corrections).toHaveLength(1)
    const nonsense = await call(site, 'POST', `/api/v1/articles/${id}/withdraw`, {
      token,
      headers: { 'If-Match': 'x' },
    })
    expect([nonsense.status, nonsense.json.type]).toEqual([400, '/api#malformed'])
  })

  test('lists in pages, each once, and ends', async () => {
    for (const slug of ['a', 'b', 'c'])
      await publishStory(house, operator, { source: story.replaceAll('ferry', slug), read: async () => undefined })
    const seen: string[] = []
    for (let next: string | null = ''; next !== null;) {
      const page = await call(site, 'GET', `/api/v1/articles?limit=2${next === '' ? '' : `&after=${next}`}`, { token })
      seen.push(...page.json.articles.map(({ id }: { id: string }) => id))
      next = page.json.next
    }
    const { count } = await house.db
      .selectFrom('articles')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect([new Set(seen).size, seen.length]).toEqual([Number(count), Number(count)])
  })

  const ofPrograms = operations.filter(({ operation: { act } }) => isAct(act) && every.includes(act))
  test.each(ofPrograms.map(({ method, path, operation }) => ({ method, path, ...operation })))(
    '$id is refused without a token, with one that may do all else, and with a body that is none',
    async ({ method, path, act, body, query }) => {
      const address = path.replace(':id', 'nothing')
      const stranger = await call(site, method, address, body && { body: {} })
      expect([stranger.status, stranger.json.type]).toEqual([401, '/api#signed-out'])
      expect(stranger.headers.get('www-authenticate')).toMatch(/^Bearer/u)
      const without = await tokenFor(
        house,
        every.filter((other) => other !== act),
      )
      const forbidden = await call(site, method, address, { token: without, ...(body && { body: {} }) })
      expect([forbidden.status, forbidden.json.type]).toEqual([403, '/api#forbidden'])
      if (body !== undefined && body !== storedBody) {
        const sent = { unknown: true, ['__proto__']: 1 }
        const odd = await call(site, method, address, {
          token,
          body: JSON.stringify(sent).replace('{', '{"__proto__":1,'),
        })
        expect([odd.status, odd.json.faults.length > 0]).toEqual([422, true])
        const deep = await call(site, method, address, { token, body: '['.repeat(50_000) })
        expect(deep.status).toBe(400)
        const cut = await call(site, method, address, { token, body: '{"words": "' })
        expect([cut.status, cut.json.detail]).toEqual([400, expect.stringMatching(/^The body is not JSON/u)])
        const form = await call(site, method, address, {
          token,
          body: 'a=b',
          headers: { 'Content-Type': 'text/plain' },
        })
        expect(form.status).toBe(415)
      }
      if (query !== undefined && 'limit' in query.shape) {
        const odd = await call(site, method, `${address}?limit=many`, { token })
        expect([odd.status, odd.json.faults]).toEqual([422, [{ path: '?limit', detail: expect.any(String) }]])
      }
      house.clock.advance(60_000)
    },
  )

  test('a token opens nothing once it has ended or was revoked, and what it is stands nowhere', async () => {
    const ending = await tokenFor(house, every, house.clock.now() + 1_000)
    const status = async (secret: string) => (await call(site, 'GET', '/api/v1/articles', { token: secret })).status
    expect(await status(ending)).toBe(200)
    house.clock.advance(1_000)
    expect(await status(ending)).toBe(401)
    const made = done(await createToken(house, operator, { name: 'Other', scopes: every, expiresAt: null }))
    expect(await status(made.secret)).toBe(200)
    done(await revokeToken(house, operator, { publicId: made.publicId }))
    expect([await status(made.secret), await status('crier_nonsense_of_twenty_letters')]).toEqual([401, 401])
    const rows = JSON.stringify([
      await house.db.selectFrom('access_tokens').selectAll().execute(),
      await house.db.selectFrom('ledger').select('detail').execute(),
    ])
    expect(rows).not.toContain(made.secret.slice(6))
  })

  test('asks for patience when there is too much, and says where nothing is', async () => {
    const busy = await tokenFor(house, every)
    house.clock.advance(600_000)
    let last = await call(site, 'PATCH', '/api/v1/polls', { token: busy, body: {} })
    expect([last.status, last.json.type, last.headers.get('allow')]).toEqual([405, '/api#method', expect.any(String)])
    for (let count = 0; last.status !== 429 && count < 200; count++)
      last = await call(site, 'GET', '/api/v1/articles', { token: busy })
    expect([last.status, Number(last.headers.get('retry-after')) > 0]).toEqual([429, true])
    house.clock.advance(600_000)
    for (const method of ['GET', 'POST', 'DELETE']) {
      const nowhere = await call(site, method, '/api/v1/nothing')
      expect([nowhere.status, nowhere.json.type]).toEqual([404, '/api#not-found'])
    }
  })
})

test('the document of the API is OpenAPI 3.1, and its page asks nothing of anybody else', async () => {
  await using house = await aHouse('sqlite')
  await using site = await serve(house)
  const document: Document = JSON.parse(await (await site.get('/api/v1/openapi.json')).text())
  const verdict = await new Validator().validate(document)
  expect(verdict).toMatchObject({ valid: true })
  const described = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const ids = described.map(({ operationId }) => operationId)
  expect(ids.toSorted()).toEqual(operations.map(({ operation }) => operation.id).toSorted())
  expect(JSON.stringify(document)).not.toContain('~standard')
  const guide = await site.get('/api')
  const page = await guide.text()
  expect(guide.status).toBe(200)
  for (const { operation } of operations) expect(page).toContain(`id="${operation.id}"`)
  expect(page).not.toMatch(/(?:src|href)="https?:\/\/(?!localhost)/u)
})

test('who may do what is one table: a token never gives access on', () => {
  for (const act of Object.keys(acts) as Act[]) {
    expect(can({ kind: 'reader', id: 'r' }, act)).toBe(false)
    expect(can({ kind: 'staff', id: 's', role: 'nonsense' }, act)).toBe(false)
    expect(can(operator, act)).toBe(true)
    for (const role of Object.keys(roles) as Role[])
      expect(mayEver({ kind: 'staff', id: 's', role }, act)).toBe(roles[role].includes(act))
    const isForStaff = act === 'token.manage' || act === 'staff.manage'
    expect(can({ kind: 'token', id: 't', scopes: Object.keys(acts) }, act)).toBe(!isForStaff)
  }
  const reporter = { kind: 'staff', id: 's', role: 'reporter' } as const
  const mayWrite = [undefined, { isOwn: false }, { isOwn: true }].map((subject) =>
    can(reporter, 'article.write', subject),
  )
  expect(mayWrite).toEqual([false, false, true])
  expect(scopesOf('reporter')).toEqual(['media.add'])
  const words = [...Object.keys(acts), 'anyone', 'signed-in']
  for (const { operation } of operations) expect(words).toContain(operation.act)
})
