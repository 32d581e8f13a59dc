import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeStanding, inviteMember, removeMember } from '../src/accounts/staff.ts'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, system } from '../src/kit/db/schema.ts'
import { recordDeed, verifyLedger } from '../src/kit/ledger.ts'
import { done } from '../src/kit/outcome.ts'
import { ensurePerson } from '../src/people/store.ts'
import { scopesOf } from '../src/staff/acts.ts'
import { createToken } from '../src/staff/tokens.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { aBrowser, signedInAs, tokenIn, type SignedInBrowser } from './newsroom.ts'

describe.each(engines)('the newsroom’s staff on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let publisher: SignedInBrowser
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    publisher = await signedInAs(house, site, 'publisher')
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  const aPerson = (name: string) => house.write(system, (tx) => ensurePerson(tx, { name }, house.clock.now()))

  async function join(link: string, email: string) {
    const browser = aBrowser(house, site)
    const opened = await browser.call('POST', '/api/v1/session/link', { token: tokenIn(link) })
    const asked = { token: tokenIn(link), name: opened.json.name || 'Somebody', email }
    return { browser, opened: opened.json, made: await browser.call('POST', '/api/v1/accounts', asked) }
  }

  test('an invitation makes an account of its role once, as the person of the bylines', async () => {
    const personId = await aPerson('Hester Dunmore')
    const invited = await publisher.call('POST', '/api/v1/staff/invitations', { role: 'reporter', personId })
    expect(invited).toMatchObject({ status: 200, json: { outcome: 'linked', expiresAt: expect.any(Number) } })
    const { opened, made } = await join(invited.json.link, 'hester@lantern.example')
    expect(opened).toMatchObject({ kind: 'invitation', role: 'reporter', name: 'Hester Dunmore' })
    expect(made.json.member).toMatchObject({ name: 'Hester Dunmore', role: 'reporter', personId })
    expect((await join(invited.json.link, 'other@lantern.example')).made.status).toBe(404)
    const twice = await publisher.call('POST', '/api/v1/staff/invitations', { role: 'editor', personId })
    expect([twice.status, twice.json.detail]).toEqual([409, 'Hester Dunmore is already Hester Dunmore’s byline.'])
    const nobody = await publisher.call('POST', '/api/v1/staff/invitations', { role: 'editor', personId: 999_999 })
    expect(nobody.status).toBe(404)
  })

  test('an invitation that was taken back makes no account', async () => {
    const invited = await publisher.call('POST', '/api/v1/staff/invitations', { role: 'publisher', name: 'Eve' })
    const { id, link } = invited.json
    const waiting = async () => (await publisher.call('GET', '/api/v1/staff')).json.invitations
    expect(await waiting()).toEqual(expect.arrayContaining([expect.objectContaining({ id, name: 'Eve' })]))
    expect((await publisher.call('DELETE', `/api/v1/staff/invitations/${id}`)).status).toBe(200)
    expect((await publisher.call('DELETE', `/api/v1/staff/invitations/${id}`)).status).toBe(404)
    expect((await join(link, 'eve@lantern.example')).made.status).toBe(404)
    expect(JSON.stringify(await waiting())).not.toContain(id)
  })

  test('of two who open one invitation at once, one joins', async () => {
    const { link } = done(await inviteMember(house, operator, { role: 'editor' }))
    const tried = await Promise.all([1, 2, 3].map((number) => join(link, `e${number}@lantern.example`)))
    expect(tried.map(({ made }) => made.status).toSorted()).toEqual([200, 404, 404])
  })

  test('an invitation for an address that somebody has stays good for another one', async () => {
    const { link } = done(await inviteMember(house, operator, { role: 'editor', email: 'x@lantern.example' }))
    expect((await join(link, 'HESTER@lantern.example')).made.status).toBe(409)
    expect((await join(link, 'felix@lantern.example')).made.status).toBe(200)
    const late = done(await inviteMember(house, operator, { role: 'editor' }))
    house.clock.advance(7 * 86_400_000)
    expect((await join(late.link, 'late@lantern.example')).made.status).toBe(404)
  })

  test('the last publisher cannot be removed or demoted, not even by two who do it to each other', async () => {
    for (const change of [{ role: 'editor' as const }])
      expect((await publisher.call('PATCH', `/api/v1/staff/${publisher.id}`, change)).status).toBe(409)
    expect((await publisher.call('DELETE', `/api/v1/staff/${publisher.id}`)).status).toBe(409)
    const second = await signedInAs(house, site, 'publisher')
    const both = await Promise.all([
      removeMember(house, operator, { id: publisher.id }),
      changeStanding(house, operator, { id: second.id, change: { role: 'editor' } }),
    ])
    expect(both.map(({ outcome }) => outcome === 'conflict').toSorted()).toEqual([false, true])
    publisher = await signedInAs(house, site, 'publisher')
  })

  test('a reset takes every way in, and its link is the only one', async () => {
    const editor = await signedInAs(house, site, 'editor')
    const reset = await publisher.call('POST', `/api/v1/staff/${editor.id}/reset`)
    expect((await editor.call('GET', '/api/v1/me')).status).toBe(401)
    const browser = aBrowser(house, site)
    const opened = await browser.call('POST', '/api/v1/session/link', { token: tokenIn(reset.json.link) })
    expect(opened.json).toMatchObject({ kind: 'sign-in', member: { id: editor.id } })
    expect((await browser.call('GET', '/api/v1/me')).status).toBe(200)
  })

  test('a person that was merged into another leaves the account with that one', async () => {
    const [first, second] = [await aPerson('J. Quill'), await aPerson('Jo Quill')]
    const reporter = await signedInAs(house, site, 'reporter')
    await publisher.call('PATCH', `/api/v1/staff/${reporter.id}`, { personId: first })
    await house.write(system, (tx) =>
      tx.updateTable('people').set({ merged_into: second }).where('id', '=', first).execute(),
    )
    expect((await reporter.call('GET', '/api/v1/session')).json.member.personId).toBe(second)
    const listed = (await publisher.call('GET', '/api/v1/staff')).json.members
    expect(listed.find(({ id }: { id: string }) => id === reporter.id).personName).toBe('Jo Quill')
  })

  test('no program manages staff, whatever it was given', async () => {
    const scopes = [...scopesOf('publisher'), 'staff.manage' as const]
    const { secret } = done(await createToken(house, operator, { name: 'Script', scopes, expiresAt: null }))
    const headers = { Authorization: `Bearer ${secret}` }
    const asked = await aBrowser(house, site).call('POST', '/api/v1/staff/invitations', { role: 'publisher' }, headers)
    expect([asked.status, asked.json.type]).toEqual([403, '/api#forbidden'])
    expect((await aBrowser(house, site).call('GET', '/api/v1/me', undefined, headers)).status).toBe(403)
    // With a publisher's cookie beside it, it is still that program.
    expect((await publisher.call('GET', '/api/v1/staff', undefined, headers)).status).toBe(403)
  })

  test('who did what, when and from where can be asked for', async () => {
    const editor = await signedInAs(house, site, 'editor')
    const source = '---\nheadline: The ferry returns\npublished: -1h\n---\n\nWords.\n'
    const since = house.clock.now()
    await editor.call('POST', '/api/v1/stories', { source })
    await publishStory(house, operator, { source: source.replace('ferry', 'lock'), read: async () => undefined })
    house.clock.advance(1_000)
    const of = async (query: string) => (await publisher.call('GET', `/api/v1/ledger?${query}`)).json
    const { entries } = await of(`actor=staff:${editor.id}&deed=article&since=${since}&until=${house.clock.now()}`)
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries)
      expect(entry).toMatchObject({ actor: `staff:${editor.id}`, actorName: 'The editor', network: '127.0.0.0/24' })
    expect(JSON.stringify(entries)).not.toContain('127.0.0.1')
    const [{ subject }] = entries
    const subjects = (await of(`subject=${encodeURIComponent(subject)}`)).entries.map((each: any) => each.subject)
    expect(new Set(subjects)).toEqual(new Set([subject]))
    const toEditor = (await of(`subject=member:${editor.id}`)).entries
    expect(new Set(toEditor.map(({ subjectName }: any) => subjectName))).toEqual(new Set(['The editor']))
    // A story by its headline, and where it is; what is gone by its number alone.
    const [story] = (await editor.call('GET', '/api/v1/articles?search=ferry')).json.articles
    expect(entries[0]).toMatchObject({ subjectName: 'The ferry returns', subjectId: story.id })
    await house.write(system, (tx) =>
      recordDeed(tx, { deed: 'article.trash', subject: 'article:987654', at: house.clock.now() }),
    )
    const [gone] = (await of('subject=article:987654')).entries
    expect(gone).toMatchObject({ subjectName: null, subjectId: null })
    const reads = { name: 'Reads the log', scopes: ['ledger.read' as const], expiresAt: null }
    const { secret } = done(await createToken(house, operator, reads))
    const asked = await fetch(`${site.origin}/api/v1/ledger?subject=${subject}`, {
      headers: { Authorization: `Bearer ${secret}` },
    })
    expect(((await asked.json()) as any).entries[0]).toMatchObject({ subject, subjectName: null, subjectId: null })
    const there = await of('network=127.0.0.0/24&limit=100')
    expect(there.entries.every(({ network }: any) => network === '127.0.0.0/24')).toBe(true)
    expect((await of('network=203.0.113.0/24')).entries).toEqual([])
    expect((await of(`until=${since - 86_400_000 * 30}`)).entries).toEqual([])
    const seen: number[] = []
    for (let next: string | null = ''; next !== null;) {
      const page = await of(`limit=7${next === '' ? '' : `&after=${next}`}`)
      seen.push(...page.entries.map(({ seq }: { seq: number }) => seq))
      next = page.next
    }
    expect(seen).toEqual(seen.toSorted((a, b) => b - a))
    const { count } = await house.db
      .selectFrom('ledger')
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect(seen.length).toBe(Number(count))
    expect(await verifyLedger(house.db)).toMatchObject({ ok: true })
  })
})
