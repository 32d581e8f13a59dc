import { renderText } from '../articles/render/text.ts'
import { storedDocument } from '../articles/stored-document.ts'
import { authorMark, everyStory, topicMark, yearMark } from './match.ts'
import { placeOf, yearOf } from './place.ts'
import { backwards } from './spelling.ts'
import { isSpelled, wordsOf } from './words.ts'

export type StoryText = {
  id: number
  version: number
  publishedAt: number
  headline: string
  kicker: string
  standfirst: string
  document: string
  topics: Named[]
  authors: Named[]
}

export type Named = { id: number; name: string }

/** A story as the index takes it. */
export type StoryWords = {
  articleId: number
  version: number
  place: number
  head: string[]
  body: string[]
  marks: string[]
}

/** Of a story as long as a book, the beginning. */
const maxWords = 30_000
/** No word: keeps the end of one line and the beginning of the next from being read as a phrase. */
const edge = '\ue000'

export function storyWords({
  id,
  version,
  publishedAt,
  headline,
  kicker,
  standfirst,
  document,
  topics,
  authors,
}: StoryText): StoryWords {
  const names = [...authors, ...topics].map(({ name }) => name)
  return {
    articleId: id,
    version,
    place: placeOf(publishedAt, id),
    head: [headline, kicker, standfirst, ...names]
      .map(wordsOf)
      .filter((words) => words.length > 0)
      .flatMap((words, index) => (index === 0 ? words : [edge, ...words])),
    body: wordsOf(renderText(storedDocument(document))).slice(0, maxWords),
    marks: [
      everyStory,
      yearMark(yearOf(publishedAt)),
      ...topics.map((topic) => topicMark(topic.id)),
      ...authors.map((author) => authorMark(author.id)),
    ],
  }
}

/** The words of several stories that can be mistyped, each with the number of stories that use it. */
export function spelledWords(
  stories: readonly StoryWords[],
): { word: string; backwards: string; length: number; uses: number }[] {
  const uses = new Map<string, number>()
  for (const { head, body } of stories)
    for (const word of new Set([...head, ...body])) if (isSpelled(word)) uses.set(word, (uses.get(word) ?? 0) + 1)
  return Array.from(uses, ([word, count]) => ({
    word,
    backwards: backwards(word),
    length: [...word].length,
    uses: count,
  }))
}
