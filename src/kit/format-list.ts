import { getOrCreate } from './get-or-create.ts'
import { html, type Markup } from './markup.ts'

const formatters = new Map<string, Intl.ListFormat>()

/**
 * "A, B and C" as the language writes it. `text` is what is read (Spanish says "e" before an i), `html` what stands on
 * the page.
 */
export function formatList(language: string, items: readonly { text: string; html: Markup | string }[]): Markup {
  if (items.length === 1) return html`${items[0]?.html}`
  let index = 0
  return html`${getOrCreate(formatters, language, () => new Intl.ListFormat(language))
    .formatToParts(items.map(({ text }) => text))
    .map((part) => (part.type === 'element' ? items[index++]?.html : part.value))}`
}
