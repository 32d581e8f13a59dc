/** From a node of the working copy to a block of a document, with everything that cannot be in one as a fault. */
import { anchorSchema, blockSchema, hrefSchema, type Block, type Inline, type List } from '../articles/document.ts'
import type { Faults } from './faults.ts'
import { nestParts } from './inlines.ts'
import type { NodeName } from './nodes.ts'
import { clean, isRun, wordsOf, type Marks, type Part, type Tree } from './tree.ts'

/**
 * The block that a node stands for, in the one form in which documents are written; undefined where it says nothing: an
 * empty line, or what `faults` names. It never throws, whatever the attributes hold.
 */
export function blockOf(id: string, node: Tree, faults: Faults): Block | undefined {
  faults.block = id
  const draft = drafts[node.name]
  if (draft === undefined) faults.add(node.name, 'misplaced', wordsOf(node))
  const fields = draft?.(node, faults)
  if (fields === undefined) return undefined
  const block = { id, ...given(fields) }
  // Of inlines made above nothing can be wrong, and most blocks are paragraphs.
  if (node.name === 'paragraph') return block as Block
  return checked(block, node, faults)
}

type Fields = Record<string, unknown>

const drafts: { [Name in NodeName]?: (node: Tree, faults: Faults) => Fields | undefined } = {
  paragraph: (node, faults) => {
    const children = inlinesOf(node.children, faults)
    const level = node.attributes['level']
    if (children.length === 0) return undefined
    if (level === 2 || level === 3 || level === 4) return { type: 'heading', level, children }
    if (level !== 0) faults.add('level', 'invalid', String(level))
    return { type: 'paragraph', children }
  },
  list: (node, faults) => {
    const list = listOf(node, faults)
    return list && { type: 'list', list }
  },
  quote: (node, faults) => ({
    type: 'quote',
    paragraphs: linesOf(node, faults),
    ...texts(node, faults, ['speaker', 'person', 'capacity', 'translation', 'sourceName', 'sourceUrl', 'saidOn']),
  }),
  pullQuote: (node, faults) => ({
    type: 'pullQuote',
    children: inlinesOf(node.children, faults),
    ...texts(node, faults, ['attribution']),
  }),
  picture: (node, faults) => {
    const picture = pictureOf(node, faults)
    return picture && { type: 'picture', ...picture, ...texts(node, faults, ['width']) }
  },
  gallery: galleryOf,
  embed: (node, faults) => ({
    type: 'embed',
    ...texts(node, faults, ['url', 'title', 'still']),
    introduction: captionOf(node, faults),
  }),
  file: (node, faults) => ({ type: 'file', ...texts(node, faults, ['media', 'name']) }),
  audio: (node, faults) => ({
    type: 'audio',
    ...texts(node, faults, ['media', 'title']),
    caption: captionOf(node, faults),
  }),
  table: tableOf,
  codeBlock: (node, faults) => ({
    type: 'code',
    ...texts(node, faults, ['language']),
    text: clean(node.children.map(wordsOf).join('')),
  }),
  divider: () => ({ type: 'divider' }),
  fold: () => ({ type: 'fold' }),
  related: (node, faults) => ({ type: 'related', ...texts(node, faults, ['href', 'title']) }),
  poll: (node, faults) => ({
    type: 'poll',
    ...texts(node, faults, ['poll']),
    wordpress: parsedJson(text(node, 'wordpress', faults)),
  }),
  html: (node) => ({ type: 'html', html: clean(String(node.attributes['html'] ?? '')) }),
  note: (node, faults) => ({
    type: 'note',
    ...texts(node, faults, ['tone', 'title']),
    paragraphs: linesOf(node, faults),
  }),
}

/** Without the fields that no document takes; undefined where the block cannot be without them. */
function checked(block: Fields, node: Tree, faults: Faults): Block | undefined {
  const whole = blockSchema.safeParse(block)
  if (whole.success) return whole.data
  const bad = [...new Set(whole.error.issues.map(({ path }) => String(path[0] ?? block['type'])))]
  for (const field of bad) {
    const value = node.attributes[field] ?? ''
    faults.add(field, value === '' ? 'missing' : 'invalid', value === '' ? wordsOf(node) : String(value))
  }
  const rest = blockSchema.safeParse(
    Object.fromEntries(Object.entries(block).filter(([field]) => !bad.includes(field))),
  )
  return rest.data
}

// Parts of blocks ---------------------------------------------------------------

function listOf(node: Tree, faults: Faults): List | undefined {
  const items = childrenOf(node, 'listItem').map((item) => {
    const lists = childrenOf(item, 'list').flatMap((inner) => listOf(inner, faults) ?? [])
    const children = joinedLines(childrenOf(item, 'line'), faults)
    const [first, ...more] = lists
    // Two people who indent at once make two lists.
    const list = first && { ...first, items: [...first.items, ...more.flatMap((other) => other.items)] }
    return given({ children, list })
  })
  if (items.length === 0) {
    faults.add('listItem', 'missing')
    return undefined
  }
  const start = node.attributes['start'] ?? undefined
  const isStart = typeof start === 'number' && Number.isInteger(start) && start >= 0 && start <= 999_999_999
  if (start !== undefined && !isStart) faults.add('start', 'invalid', String(start))
  return { ordered: node.attributes['ordered'] === true, ...(isStart ? { start } : {}), items }
}

function linesOf(node: Tree, faults: Faults): Inline[][] {
  const lines = childrenOf(node, 'line').map((line) => inlinesOf(line.children, faults))
  return lines.length === 0 ? [[]] : lines
}

/** What two people at once made two of, as one, with a break between. */
function joinedLines(nodes: readonly Tree[], faults: Faults): Inline[] {
  const filled = nodes.filter(({ children }) => children.length > 0)
  return inlinesOf(
    filled.flatMap(({ children }, index) =>
      index === 0 ? children : [{ name: 'break' as const, attributes: {}, children: [] }, ...children],
    ),
    faults,
  )
}

function pictureOf(node: Tree, faults: Faults): { media: string; alt: string } | undefined {
  const media = text(node, 'media', faults)
  const isDecorative = node.attributes['decorative'] === true
  const alt = isDecorative ? '' : text(node, 'alt', faults)
  if (media === '' || media.length > 500) {
    faults.add('media', media === '' ? 'missing' : 'invalid', media || wordsOf(node))
    return undefined
  }
  if (alt.trim() === '' && !isDecorative) faults.add('alt', 'missing-alt', media)
  return given({ media, alt, caption: captionOf(node, faults), ...texts(node, faults, ['credit']) })
}

function galleryOf(node: Tree, faults: Faults): Fields | undefined {
  const pictures = childrenOf(node, 'galleryPicture').flatMap((picture) => pictureOf(picture, faults) ?? [])
  const caption = joinedLines(childrenOf(node, 'galleryCaption'), faults)
  if (pictures.length > 0) return { type: 'gallery', pictures, caption: caption.length === 0 ? undefined : caption }
  faults.add('galleryPicture', 'missing', wordsOf(node))
  return undefined
}

function tableOf(node: Tree, faults: Faults): Fields | undefined {
  const rows = childrenOf(node, 'tableRow')
    .map((row) => childrenOf(row, 'tableCell').map((cell) => inlinesOf(cell.children, faults)))
    .filter((cells) => cells.length > 0)
  const caption = joinedLines(childrenOf(node, 'tableCaption'), faults)
  if (rows.length === 0) {
    faults.add('tableRow', 'missing', wordsOf(node))
    return undefined
  }
  const { headerRows, headerColumn } = node.attributes
  const isCount = typeof headerRows === 'number' && Number.isInteger(headerRows) && headerRows >= 0 && headerRows <= 5
  if (!isCount) faults.add('headerRows', 'invalid', String(headerRows))
  return {
    type: 'table',
    caption: caption.length === 0 ? undefined : caption,
    headerRows: isCount ? headerRows : 0,
    headerColumn: headerColumn === true,
    rows,
  }
}

function captionOf(node: Tree, faults: Faults): Inline[] | undefined {
  const inlines = inlinesOf(node.children, faults)
  return inlines.length === 0 ? undefined : inlines
}

function childrenOf(node: Tree, name: NodeName): Tree[] {
  return node.children.filter((child): child is Tree => !isRun(child) && child.name === name)
}

// Words and attributes ----------------------------------------------------------

function inlinesOf(parts: readonly Part[], faults: Faults): Inline[] {
  const good: Part[] = []
  for (const part of parts) {
    if (isRun(part)) good.push({ text: clean(part.text), marks: goodMarks(part.marks, part.text, faults) })
    else if (part.name === 'break' || anchorSchema.safeParse(part.attributes['id']).success) good.push(part)
    else faults.add('anchor', 'invalid', String(part.attributes['id']))
  }
  return nestParts(good)
}

function goodMarks(marks: Marks, words: string, faults: Faults): Marks {
  const { link, language, ...others } = marks
  if (link === undefined && language === undefined) return marks
  const isLink = link !== undefined && hrefSchema.safeParse(link['href']).success
  const isLanguage = language !== undefined && /^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/u.test(language['lang'] ?? '')
  if (link !== undefined && !isLink) faults.add('link', 'invalid', link['href'] || words)
  if (language !== undefined && !isLanguage) faults.add('language', 'invalid', language['lang'] || words)
  return { ...others, ...(isLink ? { link } : {}), ...(isLanguage ? { language } : {}) }
}

/** Longer than what any field of a block takes, but for the HTML of one. */
const maxText = 2000

function text(node: Tree, name: string, faults: Faults): string {
  const value = clean(String(node.attributes[name] ?? ''))
  if (value.length <= maxText) return value
  faults.add(name, 'too-long', value)
  return value.slice(0, maxText).toWellFormed()
}

function texts<Name extends string>(node: Tree, faults: Faults, names: readonly Name[]): { [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = text(node, name, faults)
    if (value !== '') found[name] = value
  }
  return found
}

function parsedJson(json: string): unknown {
  if (json === '') return undefined
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
