/** Alerts in tests: a paper whose own address is the one that it is served at, so that its pages can be seen. */
import { createServer, type AddressInfo } from 'node:net'
import { publishStory } from '../src/importers/stories/publish.ts'
import { operator, type Engine, type Tx } from '../src/kit/db/schema.ts'
import { ensurePerson } from '../src/people/store.ts'
import { ensureTopic } from '../src/topics/store.ts'
import { aHouse, serve, type Served, type TestHouse } from './house.ts'
import { signedInAs, type SignedInBrowser } from './newsroom.ts'

export type AlertHouse = {
  house: TestHouse
  site: Served
  reporter: SignedInBrowser
  editor: SignedInBrowser
  publisher: SignedInBrowser
  close(): Promise<void>
}

/** A paper with one member of each kind that has to do with alerts. */
export async function anAlertHouse(engine: Engine, env: Record<string, string> = {}): Promise<AlertHouse> {
  const { house, site, close } = await aReachablePaper(engine, env)
  return {
    house,
    site,
    reporter: await signedInAs(house, site, 'reporter'),
    editor: await signedInAs(house, site, 'editor'),
    publisher: await signedInAs(house, site, 'publisher'),
    close,
  }
}

/** A paper that finds its own pages. */
export async function aReachablePaper(engine: Engine, env: Record<string, string> = {}) {
  const port = String(await freePort())
  const house = await aHouse(engine, { CRIER_URL: `http://127.0.0.1:${port}`, CRIER_PORT: port, ...env })
  const site = await serve(house)
  const close = async () => {
    await site[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  }
  return { house, site, close }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

let count = 0

/** A published story: its public id, its row and its address. */
export async function aStory(house: TestHouse, { topics = 'Harbour', body = 'It left at nine.' } = {}) {
  const slug = `ferry-${++count}`
  const source = `---\nheadline: The ferry returns\ntopics: ${topics}\nslug: ${slug}\n---\n\n${body}\n`
  const published = await publishStory(house, operator, { source, read: async () => undefined })
  if (published.outcome !== 'created' || published.path === null) throw new Error(`no story: ${published.outcome}`)
  const { path } = published
  const row = await house.db
    .selectFrom('articles')
    .select(['id', 'public_id as publicId'])
    .where('path', '=', path)
    .executeTakeFirstOrThrow()
  return { ...row, path }
}

export async function aTopic(house: TestHouse, name: string, parentId: number | null = null): Promise<number> {
  return house.write(operator, (tx) => ensureTopic(tx, { name, parentId }, house.clock.now()))
}

/** A new alert of a story: its id and hash. */
export async function aDraftAlert(
  by: SignedInBrowser,
  article: string,
  words: Record<string, unknown> = {},
): Promise<{ id: string; hash: string }> {
  const drafted = await by.call('POST', '/api/v1/alerts', { article, ...words })
  if (drafted.status !== 200) throw new Error(`no alert was drafted: ${JSON.stringify(drafted.json)}`)
  return drafted.json
}

export async function aProposedAlert(by: SignedInBrowser, article: string, words: Record<string, unknown> = {}) {
  const { id, hash } = await aDraftAlert(by, article, words)
  const proposed = await by.call('POST', `/api/v1/alerts/${id}/propose`, { hash })
  if (proposed.status !== 200) throw new Error(`the alert was not proposed: ${JSON.stringify(proposed.json)}`)
  return { id, hash }
}

/** Whose a story is, and in which state, whatever the desk would say of it. */
export async function changeStory(
  tx: Tx,
  id: number,
  { ownedBy, state }: { ownedBy?: string; state?: 'draft' | 'published' },
) {
  if (state !== undefined) await tx.updateTable('articles').set({ state }).where('id', '=', id).execute()
  if (ownedBy === undefined) return
  const member = tx.selectFrom('members').select('id').where('public_id', '=', ownedBy)
  await tx.updateTable('articles').set({ owner_id: member }).where('id', '=', id).execute()
}

/** Puts the member's person in the byline of a story. */
export async function signStory(tx: Tx, articleId: number, memberId: string): Promise<void> {
  const personId = await ensurePerson(tx, { name: `Writer ${articleId}` }, 0)
  await tx.updateTable('members').set({ person_id: personId }).where('public_id', '=', memberId).execute()
  await tx.insertInto('article_authors').values({ article_id: articleId, person_id: personId, position: 0 }).execute()
}
