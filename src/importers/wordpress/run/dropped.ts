import type { Dropped, DroppedCount, Import } from './run.ts'

export function nothingDropped(): Dropped {
  return { taxonomies: new Map(), fields: new Map() }
}

/** As many names of taxonomies and fields are told apart; plugins make some hundred. */
const maxNames = 500

export function noteDropped(all: Map<string, DroppedCount>, name: string, value: string): void {
  const key = all.size >= maxNames && !all.has(name) ? 'others' : name.slice(0, 100)
  const seen = all.get(key) ?? { stories: 0, terms: new Set<string>(), example: '' }
  seen.stories++
  if (seen.terms.size < 10_000) seen.terms.add(value.slice(0, 60))
  seen.example ||= Buffer.from(value.replaceAll(/\s+/gu, ' ').slice(0, 80).toWellFormed()).toString()
  all.set(key, seen)
}

export function tellDropped({ book, dropped: { taxonomies, fields } }: Import): void {
  for (const [name, { stories, terms, example }] of taxonomies)
    book.warn(
      `the taxonomy "${name}": ${counted(terms.size, 'term')} on ${counted(stories, 'story')} not brought over ` +
        `(for example “${example}”); --as-topics ${name} makes topics of them`,
    )
  for (const [name, { stories, example }] of fields)
    book.warn(`the field "${name}" of ${counted(stories, 'story')} is not brought over (for example “${example}”)`)
}

function counted(number: number, word: 'term' | 'story'): string {
  if (number === 1) return `1 ${word}`
  return `${number} ${word === 'story' ? 'stories' : 'terms'}`
}
