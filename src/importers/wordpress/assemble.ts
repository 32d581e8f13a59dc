import type { SaxesParser } from 'saxes'
import { bounds } from './bounds.ts'
import type { ExportComment, ExportEvent, ExportItem, Meta, TermRef } from './export.ts'
import { authorOf, siteOf, termOf } from './records.ts'

/** One open element with what its children have left behind. */
type Frame = {
  name: string
  line: number
  text: string
  attributes: Record<string, string> | undefined
  hasChildren: boolean
  fields: Map<string, string>
  meta: Meta[]
  terms: TermRef[]
  comments: ExportComment[]
  cut: string[]
  commentsLeft: number
}

const metaElements = new Set(['wp:postmeta', 'wp:commentmeta', 'wp:termmeta'])
const recordElements = new Set(['wp:author', 'wp:category', 'wp:tag', 'wp:term', 'item'])
/** What WordPress and its hosts write into a channel beside records and single values. */
const knownElements = new Set(['image', 'cloud', 'atom:link', 'wp:wxr_version'])

class Refused extends Error {}

type Records = {
  end(): void
  /** Characters of a CDATA section, which the parser need not read. */
  addText(text: string): void
  isRefused(): boolean
  /** Of the parser's position: where the last element began or text ended. */
  lastAt(): number
}

/**
 * Listens to the parser and emits one event per complete record of the channel (the elements two levels below the
 * root).
 */
export function assembleRecords(parser: SaxesParser, emit: (event: ExportEvent) => void): Records {
  const stack: Frame[] = []
  let channel: Map<string, string> = new Map()
  let isSiteSaid = false
  let isRefused = false
  let lastAt = 0

  function sayVersionAndSite(line: number): void {
    if (isSiteSaid) return
    isSiteSaid = true
    const { site, refusal } = siteOf(channel)
    if (refusal === undefined) {
      emit({ kind: 'site', line, site })
      return
    }
    isRefused = true
    emit({ kind: 'refused', line, column: parser.column, message: refusal })
    throw new Refused(refusal)
  }

  parser.on('opentag', ({ name, attributes }) => {
    const parent = stack.at(-1)
    if (stack.length >= bounds.depth) throw new Error(`elements stand more than ${bounds.depth} deep in each other`)
    if (parent !== undefined) {
      parent.hasChildren = true
      parent.text = ''
    }
    lastAt = parser.position
    const frame: Frame = {
      name,
      line: parser.line,
      text: '',
      attributes: name === 'category' ? attributes : undefined,
      hasChildren: false,
      fields: new Map(),
      meta: [],
      terms: [],
      comments: [],
      cut: [],
      commentsLeft: 0,
    }
    stack.push(frame)
    if (stack.length === 2) channel = frame.fields
    if (stack.length === 3 && recordElements.has(name)) sayVersionAndSite(frame.line)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const frame = stack.pop()
    const parent = stack.at(-1)
    if (frame === undefined || parent === undefined) return
    if (stack.length === 2 && recordElements.has(frame.name)) emit(recordEvent(frame))
    else if (stack.length === 2 && frame.hasChildren && !knownElements.has(frame.name))
      emit({ kind: 'other', line: frame.line, name: frame.name })
    else leaveBehind(frame, parent)
  })

  function addText(text: string): void {
    lastAt = parser.position
    const frame = stack.at(-1)
    if (frame === undefined) return
    const isTooLong = frame.text.length + text.length > bounds.text
    frame.text += isTooLong ? text.slice(0, bounds.text - frame.text.length).toWellFormed() : text
    if (isTooLong) tellCut(frame)
  }

  /** With the item that it belongs to, which knows its title; anywhere else with the line. */
  function tellCut({ name, line }: Frame): void {
    const item = stack.find((frame) => frame.name === 'item')
    const what = `<${name}> holds more than ${bounds.text} characters and was cut`
    if (item === undefined) emit({ kind: 'repair', line, what })
    else if (!item.cut.includes(name)) item.cut.push(name)
  }

  return { end: () => sayVersionAndSite(parser.line), addText, isRefused: () => isRefused, lastAt: () => lastAt }
}

function leaveBehind(frame: Frame, parent: Frame): void {
  if (frame.name === 'wp:comment') addComment(frame, parent)
  else if (metaElements.has(frame.name)) addMeta(frame, parent)
  else if (frame.name === 'category') addTerm(frame, parent)
  else if (!frame.hasChildren) parent.fields.set(frame.name, frame.text)
}

function addComment({ line, fields, meta }: Frame, parent: Frame): void {
  if (parent.comments.length < bounds.comments) parent.comments.push({ line, fields, meta })
  else parent.commentsLeft++
}

function addMeta({ name, fields }: Frame, parent: Frame): void {
  const [key, value] = [fields.get('wp:meta_key') ?? '', fields.get('wp:meta_value') ?? '']
  if (parent.meta.length < bounds.fields) parent.meta.push({ key, value })
  else if (!parent.cut.includes(name)) parent.cut.push(name)
}

/**
 * Before WordPress 3.1 each category stood a second time without a slug, and tags were called so; other exporters write
 * no slugs at all.
 */
function addTerm({ attributes, text }: Frame, parent: Frame): void {
  const taxonomy = attributes?.domain === 'tag' ? 'post_tag' : (attributes?.domain ?? 'category')
  const slug = attributes?.nicename ?? ''
  if (slug === '' && text.trim() === '') return
  if (parent.terms.length < bounds.fields) parent.terms.push({ taxonomy, slug, name: text })
  else if (!parent.cut.includes('category')) parent.cut.push('category')
}

function recordEvent({ name, line, fields, terms, meta, comments, cut, commentsLeft }: Frame): ExportEvent {
  if (name === 'wp:author') return { kind: 'author', line, author: authorOf(fields) }
  if (name === 'wp:category') return { kind: 'category', line, term: termOf('category', fields, meta) }
  if (name === 'wp:tag') return { kind: 'tag', line, term: termOf('tag', fields, meta) }
  if (name === 'wp:term') return { kind: 'term', line, term: termOf('term', fields, meta) }
  const item: ExportItem = { line, fields, terms: withoutTwins(terms), meta, comments, cut, commentsLeft }
  return { kind: 'item', line, item }
}

/** A term without a slug is left out where it stands with one too. */
function withoutTwins(terms: TermRef[]): TermRef[] {
  if (terms.every(({ slug }) => slug !== '')) return terms
  const named = new Set(terms.flatMap(({ taxonomy, slug, name }) => (slug === '' ? [] : [`${taxonomy} ${name}`])))
  return terms.filter(({ taxonomy, slug, name }) => slug !== '' || !named.has(`${taxonomy} ${name}`))
}
