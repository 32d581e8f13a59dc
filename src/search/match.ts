import { type Engine } from '../kit/db/schema.ts'

/** One thing that a story must have: a word or phrase, or one of its other forms. */
export type Group = { words: readonly string[]; isPrefix: boolean; others: readonly string[] }

/** `least`: so many of the groups are enough. Within headline, standfirst and names only with `inHead`. */
export type Wanted = {
  groups: readonly Group[]
  least: number
  inHead: boolean
  topicIds: readonly number[] | undefined
  authorIds: readonly number[] | undefined
}

/**
 * Marks what is about a story and not in it; no text of a story can hold the character (words.ts lets none through).
 */
const mark = '\ue000'
export const everyStory = `${mark}all`
export const topicMark = (id: number) => `${mark}t${id}`
export const authorMark = (id: number) => `${mark}a${id}`
export const yearMark = (year: number) => `${mark}y${year}`

/**
 * In the words of FTS5 or of a tsquery. Only words that we made stand in it, each quoted: nothing typed is an operator.
 */
export function expressionOf(
  engine: Engine,
  { groups, least, inHead, topicIds, authorIds }: Wanted,
  years: readonly number[] = [],
): string {
  const { and, or, phrase } = engine === 'sqlite' ? fts5 : tsquery
  const texts = groups.map(({ words, isPrefix, others }) =>
    or([phrase(words, isPrefix), ...others.map((word) => phrase([word], false))]),
  )
  const text = texts.length === 0 ? [] : [least < texts.length ? or(leavingOneOut(texts).map(and)) : and(texts)]
  const scoped = engine === 'sqlite' && text.length > 0 ? [`${inHead ? '{head}' : '{head body}'} : ${text[0]}`] : text
  const tags = [
    topicIds?.map(topicMark),
    authorIds?.map(authorMark),
    years.length > 0 ? years.map(yearMark) : undefined,
  ].filter((list) => list !== undefined)
  const filters = tags.map((list) =>
    or((list.length > 0 ? list : [`${mark}none`]).map((word) => phrase([word], false))),
  )
  const all = [...scoped, ...filters]
  return and(all.length > 0 ? all : [phrase([everyStory], false)])
}

function leavingOneOut(texts: readonly string[]): string[][] {
  return texts.map((_, left) => texts.filter((_text, index) => index !== left))
}

type Language = {
  and(parts: readonly string[]): string
  or(parts: readonly string[]): string
  phrase(words: readonly string[], isPrefix: boolean): string
}

const fts5: Language = {
  and: (parts) => `(${parts.join(' AND ')})`,
  or: (parts) => `(${parts.join(' OR ')})`,
  phrase: (words, isPrefix) => `"${words.join(' ').replaceAll('"', '')}"${isPrefix ? ' *' : ''}`,
}

const tsquery: Language = {
  and: (parts) => `(${parts.join(' & ')})`,
  or: (parts) => `(${parts.join(' | ')})`,
  phrase: (words, isPrefix) =>
    `(${words.map((word) => `'${word.replace(/['\\]/gu, '')}'${isPrefix ? ':*' : ''}`).join(' <-> ')})`,
}
