import type { BlockOf } from '../articles/document.ts'
import type { House } from '../kit/house.ts'
import { html, type Markup } from '../kit/markup.ts'
import type { Place } from '../kit/times.ts'
import { importedPolls } from '../polls/openings/store.ts'
import { nextTurn, pollTags, wordpressPollsTag, type PollWithTally } from '../polls/poll.ts'
import { pollsForArticle } from '../polls/store.ts'
import { pollPanel, pollResultPanel } from '../polls/views.ts'
import { wordsOf } from './words.ts'

type PollBlock = Pick<BlockOf<'poll'>, 'poll' | 'wordpress'>

export type StoryPolls = {
  all: readonly PollWithTally[]
  /** As everybody sees it in the story, in the language of the place. */
  panel(block: PollBlock, place: Place): Markup
  tags: string[]
  /** When one of them opens or closes next. */
  until: number | undefined
}

/** Polls by our id, or by the number that WordPress gave them: stories may be imported before their polls or after. */
export async function storyPolls({ db, clock }: House, blocks: readonly PollBlock[]): Promise<StoryPolls> {
  const names = blocks.flatMap(({ poll, wordpress }) =>
    poll === undefined && wordpress !== undefined ? [wordpress.id] : [],
  )
  const { publicIds, areHere } = await importedPolls(db, names)
  const idOf = ({ poll, wordpress }: PollBlock) => poll ?? (wordpress && publicIds.get(wordpress.id))
  const all = await pollsForArticle(
    db,
    blocks.flatMap((block) => idOf(block) ?? []),
  )
  const now = clock.now()
  return {
    all,
    panel(block, place) {
      const poll = all.find(({ publicId }) => publicId === idOf(block))
      const { document: words } = wordsOf(place.language)
      // The story says so instead of showing a heading with nothing below it.
      if (poll === undefined) return html`<p class="quiet">${areHere ? words.pollGone : words.pollNotHere}</p>`
      return block.wordpress?.results ? pollResultPanel({ poll, now, place }) : pollPanel({ poll, now, place })
    },
    tags: [...all.flatMap(pollTags), ...(names.length > 0 ? [wordpressPollsTag] : [])],
    until: all
      .map((poll) => nextTurn(poll, now))
      .filter((turn) => turn !== undefined)
      .sort((a, b) => a - b)[0],
  }
}
