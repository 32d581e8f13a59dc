import type { ContainerDirective, LeafDirective } from 'mdast-util-directive'
import { slugify } from '../../kit/ids.ts'
import type { Draft, DraftOf } from '../document-ids.ts'
import { hrefSchema, type BlockType, type Inline } from '../document.ts'
import type { Gathered } from './gathered.ts'
import { readInlines } from './inlines.ts'
import { paragraphsOf, pictureOf, readTable } from './parts.ts'
import { readPoll } from './poll-directive.ts'

type Directive = ContainerDirective | LeafDirective
type Attributes = Record<string, string>
/** What Markdown writes by itself (blocks.ts); all other types have a directive, and some both. */
type InMarkdown = 'paragraph' | 'heading' | 'list' | 'code' | 'divider'

type Reader<Written extends Draft = Draft> = {
  /** As it is written in a story file. */
  name: string
  attributes: readonly string[]
  read(node: Directive, attributes: Attributes, gathered: Gathered): Written[]
}

/** A directive of its name; unknown names and attributes are faults that say which are known. */
export function readDirective(node: Directive, gathered: Gathered): Draft[] {
  const reader = byName.get(node.name)
  if (reader === undefined) {
    gathered.faults.add(node, `:::${node.name} is not known; known are ${[...byName.keys()].join(', ')}`)
    return []
  }
  const known = reader.attributes.length > 0 ? `; it has ${reader.attributes.join(', ')}` : ''
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (reader.attributes.includes(name)) attributes[name] = value ?? ''
    else gathered.faults.add(node, `${node.name} has no "${name}"${known}`)
  }
  return reader.read(node, attributes, gathered)
}

const readers: { [T in Exclude<BlockType, InMarkdown>]: Reader<DraftOf<T>> } = {
  quote: {
    name: 'quote',
    attributes: ['speaker', 'person', 'capacity', 'translation', 'source', 'url', 'date'],
    read: readQuote,
  },
  pullQuote: {
    name: 'pull',
    attributes: ['by'],
    read: (node, { by }, { faults }) => [
      { type: 'pullQuote', children: joined(paragraphsOf(node, faults)), ...(by && { attribution: by }) },
    ],
  },
  picture: { name: 'picture', attributes: ['src', 'alt', 'caption', 'credit', 'width'], read: readPicture },
  gallery: { name: 'gallery', attributes: [], read: readGallery },
  embed: { name: 'embed', attributes: ['url', 'title', 'still'], read: readEmbed },
  file: {
    name: 'file',
    attributes: ['src', 'name'],
    read: (node, { src, name }, { faults }) =>
      needed(node, 'file', { src }, faults) ? [{ type: 'file', media: src ?? '', name: name || (src ?? '') }] : [],
  },
  audio: { name: 'audio', attributes: ['src', 'title'], read: readAudio },
  table: { name: 'table', attributes: ['caption', 'headerColumn', 'headerRows'], read: readTableDirective },
  related: { name: 'related', attributes: ['to', 'title'], read: readRelated },
  poll: {
    name: 'poll',
    attributes: [
      'id',
      'question',
      'choose',
      'min',
      'opens',
      'closes',
      'results',
      'hidden',
      'rotate',
      'change',
      'who',
      'wordpress',
    ],
    read: readPoll,
  },
  note: {
    name: 'note',
    attributes: ['title', 'tone'],
    read: (node, { title, tone }, { faults }) => [
      {
        type: 'note',
        tone: tone === 'editor' || tone === 'unknown' ? tone : 'note',
        ...(title && { title }),
        paragraphs: someParagraphs(node, faults),
      },
    ],
  },
  html: { name: 'html', attributes: [], read: readHtml },
  fold: { name: 'fold', attributes: [], read: () => [{ type: 'fold' }] },
}
const byName = new Map<string, Reader>(Object.values(readers).map((reader) => [reader.name, reader]))

type Faults = Gathered['faults']

function readQuote(
  node: Directive,
  { speaker, person, capacity, translation, source, url, date }: Attributes,
  gathered: Gathered,
): DraftOf<'quote'>[] {
  const { faults } = gathered
  if (url && !hrefSchema.safeParse(url).success) faults.add(node, `the quote's url "${url}" is not a web address`)
  if (date && !/^\d{4}-\d\d-\d\d$/u.test(date))
    faults.add(node, `the quote's date "${date}" must be written as 2026-10-31`)
  const slug = speaker && person !== 'no' ? person || slugify(speaker) : undefined
  if (slug && speaker) gathered.speakers.push({ slug, name: speaker })
  return [
    {
      type: 'quote',
      paragraphs: someParagraphs(node, faults),
      ...(speaker && { speaker }),
      ...(slug && { person: slug }),
      ...(capacity && { capacity }),
      ...(translation && { translation }),
      ...(source && { sourceName: source }),
      ...(url && { sourceUrl: url }),
      ...(date && { saidOn: date }),
    },
  ]
}

function readPicture(
  node: Directive,
  { src, alt, caption: short, credit, width }: Attributes,
  { faults }: Gathered,
): DraftOf<'picture'>[] {
  if (!needed(node, 'picture', { src }, faults)) return []
  if (alt === undefined) faults.add(node, 'the picture has no alt: say what it shows, or alt="" when it only decorates')
  // Inside the directive a caption may have links and emphasis; as an attribute it is plain words.
  const caption: Inline[] = short ? [{ type: 'text', text: short }] : joined(paragraphsOf(node, faults))
  return [
    {
      type: 'picture',
      media: src ?? '',
      alt: alt ?? '',
      ...(caption.length > 0 && { caption }),
      ...(credit && { credit }),
      ...(width === 'wide' || width === 'column' ? { width } : {}),
    },
  ]
}

function readGallery(node: Directive, _attributes: Attributes, gathered: Gathered): DraftOf<'gallery'>[] {
  const { faults } = gathered
  if (node.type === 'leafDirective') {
    faults.add(node, 'a gallery holds its pictures: ":::gallery", the pictures, ":::"')
    return []
  }
  const pictures: DraftOf<'picture'>[] = []
  const caption: Inline[][] = []
  for (const child of node.children) {
    if (child.type === 'paragraph' && child.children.some((part) => part.type === 'image'))
      pictures.push(...child.children.filter((part) => part.type === 'image').map((image) => pictureOf(image)))
    else if (isDirective(child) && child.name === 'picture')
      pictures.push(...readDirective(child, gathered).filter((draft) => draft.type === 'picture'))
    else caption.push(...paragraphsOf({ ...node, children: [child] }, faults))
  }
  if (pictures.length === 0) {
    faults.add(node, 'the gallery holds no picture')
    return []
  }
  return [
    {
      type: 'gallery',
      pictures: pictures.map(({ type: _, width: _width, ...picture }) => picture),
      ...(caption.length > 0 && { caption: joined(caption) }),
    },
  ]
}

function isDirective(node: ContainerDirective['children'][number]): node is ContainerDirective | LeafDirective {
  return node.type === 'containerDirective' || node.type === 'leafDirective'
}

function readEmbed(node: Directive, { url, title, still }: Attributes, { faults }: Gathered): DraftOf<'embed'>[] {
  if (!needed(node, 'embed', { url }, faults)) return []
  if (!/^https?:\/\/[^\s]+$/u.test(url ?? '')) faults.add(node, `the embed's url "${url}" is not a web address`)
  const introduction = joined(paragraphsOf(node, faults))
  return [
    {
      type: 'embed',
      url: url ?? '',
      ...(title && { title }),
      ...(introduction.length > 0 && { introduction }),
      ...(still && { still }),
    },
  ]
}

function readAudio(node: Directive, { src, title }: Attributes, { faults }: Gathered): DraftOf<'audio'>[] {
  if (!needed(node, 'audio', { src }, faults)) return []
  const caption = joined(paragraphsOf(node, faults))
  return [{ type: 'audio', media: src ?? '', ...(title && { title }), ...(caption.length > 0 && { caption }) }]
}

function readTableDirective(
  node: Directive,
  { caption, headerColumn, headerRows }: Attributes,
  { faults }: Gathered,
): DraftOf<'table'>[] {
  const table = node.type === 'containerDirective' ? node.children.find((child) => child.type === 'table') : undefined
  if (table === undefined) {
    faults.add(node, ':::table holds one table')
    return []
  }
  // As with pictures: plain words as an attribute, or beside the table with links and emphasis.
  const beside = node.type === 'containerDirective' ? node.children.filter((child) => child.type === 'paragraph') : []
  const words: Inline[] = caption
    ? [{ type: 'text', text: caption }]
    : joined(beside.map((child) => readInlines(child.children, faults)))
  const rows = headerRows === undefined ? 1 : Number(headerRows)
  return [
    {
      ...readTable(table, faults),
      headerRows: Number.isInteger(rows) && rows >= 0 && rows <= 5 ? rows : 1,
      headerColumn: headerColumn !== undefined && headerColumn !== 'no',
      ...(words.length > 0 && { caption: words }),
    },
  ]
}

function readRelated(node: Directive, { to, title }: Attributes, { faults }: Gathered): DraftOf<'related'>[] {
  if (!needed(node, 'related', { to }, faults)) return []
  // A bare slug is a story of this paper; publishing finds its address.
  const href = /^[\p{L}\p{M}\p{N}-]+$/u.test(to ?? '') ? `/${to}` : (to ?? '')
  if (!hrefSchema.safeParse(href).success)
    faults.add(node, `related leads to "${to}", which is neither an address nor a story's slug`)
  const label =
    title ||
    joined(paragraphsOf(node, faults))
      .map((part) => (part.type === 'text' ? part.text : ''))
      .join('')
  return [{ type: 'related', href, ...(label && { title: label }) }]
}

function readHtml(node: Directive, _attributes: Attributes, { faults }: Gathered): DraftOf<'html'>[] {
  const code = node.type === 'containerDirective' ? node.children.find((child) => child.type === 'code') : undefined
  if (code === undefined) {
    faults.add(node, ':::html holds one fenced block of HTML: ```html … ```')
    return []
  }
  return [{ type: 'html', html: code.value }]
}

function someParagraphs(node: Directive, faults: Faults): Inline[][] {
  const paragraphs = paragraphsOf(node, faults)
  if (paragraphs.length === 0) faults.add(node, `:::${node.name} is empty`)
  return paragraphs
}

function joined(paragraphs: readonly Inline[][]): Inline[] {
  return paragraphs.flatMap((paragraph, index) =>
    index === 0 ? paragraph : [{ type: 'break' } as const, ...paragraph],
  )
}

function needed(
  node: Directive,
  name: string,
  attributes: Record<string, string | undefined>,
  faults: Faults,
): boolean {
  const missing = Object.keys(attributes).filter((key) => !attributes[key])
  for (const key of missing) faults.add(node, `${name} needs ${key}="…"`)
  return missing.length === 0
}
