import { parseHtml, type HtmlNode } from './content/html-tree.ts'
import { cleanText } from './text.ts'

const removed = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'svg',
  'math',
  'template',
  'noscript',
  'textarea',
  'select',
])
const blocks = new Set([
  'p',
  'div',
  'ul',
  'ol',
  'pre',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'table',
  'blockquote',
  'figure',
  'section',
  'hr',
  'dl',
])
const lines = new Set(['li', 'tr', 'dt', 'dd'])

/**
 * A comment's HTML as plain words: paragraphs apart by an empty line, single line breaks kept, links as bare addresses.
 */
export function commentText(html: string): string {
  const text = /[<&]/u.test(html) ? wordsOf(parseHtml(cleanText(html))) : html
  const said = cleanText(text)
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/[\u202a-\u202e]/gu, '')
    .split('\n')
    .map((line) => line.trimEnd())
  return said
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n')
    .trim()
}

function wordsOf(nodes: readonly HtmlNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : elementWords(node))).join('')
}

function elementWords({ name, attributes, children }: Exclude<HtmlNode, string>): string {
  if (removed.has(name)) return ''
  if (name === 'br') return '\n'
  const words = wordsOf(children)
  if (name === 'a') return withAddress(words, attributes.href ?? '')
  if (name === 'blockquote')
    return `\n\n${words
      .trim()
      .split('\n')
      .map((line) => `> ${line}`)
      .join('\n')}\n\n`
  if (name === 'li') return `\n- ${words.trim()}`
  if (blocks.has(name)) return `\n\n${words}\n\n`
  return lines.has(name) ? `\n${words}` : words
}

function withAddress(words: string, href: string): string {
  const address = href.trim()
  if (!/^https?:\/\//iu.test(address)) return words
  const bare = (text: string) =>
    text
      .trim()
      .replace(/^https?:\/\//iu, '')
      .replace(/\/$/u, '')
  return bare(words) === bare(address) || words.trim() === '' ? address : `${words} (${address})`
}
