/** HTML that needs no escaping any more. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toString(): string {
    return this.text
  }
}

export type MarkupValue = Markup | string | number | false | null | undefined | readonly MarkupValue[]

/**
 * Writes HTML: what is put in is escaped, for text and for quoted attributes alike; arrays are joined, and false, null
 * and undefined are nothing. Synchronous; Hono's own tag may answer with a promise, which no view needs.
 */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let text = strings[0] ?? ''
  for (let index = 0; index < values.length; index++) text += render(values[index]) + (strings[index + 1] ?? '')
  return new Markup(text)
}

/** Takes a string as HTML. Each use says why it is safe. */
export function trusted(text: string): Markup {
  return new Markup(text)
}

/** Data for machines inside a page: `<` is written so that no value can end the element (HTML, 4.12.1.3). */
export function dataScript(value: unknown): Markup {
  const json = JSON.stringify(value)
    .replace(/</gu, '\\u003c')
    .replace(/\u2028/gu, '\\u2028')
    .replace(/\u2029/gu, '\\u2029')
  return new Markup(`<script type="application/ld+json">${json}</script>`)
}

function render(value: MarkupValue): string {
  if (typeof value === 'string') return escape(value)
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'number') return String(value)
  let text = ''
  for (const part of value) text += render(part)
  return text
}

const unsafe = /[&<>"']/u
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * The text of HTML with `instead` for each tag; character references stay. By index: an expression would look for the
 * end of each `<` again.
 */
export function withoutTags(source: string, instead: string): string {
  let text = ''
  let at = 0
  for (;;) {
    const start = source.indexOf('<', at)
    const end = start === -1 ? -1 : source.indexOf('>', start)
    if (end === -1) return text + source.slice(at)
    text += source.slice(at, start) + instead
    at = end + 1
  }
}

/** For text and for quoted attributes. */
export function escape(text: string): string {
  return unsafe.test(text) ? text.replace(/[&<>"']/gu, (character) => entities[character] ?? '') : text
}
