/** A story as it appears in a mail: everything is read once for all recipients. */
import { mediaRefs } from '../../articles/document-walk.ts'
import type { Document } from '../../articles/document.ts'
import { withDocuments, type FeedArticle } from '../../articles/feed-store.ts'
import { cardsByIds } from '../../articles/list-store.ts'
import { renderFeed, type FeedContext } from '../../articles/render/feed.ts'
import { blockText, renderText } from '../../articles/render/text.ts'
import { storedDocument } from '../../articles/stored-document.ts'
import { disclosureFor, sponsoredRules } from '../../disclosures/disclosure.ts'
import { findSponsored } from '../../disclosures/find-sponsored.ts'
import { commaOf } from '../../kit/comma.ts'
import type { House } from '../../kit/house.ts'
import { html } from '../../kit/markup.ts'
import { editionFor } from '../../layout/editions.ts'
import { pageMedia, type PageMedia } from '../../layout/pictures.ts'
import { absolute } from '../../layout/publication.ts'
import { speaks, wordsOf } from '../../layout/words.ts'
import { pictureView } from '../../media/picture-view.ts'

export type MailStory = {
  language: string
  headline: string
  standfirst: string
  url: string
  publishedAt: number
  authors: string[]
  corrections: FeedArticle['corrections']
  /** Body as HTML that stands alone and as text, as much as fits; empty for a teaser. */
  body: { html: string; text: string; isWhole: boolean }
}

/** Of the body's HTML before styling. A whole mail stays below 90 KB: Gmail cuts those above 102 KB. */
const maxBodyBytes = 45_000
/** The column of a mail. */
const columnWidth = 552

export async function mailStory(
  house: House,
  articleId: number,
  { isWhole }: { isWhole: boolean },
): Promise<MailStory | undefined> {
  const [story] = await withDocuments(house.db, await cardsByIds(house.db, [articleId]))
  return story && asMailStory(house, story, { isWhole, url: absolute(house, story.path) })
}

/** `url`: where its reader can open it. */
export async function asMailStory(
  house: House,
  story: FeedArticle,
  { isWhole, url }: { isWhole: boolean; url: string },
): Promise<MailStory> {
  const document = storedDocument(story.documentJson)
  return {
    language: story.language,
    headline: story.headline,
    standfirst: story.standfirst || story.teaser,
    url,
    publishedAt: story.publishedAt,
    authors: story.authors.map(({ name }) => name),
    corrections: story.corrections,
    body: isWhole ? await bodyOf(house, story, { document, url }) : { html: '', text: '', isWhole: false },
  }
}

async function bodyOf(
  house: House,
  story: FeedArticle,
  { document, url }: { document: Document; url: string },
): Promise<MailStory['body']> {
  const media = await pageMedia(house.db, { ids: [], publicIds: mediaRefs(document) })
  const context = contextOf(house, story, { document, media, url })
  const whole = renderFeed(document, context)
  if (Buffer.byteLength(whole) <= maxBodyBytes)
    return { html: whole, text: renderText(document, story.language), isWhole: true }
  const fitting = { ...document, blocks: fittingBlocks(document, context) }
  return { html: renderFeed(fitting, context), text: renderText(fitting, story.language), isWhole: false }
}

/** As many blocks from the beginning as fit in a mail, without a heading left at the end. */
function fittingBlocks(document: Document, context: FeedContext): Document['blocks'] {
  const blocks: Document['blocks'] = []
  let bytes = 0
  for (const block of document.blocks) {
    bytes += Buffer.byteLength(renderFeed({ ...document, blocks: [block] }, context))
    if (bytes > maxBodyBytes) break
    blocks.push(block)
  }
  while (blocks.at(-1)?.type === 'heading') blocks.pop()
  return blocks.some((block) => blockText(block) !== '') ? blocks : []
}

function contextOf(
  house: House,
  story: FeedArticle,
  { document, media, url: storyUrl }: { document: Document; media: PageMedia; url: string },
): FeedContext {
  const settings = house.settings.current()
  const language = speaks(story.language) ? story.language : editionFor(house, story.language).language
  const words = wordsOf(language)
  const sponsored = findSponsored(document, sponsoredRules(settings, house.config.origin))
  const disclosure = disclosureFor(settings, sponsored, { own: story.disclosure, unset: words.disclosure })
  return {
    storyUrl,
    absolute: (href) =>
      href.startsWith('#') ? `${storyUrl}${href}` : href.startsWith('/') ? absolute(house, href) : href,
    picture(ref) {
      const entry = media.byPublicId(ref)
      const view = entry && pictureView(entry.renditions)
      if (view === undefined) return undefined
      const width = Math.min(view.width, columnWidth)
      const height = Math.round((view.height * width) / view.width)
      return { src: absolute(house, view.src), width, height }
    },
    file(ref) {
      const entry = media.byPublicId(ref)
      return entry && absolute(house, `/media/${entry.media.storageKey}`)
    },
    isSponsored: (href) => sponsored.links.has(href),
    before: (id) => (disclosure?.beforeBlockId === id ? html`<p><em>${disclosure.words}</em></p>`.text : undefined),
    related: (href) => ({ href, title: href }),
    words: {
      related: words.document.related,
      source: words.document.source,
      poll: words.feed.poll,
      comma: commaOf(story.language),
    },
  }
}
