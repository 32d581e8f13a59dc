import { renderText } from '../articles/render/text.ts'
import { storedDocument } from '../articles/stored-document.ts'
import type { LongQuestion } from '../kit/db/long-reads.ts'
import type { Db } from '../kit/db/schema.ts'
import { programFile } from '../kit/program.ts'
import type { TextRange } from '../kit/text-range.ts'
import { excerptOf, markerOf, rangesIn } from './marks.ts'
import type { Group, Wanted } from './match.ts'
import { termsOf, type Question, type Term } from './question.ts'
import { scoreOf } from './rank.ts'
import { countMatches, documentsOf, knownWords, nearWords, newestMatches, otherFormsOf, type Match } from './store.ts'
import { isSpelled } from './words.ts'

export const perPage = 20
/**
 * So many of the newest that match in headline, standfirst or names, and so many of all, are ranked: the work has a
 * bound.
 */
const ranked = 200
/** Counted, and leafed through by time, no further than this. */
const counted = 1_000
/** With fewer stories than this, those with words one edit away follow. */
const few = 10
const maxForms = 3
const maxNear = 5

export type FoundStory = {
  id: number
  headline: readonly TextRange[]
  standfirst: readonly TextRange[]
  /** A piece of the story's text, where nothing above it shows why it was found. */ excerpt:
    | { text: string; ranges: readonly TextRange[] }
    | undefined
}

export type Found = {
  stories: FoundStory[]
  total: number
  isMore: boolean
  pages: number
  /** all: every word, as it was typed or in another form. near: one edit away. most: all words but one. */
  how: 'all' | 'near' | 'most'
  /** What was typed with the mistyped words set right, when that finds something. */
  meant: string | undefined
  /** Nothing that was typed is a word. */
  isWordless: boolean
}

/** Looks a question up in the index. Runs on the searching thread, or on a connection of the pool. */
export const storiesFor: LongQuestion<Question, Found> = {
  url: programFile('search/find').href,
  name: 'storiesFor',
  answer: findStories,
}

async function findStories(db: Db, question: Question): Promise<Found> {
  const terms = termsOf(question.text)
  const isFiltered =
    question.topicIds !== undefined ||
    question.authorIds !== undefined ||
    question.fromAt !== undefined ||
    question.beforeAt !== undefined
  const isWordless = terms.length === 0 && (question.text.trim() !== '' || !isFiltered)
  if (isWordless) return { stories: [], total: 0, isMore: false, pages: 0, how: 'all', meant: undefined, isWordless }
  const plan = await planOf(db, terms)
  const exact = await look(db, question, wantedOf(question, plan.groups))
  const near = exact.matches.length < few ? await lookNear(db, question, plan) : undefined
  const most =
    exact.matches.length === 0 && (near?.matches.length ?? 0) === 0 && terms.length > 1
      ? await look(db, question, wantedOf(question, plan.groups, terms.length - 1))
      : undefined
  const known = new Set(exact.matches.map(({ id }) => id))
  const matches = [
    ...exact.matches,
    ...(near?.matches ?? []).filter(({ id }) => !known.has(id)),
    ...(most?.matches ?? []),
  ]
  const total = exact.isMore
    ? await countMatches(db, wantedOf(question, plan.groups), boundsOf(question), counted)
    : matches.length
  const shown = await pageOf(db, question, matches, exact.isMore ? wantedOf(question, plan.groups) : undefined)
  const groups = near === undefined ? plan.groups : near.groups
  return {
    stories: await withMarks(db, shown, groups),
    total,
    isMore: total === counted,
    pages: Math.ceil((question.sort === 'newest' ? total : Math.min(total, matches.length)) / perPage),
    how: most !== undefined ? 'most' : exact.matches.length === 0 && (near?.matches.length ?? 0) > 0 ? 'near' : 'all',
    meant: await meantBy(db, question, plan, near, exact.matches.length),
    isWordless,
  }
}

type Plan = { terms: readonly Term[]; groups: Group[]; uses: Map<string, number> }
type Looked = { matches: Match[]; isMore: boolean }
type Near = Looked & { groups: Group[]; others: ReadonlyMap<Term, readonly { word: string; uses: number }[]> }

async function planOf(db: Db, terms: readonly Term[]): Promise<Plan> {
  const single = terms.flatMap(singleWord)
  const groups: Group[] = []
  for (const term of terms)
    groups.push({
      words: term.words,
      isPrefix: term.isPrefix,
      others: singleWord(term).length === 0 ? [] : await otherFormsOf(db, singleWord(term)[0] ?? '', maxForms),
    })
  return { terms, groups, uses: await knownWords(db, single) }
}

function singleWord({ words, isPrefix }: Term): string[] {
  const [word = '', ...more] = words
  return more.length === 0 && !isPrefix && isSpelled(word) ? [word] : []
}

function wantedOf({ topicIds, authorIds }: Question, groups: readonly Group[], least = groups.length): Wanted {
  return { groups, least, inHead: false, topicIds, authorIds }
}

function boundsOf({ fromAt, beforeAt }: Question): { fromAt: number | undefined; beforeAt: number | undefined } {
  return { fromAt, beforeAt }
}

/** The newest that match in their heads and the newest that match at all, the best first. */
async function look(db: Db, question: Question, wanted: Wanted): Promise<Looked> {
  const page = { limit: ranked, offset: 0 }
  const all = await newestMatches(db, wanted, boundsOf(question), page)
  const isMore = all.length === ranked
  if (question.sort === 'newest' || wanted.groups.length === 0) return { matches: all, isMore }
  const heads = await newestMatches(db, { ...wanted, inHead: true }, boundsOf(question), page)
  const inHead = new Set(heads.map(({ id }) => id))
  const scored = [...heads, ...all.filter(({ id }) => !inHead.has(id))].map((match) => ({
    match,
    score: scoreOf({ ...match, inHead: inHead.has(match.id) }, wanted.groups, question.now),
  }))
  scored.sort((a, b) => b.score - a.score || b.match.publishedAt - a.match.publishedAt || b.match.id - a.match.id)
  return { matches: scored.map(({ match }) => match), isMore }
}

async function lookNear(db: Db, question: Question, { terms, groups }: Plan): Promise<Near | undefined> {
  const others = new Map<Term, readonly { word: string; uses: number }[]>()
  for (const term of terms) for (const word of singleWord(term)) others.set(term, await nearWords(db, word, maxNear))
  if ([...others.values()].every((words) => words.length === 0)) return undefined
  const widened = groups.map((group, index) => ({
    ...group,
    others: [...group.others, ...(others.get(terms[index] as Term) ?? []).map(({ word }) => word)],
  }))
  return { ...(await look(db, question, wantedOf(question, widened))), groups: widened, others }
}

/** By relevance the page is cut from what was ranked; by time, further back, the index is asked again. */
async function pageOf(
  db: Db,
  question: Question,
  matches: readonly Match[],
  more: Wanted | undefined,
): Promise<Match[]> {
  const offset = (question.page - 1) * perPage
  if (offset >= counted) return []
  if (question.sort === 'newest' && more !== undefined && offset + perPage > matches.length)
    return newestMatches(db, more, boundsOf(question), { limit: perPage, offset })
  return matches.slice(offset, offset + perPage)
}

async function withMarks(db: Db, matches: readonly Match[], groups: readonly Group[]): Promise<FoundStory[]> {
  const marker = markerOf(groups)
  const documents =
    groups.length === 0
      ? new Map<number, string>()
      : await documentsOf(
          db,
          matches.map(({ id }) => id),
        )
  return matches.map(({ id, headline, standfirst }) => {
    const inStandfirst = rangesIn(standfirst, marker)
    const json = documents.get(id)
    const excerpt =
      inStandfirst.length > 0 || json === undefined ? undefined : excerptOf(renderText(storedDocument(json)), marker)
    return { id, headline: rangesIn(headline, marker), standfirst: inStandfirst, excerpt }
  })
}

/** Offered only when it finds something: the name in a story that was withdrawn is never proposed. */
async function meantBy(
  db: Db,
  question: Question,
  { terms, uses }: Plan,
  near: Near | undefined,
  found: number,
): Promise<string | undefined> {
  if (near === undefined) return undefined
  for (let choice = 0; choice < 3; choice++) {
    let text = question.text
    for (const term of terms.toReversed()) {
      const word = near.others.get(term)?.[choice] ?? near.others.get(term)?.[0]
      const typed = uses.get(term.words[0] ?? '') ?? 0
      if (word !== undefined && (found === 0 ? typed === 0 : word.uses > 20 * Math.max(1, typed)))
        text = `${text.slice(0, term.from)}${word.word}${text.slice(term.to)}`
    }
    if (text === question.text) return undefined
    const groups = termsOf(text).map(({ words, isPrefix }) => ({ words, isPrefix, others: [] }))
    if ((await countMatches(db, wantedOf(question, groups), boundsOf(question), 1)) > 0) return text
  }
  return undefined
}
