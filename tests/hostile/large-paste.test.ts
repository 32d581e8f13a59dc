import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openProvider } from '../../desk/collaboration/provider.ts'
import { pastedFrom } from '../../desk/story/paste/clipboard.ts'
import { routes } from '../../src/routes.ts'
import { startServer } from '../../src/server.ts'
import { engines } from '../databases.ts'
import { aContent, aDraft } from '../desk-stories.ts'
import { aHouse, serve, type TestHouse } from '../house.ts'
import { signedInAs } from '../newsroom.ts'
import { saved } from '../working-copies/writers.ts'

const sentence = 'The ferry left at nine, in the fog, with forty people and a cornet, and nobody was hurt. '
const paragraphs = 800

/** Two megabytes of Word, of which the words are a good third. */
function fromWord(): string {
  const span = '<span lang=EN-GB style="font-family:Calibri;mso-fareast-language:EN-US;color:#1F1F1F">'
  const one = (index: number) =>
    `<p class=MsoNormal style="margin:0cm;line-height:115%">${span}Paragraph ${index}. ` +
    `${(span + sentence + '</span>').repeat(14)}</span></p>\n`
  return `<html><body>${Array.from({ length: paragraphs }, (_, index) => one(index)).join('')}</body></html>`
}

type Node = { type?: string; text?: string; attrs?: Record<string, unknown>; content?: Node[] }

/** As the editor's binding writes it into the document. */
function elementOf({ type = '', attrs = {}, content = [] }: Node): Y.XmlElement {
  const element = new Y.XmlElement(type)
  // Safe: attributes of our nodes are text, numbers and booleans, which Yjs keeps.
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value as string)
  const text = new Y.XmlText()
  text.insert(0, content.map(({ text: words = '' }) => words).join(''))
  element.insert(0, [text])
  return element
}

describe.each(engines)('two megabytes that are pasted at once, on %s,', (engine) => {
  test('are saved, read and published to the last word', { timeout: 120_000 }, async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const id = await aDraft(editor, aContent({ headline: randomUUID() }))
    const html = fromWord()
    expect(html.length).toBeGreaterThan(2_000_000)
    await paste(house, { id, cookie: editor.cookie(), clipboard: { html, text: '' } })
    const { json } = await editor.call('GET', `/api/v1/articles/${id}/content`)
    expect(json.faults ?? []).toEqual([])
    expect(json.content.document.blocks.length).toBeGreaterThanOrEqual(paragraphs)
    expect(JSON.stringify(json.content)).toContain(`Paragraph ${paragraphs - 1}. The ferry left at nine`)
    const published = await editor.call('POST', `/api/v1/articles/${id}/publish`, {})
    expect([published.status, published.json.detail]).toEqual([200, undefined])
    const page = await (await site.get(published.json.path)).text()
    for (const index of [0, paragraphs / 2, paragraphs - 1]) expect(page).toContain(`Paragraph ${index}. The ferry`)
  })

  test('as one line that never ends, are saved to the last word too', { timeout: 120_000 }, async () => {
    await using house = await aHouse(engine)
    await using site = await serve(house)
    const editor = await signedInAs(house, site, 'editor')
    const id = await aDraft(editor, aContent({ headline: randomUUID() }))
    const text = `${sentence.repeat(Math.ceil(2_000_000 / sentence.length))}That is all.`
    await paste(house, { id, cookie: editor.cookie(), clipboard: { html: '', text } })
    const { content } = (await editor.call('GET', `/api/v1/articles/${id}/content`)).json
    expect(JSON.stringify(content)).toContain(text)
    const published = await editor.call('POST', `/api/v1/articles/${id}/publish`, {})
    expect([published.status, published.json.detail]).toEqual([200, undefined])
    expect(await (await site.get(published.json.path)).text()).toContain('nobody was hurt. That is all.')
  })
})

type Paste = { id: string; cookie: string; clipboard: { html: string; text: string } }

/** By the live channel, as the desk does. */
async function paste(house: TestHouse, { id, cookie, clipboard }: Paste) {
  const server = await startServer(house, routes)
  const provider = openProvider({
    origin: `http://localhost:${server.port}`,
    articleId: id,
    connect: (address) => new WebSocket(address, { headers: { cookie } } as unknown as string[]),
  })
  try {
    await saved(provider)
    const { blocks } = pastedFrom(clipboard)
    const body = provider.doc.getXmlFragment('body')
    provider.doc.transact(() => body.insert(body.length, blocks.map(elementOf)))
    await saved(provider)
  } finally {
    provider.close()
    await server.stop()
  }
}
