import { isWrittenWithoutSpaces, tokens, type Token } from './words.ts'

/** What somebody looks for. Plain data: it goes to the searching thread as it is. */
export type Question = {
  /** As typed. Without words the filters alone choose. */
  text: string
  /** Stories of any of these; undefined: of all. */
  topicIds?: readonly number[] | undefined
  authorIds?: readonly number[] | undefined
  /** Epoch milliseconds: published at or after `fromAt`, before `beforeAt`. */
  fromAt?: number | undefined
  beforeAt?: number | undefined
  sort: 'relevance' | 'newest'
  page: number
  now: number
}

/** One word, or several in a row. `from` and `to`: where it stands in what was typed. */
export type Term = { words: string[]; isPrefix: boolean; from: number; to: number }

const maxTerms = 16
/** None holds its own opening mark: else each mark that is never closed would be sought to the end. */
const quoted = /"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」/gu

/**
 * Whatever was typed becomes words: quoted ones stand together, everything else that looks like an operator is none.
 */
export function termsOf(text: string): Term[] {
  const found: Term[][] = []
  let after = 0
  for (const match of text.matchAll(quoted)) {
    found.push(plainTerms(text, after, match.index), phraseTerm(text, match.index, match.index + match[0].length))
    after = match.index + match[0].length
  }
  found.push(plainTerms(text, after, text.length))
  const distinct = new Map(found.flat().map((term) => [`${term.words.join(' ')} ${term.isPrefix}`, term]))
  return [...distinct.values()].slice(0, maxTerms)
}

function plainTerms(text: string, from: number, to: number): Term[] {
  return chains(text, from, to).map((chain) => termOf(chain))
}

function phraseTerm(text: string, from: number, to: number): Term[] {
  const all = chains(text, from, to)
  const last = all.at(-1)
  if (last === undefined) return []
  const words = [...all.slice(0, -1).flat(), ...last]
  return [
    {
      ...termOf(last),
      words: [
        ...all
          .slice(0, -1)
          .flat()
          .map(({ word }) => word),
        ...termOf(last).words,
      ],
      from: words[0]?.from ?? from,
    },
  ]
}

/** Pairs of a run without spaces overlap: they are one chain. Every other word is a chain of one. */
function chains(text: string, from: number, to: number): Token[][] {
  const found: Token[][] = []
  for (const token of tokens(text.slice(from, to))) {
    const placed = { word: token.word, from: token.from + from, to: token.to + from }
    const last = found.at(-1)
    if (last?.at(-1) !== undefined && (last.at(-1)?.to ?? 0) > placed.from) last.push(placed)
    else found.push([placed])
  }
  return found
}

/**
 * The last character of a run stands alone in the index for those who look for it alone: as the beginning of a pair. A
 * letter of any other script is a word, not all the words that begin with it.
 */
function termOf(chain: readonly Token[]): Term {
  const words = chain.map(({ word }) => word)
  const [word = ''] = words
  const isPrefix = chain.length === 1 && [...word].length === 1 && isWrittenWithoutSpaces(word)
  return {
    words: words.length > 1 ? words.slice(0, -1) : words,
    isPrefix,
    from: chain[0]?.from ?? 0,
    to: chain.at(-1)?.to ?? 0,
  }
}
