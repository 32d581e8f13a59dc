import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { schemaVersion } from '../../src/working-copies/nodes.ts'
import { readCopy } from '../../src/working-copies/read-copy.ts'
import { closing, decodeFrame, encodeFrame, type Frame } from '../../src/working-copies/wire.ts'
import { engines } from '../databases.ts'
import { aHouse } from '../house.ts'
import { aStory, headline, paragraph, patience, saved, serveNewsroom, wordsOf, write } from './writers.ts'

describe.each(engines)('who may write on %s', (engine) => {
  test('a viewer reads along, and an update of theirs is refused', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    using vera = write(served.origin, publicId, 'vera')
    await Promise.all([saved(ines), saved(vera)])
    expect(vera.status().right).toBe('read')
    headline(ines.doc).insert(0, 'The ')
    await vi.waitUntil(() => headline(vera.doc).toString() === 'The Ferry finds its way', patience)
    // A client of ours would not even send it.
    headline(vera.doc).insert(0, 'No, the ')
    const forged = await aLine(served.origin, publicId, 'vera')
    forged.send({ kind: 'update', number: 1, bytes: Y.encodeStateAsUpdate(vera.doc) })
    expect(await forged.closed).toEqual({ code: closing.forbidden, reason: 'read-only' })
    expect(forged.heard.at(-1)).toEqual({ kind: 'refused', number: 1, reason: 'read-only' })
    expect((await readCopy(house, id))?.content.headline).toBe('The Ferry finds its way')
  })

  test('whoever loses the right in mid-sentence writes nothing more, and keeps their words', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    using olof = write(served.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    const sentence = paragraph(ines.doc)
    sentence.insert(0, 'This was said before. ')
    await saved(ines)
    served.newsroom.delete('ines')
    sentence.insert(0, 'And this afterwards. ')
    await vi.waitUntil(() => ines.status().connection === 'refused', patience)
    expect(ines.status()).toMatchObject({ saved: false, reason: expect.stringMatching(/^(?:signed-out|read-only)$/u) })
    expect(wordsOf(ines.doc)).toMatch(/^And this afterwards\. This was said before\. By/u)
    const words = (await readCopy(house, id))?.content.document.blocks[0]
    expect(JSON.stringify(words)).toContain('This was said before.')
    expect(JSON.stringify(words)).not.toContain('afterwards')
    expect(olof.status().connection).toBe('online')
  })

  test('whoever signs in again goes on with all their words', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    using olof = write(served.origin, publicId, 'olof')
    await Promise.all([saved(ines), saved(olof)])
    served.newsroom.delete('ines')
    // The server looks once a second whether everybody is still allowed to be there.
    await vi.waitUntil(() => ines.status().connection === 'refused', patience)
    expect(ines.status().reason).toBe('signed-out')
    paragraph(ines.doc).insert(0, 'Written meanwhile. ')
    served.newsroom.set('ines', { role: 'editor' })
    ines.retry()
    await saved(ines)
    await vi.waitUntil(() => wordsOf(olof.doc).startsWith('Written meanwhile.'), patience)
  })

  test('an editor who becomes a viewer is sent away, and comes again as one', async () => {
    await using house = await aHouse(engine)
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    using ines = write(served.origin, publicId, 'ines')
    await saved(ines)
    served.newsroom.set('ines', { role: 'viewer' })
    await vi.waitUntil(() => ines.status().reason === 'read-only', patience)
    ines.retry()
    await vi.waitUntil(() => ines.status().connection === 'online', patience)
    expect(ines.status().right).toBe('read')
  })
})

describe('the live channel', () => {
  test('says why it takes somebody not up', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    const closedFor = async (...asked: Parameters<typeof aLine>) => (await aLine(...asked)).closed
    expect(await closedFor(served.origin, publicId, 'nobody')).toEqual({
      code: closing.forbidden,
      reason: 'signed-out',
    })
    served.newsroom.set('mira', { role: 'none' })
    expect(await closedFor(served.origin, publicId, 'mira')).toEqual({ code: closing.forbidden, reason: 'forbidden' })
    expect((await closedFor(served.origin, 'nothing', 'ines')).code).toBe(closing.unknown)
    expect((await closedFor(served.origin, publicId, 'ines', { schema: schemaVersion + 1 })).code).toBe(closing.schema)
  })

  test('is not for pages of other sites', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    const from = (origin: string) => aLine(served.origin, publicId, 'ines', { origin })
    await expect(from('https://elsewhere.example')).rejects.toThrow()
    await expect(from('null')).rejects.toThrow()
    expect((await from(served.origin)).isOpen()).toBe(true)
    expect((await from(house.config.origin)).isOpen()).toBe(true)
  })

  test('takes over no other request, whatever protocol it asks for', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    await expect(aLine(served.origin, `${publicId}/more`, 'ines')).rejects.toThrow()
    const { request } = await import('node:http')
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { Connection: 'Upgrade', Upgrade: 'h2c' }
      request(`${served.origin}/robots.txt`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(answer).toBe(200)
  })

  test('cuts off whoever says what no client of ours would, and nothing of it stays', async () => {
    await using house = await aHouse('sqlite')
    await using served = await serveNewsroom(house)
    const { id, publicId } = await aStory(house)
    const before = await readCopy(house, id)
    const bad: (string | Uint8Array)[] = [
      'words',
      new Uint8Array(),
      new Uint8Array([99]),
      new Uint8Array([3, 1, 200, 1]),
      encodeFrame({ kind: 'welcome', schema: 1, generation: 1, right: 'write' }),
      encodeFrame({ kind: 'ack', number: 1 }),
      encodeFrame({ kind: 'update', number: 1, bytes: new Uint8Array([1, 2, 3]) }),
      encodeFrame({ kind: 'update', number: 1, bytes: new Uint8Array([255, 255, 255, 255, 15]) }),
      encodeFrame({ kind: 'vector', bytes: new Uint8Array([9, 9]) }),
      encodeFrame({ kind: 'awareness', bytes: new Uint8Array([1, 1, 1, 3, 91, 93, 93]) }),
      new Uint8Array([...encodeFrame({ kind: 'ping' }), 0]),
    ]
    for (const said of bad) {
      const line = await aLine(served.origin, publicId, 'ines')
      await line.welcomed
      line.socket.send(said as Uint8Array<ArrayBuffer>)
      expect([String(said), (await line.closed).code]).toEqual([String(said), closing.malformed])
    }
    expect(await readCopy(house, id)).toEqual(before)
  })

  test('takes leave of everybody when the server stops', async () => {
    await using house = await aHouse('sqlite')
    const served = await serveNewsroom(house)
    const { publicId } = await aStory(house)
    const line = await aLine(served.origin, publicId, 'ines')
    await line.welcomed
    await served[Symbol.asyncDispose]()
    expect((await line.closed).code).toBe(closing.restart)
  })
})

type TestLine = {
  socket: WebSocket
  heard: Frame[]
  welcomed: Promise<void>
  closed: Promise<{ code: number; reason: string }>
  isOpen(): boolean
  send(frame: Frame): void
}

/** A client that says whatever it is told to. */
async function aLine(
  origin: string,
  articleId: string,
  member: string,
  { schema = schemaVersion, origin: from }: { schema?: number; origin?: string } = {},
): Promise<TestLine> {
  const headers = { cookie: `member=${member}`, ...(from !== undefined && { origin: from }) }
  const address = `${origin.replace('http', 'ws')}/desk/live/${articleId}?schema=${schema}`
  const socket = new WebSocket(address, { headers } as unknown as string[])
  socket.binaryType = 'arraybuffer'
  const heard: Frame[] = []
  const welcomed = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<{ code: number; reason: string }>()
  socket.addEventListener('message', ({ data }) => {
    const frame = decodeFrame(new Uint8Array(data as ArrayBuffer))
    if (frame !== undefined) heard.push(frame)
    if (frame?.kind === 'vector') welcomed.resolve()
  })
  socket.addEventListener('close', ({ code, reason }) => closed.resolve({ code, reason }))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('it was not taken up')))
  })
  // A refusal follows at once.
  await sleep(0)
  return {
    socket,
    heard,
    welcomed: welcomed.promise,
    closed: closed.promise,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (frame) => socket.send(encodeFrame(frame)),
  }
}
