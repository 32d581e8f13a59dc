import type { Card } from '../articles/lists.ts'
import { cardsByPaths } from '../articles/lists.ts'
import type { BlockOf, Document } from '../articles/document.ts'
import { mediaRefs } from '../articles/document-walk.ts'
import { renderWeb, type MediaView, type WebContext } from '../articles/render/web.ts'
import { disclosureFor, sponsoredRules } from '../disclosures/disclosure.ts'
import { findSponsored } from '../disclosures/find-sponsored.ts'
import type { House } from '../kit/house.ts'
import { html, trusted, type Markup } from '../kit/markup.ts'
import { formatTime, type Place } from '../kit/times.ts'
import { pictureView } from '../media/picture-view.ts'
import { importedPolls } from '../polls/openings/store.ts'
import { nextTurn, type PollWithTally } from '../polls/poll.ts'
import { pollsForArticle } from '../polls/store.ts'
import { pollPanel, pollResultPanel } from '../polls/views.ts'
import { personPath } from './addresses.ts'
import { pageMedia, type PageMedia } from './pictures.ts'
import { foreignTo } from './views/foreign.ts'
import { speaks, wordsOf } from './words.ts'
import { wordpressPollsTag, pollTags } from '../polls/tags.ts'
import type { Tag } from '../kit/page-cache/tag.ts'
import { articleTag } from '../articles/tags.ts'

/** A document with everything that it refers to read and put in its place. */
export type StoryBody = {
  html: Markup
  tags: Tag[]
  /** When a poll in it opens or closes next. */
  until: number | undefined
  media: PageMedia
  polls: readonly PollWithTally[]
  paidLinks: number
  disclosure: string | undefined
}

export type Around = {
  place: Place
  /** Of the story. What the body says of itself is said in it, where the house knows its words. */
  language: string
  /** Row ids that the page around the body needs, so that all are read at once. */
  alsoMedia: readonly (number | null)[]
}

export async function storyBody(
  house: House,
  document: Document,
  { place: outer, language, alsoMedia }: Around,
): Promise<StoryBody> {
  const [media, polls, related] = [
    await pageMedia(house.db, { ids: alsoMedia, publicIds: mediaRefs(document) }),
    await pollsOf(house, document),
    await relatedByPath(house, document),
  ]
  const settings = house.settings.current()
  const sponsored = findSponsored(document, sponsoredRules(settings, house.config.origin))
  const now = house.clock.now()
  const place = speaks(language) ? { ...outer, language } : outer
  const { document: words, disclosure: unset } = wordsOf(place.language)
  const disclosure = disclosureFor(settings, sponsored, unset)
  const context: WebContext = {
    media: (ref) => mediaView(media.byPublicId(ref)),
    related: (href) => {
      const story = related.get(href)
      if (story !== undefined) return { href: story.path, title: story.headline }
      return /^https?:/u.test(href) && !href.startsWith(house.config.origin)
        ? { href, title: new URL(href).hostname }
        : undefined
    },
    person: (slug) => `${outer.prefix ?? ''}${personPath(slug)}`,
    poll: (block) => {
      const poll = polls.of(block)
      // The story says so instead of showing a heading with nothing below it.
      if (poll === undefined)
        return html`<p class="quiet">${polls.areHere ? words.pollGone : words.pollNotHere}</p>`.text
      return (block.wordpress?.results ? pollResultPanel({ poll, now, place }) : pollPanel({ poll, now, place })).text
    },
    isSponsored: (href) => sponsored.links.has(href),
    before: (id) =>
      disclosure?.beforeBlockId === id
        ? html`<aside class="disclosure" id="disclosure"><p>${disclosure.words}</p></aside>\n`.text
        : undefined,
    words,
    day: (date) => formatTime(Date.parse(`${date}T12:00:00Z`), 'day', { ...place, timeZone: 'UTC' }),
  }
  return {
    // Safe: the document's renderer escapes, and sanitises HTML blocks.
    html: html`<div class="body"${foreignTo(outer, language)}>${trusted(renderWeb(document, context))}</div>`,
    tags: [...media.tags, ...polls.tags, ...[...related.values()].map(({ id }) => articleTag(id))],
    until: polls.all
      .map((poll) => nextTurn(poll, now))
      .filter((turn) => turn !== undefined)
      .sort((a, b) => a - b)[0],
    media,
    polls: polls.all,
    paidLinks: sponsored.links.size,
    disclosure: disclosure?.words,
  }
}

type StoryPolls = {
  all: readonly PollWithTally[]
  of(block: BlockOf<'poll'>): PollWithTally | undefined
  /** Whether an import has brought the polls that stories name by their old numbers. */ areHere: boolean
  tags: Tag[]
}

/** Polls by our id, or by the number that WordPress gave them: stories may be imported before their polls or after. */
async function pollsOf({ db }: House, document: Document): Promise<StoryPolls> {
  const blocks = document.blocks.filter((block) => block.type === 'poll')
  const names = blocks.flatMap(({ poll, wordpress }) =>
    poll === undefined && wordpress !== undefined ? [wordpress.id] : [],
  )
  const { publicIds, areHere } = await importedPolls(db, names)
  const idOf = ({ poll, wordpress }: BlockOf<'poll'>) => poll ?? (wordpress && publicIds.get(wordpress.id))
  const polls = await pollsForArticle(
    db,
    blocks.flatMap((block) => idOf(block) ?? []),
  )
  return {
    all: polls,
    of: (block) => polls.find(({ publicId }) => publicId === idOf(block)),
    areHere,
    tags: [...polls.flatMap(pollTags), ...(names.length > 0 ? [wordpressPollsTag] : [])],
  }
}

async function relatedByPath(house: House, document: Document): Promise<Map<string, Card>> {
  const hrefs = document.blocks.flatMap((block) => (block.type === 'related' ? [block.href] : []))
  const paths = hrefs.map((href) => pathOf(href, house.config.origin))
  const cards = new Map((await cardsByPaths(house.db, paths)).map((card) => [card.path, card]))
  return new Map(
    hrefs.flatMap((href) => {
      const card = cards.get(pathOf(href, house.config.origin))
      return card === undefined ? [] : [[href, card]]
    }),
  )
}

function pathOf(href: string, origin: string): string {
  return href.startsWith(`${origin}/`) ? href.slice(origin.length) : href
}

function mediaView(entry: ReturnType<PageMedia['byId']>): MediaView | undefined {
  if (entry === undefined) return undefined
  const { media, renditions } = entry
  if (media.kind !== 'image')
    return { kind: media.kind, href: `/media/${media.storageKey}`, mime: media.mime, bytes: media.bytes }
  const view = pictureView(renditions)
  return view && { kind: 'image', ...view }
}
