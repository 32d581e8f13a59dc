/**
 * The nodes and marks of a working copy's body, as data: the server reads by it and the desk builds its editor's nodes
 * from it. No imports, so that browsers can load it.
 */

/**
 * Increment whenever a node, mark or attribute is added or changes its meaning. An editor that does not know a node
 * deletes it, for everybody, so a client with another number is turned away before its editor is bound.
 */
export const schemaVersion = 1

export type AttributeValue = string | number | boolean | null
export type Attributes = Readonly<Record<string, AttributeValue>>

export type NodeSpec = {
  /** A block is at the top level and has an id, a part is inside a block, an inline leaf is between words. */
  readonly kind: 'block' | 'part' | 'leaf'
  /**
   * Every attribute with its default, which also gives its type; null as a default, which no element stores, means a
   * text or a number. An empty text means that the document has no such field.
   */
  readonly attributes: Attributes
  /**
   * What it may contain, as a ProseMirror expression; empty: nothing. The binding deletes an element whose content does
   * not fit, for everybody and with all its words. So no two allowed edits made at once can break anything here: two
   * captions, or two lists in one item, fit, and the reader joins them.
   */
  readonly content: string
  /** Whether its words may carry marks. */
  readonly hasMarks: boolean
}

const block = (attributes: Attributes, content: string): NodeSpec & { readonly kind: 'block' } => ({
  kind: 'block',
  attributes: { id: '', ...attributes },
  content,
  hasMarks: content !== 'text*',
})
const part = (attributes: Attributes, content: string): NodeSpec & { readonly kind: 'part' } => ({
  kind: 'part',
  attributes,
  content,
  hasMarks: true,
})
const leaf = (attributes: Attributes): NodeSpec & { readonly kind: 'leaf' } => ({
  kind: 'leaf',
  attributes,
  content: '',
  hasMarks: false,
})

export const nodes = {
  /**
   * Level 0 is a paragraph, 2 to 4 are headings: one node, so that converting it loses no word typed meanwhile.
   * `rescued` names whose words were put back here (see rescue.ts), until somebody deals with them and sets it to null.
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
/** The top-level nodes of the body. */
export type BlockName = { [Name in NodeName]: (typeof nodes)[Name]['kind'] extends 'block' ? Name : never }[NodeName]

/**
 * Marks with their attributes, all of them texts, in the order in which they are opened when two begin and end at the
 * same places. None is nested in itself.
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

export function isBlockName(name: NodeName): name is BlockName {
  return nodes[name].kind === 'block'
}

export function isMarkName(name: string): name is MarkName {
  return Object.hasOwn(marks, name)
}

/** Whether it directly contains words and inline leaves. */
export function holdsWords(name: NodeName): boolean {
  return nodes[name].content === 'inline*' || nodes[name].content === 'text*'
}

/** The names allowed in a node that contains no words itself. */
export function partsOf(name: NodeName): readonly string[] {
  return holdsWords(name) ? [] : (nodes[name].content.match(/\w+/gu) ?? [])
}
