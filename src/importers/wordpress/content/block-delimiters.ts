/** The attributes of a block's delimiter, as far as anybody looks at them. */
export type BlockAttributes = Readonly<Record<string, unknown>>
/** `html` is the raw content of an HTML block; every other block's content stays in its place. */
export type BlockMark = { name: string; attributes: BlockAttributes; html: string | undefined }

export const blockElement = 'crier-block'
/** Around what stands between blocks: the classic editor's text, to which the paragraph rules apply. */
export const classicElement = 'crier-classic'

const delimiter = /^<!--\s+(\/?)wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)\s+(?:(\{[\s\S]*\})\s+)?(\/?)-->$/u
const htmlClosing = /<!--\s+\/wp:(?:core\/)?html\s+-->/gu
const maxDepth = 40

export function hasBlocks(html: string): boolean {
  return html.includes('<!-- wp:')
}

/**
 * Turns block delimiters into elements, so that one HTML tree holds blocks and markup. Delimiters that do not pair are
 * closed or left out.
 */
export function markBlocks(source: string): { html: string; marks: BlockMark[] } {
  const marks: BlockMark[] = []
  const open: string[] = []
  let out = ''
  let at = 0
  let isHtmlClosed = true
  const copy = (end: number) => {
    const between = source.slice(at, end)
    out += open.length > 0 || between.trim() === '' ? between : `<${classicElement}>${between}</${classicElement}>`
  }
  for (let start = source.indexOf('<!--'); start !== -1; start = source.indexOf('<!--', at)) {
    const end = source.indexOf('-->', start)
    if (end === -1) break
    const match = delimiter.exec(source.slice(start, end + 3))
    copy(start)
    at = end + 3
    if (match === null) continue
    const [, slash, written = '', json, selfClosing] = match
    const name = written.includes('/') ? written : `core/${written}`
    if (slash === '/') {
      const depth = open.lastIndexOf(name)
      if (depth === -1) continue
      out += `</${blockElement}>`.repeat(open.length - depth)
      open.length = depth
    } else if (open.length < maxDepth) {
      const raw = name === 'core/html' && selfClosing !== '/' && isHtmlClosed ? rawContent(source, at) : undefined
      // Not closed once is not closed again: looked for only once.
      if (name === 'core/html' && raw === undefined && selfClosing !== '/') isHtmlClosed = false
      marks.push({ name, attributes: attributesOf(json), html: raw?.html })
      out += `<${blockElement} n="${marks.length - 1}">`
      if (selfClosing === '/' || raw !== undefined) out += `</${blockElement}>`
      else open.push(name)
      at = raw?.end ?? at
    }
  }
  copy(source.length)
  return { html: out + `</${blockElement}>`.repeat(open.length), marks }
}

function rawContent(source: string, from: number): { html: string; end: number } | undefined {
  htmlClosing.lastIndex = from
  const closing = htmlClosing.exec(source)
  return closing === null
    ? undefined
    : { html: source.slice(from, closing.index), end: closing.index + closing[0].length }
}

function attributesOf(json: string | undefined): BlockAttributes {
  if (json === undefined) return {}
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

export function textAttribute(attributes: BlockAttributes, name: string): string | undefined {
  const value = attributes[name]
  return typeof value === 'string' ? value : undefined
}

export function idAttribute(attributes: BlockAttributes, ...names: string[]): number | undefined {
  for (const name of names) {
    const number = Number(attributes[name] ?? Number.NaN)
    if (Number.isSafeInteger(number) && number > 0) return number
  }
  return undefined
}
