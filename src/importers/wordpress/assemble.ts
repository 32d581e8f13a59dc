import type { SaxesParser } from 'saxes'
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
}

const metaElements = new Set(['wp:postmeta', 'wp:commentmeta', 'wp:termmeta'])
const recordElements = new Set(['wp:author', 'wp:category', 'wp:tag', 'wp:term', 'item'])
/** What WordPress and its hosts write into a channel beside records and single values. */
const knownElements = new Set(['image', 'cloud', 'atom:link', 'wp:wxr_version'])

class Refused extends Error {}

/** Listens to the parser and emits one event per complete record of the channel (the elements two levels below the root). */
export function assembleRecords(parser: SaxesParser, emit: (event: ExportEvent) => void): { end(): void; isRefused(): boolean } {
  const stack: Frame[] = []
  let channel: Map<string, string> = new Map()
  let isSiteSaid = false
  let isRefused = false

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
    if (parent !== undefined) {
      parent.hasChildren = true
      parent.text = ''
    }
    const frame: Frame = { name, line: parser.line, text: '', attributes: name === 'category' ? attributes : undefined, hasChildren: false, fields: new Map(), meta: [], terms: [], comments: [] }
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
    else if (stack.length === 2 && frame.hasChildren && !knownElements.has(frame.name)) emit({ kind: 'other', line: frame.line, name: frame.name })
    else leaveBehind(frame, parent)
  })

  function addText(text: string): void {
    const frame = stack.at(-1)
    if (frame !== undefined) frame.text += text
  }

  return { end: () => sayVersionAndSite(parser.line), isRefused: () => isRefused }
}

function leaveBehind(frame: Frame, parent: Frame): void {
  if (frame.name === 'wp:comment') parent.comments.push({ line: frame.line, fields: frame.fields, meta: frame.meta })
  else if (metaElements.has(frame.name)) parent.meta.push({ key: frame.fields.get('wp:meta_key') ?? '', value: frame.fields.get('wp:meta_value') ?? '' })
  else if (frame.name === 'category') addTerm(frame, parent)
  else if (!frame.hasChildren) parent.fields.set(frame.name, frame.text)
}

/** Before WordPress 3.1 each category stood a second time without a slug, and tags were called so; WordPress's importer reads them like this. */
function addTerm({ attributes, text }: Frame, parent: Frame): void {
  if (attributes?.nicename === undefined) return
  const taxonomy = attributes.domain === 'tag' ? 'post_tag' : (attributes.domain ?? 'category')
  parent.terms.push({ taxonomy, slug: attributes.nicename, name: text })
}

function recordEvent({ name, line, fields, terms, meta, comments }: Frame): ExportEvent {
  if (name === 'wp:author') return { kind: 'author', line, author: authorOf(fields) }
  if (name === 'wp:category') return { kind: 'category', line, term: termOf('category', fields, meta) }
  if (name === 'wp:tag') return { kind: 'tag', line, term: termOf('tag', fields, meta) }
  if (name === 'wp:term') return { kind: 'term', line, term: termOf('term', fields, meta) }
  const item: ExportItem = { line, fields, terms, meta, comments }
  return { kind: 'item', line, item }
}
