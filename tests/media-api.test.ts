import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../src/kit/db/schema.ts'
import { done } from '../src/kit/outcome.ts'
import { createToken } from '../src/staff/tokens.ts'
import { engines } from './databases.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'

/** A photo of one colour, as a camera makes it: lying on its side. */
async function photo(red: number, { width = 60, height = 40 } = {}): Promise<Buffer> {
  const image = sharp({ create: { width, height, channels: 3, background: { r: red, g: 90, b: 90 } } })
  return image.jpeg().withMetadata({ orientation: 6 }).toBuffer()
}

describe.each(engines)('pictures, people and polls for a desk on %s', (engine) => {
  let house: TestHouse
  let site: Served
  let token: string
  beforeAll(async () => {
    house = await aHouse(engine)
    site = await serve(house)
    const scopes = ['media.add', 'article.write', 'poll.edit'] as const
    token = done(await createToken(house, operator, { name: 'Desk', scopes, expiresAt: null })).secret
  })
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  async function ask(method: string, path: string, body?: unknown) {
    const isFile = Buffer.isBuffer(body)
    const answer = await site.get(path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
    })
    return { status: answer.status, json: JSON.parse(await answer.text()) }
  }

  test('a photo comes in by its bytes, upright, once, and is found by what is said of it', async () => {
    const bytes = await photo(200)
    const taken = await ask('POST', '/api/v1/media?name=ferry.jpg', bytes)
    expect(taken).toMatchObject({ status: 200, json: { outcome: 'taken', isNew: true, width: 40, height: 60 } })
    const { id } = taken.json
    expect((await ask('POST', '/api/v1/media?name=again.jpg', bytes)).json).toMatchObject({ isNew: false, id })
    expect((await ask('GET', `/api/v1/media/${id}`)).json).toMatchObject({ src: expect.stringMatching(/^\/media\//u) })
    const said = { alt: 'The ferry at dusk', credit: 'Kit', focus: { x: 0.2, y: 0.7 } }
    expect((await ask('PATCH', `/api/v1/media/${id}`, said)).json.outcome).toBe('updated')
    expect((await ask('PATCH', `/api/v1/media/${id}`, said)).json.outcome).toBe('unchanged')
    expect((await ask('GET', '/api/v1/media?search=DUSK%20kit')).json.media).toMatchObject([{ id, ...said }])
    expect((await ask('GET', '/api/v1/media?search=100%25')).json.media).toEqual([])
  })

  test('whatever is no picture, is cut off or empty is refused in words', async () => {
    const cut = (await photo(90, { width: 400, height: 300 })).subarray(0, 700)
    for (const [name, bytes] of [
      ['cut.jpg', cut],
      ['page.jpg', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ] as const) {
      const refused = await ask('POST', `/api/v1/media?name=${name}`, bytes)
      expect([refused.status, refused.json.detail], name).toEqual([422, expect.stringContaining(name)])
    }
    expect((await ask('POST', '/api/v1/media?name=empty.jpg', Buffer.alloc(0))).status).toBe(400)
    expect((await ask('POST', '/api/v1/media', await photo(10))).json.faults).toMatchObject([{ path: '?name' }])
  })

  test('an embed gets its title and still from the page, and a picture comes from its address', async () => {
    const bytes = await photo(30)
    await using elsewhere = await aPageElsewhere(bytes)
    const found = await ask('POST', '/api/v1/embeds', { url: `${elsewhere.origin}/video` })
    expect(found.json).toMatchObject({ title: 'Low water & high', warning: null })
    expect((await ask('GET', `/api/v1/media/${found.json.still}`)).json).toMatchObject({ width: 40, height: 60 })
    const same = await ask('POST', '/api/v1/media/from-address', { url: `${elsewhere.origin}/still.jpg` })
    expect(same.json).toMatchObject({ id: found.json.still, isNew: false })
    const gone = await ask('POST', '/api/v1/embeds', { url: `${elsewhere.origin}/nothing` })
    expect(gone.json).toMatchObject({ still: null, warning: expect.stringMatching(/answered with 404/u) })
    const none = await ask('POST', '/api/v1/media/from-address', { url: `${elsewhere.origin}/nothing` })
    expect([none.status, none.json.detail]).toEqual([422, expect.stringMatching(/answered with 404/u)])
  })

  test('people are added once and found by parts of their name', async () => {
    const added = await ask('POST', '/api/v1/people', { name: 'Ottilie Garland', role: 'Reporter' })
    expect(added.json).toMatchObject({ outcome: 'created', name: 'Ottilie Garland' })
    const again = await ask('POST', '/api/v1/people', { name: 'ottilie garland' })
    expect(again.json).toMatchObject({ outcome: 'unchanged', id: added.json.id })
    expect((await ask('GET', '/api/v1/people?search=garl%20OTT')).json.people).toMatchObject([{ id: added.json.id }])
    expect((await ask('GET', `/api/v1/people/${added.json.id}`)).json.role).toBe('Reporter')
    expect((await ask('GET', '/api/v1/people/999')).status).toBe(404)
  })

  test('a poll is found by its question and told with its answers', async () => {
    const body = { question: 'Should the bridge close at noon?', options: ['Yes', 'No'] }
    const { id } = (await ask('POST', '/api/v1/polls', body)).json
    const told = { ...body, pictures: [null, null], counted: 0 }
    expect((await ask('GET', `/api/v1/polls/${id}`)).json).toMatchObject(told)
    expect((await ask('GET', '/api/v1/polls?search=BRIDGE%20noon')).json.polls).toMatchObject([{ id }])
    const gone = await ask('GET', '/api/v1/polls/nothing')
    expect([gone.status, gone.json.code]).toEqual([404, 'no-such-poll'])
  })

  test('a poll takes pictures of the paper beside its answers, and readers see them', async () => {
    const { id: ship } = (await ask('POST', '/api/v1/media?name=ship.jpg', await photo(120))).json
    const pictures = [null, { media: ship, alt: ' A container  ship' }]
    const body = { question: 'Which should pass first?', options: ['Ferries', 'Ships'], pictures }
    const made = await ask('POST', '/api/v1/polls', body)
    expect(made).toMatchObject({ status: 200, json: { outcome: 'created' } })
    const { json: told } = await ask('GET', `/api/v1/polls/${made.json.id}`)
    const src = expect.stringMatching(/^\/media\//u)
    expect(told.pictures).toEqual([null, { media: ship, alt: 'A container ship', src }])
    const page = await (await site.get(`/polls/${made.json.id}`)).text()
    expect(page).toMatch(/class="option-picture"[^]*alt="A container ship"/u)
  })

  test('a picture of an answer goes where its answer goes, is exchanged, and taken away', async () => {
    const { id: ship } = (await ask('POST', '/api/v1/media?name=ship.jpg', await photo(120))).json
    const picture = { media: ship, alt: 'A container ship' }
    const body = { question: 'Which should wait?', options: ['Ferries', 'Ships'], pictures: [null, picture] }
    const { id } = (await ask('POST', '/api/v1/polls', body)).json
    const shown = async () => {
      const { options, pictures } = (await ask('GET', `/api/v1/polls/${id}`)).json
      return options.map((label: string, index: number) => [label, pictures[index]?.alt])
    }
    const change = async (changed: object) => (await ask('PATCH', `/api/v1/polls/${id}`, changed)).json.outcome
    const [ferries, ships] = (await ask('GET', `/api/v1/polls/${id}`)).json.optionIds
    const moved = { options: ['Freighters', 'Ferries'], optionIds: [ships, ferries] }
    expect([await change(moved), await shown()]).toEqual([
      'updated',
      [
        ['Freighters', 'A container ship'],
        ['Ferries', undefined],
      ],
    ])
    expect(await change({ pictures: [picture] })).toBe('unchanged')
    expect(await change({ pictures: [null, { ...picture, alt: 'A ferry' }] })).toBe('updated')
    expect(await shown()).toEqual([
      ['Freighters', undefined],
      ['Ferries', 'A ferry'],
    ])
  })

  test('what a poll cannot be is refused, with the place and a code for each reason', async () => {
    const bytes = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
    const { id: file } = (await ask('POST', '/api/v1/media?name=terms.pdf', bytes)).json
    expect(file).toEqual(expect.any(String))
    const { id: ship } = (await ask('POST', '/api/v1/media?name=ship.jpg', await photo(120))).json
    const body = { question: 'Which should pass first?', options: ['Ferries', 'Ships'] }
    const picture = { media: ship, alt: 'A ship' }
    for (const [wrong, code, path] of [
      [{ question: ' ' }, 'poll-question-missing', '/question'],
      [{ options: ['Ferries'] }, 'poll-answers', '/options'],
      [{ options: ['Ferries', ' '] }, 'poll-answer-words', '/options/1'],
      [{ options: ['Ferries', 'Ferries'] }, 'poll-answers-alike', '/options'],
      [{ maxChoices: 3 }, 'poll-choices', '/maxChoices'],
      [{ closesAt: 1, opensAt: 2 }, 'poll-ends-first', '/closesAt'],
      [{ pictures: [null, { ...picture, alt: ' ' }] }, 'poll-picture-unsaid', '/pictures/1/alt'],
      [{ pictures: [{ media: 'nothing', alt: 'A ship' }] }, 'poll-picture-gone', '/pictures/0/media'],
      [{ pictures: [{ media: file, alt: 'Terms' }] }, 'poll-picture-gone', '/pictures/0/media'],
      [{ pictures: [picture, picture, picture] }, 'poll-pictures-left-over', '/pictures'],
    ] as const) {
      const refused = await ask('POST', '/api/v1/polls', { ...body, ...wrong })
      expect([refused.status, refused.json.code, refused.json.faults?.[0]?.path], code).toEqual([422, code, path])
    }
    expect((await ask('GET', '/api/v1/polls?search=pass%20first')).json.polls).toHaveLength(1)
  })
})

async function aPageElsewhere(still: Buffer) {
  const head = '<title>Plain</title><meta property="og:title" content="Low  water &amp; high">'
  const page = `<html><head>${head}<meta property="og:image" content="/still.jpg"></head></html>`
  const server = createServer(({ url }, response) => {
    if (url === '/video') response.setHeader('Content-Type', 'text/html').end(page)
    else if (url === '/still.jpg') response.end(still)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
