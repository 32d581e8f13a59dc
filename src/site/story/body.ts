import { mediaRefs } from '../../articles/document-walk.ts'
import type { BlockOf, Document } from '../../articles/document.ts'
import type { Card } from '../../articles/list-store.ts'
import { cardsByPaths } from '../../articles/list-store.ts'
import type { MediaView } from '../../articles/render/web-media.ts'
import { renderWeb, type WebContext } from '../../articles/render/web.ts'
import { articleTag } from '../../articles/tags.ts'
import { disclosureFor, sponsoredRules } from '../../disclosures/disclosure.ts'
import { findSponsored } from '../../disclosures/find-sponsored.ts'
import { commaOf } from '../../kit/comma.ts'
import type { House } from '../../kit/house.ts'
import { html, trusted, type Markup } from '../../kit/markup.ts'
import type { Tag } from '../../kit/page-cache/tag.ts'
import { formatTime, type Locale } from '../../kit/times.ts'
import { personPath } from '../../layout/addresses.ts'
import { pageMedia, type PageMedia } from '../../layout/pictures.ts'
import { foreignTo } from '../../layout/views/foreign.ts'
import { speaks, wordsOf } from '../../layout/words.ts'
import { pictureView } from '../../media/picture-view.ts'
import { gap } from './gaps.ts'

/** A document with what it refers to read and put in its place, and gaps for its polls. */
export type StoryBody = {
  html: Markup
  tags: Tag[]
  media: PageMedia
  /** Whether all files and stories that it refers to are there. */
  isWhole: boolean
  paidLinks: number
  disclosure: string | undefined
}

export type Around = {
  locale: Locale
  /** Of the story. What the body says of itself is said in it, where the house knows its words. */
  language: string
  /** Row ids that the page around the body needs, so that all are read at once. */
  alsoMedia: readonly (number | null)[]
  /** The story's own words about its paid links; empty: the publisher's. */
  disclosure?: string
}

export async function storyBody(
  house: House,
  document: Document,
  { locale: outer, language, alsoMedia, disclosure: own = '' }: Around,
): Promise<StoryBody> {
  const files = mediaRefs(document)
  const [media, related] = await Promise.all([
    pageMedia(house.db, { ids: alsoMedia, publicIds: files }),
    relatedByPath(house, document),
  ])
  const settings = house.settings.current()
  const sponsored = findSponsored(document, sponsoredRules(settings, house.config.origin))
  const locale = bodyLocale(outer, language)
  const { document: words } = wordsOf(locale.language)
  const disclosure = disclosureFor(settings, sponsored, { own, unset: wordsOf(locale.language).disclosure })
  const context: WebContext = {
    media: (ref) => mediaView(media.byPublicId(ref)),
    related: (href) => related.at(href),
    person: (slug) => `${outer.prefix ?? ''}${personPath(slug)}`,
    poll: ({ poll, wordpress }) => gap({ kind: 'poll', block: { poll, wordpress } }).text,
    isSponsored: (href) => sponsored.links.has(href),
    before: (id) =>
      disclosure?.beforeBlockId === id
        ? html`<aside class="disclosure" id="disclosure"><p>${disclosure.words}</p></aside>\n`.text
        : undefined,
    words: { ...words, comma: commaOf(language) },
    day: (date) => formatTime(Date.parse(`${date}T12:00:00Z`), 'day', { ...locale, timeZone: 'UTC' }),
  }
  return {
    // Safe: the document's renderer escapes, and sanitises HTML blocks.
    html: html`<div class="body"${foreignTo(outer, language)}>${trusted(renderWeb(document, context))}</div>`,
    tags: [...media.tags, ...related.tags],
    media,
    isWhole: related.isWhole && files.every((ref) => media.byPublicId(ref) !== undefined),
    paidLinks: sponsored.links.size,
    disclosure: disclosure?.words,
  }
}

/** In which language a story's polls and its own words about itself stand. */
export function bodyLocale(outer: Locale, language: string): Locale {
  return speaks(language) ? { ...outer, language } : outer
}

/** The polls that a document shows, in their order. */
export function pollBlocks(document: Document): BlockOf<'poll'>[] {
  return document.blocks.filter((block) => block.type === 'poll')
}

type Related = {
  /** Undefined: nothing of ours is there (any more). */
  at(href: string): { href: string; title: string } | undefined
  tags: Tag[]
  isWhole: boolean
}

async function relatedByPath(house: House, document: Document): Promise<Related> {
  const { origin } = house.config
  const hrefs = document.blocks.flatMap((block) => (block.type === 'related' ? [block.href] : []))
  const paths = hrefs.map((href) => pathOf(href, origin))
  const cards: Map<string, Card> = new Map((await cardsByPaths(house.db, paths)).map((card) => [card.path, card]))
  const at = (href: string) => {
    const card = cards.get(pathOf(href, origin))
    if (card !== undefined) return { href: card.path, title: card.headline }
    return /^https?:/u.test(href) && !href.startsWith(origin) ? { href, title: new URL(href).hostname } : undefined
  }
  return {
    at,
    tags: hrefs.flatMap((href) => {
      const card = cards.get(pathOf(href, origin))
      return card === undefined ? [] : [articleTag(card.id)]
    }),
    isWhole: hrefs.every((href) => at(href) !== undefined),
  }
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
