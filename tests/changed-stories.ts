/** Stories that two sides change at random. For tests of merging. */
import * as Y from 'yjs'
import { assignIds, type Draft } from '../src/articles/document-ids.ts'
import { emptyContent, type Content } from '../src/working-copies/content.ts'
import { elementOf } from '../src/working-copies/seed.ts'
import { tree } from '../src/working-copies/tree.ts'
import type { Chance } from './writing-together.ts'

const someWords = 'the bridge over the river was closed at night because of ice on its ropes'.split(' ')

function sentence(chance: Chance): string {
  return Array.from({ length: 4 + chance(12) }, () => someWords[chance(someWords.length)]).join(' ')
}

export function aStory(chance: Chance): Content {
  const inlines = () => [{ type: 'text' as const, text: sentence(chance) }]
  const blocks = Array.from({ length: 3 + chance(5) }, (): Draft => {
    const kind = chance(6)
    if (kind === 0)
      return { type: 'list', list: { ordered: false, items: [0, 1, 2].map(() => ({ children: inlines() })) } }
    if (kind === 1) return { type: 'quote', paragraphs: [inlines(), inlines()], speaker: 'Ada' }
    if (kind === 2)
      return { type: 'table', headerRows: 0, headerColumn: false, rows: [0, 1].map(() => [inlines(), inlines()]) }
    return { type: 'paragraph', children: inlines() }
  })
  return { ...emptyContent('en'), headline: sentence(chance), document: assignIds(blocks) }
}

/** Words put in (`o1o`), words taken out, blocks removed, added, moved. */
export function editedOutside(base: Content, chance: Chance): Content {
  const next = structuredClone(base)
  const { blocks } = next.document
  for (let edit = 0; edit < 1 + chance(5); edit++) {
    const at = chance(Math.max(1, blocks.length))
    const kind = chance(8)
    if (kind === 0) blocks.splice(at, 1)
    else if (kind === 1)
      blocks.splice(at, 0, {
        id: `new${edit}`,
        type: 'paragraph',
        children: [{ type: 'text', text: `o${edit}o is new` }],
      })
    else if (kind === 2) blocks.splice(chance(blocks.length + 1), 0, ...blocks.splice(at, 1))
    else if (kind === 3) next.headline = changedWords(next.headline, `o${edit}o`, chance)
    else {
      const texts = textsIn(blocks)
      const text = texts[chance(Math.max(1, texts.length))]
      if (text !== undefined) text.text = changedWords(text.text, `o${edit}o`, chance)
    }
  }
  return next
}

function changedWords(text: string, word: string, chance: Chance): string {
  const words = text.split(' ')
  words.splice(chance(words.length + 1), chance(3), word)
  return words.join(' ')
}

function textsIn(value: unknown): { text: string }[] {
  if (typeof value !== 'object' || value === null) return []
  if ('text' in value && typeof value.text === 'string') return [value as { text: string }]
  return Object.values(value).flatMap(textsIn)
}

/** The newsroom types words (`w1w`), takes words out, removes, adds and moves blocks. */
export function scribble(doc: Y.Doc, chance: Chance): void {
  const body = doc.getXmlFragment('body')
  for (let edit = 0; edit < 1 + chance(8); edit++) {
    const kind = chance(12)
    const at = chance(Math.max(1, body.length))
    if (kind === 0 && body.length > 1) body.delete(at, 1)
    else if (kind === 1)
      body.insert(at, [elementOf(tree('paragraph', { id: `mine${edit}` }, [{ text: `w${edit}w`, marks: {} }]))])
    else if (kind === 2) {
      const moved = (body.get(at) as Y.XmlElement).clone()
      body.delete(at, 1)
      body.insert(chance(body.length + 1), [moved])
    } else {
      const texts = [
        doc.getMap('fields').get('headline') as Y.Text,
        ...body.createTreeWalker((node) => node instanceof Y.XmlText),
      ]
      const text = texts[chance(texts.length)] as Y.Text
      const place = chance(text.length + 1)
      if (kind < 5) text.delete(place, Math.min(text.length - place, chance(12)))
      text.insert(place, chance(2) === 0 ? `w${edit}w ` : ` w${edit}w `)
    }
  }
}

/** The words that either side put in. */
export function wordsOf(doc: Y.Doc): string[] {
  const texts = [
    doc.getMap('fields').get('headline') as Y.Text,
    ...doc.getXmlFragment('body').createTreeWalker((node) => node instanceof Y.XmlText),
  ]
  return texts.flatMap((text) => (text as Y.Text).toString().match(/[wo]\d+[wo]/gu) ?? [])
}
