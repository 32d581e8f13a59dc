import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator } from '../src/kit/db/schema.ts'
import { operationsOf } from '../src/kit/http/openapi.ts'
import { done } from '../src/kit/outcome.ts'
import { routes } from '../src/routes.ts'
import { can, isAct, mayEver, roles, scopesOf, type Act, type Role } from '../src/staff/acts.ts'
import { createToken } from '../src/staff/tokens.ts'
import { emptyContent } from '../src/working-copies/content.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aBrowser, signedInAs, type SignedInBrowser } from './newsroom.ts'

const operations = operationsOf(routes).map(({ method, path, operation }) => ({ method, path, ...operation }))
const roleNames = Object.keys(roles) as Role[]
const story = '---\nheadline: The ferry returns\nslug: ferry\npublished: -1h\n---\n\nWords.\n'
/** What whoever may is not refused for. */
const bodies: Record<string, object> = {
  correctArticle: { words: 'It returns on Friday.' },
  putContent: { content: emptyContent('en') },
}
const queries: Record<string, string> = { compareVersions: '?from=1' }

/** 401: sign in; 403: you may not. Whatever else is said is said to somebody who may. */
const isRefused = (status: number) => status === 401 || status === 403

describe.each(engines)('who may call what, on %s:', (engine) => {
  let house: TestHouse
  let site: Served
  let members: Record<Role, SignedInBrowser>
  let articleId: string
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    const all = await Promise.all(roleNames.map(async (role) => [role, await signedInAs(house, site, role)] as const))
    members = Object.fromEntries(all) as Record<Role, SignedInBrowser>
    await publishStory(house, operator, { source: story, read: async () => undefined })
    const listed = await members.publisher.call('GET', '/api/v1/articles')
    articleId = listed.json.articles[0].id
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  // Signing out would end it all; whoever has a cookie may.
  const inTurn = operations.filter(({ id }) => id !== 'signOut')

  test.each(inTurn)('$id by every role, by a program, and by strangers', async ({ id, method, path, act, body }) => {
    const address = path.replace(':id', 'nothing').replaceAll(/:\w+/gu, 'x')
    const sent = body === undefined ? undefined : {}
    for (const role of roleNames) {
      const { status } = await members[role].call(method, address, sent)
      const may = !isAct(act) || mayEver({ kind: 'staff', id: 'x', role }, act)
      const isOwnAlone = may && isAct(act) && !can({ kind: 'staff', id: 'x', role }, act)
      // Whose it is only the deed can tell, and what is nothing is nobody's.
      if (!isOwnAlone) expect([id, role, isRefused(status)]).toEqual([id, role, !may])
    }
    const stranger = await aBrowser(house, site).call(method, address, sent)
    expect([id, isRefused(stranger.status)]).toEqual([id, act !== 'anyone'])
    const scopes = scopesOf('publisher').filter((scope) => scope !== act)
    const { secret } = done(await createToken(house, operator, { name: 'Script', scopes, expiresAt: null }))
    const asProgram = { Authorization: `Bearer ${secret}` }
    const program = await aBrowser(house, site).call(method, address, sent, asProgram)
    expect([id, isRefused(program.status)]).toEqual([id, act !== 'anyone'])
    house.clock.advance(60_000)
  })

  const onStories = operations.filter(
    ({ id, path, act }) => path.includes('/articles/:id') && isAct(act) && id !== 'withdrawArticle',
  )

  test.each(onStories)(
    '$id on somebody else’s story only by who may do it to all',
    async ({ id, method, path, act, body }) => {
      const address = path.replace(':id', articleId).replaceAll(/:\w+/gu, 'x') + (queries[id] ?? '')
      for (const role of roleNames) {
        const sent = body === undefined ? undefined : (bodies[id] ?? {})
        const { status } = await members[role].call(method, address, sent)
        const may = can({ kind: 'staff', id: 'x', role }, act as Act, { isOwn: false })
        // Who may not even know of it hears that it is not there.
        if (!may) expect([id, role, [403, 404].includes(status)]).toEqual([id, role, true])
        else expect([id, role, isRefused(status)]).toEqual([id, role, false])
      }
      house.clock.advance(60_000)
    },
  )

  test('a change of role, and a removal, hold from the next request on', async () => {
    const [publisher, other] = [await signedInAs(house, site, 'publisher'), await signedInAs(house, site, 'editor')]
    const mayList = async () => (await other.call('GET', '/api/v1/articles')).status
    expect(await mayList()).toBe(200)
    const demoted = await publisher.call('PATCH', `/api/v1/staff/${other.id}`, { role: 'moderator' })
    expect(demoted).toMatchObject({ status: 200, json: { member: { role: 'moderator' } } })
    expect(await mayList()).toBe(403)
    expect((await publisher.call('DELETE', `/api/v1/staff/${other.id}`)).status).toBe(200)
    expect(await mayList()).toBe(401)
  })
})
