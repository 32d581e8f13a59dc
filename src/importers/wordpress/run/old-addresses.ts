import { offerPaths, type PathTarget } from '../../../articles/path-store.ts'
import { publishedHomes } from '../../../articles/store.ts'
import { remembered } from '../../memory-store.ts'
import type { ExportTerm } from '../export.ts'
import type { WpPost } from '../fields.ts'
import { slugText } from '../text.ts'
import { categoriesBySlug, termPath, topicKey } from './people-and-topics.ts'
import type { Import } from './run.ts'
import type { OldAddresses } from './run.ts'

export function openOldAddresses(terms: readonly ExportTerm[]): OldAddresses {
  const categories = categoriesBySlug(terms)
  const archives = Map.groupBy(
    terms.filter(({ taxonomy, slug }) => (taxonomy === 'category' || taxonomy === 'post_tag') && slug !== ''),
    (term) => termPath(term, categories),
  )
  return { attachments: [], archives, bases: new Map() }
}

export function noteAttachment(run: Import, { id, link, parent }: WpPost): void {
  run.old.attachments.push({ id, path: run.publicPath(link), storyId: parent })
}

/**
 * Sees every link of every story to its own site. The export does not tell under which base a site keeps its archives;
 * its links do.
 */
export function noteLink({ archives, bases }: OldAddresses, pathname: string): void {
  const parts = slugText(pathname)
    .split('/')
    .filter((part) => part !== '')
  for (let from = 0; from < parts.length; from++) {
    for (const { taxonomy, slug } of archives.get(parts.slice(from).join('/')) ?? []) {
      const base = [taxonomy, ...parts.slice(0, from)].join('/')
      bases.set(base, (bases.get(base) ?? new Set()).add(slug))
    }
  }
}

type Offer = [path: string, target: PathTarget]

const atOnce = 500

/**
 * Files, attachments and archives at the addresses they had, unless a story or page stands there. Offered again,
 * nothing changes.
 */
export async function offerOldAddresses(run: Import): Promise<void> {
  const offer = (offers: readonly Offer[]) => run.write((tx) => offerPaths(tx, offers, run.at))
  for (const offers of inParts(uploadOffers(run))) await offer(offers)
  for (const offers of inParts(archiveOffers(run))) await offer(offers)
  for (const attachments of inParts(run.old.attachments)) await offer(await attachmentOffers(run, attachments))
}

function* inParts<Item>(items: Iterable<Item>): Generator<Item[]> {
  let part: Item[] = []
  for (const item of items) {
    part.push(item)
    if (part.length < atOnce) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

function* uploadOffers({ survey, media }: Import): Generator<Offer> {
  for (const [file, attachmentId] of survey.uploads) {
    const taken = media.get(attachmentId)
    if (taken !== undefined) yield [`/wp-content/uploads/${file}`, { kind: 'media', mediaId: taken.id }]
  }
}

/**
 * One link to something like an archive may be chance, and so are stories of one month with names of topics; links to
 * two of one kind are not.
 */
function* archiveOffers({ old, topics }: Import): Generator<Offer> {
  for (const [key, slugs] of old.bases) {
    const [taxonomy, ...base] = key.split('/')
    if (slugs.size < 2 || /^\d/u.test(base[0] ?? '')) continue
    for (const [end, terms] of old.archives) {
      for (const term of terms) {
        const topicId = topics.get(topicKey(term.taxonomy, term.slug))
        if (term.taxonomy === taxonomy && topicId !== undefined)
          yield [`/${[...base, end].join('/')}/`, { kind: 'topic', topicId }]
      }
    }
  }
}

/** The page of an attachment leads to the story that it was uploaded to, else to the file. */
async function attachmentOffers(run: Import, attachments: OldAddresses['attachments']): Promise<Offer[]> {
  const { db } = run.house
  const storyIds = [...new Set(attachments.map(({ storyId }) => String(storyId)))]
  const known = new Map([
    ...(await remembered(db, run.source, 'article', storyIds)),
    ...(await remembered(db, run.source, 'page', storyIds)),
  ])
  const homes = await publishedHomes(
    db,
    [...known.values()].flatMap(({ targetId }) => targetId ?? []),
  )
  return attachments.flatMap(({ id, path, storyId }) => {
    const articleId = known.get(String(storyId))?.targetId ?? 0
    const home = homes.get(articleId)
    const media = run.media.get(id)
    if (home === undefined && media === undefined) return []
    const target: PathTarget =
      home === undefined ? { kind: 'media', mediaId: media?.id ?? 0 } : { kind: 'redirect', target: home, articleId }
    return [...(id > 0 ? [`/?attachment_id=${id}`] : []), ...(path === undefined ? [] : [path])].map(
      (address): Offer => [address, target],
    )
  })
}
