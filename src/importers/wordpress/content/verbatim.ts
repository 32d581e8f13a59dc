/** Shortcodes whose content is shown letter by letter: code. */
import type { Draft } from '../../../articles/document-ids.ts'
import { decodeReferences } from './references.ts'
import type { Shortcode } from './shortcodes.ts'

const notALanguage = new Set([
  'code',
  'sourcecode',
  'source',
  'cc',
  'cci',
  'crayon',
  'pre',
  'syntax',
  'plain',
  'codesnippet',
])

export function codeOf({ name, attributes, bare, content = '' }: Shortcode): Draft[] {
  const text = codeText(content)
  if (text === '') return []
  const said =
    attributes.get('language') ?? attributes.get('lang') ?? bare.find((value) => value.startsWith('='))?.slice(1)
  const language = said ?? (notALanguage.has(name) ? undefined : name.replace(/^ccn?_/u, ''))
  const isName = language !== undefined && /^[\w+#.-]{1,40}$/u.test(language)
  return [{ type: 'code', text, ...(isName ? { language } : {}) }]
}

/** The visual editor writes line breaks and paragraphs as tags where it keeps no lines. */
function codeText(content: string): string {
  const lines = content.replaceAll(/\r\n?/gu, '\n')
  const plain = lines.trim().includes('\n')
    ? lines
    : lines.replaceAll(/<br\s*\/?>/giu, '\n').replace(/^\s*<p>([\s\S]*)<\/p>\s*$/iu, '$1')
  return decodeReferences(plain)
    .replace(/^(?:[ \t]*\n)+/u, '')
    .trimEnd()
}
