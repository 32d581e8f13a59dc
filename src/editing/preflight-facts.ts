import { mediaRefs } from '../articles/document-walk.ts'
import type { BlockOf, Document } from '../articles/document.ts'
import { cardsByPaths } from '../articles/list-store.ts'
import { pathTarget } from '../articles/path-store.ts'
import { sponsoredRules } from '../disclosures/disclosure.ts'
import { findSponsored } from '../disclosures/find-sponsored.ts'
import type { House } from '../kit/house.ts'
import { isProductPage, isReservedPath } from '../kit/reserved.ts'
import { pageMedia } from '../layout/pictures.ts'
import { pictureView } from '../media/picture-view.ts'
import { importedPolls } from '../polls/imported-tallies/store.ts'
import { pollIdByPublicId } from '../polls/store.ts'
import type { Content } from '../working-copies/content.ts'
import { linksIn } from './block-inlines.ts'
import type { PreflightFacts } from './preflight.ts'

/** What is known about everything a story refers to. */
export async function preflightFacts(house: House, content: Content): Promise<PreflightFacts> {
  const { document } = content
  const settings = house.settings.current()
  return {
    deadLinks: await deadLinks(house, document),
    deadRelated: await deadRelated(house, document),
    media: await mediaOfStory(house, content),
    pollsGone: await pollsGone(house, document),
    paidLinks: findSponsored(document, sponsoredRules(settings, house.config.origin)),
    hasDisclosure: settings.affiliate.disclosure.trim() !== '',
  }
}

/** The path of a link to our own site; undefined if it leads elsewhere, or within the story. */
function ownPath(href: string, origin: string): string | undefined {
  if (href.startsWith('#') || !URL.canParse(href, origin)) return undefined
  const url = new URL(href, origin)
  // Query strings of an old system are resolved by rules that need the whole address.
  return url.origin === new URL(origin).origin && url.search === '' ? decoded(url.pathname) : undefined
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** First path segments of the product's own pages, which are not looked up. */
const ownPages = /^\/(?:topics|people|polls|comments|articles|en|de|fr|es|ar)(?:\/|$)/u

async function deadLinks({ db, config }: House, { blocks }: Document): Promise<Set<string>> {
  const dead = new Set<string>()
  for (const href of new Set(blocks.flatMap(linksIn))) {
    const path = ownPath(href, config.origin)
    if (path === undefined || isReservedPath(path) || isProductPage(path) || ownPages.test(path)) continue
    const target = (await pathTarget(db, path)) ?? (await pathTarget(db, path.replace(/\/$/u, '')))
    if (target === undefined || target.kind === 'gone') dead.add(href)
  }
  return dead
}

async function deadRelated({ db, config }: House, { blocks }: Document): Promise<Set<string>> {
  const related = blocks.filter((block): block is BlockOf<'related'> => block.type === 'related')
  const paths = new Map(related.map(({ href }) => [href, ownPath(href, config.origin)]))
  const wanted = [...paths.values()].filter((path) => path !== undefined)
  const known = new Set((await cardsByPaths(db, wanted)).map(({ path }) => path))
  return new Set([...paths].flatMap(([href, path]) => (path === undefined || known.has(path) ? [] : [href])))
}

async function mediaOfStory({ db }: House, { document, lead }: Content): Promise<PreflightFacts['media']> {
  const publicIds = [...mediaRefs(document), ...(lead === null ? [] : [lead.media])]
  const media = await pageMedia(db, { ids: [], publicIds })
  return new Map(
    publicIds.flatMap((ref) => {
      const entry = media.byPublicId(ref)
      if (entry === undefined) return []
      const { kind } = entry.media
      return [[ref, { kind, isShowable: kind === 'image' && pictureView(entry.renditions) !== undefined }] as const]
    }),
  )
}

async function pollsGone({ db }: House, { blocks }: Document): Promise<Set<string>> {
  const polls = blocks.filter((block): block is BlockOf<'poll'> => block.type === 'poll')
  const old = await importedPolls(
    db,
    polls.flatMap(({ wordpress }) => (wordpress === undefined ? [] : [wordpress.id])),
  )
  const gone = new Set<string>()
  for (const { id, poll, wordpress } of polls) {
    const isOld = poll === undefined && wordpress !== undefined && old.publicIds.has(wordpress.id)
    if (!isOld && (poll === undefined || (await pollIdByPublicId(db, poll)) === undefined)) gone.add(id)
  }
  return gone
}
