/** A server and three editors that write in one story, with updates on the way between them. For tests of what is lost. */
import * as Y from 'yjs'
import { wordsIn } from '../src/working-copies/element-tree.ts'
import { keepsPlaces, putBack, rescueLost, type Rescue } from '../src/working-copies/rescue.ts'
import { elementOf } from '../src/working-copies/seed.ts'
import { isRun, tree, type Tree } from '../src/working-copies/tree.ts'

export type Chance = (below: number) => number

/** The same numbers for the same seed (mulberry32). */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Writer = { doc: Y.Doc; sent: Uint8Array[]; coming: Uint8Array[]; isOnline: boolean }

export class WritingTogether {
  readonly typed: string[] = []
  /** Words that somebody took away who saw them. */
  readonly takenAway = new Set<string>()
  readonly rescues: Rescue[] = []
  /** What the server has written down, in order. */
  readonly rows: Uint8Array[] = []
  readonly server: Y.Doc
  readonly #writers: Writer[]
  readonly #chance: Chance
  readonly #hasRule: boolean

  constructor(chance: Chance, { hasRule, keeps }: { hasRule: boolean; keeps: boolean }) {
    this.#chance = chance
    this.#hasRule = hasRule
    this.server = new Y.Doc(keeps ? { gcFilter: keepsPlaces } : {})
    const start = new Y.Doc()
    start.clientID = 1
    start.getXmlFragment('body').insert(
      0,
      Array.from({ length: 5 }, (_, index) => paragraph(`start${index} `, index)),
    )
    this.#receive(Y.encodeStateAsUpdate(start))
    this.#writers = [2, 3, 4].map((client) => this.#join(client))
  }

  /** One of them does something, or something arrives. */
  step(): void {
    const writer = this.#pick(this.#writers)
    const move = this.#chance(20)
    if (move < 9) this.#act(writer)
    else if (move < 13) this.#deliver(writer, 1)
    else if (move < 17) this.#hand(writer, 1)
    else if (move === 17) this.#cut(writer)
    else if (!writer.isOnline) this.#reconnect(writer)
  }

  /** Everything arrives. */
  settle(): void {
    for (const writer of this.#writers) if (!writer.isOnline) this.#reconnect(writer)
    while (this.#writers.some(({ sent, coming }) => sent.length + coming.length > 0)) {
      for (const writer of this.#writers) {
        this.#deliver(writer, Infinity)
        this.#hand(writer, Infinity)
      }
    }
  }

  /** Typed, never taken away by somebody who saw it, and not there. */
  lost(): string[] {
    const there = new Set(wordsIn(this.server.getXmlFragment('body')).split(/\s+/u))
    return this.typed.filter((word) => !there.has(word) && !this.takenAway.has(word))
  }

  bodies(): string[] {
    return [this.server, ...this.#writers.map(({ doc }) => doc)].map((doc) => doc.getXmlFragment('body').toJSON())
  }

  #join(client: number): Writer {
    const writer: Writer = { doc: new Y.Doc(), sent: [], coming: [], isOnline: true }
    writer.doc.clientID = client
    Y.applyUpdate(writer.doc, Y.encodeStateAsUpdate(this.server))
    writer.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server' && writer.isOnline) writer.sent.push(update)
    })
    return writer
  }

  #receive(update: Uint8Array, from?: Writer): void {
    this.rows.push(update)
    for (const writer of this.#writers ?? []) if (writer !== from && writer.isOnline) writer.coming.push(update)
    if (!this.#hasRule) return Y.applyUpdate(this.server, update)
    for (const rescue of rescueLost(this.server, update)) {
      this.rescues.push(rescue)
      this.#receive(putBack(this.server, rescue))
    }
  }

  #deliver(writer: Writer, most: number): void {
    for (const update of writer.coming.splice(0, most)) Y.applyUpdate(writer.doc, update, 'server')
  }

  #hand(writer: Writer, most: number): void {
    for (const update of writer.sent.splice(0, most)) this.#receive(update, writer)
  }

  /** What was on its way is gone, but an editor keeps what has not been acknowledged. */
  #cut(writer: Writer): void {
    writer.isOnline = false
    writer.coming = []
  }

  /**
   * The editor sends again what was not acknowledged, as it was: of words that died in its own copy since, nothing is
   * left elsewhere. Then it says what else the server lacks, and only then hears what it lacks itself.
   */
  #reconnect(writer: Writer): void {
    this.#hand(writer, Infinity)
    writer.isOnline = true
    const own = Y.encodeStateAsUpdate(writer.doc, Y.encodeStateVector(this.server))
    this.#receive(own, writer)
    writer.coming = []
    Y.applyUpdate(writer.doc, Y.encodeStateAsUpdate(this.server, Y.encodeStateVector(writer.doc)), 'server')
  }

  #act(writer: Writer): void {
    const body = writer.doc.getXmlFragment('body')
    const index = this.#chance(Math.max(1, body.length))
    const element = body.get(index)
    if (body.length < 3 || !(element instanceof Y.XmlElement)) {
      return body.insert(body.length, [paragraph('', this.#chance(1e9))])
    }
    const deed = this.#chance(16)
    if (deed < 10) return this.#type(element)
    writer.doc.transact(() => {
      if (deed === 10) this.#remove(body, index)
      else if (deed === 11) this.#joinWithNext(body, index)
      else if (deed === 12) this.#split(body, index)
      else if (deed === 13) this.#changeKind(body, index)
      else if (deed === 14) this.#move(body, index)
      else body.insert(index, [paragraph('', this.#chance(1e9))])
    })
  }

  #type(element: Y.XmlElement): void {
    const word = `w${this.typed.length}w`
    this.typed.push(word)
    const holder = element.nodeName === 'quote' ? element.get(0) : element
    if (!(holder instanceof Y.XmlElement)) throw new Error('A quote without a line.')
    const text = holder.get(0)
    if (!(text instanceof Y.XmlText)) return holder.insert(0, [new Y.XmlText(`${word} `)])
    const places = [0, ...[...text.toString().matchAll(/ /gu)].map((match) => match.index + 1)]
    text.insert(this.#pick(places), `${word} `)
  }

  #remove(body: Y.XmlFragment, index: number): void {
    for (const word of wordsIn(body.get(index)).split(/\s+/u)) this.takenAway.add(word)
    body.delete(index, 1)
  }

  #joinWithNext(body: Y.XmlFragment, index: number): void {
    const [one, other] = [body.get(index), body.get(index + 1)]
    if (!(one instanceof Y.XmlElement) || !(other instanceof Y.XmlElement) || one.nodeName === 'quote') return
    const words = wordsIn(other)
    body.delete(index + 1, 1)
    const text = one.get(0)
    if (text instanceof Y.XmlText) text.insert(text.length, words)
    else one.insert(0, [new Y.XmlText(words)])
  }

  #split(body: Y.XmlFragment, index: number): void {
    const element = body.get(index)
    const text = element instanceof Y.XmlElement && element.nodeName === 'paragraph' ? element.get(0) : undefined
    if (!(text instanceof Y.XmlText)) return
    const at = text.toString().indexOf(' ', this.#chance(Math.max(1, text.length))) + 1
    const tail = text.toString().slice(at)
    text.delete(at, tail.length)
    body.insert(index + 1, [paragraph(tail, this.#chance(1e9))])
  }

  #changeKind(body: Y.XmlFragment, index: number): void {
    const element = body.get(index)
    const words = wordsIn(element)
    const isQuote = element instanceof Y.XmlElement && element.nodeName === 'quote'
    const next = isQuote ? paragraph(words, this.#chance(1e9)) : quote(words, this.#chance(1e9))
    body.delete(index, 1)
    body.insert(index, [next])
  }

  #move(body: Y.XmlFragment, index: number): void {
    const words = wordsIn(body.get(index))
    body.delete(index, 1)
    body.insert(this.#chance(body.length + 1), [paragraph(words, this.#chance(1e9))])
  }

  #pick<T>(from: readonly T[]): T {
    const picked = from[this.#chance(from.length)]
    if (picked === undefined) throw new Error('Nothing to pick from.')
    return picked
  }
}

function paragraph(words: string, number: number): Y.XmlElement {
  return elementOf(textTree('paragraph', { id: `p${number}xxx` }, words))
}

function quote(words: string, number: number): Y.XmlElement {
  return elementOf(tree('quote', { id: `q${number}xxx` }, [textTree('line', {}, words)]))
}

function textTree(name: Tree['name'], attributes: Tree['attributes'], words: string): Tree {
  return tree(name, attributes, words === '' ? [] : [{ text: words, marks: {} }].filter(isRun))
}
