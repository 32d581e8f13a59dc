import type { TextRange } from '../kit/text-range.ts'
import type { Group } from './match.ts'
import { tokens } from './words.ts'

/** The words to mark in a text: those asked for and their other forms. */
export type Marker = { words: ReadonlySet<string>; prefixes: readonly string[] }

export function markerOf(groups: readonly Group[]): Marker {
  return {
    words: new Set(groups.flatMap(({ words, isPrefix, others }) => [...(isPrefix ? [] : words), ...others])),
    prefixes: groups.flatMap(({ words, isPrefix }) => (isPrefix ? words.slice(0, 1) : [])),
  }
}

/** Where the words stand in the text, in order; those that touch are one. */
export function rangesIn(text: string, { words, prefixes }: Marker): TextRange[] {
  const ranges: [number, number][] = []
  for (const { word, from, to } of tokens(text)) {
    const prefix = prefixes.find((beginning) => word.startsWith(beginning))
    if (!words.has(word) && prefix === undefined) continue
    const end = prefix === undefined ? to : from + prefix.length
    const last = ranges.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], end)
    else ranges.push([from, end])
  }
  return ranges
}

const excerptLength = 240
const lead = 60

/** The piece of a text in which most of the words stand, with whole words at its ends; undefined when none does. */
export function excerptOf(text: string, marker: Marker): { text: string; ranges: TextRange[] } | undefined {
  const flat = text.replace(/\s+/gu, ' ').trim()
  const found = rangesIn(flat, marker)
  const best = densest(flat, found)
  if (best === undefined) return undefined
  const start = best <= lead ? 0 : wordStart(flat, best - lead, best)
  const end = start + excerptLength >= flat.length ? flat.length : wordEnd(flat, start + excerptLength, best)
  const [before, after] = [start > 0 ? '… ' : '', end < flat.length ? ' …' : '']
  const shift = before.length - start
  return {
    text: `${before}${flat.slice(start, end)}${after}`,
    ranges: found.filter(([from, to]) => from >= start && to <= end).map(([from, to]) => [from + shift, to + shift]),
  }
}

/** Where the window with the most different words begins. */
function densest(text: string, ranges: readonly TextRange[]): number | undefined {
  let best: { from: number; words: number } | undefined
  for (const [index, [from]] of ranges.entries()) {
    const words = new Set<string>()
    for (let next = index; next < ranges.length && (ranges[next]?.[1] ?? 0) <= from + excerptLength - lead; next++)
      words.add(text.slice(...(ranges[next] ?? [0, 0])).toLowerCase())
    if (best === undefined || words.size > best.words) best = { from, words: words.size }
  }
  return best?.from
}

/** After the first space from here on, but not past what must be seen; text without spaces is cut where it is. */
function wordStart(text: string, from: number, before: number): number {
  const space = text.indexOf(' ', from)
  return space !== -1 && space < before ? space + 1 : whole(text, from)
}

function wordEnd(text: string, to: number, after: number): number {
  const space = text.lastIndexOf(' ', to)
  return space > after + lead ? space : whole(text, to)
}

/** Not between the halves of a character outside of the first plane. */
function whole(text: string, place: number): number {
  return (text.charCodeAt(place) & 0xfc00) === 0xdc00 ? place + 1 : place
}
