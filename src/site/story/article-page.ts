import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { editionAt, editionFor } from '../../layout/editions.ts'
import { renderMissingPage } from '../../layout/missing-page.ts'
import { localeOf } from '../../layout/publication.ts'
import { bodyLocale } from './body.ts'
import { colophonOf } from './colophon.ts'
import { filled, hashWith } from './gaps.ts'
import { storyOnward } from './onward.ts'
import { storyPolls } from './polls.ts'
import { setStory, setWords, type GivenStory, type StoryFacts } from './set-story.ts'
import { storyStamp } from './stamp.ts'

/**
 * The reference page: a story or a page at its own address, the same for every reader. It stands as it was set when
 * something of it changed last, with gaps for what moves by itself, which is put in here.
 */
export async function showArticle(house: House, { path }: PageRequest, articleId: number): Promise<Answer> {
  const stamp = () => storyStamp(house)
  const story = await house.standing.page(`article:${articleId}`, stamp, () => setStory(house, articleId, movingParts))
  if (story === undefined) return renderMissingPage(house, 410, editionAt(house, path))
  const { facts, body } = story
  const moving = await movingParts(house, facts)
  return {
    kind: 'html',
    status: 200,
    html: filled(body, facts.gaps, moving.words),
    hash: hashWith(facts.hash, moving.words),
    tags: [...facts.tags, ...moving.tags],
    until: moving.until,
  }
}

/** The same page of a story that is given, for one who may see it before readers do. */
export async function showStoryPreview(house: House, given: GivenStory): Promise<Answer> {
  const { facts, body } = await setWords(house, given, movingParts)
  const moving = await movingParts(house, facts)
  return { kind: 'html', status: 200, html: filled(body, facts.gaps, moving.words), noindex: true }
}

/** `words`: one text for each gap. */
type MovingParts = { words: string[]; tags: Tag[]; until: number | undefined }

/** What is put into the gaps of a story's page. */
async function movingParts(house: House, { language, gaps, ...facts }: StoryFacts): Promise<MovingParts> {
  const locale = localeOf(house, editionFor(house, language))
  const blocks = gaps.flatMap((gap) => (gap.kind === 'poll' ? [gap.block] : []))
  const [polls, onward] = await Promise.all([
    storyPolls(house, blocks, bodyLocale(locale, language)),
    facts.onward && storyOnward(house, facts.onward, locale),
  ])
  const panels = polls.panels.values()
  return {
    words: gaps.map(({ kind }) => {
      if (kind === 'poll') return panels.next().value ?? ''
      if (kind === 'onward') return onward?.html ?? ''
      return facts.colophon === undefined ? '' : colophonOf(house, facts.colophon, { polls: polls.all, locale }).text
    }),
    tags: [...polls.tags, ...(onward?.tags ?? [])],
    until: polls.until,
  }
}
