import type { BlockOf } from '../../articles/document.ts'
import type { House } from '../../kit/house.ts'
import { html, type Markup } from '../../kit/markup.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import type { Locale } from '../../kit/times.ts'
import { rememberUntil } from '../../layout/remember-until.ts'
import { wordsOf } from '../../layout/words.ts'
import { importedPolls } from '../../polls/imported-tallies/store.ts'
import { nextTurn, type PollWithTally } from '../../polls/poll.ts'
import { pollsForArticle } from '../../polls/store.ts'
import { pollsTag, wordpressPollsTag, pollTags } from '../../polls/tags.ts'
import { pollPanel, pollResultPanel } from '../../polls/views.ts'

export type PollBlock = Pick<BlockOf<'poll'>, 'poll' | 'wordpress'>

/** The polls of one story; of those that it names, each has a panel, as everybody sees it in the story. */
export type StoryPolls = {
  all: readonly PollWithTally[]
  panels: readonly string[]
  tags: Tag[]
  /** When one of them opens or closes next. */
  until: number | undefined
}

/** In the language of the place. */
export async function storyPolls(house: House, blocks: readonly PollBlock[], locale: Locale): Promise<StoryPolls> {
  if (blocks.length === 0) return { all: [], panels: [], tags: [], until: undefined }
  const { language, timeZone, prefix } = locale
  return rememberUntil(house, `polls ${JSON.stringify([blocks, language, timeZone, prefix])}`, () =>
    readPolls(house, blocks, locale),
  )
}

/** Polls by our id, or by the number that WordPress gave them: stories may be imported before their polls or after. */
async function readPolls({ db, clock }: House, blocks: readonly PollBlock[], locale: Locale): Promise<StoryPolls> {
  const names = blocks.flatMap(({ poll, wordpress }) =>
    poll === undefined && wordpress !== undefined ? [wordpress.id] : [],
  )
  const { publicIds, areHere } = await importedPolls(db, names)
  const ids = blocks.map(({ poll, wordpress }) => poll ?? (wordpress && publicIds.get(wordpress.id)))
  const all = await pollsForArticle(
    db,
    ids.filter((id) => id !== undefined),
  )
  const now = clock.now()
  const found = ids.map((id) => all.find(({ publicId }) => publicId === id))
  return {
    all,
    panels: found.map((poll, index) => panelOf(poll, blocks[index], { now, locale, areHere }).text),
    tags: [
      ...all.flatMap(pollTags),
      ...(names.length > 0 ? [wordpressPollsTag] : []),
      ...(found.includes(undefined) ? [pollsTag] : []),
    ],
    until: all
      .map((poll) => nextTurn(poll, now))
      .filter((turn) => turn !== undefined)
      .sort((a, b) => a - b)[0],
  }
}

/** The story says so where there is none, instead of showing a heading with nothing below it. */
function panelOf(
  poll: PollWithTally | undefined,
  block: PollBlock | undefined,
  { now, locale, areHere }: { now: number; locale: Locale; areHere: boolean },
): Markup {
  const { document: words } = wordsOf(locale.language)
  if (poll === undefined) return html`<p class="quiet">${areHere ? words.pollGone : words.pollNotHere}</p>`
  return block?.wordpress?.results ? pollResultPanel({ poll, now, locale }) : pollPanel({ poll, now, locale })
}
