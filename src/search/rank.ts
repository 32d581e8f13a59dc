import type { Group } from './match.ts'
import { wordsOf } from './words.ts'

/** What ranking looks at. `inHead`: all that was asked for stands in headline, standfirst or names. */
export type Candidate = { headline: string; kicker: string; standfirst: string; publishedAt: number; inHead: boolean }

const weights = { headline: 8, standfirst: 4, names: 3, body: 1 }
/** Of another form of a word, beside the word as it was typed. */
const otherForm = 0.7
const inARow = 1.25
const dayMs = 86_400_000

/**
 * How well a story answers: where its words stand (headline before standfirst before names before text), whether they
 * stand in a row, and how new it is. The newest counts twice what an old one does, with half of that gone in a year.
 */
export function scoreOf(
  { headline, kicker, standfirst, publishedAt, inHead }: Candidate,
  groups: readonly Group[],
  now: number,
): number {
  const inHeadline = wordsOf(headline)
  const inStandfirst = wordsOf(`${kicker} . ${standfirst}`)
  let sum = 0
  for (const group of groups) {
    const found = Math.max(
      weights.headline * likeness(group, inHeadline),
      weights.standfirst * likeness(group, inStandfirst),
    )
    sum += Math.max(found, inHead ? weights.names * otherForm : weights.body)
  }
  const row =
    groups.length > 1 &&
    indexOfRow(
      groups.flatMap(({ words }) => words),
      inHeadline,
    ) !== -1
      ? inARow
      : 1
  const freshness = 0.5 + 0.5 * 2 ** (-Math.max(0, now - publishedAt) / (365 * dayMs))
  return (sum / Math.max(1, groups.length)) * row * freshness
}

function likeness({ words, isPrefix, others }: Group, text: readonly string[]): number {
  if (indexOfRow(words, text) !== -1 || (isPrefix && text.some((word) => word.startsWith(words[0] ?? '')))) return 1
  return others.some((word) => text.includes(word)) ? otherForm : 0
}

function indexOfRow(words: readonly string[], text: readonly string[]): number {
  return text.findIndex((_, start) => words.every((word, index) => text[start + index] === word))
}
