/**
 * The nodes and marks of a working copy's body, as data: what the server walks by and what the desk makes its editor's
 * nodes of. It has no imports, so that browsers can read it.
 */

/**
 * Raised by one whenever a node, mark or attribute is added or changes its meaning. An editor that does not know a node
 * deletes it, for everybody: a client with another number is therefore turned away before its editor is bound.
 */
export const schemaVersion = 1

export type AttributeValue = string | number | boolean | null
export type Attributes = Readonly<Record<string, AttributeValue>>

export type NodeSpec = {
  /** A block stands at the top and has an id, a part stands in a block, an inline leaf stands between words. */
  readonly kind: 'block' | 'part' | 'leaf'
  /**
   * Every attribute with its default, whose type is the attribute's; one whose default is null, which no element has,
   * is a text or a number. An empty text says that the document has no such field.
   */
  readonly attributes: Attributes
  /**
   * What may stand in it, as ProseMirror writes it; empty: nothing. The binding deletes an element whose content does
   * not fit, for everybody and with all its words. So nothing here can be broken by two people at once who each did
   * what was allowed: two captions, or two lists in one item, fit, and the reader joins them.
   */
  readonly content: string
  /** Whether its words may carry marks. */
  readonly hasMarks: boolean
}

const block = (attributes: Attributes, content: string): NodeSpec => ({
  kind: 'block',
  attributes: { id: '', ...attributes },
  content,
  hasMarks: content !== 'text*',
})
const part = (attributes: Attributes, content: string): NodeSpec => ({
  kind: 'part',
  attributes,
  content,
  hasMarks: true,
})
const leaf = (attributes: Attributes): NodeSpec => ({ kind: 'leaf', attributes, content: '', hasMarks: false })

export const nodes = {
  /**
   * Level 0 is a paragraph, 2 to 4 are headings: one node, so that a change of kind loses no word typed meanwhile.
   * `rescued` names whose words were put back here (see rescue.ts), until somebody has seen to them and sets it null.
   */
  paragraph: block({ level: 0, rescued: null }, 'inline*'),
  /** In an item of another list, its id is empty. */
  list: block({ ordered: false, start: null }, 'listItem+'),
  listItem: part({}, '(line | list)+'),
  line: part({}, 'inline*'),
  quote: block(
    {
      speaker: '',
      person: '',
      capacity: '',
      translation: '',
      sourceName: '',
      sourceUrl: '',
      /** An ISO date. */
      saidOn: '',
    },
    'line+',
  ),
  pullQuote: block({ attribution: '' }, 'inline*'),
  /** Its words are the caption. An empty `alt` is a fault unless the picture is decorative. */
  picture: block({ media: '', alt: '', decorative: false, credit: '', width: '' }, 'inline*'),
  gallery: block({}, '(galleryPicture | galleryCaption)+'),
  galleryPicture: part({ media: '', alt: '', decorative: false, credit: '' }, 'inline*'),
  galleryCaption: part({}, 'inline*'),
  embed: block({ url: '', title: '', still: '' }, 'inline*'),
  file: block({ media: '', name: '' }, ''),
  audio: block({ media: '', title: '' }, 'inline*'),
  table: block({ headerRows: 0, headerColumn: false }, '(tableCaption | tableRow)+'),
  tableCaption: part({}, 'inline*'),
  tableRow: part({}, 'tableCell+'),
  tableCell: part({}, 'inline*'),
  codeBlock: block({ language: '' }, 'text*'),
  divider: block({}, ''),
  fold: block({}, ''),
  related: block({ href: '', title: '' }, ''),
  /** `wordpress` is JSON: what an import found in place of a poll of ours. */
  poll: block({ poll: '', wordpress: '' }, ''),
  html: block({ html: '' }, ''),
  note: block({ tone: 'note', title: '' }, 'line+'),
  break: leaf({}),
  anchor: leaf({ id: '' }),
} as const satisfies Record<string, NodeSpec>

export type NodeName = keyof typeof nodes

/**
 * Marks with their attributes, all of them texts. They stand in the order in which they are opened when two begin and
 * end at the same places. None stands in itself.
 */
export const marks = {
  link: { href: '', rel: '' },
  language: { lang: '', dir: '' },
  strong: {},
  emphasis: {},
  strike: {},
  sub: {},
  sup: {},
  code: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>

export type MarkName = keyof typeof marks

export function isNodeName(name: string): name is NodeName {
  return Object.hasOwn(nodes, name)
}

export function isMarkName(name: string): name is MarkName {
  return Object.hasOwn(marks, name)
}

/** Whether words and inline leaves stand directly in it. */
export function holdsWords(name: NodeName): boolean {
  return nodes[name].content === 'inline*' || nodes[name].content === 'text*'
}

/** The names that may stand in a node which holds no words itself. */
export function partsOf(name: NodeName): readonly string[] {
  return holdsWords(name) ? [] : (nodes[name].content.match(/\w+/gu) ?? [])
}
