/** A newsroom on a real socket, with writers who use the desk's own provider. */
import type { IncomingHttpHeaders } from 'node:http'
import { vi } from 'vitest'
import * as Y from 'yjs'
import { openProvider, type Provider, type ProviderOptions } from '../../desk/collaboration/provider.ts'
import { articleById } from '../../src/articles/store.ts'
import type { OpenHouse } from '../../src/house.ts'
import { publishStory } from '../../src/importers/stories/publish.ts'
import { operator, type Actor } from '../../src/kit/db/schema.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { openLiveChannel } from '../../src/working-copies/channel.ts'
import type { Right } from '../../src/working-copies/wire.ts'

export const patience = { timeout: 20_000, interval: 5 }

/** Who is signed in, by their cookie; a test may change and remove them. */
export type Newsroom = Map<string, { role: string }>

export type ServedNewsroom = { origin: string; newsroom: Newsroom; [Symbol.asyncDispose](): Promise<void> }

export async function serveNewsroom(house: OpenHouse, newsroom: Newsroom = usualNewsroom()): Promise<ServedNewsroom> {
  const server = await startServer(house, routes, {
    live: (served) =>
      openLiveChannel(served, {
        actorOf: async (_house, headers) => memberIn(newsroom, headers),
        rightTo: async (_house, actor) => (actor.kind === 'staff' ? rights[actor.role] : undefined),
      }),
  })
  return {
    origin: `http://localhost:${server.port}`,
    newsroom,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}

const rights: Record<string, Right> = { editor: 'write', viewer: 'read' }

export function usualNewsroom(): Newsroom {
  return new Map([
    ['ines', { role: 'editor' }],
    ['olof', { role: 'editor' }],
    ['vera', { role: 'viewer' }],
  ])
}

export function memberIn(
  newsroom: Newsroom,
  { cookie }: IncomingHttpHeaders,
): { actor: Actor; name: string } | undefined {
  const name = cookie?.replace('member=', '') ?? ''
  const member = newsroom.get(name)
  return member && { actor: { kind: 'staff', id: name, role: member.role }, name }
}

/** As a browser would, in which this member is signed in. */
export function write(
  origin: string,
  articleId: string,
  member: string,
  more: Partial<ProviderOptions> = {},
): Provider & Disposable {
  const provider = openProvider({
    origin,
    articleId,
    // Node's own option (undici): browsers send their cookies by themselves.
    connect: (address) => new WebSocket(address, { headers: { cookie: `member=${member}` } } as unknown as string[]),
    ...more,
  })
  return { ...provider, [Symbol.dispose]: provider.close }
}

export async function saved(provider: Provider): Promise<void> {
  await vi.waitUntil(() => provider.status().saved, patience)
}

/** The story's paragraphs, as plain words. */
export function wordsOf(doc: Y.Doc): string {
  return doc
    .getXmlFragment('body')
    .toArray()
    .map((block) => (block as Y.XmlElement).toArray().map(plain).join(''))
    .join('\n')
}

function plain(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  return node instanceof Y.XmlText
    ? node
        .toDelta()
        .map(({ insert }: { insert: string }) => insert)
        .join('')
    : ''
}

/** The text of the paragraph with this number. */
export function paragraph(doc: Y.Doc, index = 0): Y.XmlText {
  const block = doc.getXmlFragment('body').get(index) as Y.XmlElement
  const first = block.get(0) as Y.XmlText | undefined
  if (first instanceof Y.XmlText) return first
  const text = new Y.XmlText()
  block.insert(0, [text])
  return text
}

export function headline(doc: Y.Doc): Y.Text {
  return doc.getMap('fields').get('headline') as Y.Text
}

/** A published story of this body. */
export async function aStory(
  house: OpenHouse,
  body = 'By the sound of a cornet.\n\nNobody was hurt.\n',
): Promise<{ id: number; publicId: string }> {
  const source = `---\nheadline: Ferry finds its way\n---\n\n${body}`
  const published = await publishStory(house, operator, { source, read: async () => undefined })
  if (published.outcome === 'faulty') throw new Error('the story was not published')
  const article = await articleById(house.db, published.id)
  return { id: published.id, publicId: article?.publicId ?? '' }
}
