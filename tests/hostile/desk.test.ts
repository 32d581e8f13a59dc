import { request } from 'node:http'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operator } from '../../src/kit/db/schema.ts'
import { done } from '../../src/kit/outcome.ts'
import { createToken, revokeToken } from '../../src/staff/tokens.ts'
import type { Content } from '../../src/working-copies/content.ts'
import { aContent, aDraft, paragraph, write } from '../desk-stories.ts'
import { aHouse, serve, type Served, type TestHouse } from '../house.ts'
import { signedInAs, type SignedInBrowser } from '../newsroom.ts'

let house: TestHouse
let site: Served
let editor: SignedInBrowser
beforeAll(async () => {
  house = await aHouse('sqlite')
  site = await serve(house)
  editor = await signedInAs(house, site, 'editor')
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await house[Symbol.asyncDispose]()
})

const at = (id: string, what: string) => `/api/v1/articles/${id}/${what}`

async function upload(bytes: Buffer, name: string) {
  const answer = await site.get(`/api/v1/media?name=${name}`, {
    method: 'POST',
    headers: { ...fromTheDesk(), 'Content-Type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  return { status: answer.status, json: (await answer.json()) as any }
}

function fromTheDesk(): Record<string, string> {
  return { Cookie: editor.cookie(), Origin: house.config.origin, 'Sec-Fetch-Site': 'same-origin' }
}

/** Of noise, which no compression makes small. */
async function largePhoto(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
  const image = sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#000', noise } })
  return image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
}

describe('a file that comes in at the desk', () => {
  test('may be a photo of more than 30 MB', { timeout: 120_000 }, async () => {
    const bytes = await largePhoto()
    expect(bytes.length).toBeGreaterThan(30_000_000)
    const { status, json } = await upload(bytes, 'harbour.jpg')
    expect([status, json.outcome, json.width], `${bytes.length} ${json.detail}`).toEqual([200, 'taken', 4_000])
  })

  test('is refused as HEIC, and the answer says what to do', async () => {
    const heic = Buffer.concat([Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(400)])
    const { status, json } = await upload(heic, 'IMG_0042.jpg')
    expect([status, json.detail]).toEqual([422, expect.stringMatching(/^IMG_0042\.jpg is HEIC.*export it as JPEG/u)])
  })

  test('may be a drawing with a script, which readers do not get', async () => {
    const drawing =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="alert(1)"><script>alert(2)</script>' +
      '<a href="javascript:alert(3)"><rect width="9" height="9"/></a></svg>'
    const { status, json } = await upload(Buffer.from(drawing), 'plan.svg')
    expect([status, json.outcome]).toEqual([200, 'taken'])
    await house.queue.drain()
    const { src } = (await editor.call('GET', `/api/v1/media/${json.id}`)).json
    const answer = await site.get(src)
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toMatch(/alert|script|onload/u)
  })

  test('that breaks off in the middle leaves nothing, and comes in whole the next time', async () => {
    const bytes = await sharp({ create: { width: 700, height: 500, channels: 3, background: '#369' } })
      .png()
      .toBuffer()
    const before = (await editor.call('GET', '/api/v1/media')).json.media.length
    await brokenOff('/api/v1/media?name=half.png', bytes)
    expect((await editor.call('GET', '/api/v1/media')).json.media).toHaveLength(before)
    expect((await upload(bytes, 'half.png')).json).toMatchObject({ outcome: 'taken', isNew: true })
  })
})

/** Announces the whole body, sends half of it, and is gone. */
async function brokenOff(path: string, bytes: Buffer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const headers = { ...fromTheDesk(), 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length }
  const sent = request(site.origin + path, { method: 'POST', headers })
  sent.on('error', () => resolve())
  sent.write(bytes.subarray(0, bytes.length / 2), () => sent.destroy())
  await promise
}

describe('a story that is larger than any', () => {
  test('of 500 blocks is written, published and read whole', { timeout: 60_000 }, async () => {
    const blocks = Array.from({ length: 500 }, (_, index) =>
      paragraph(`Paragraph ${index}, of the long night.`, `block${index}`),
    )
    const id = await aDraft(editor, aContent({ document: { version: 1, blocks }, headline: 'The long night' }))
    const published = await editor.call('POST', at(id, 'publish'), {})
    expect([published.status, published.json.outcome]).toEqual([200, 'published'])
    const page = await (await site.get(published.json.path)).text()
    for (const index of [0, 250, 499]) expect(page).toContain(`Paragraph ${index}, of the long night.`)
    expect((await editor.call('GET', at(id, 'content'))).json.content.document.blocks).toHaveLength(500)
  })

  test('with a gallery of 200 pictures too', { timeout: 60_000 }, async () => {
    const bytes = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#963' } })
      .jpeg()
      .toBuffer()
    const { id: media } = (await upload(bytes, 'one.jpg')).json
    const pictures = Array.from({ length: 200 }, (_, index) => ({
      media,
      alt: `Boat ${index}`,
      caption: [{ type: 'text' as const, text: `The boat number ${index}` }],
      credit: 'Kit',
    }))
    const gallery = { id: 'gal1', type: 'gallery', pictures, caption: [] } as never
    const document = { version: 1 as const, blocks: [paragraph('Two hundred boats.'), gallery] }
    const id = await aDraft(editor, aContent({ document, headline: 'All the boats' }))
    const published = await editor.call('POST', at(id, 'publish'), {})
    expect([published.status, published.json.detail]).toEqual([200, undefined])
    const page = await (await site.get(published.json.path)).text()
    expect([...new Set(page.match(/alt="Boat \d+"/gu))]).toHaveLength(200)
  })
})

describe('two stories that want one address', () => {
  test('get two, or the second is told in words; neither loses anything', async () => {
    const paths = []
    for (const headline of ['One address', 'One address too']) {
      const id = await aDraft(editor, aContent({ headline, slug: 'one-address' }))
      const { status, json } = await editor.call('POST', at(id, 'publish'), {})
      expect((await editor.call('GET', at(id, 'content'))).json.content).toMatchObject({
        headline,
        slug: 'one-address',
      })
      if (status === 200) paths.push(json.path)
      else expect([status, json.detail]).toEqual([409, expect.stringContaining('one-address')])
    }
    expect(new Set(paths).size).toBe(paths.length)
    for (const path of paths) expect((await site.get(path)).status).toBe(200)
  })
})

describe('two stories that want one address at once', () => {
  test('get two, or one is told in words; both keep their words', async () => {
    const headlines = ['At once', 'At once too', 'At once as well']
    const ids = await Promise.all(headlines.map((headline) => aDraft(editor, aContent({ headline, slug: 'at-once' }))))
    const all = await Promise.all(ids.map((id) => editor.call('POST', at(id, 'publish'), {})))
    for (const { status, json } of all)
      if (status !== 200) expect([status, json.detail]).toEqual([409, expect.stringContaining('at-once')])
    const paths = all.flatMap(({ status, json }) => (status === 200 ? [json.path] : []))
    expect([paths.length > 0, new Set(paths).size]).toEqual([true, paths.length])
    for (const [index, id] of ids.entries())
      expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe(headlines[index])
  })
})

describe('what is wrong with a request is said, and the story stays as it was', () => {
  const contents: [string, (content: Content) => unknown][] = [
    [
      'a prototype',
      (content) => JSON.stringify({ content }).replace('{"content":{', '{"content":{"__proto__":{"slug":"x"},'),
    ],
    ['a prototype beside it', (content) => JSON.stringify({ content }).replace('{', '{"__proto__":{"isAdmin":true},')],
    ['brackets 1,000 deep', () => `{"content":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
    ['an unknown field', (content) => ({ content: { ...content, colour: 'red' } })],
    [
      'a block of an unknown kind',
      (content) => ({ content: { ...content, document: withBlock({ type: 'marquee' }) } }),
    ],
    [
      'a block with an unknown field',
      (content) => ({ content: { ...content, document: withBlock({ ...paragraph('x'), style: 'color:red' }) } }),
    ],
    ['no content', () => ({})],
    ['half of it', (content) => JSON.stringify({ content }).slice(0, -20)],
  ]
  const withBlock = (block: object) => ({ version: 1, blocks: [{ id: 'odd1', ...block }] })

  test.each(contents)('%s', async (_name, made) => {
    const id = await aDraft(editor)
    const refused = await editor.call('PUT', at(id, 'content'), made(aContent({ headline: 'Never' })))
    expect([400, 422]).toContain(refused.status)
    expect(refused.json.detail ?? refused.json.title).toMatch(/\w+ \w+/u)
    expect(JSON.stringify(refused.json)).not.toMatch(/at .*\.ts:\d|ZodError/u)
    expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe('The ferry returns')
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
  })

  test('a page of somebody else’s that uses the session', async () => {
    const id = await aDraft(editor)
    for (const forged of [
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
      { Origin: `${house.config.origin}.evil.example`, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      for (const [method, what, body] of [
        ['PUT', 'content', { content: aContent({ headline: 'Forged' }) }],
        ['POST', 'publish', {}],
      ] as const) {
        const refused = await editor.call(method, at(id, what), body, forged)
        expect([refused.status, refused.json.detail], forged.Origin).toEqual([403, expect.stringMatching(/\w+ \w+/u)])
      }
    }
    expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe('The ferry returns')
  })

  test('a session that has ended between two writes', async () => {
    const writer = await signedInAs(house, site, 'editor')
    const id = await aDraft(writer)
    const put = (headline: string) => writer.call('PUT', at(id, 'content'), { content: aContent({ headline }) })
    expect((await put('In time')).status).toBe(200)
    const own = house.db.selectFrom('members').select('id').where('public_id', '=', writer.id)
    const ended = { expires_at: house.clock.now() }
    await house.write(operator, (tx) => tx.updateTable('sessions').set(ended).where('member_id', 'in', own).execute())
    const refused = await put('Too late')
    expect([refused.status, refused.json.type, refused.json.detail]).toEqual([
      401,
      '/api#signed-out',
      expect.stringMatching(/^Sign in/u),
    ])
    expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe('In time')
  })

  test('a token that was revoked between two writes', async () => {
    const id = await aDraft(editor)
    const token = done(await createToken(house, operator, { name: 'Wire', scopes: ['article.write'], expiresAt: null }))
    const put = (headline: string) =>
      site.get(at(id, 'content'), {
        method: 'PUT',
        headers: { Authorization: `Bearer ${token.secret}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ content: aContent({ headline }) }),
      })
    expect((await put('By the wire')).status).toBe(200)
    done(await revokeToken(house, operator, { publicId: token.publicId }))
    const refused = await put('Too late')
    expect([refused.status, ((await refused.json()) as any).detail]).toEqual([401, expect.stringMatching(/token/iu)])
    expect((await editor.call('GET', at(id, 'content'))).json.content.headline).toBe('By the wire')
    await write(editor, id, aContent({ headline: 'By hand' }))
  })
})
