/** Stories as the newsroom sees them, for its list and for the editor's head. */
import { memberNames } from '../accounts/store.ts'
import { articleById } from '../articles/store.ts'
import type { Actor, Db } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { canonicalJson } from '../working-copies/canonical-json.ts'
import type { Content } from '../working-copies/content.ts'
import { readCopy } from '../working-copies/read-copy.ts'
import { approvalOf, isApprovalNeeded } from './gate.ts'
import {
  listedStories,
  partsOfStories,
  storiesByIds,
  type ListedStory,
  type ListPage,
  type StoryFilter,
} from './list-store.ts'
import { mayWith, type May } from './may.ts'
import { reviewsOf, type Review } from './store.ts'
import { publishedContent } from './version-content.ts'

type Named = { id: number; name: string }

export type StoryView = Omit<ListedStory, 'id' | 'publicId' | 'stagedAt' | 'isOwn'> & {
  id: string
  authors: Named[]
  topics: Named[]
  /** When it, or an update of it, will be published. */
  scheduledAt: number | null
  may: May
}

export async function storyList(
  db: Db,
  actor: Actor,
  { filter, page }: { filter: StoryFilter; page: Omit<ListPage, 'asker'> },
): Promise<{ stories: StoryView[]; last: { changedAt: number; id: number } | undefined }> {
  const rows = await listedStories(db, filter, { ...page, asker: memberIn(actor) })
  const last = rows.length < page.limit ? undefined : rows.at(-1)
  return { stories: await viewsOf(db, actor, rows), last: last && { changedAt: last.changedAt, id: last.id } }
}

export async function storyView(db: Db, actor: Actor, articleId: number): Promise<StoryView | undefined> {
  return (await viewsOf(db, actor, await storiesByIds(db, [articleId], memberIn(actor))))[0]
}

function memberIn(actor: Actor): string {
  return actor.kind === 'staff' ? actor.id : ''
}

async function viewsOf(db: Db, actor: Actor, rows: readonly ListedStory[]): Promise<StoryView[]> {
  const parts = await partsOfStories(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id, publicId, stagedAt, isOwn, ...row }) => {
    const named = (kind: 'author' | 'topic') =>
      parts
        .filter((part) => part.articleId === id && part.kind === kind)
        .map((part) => ({ id: part.id, name: part.name }))
    const story = { state: row.state, isStaged: stagedAt !== null, isOwn, wasPublic: row.path !== null }
    return {
      ...row,
      id: publicId,
      authors: named('author'),
      topics: named('topic'),
      scheduledAt: row.state === 'scheduled' ? row.publishedAt : stagedAt,
      may: mayWith(actor, story),
    }
  })
}

export type Said = Omit<Review, 'actor' | 'contentHash'> & { by: { id: string; name: string } }

export type StoryHead = StoryView & {
  /** Newest first: submissions, returns and approvals. */
  reviews: Said[]
  /** `by`: who approved what the working copy says now. */
  approval: { isNeeded: boolean; by: { id: string; name: string } | null }
}

/** The data around the editor: exact where the list is only approximate. */
export async function storyHead(house: House, actor: Actor, articleId: number): Promise<StoryHead | undefined> {
  const [row, view, copy] = [
    await articleById(house.db, articleId),
    await storyView(house.db, actor, articleId),
    await readCopy(house, articleId),
  ]
  if (row === undefined || view === undefined || copy === undefined) return undefined
  const reviews = await reviewsOf(house.db, articleId, 20)
  const approver = await approvalOf(house.db, row, copy.content)
  const nameOf = await whoIs(house.db, [...reviews.map(({ actor: by }) => by), approver ?? ''])
  return {
    ...view,
    hasChanges: differ(copy.content, await publishedContent(house, articleId)),
    reviews: reviews.map(({ verdict, actor: by, words, at }) => ({ verdict, words, at, by: nameOf(by) })),
    approval: {
      isNeeded: isApprovalNeeded(house, row),
      by: approver === undefined ? null : nameOf(approver),
    },
  }
}

/** A copy without a slug uses the one its story has. */
function differ(copy: Content, published: Content | undefined): boolean {
  if (published === undefined) return true
  return canonicalJson({ ...copy, slug: copy.slug || published.slug }) !== canonicalJson(published)
}

/** Names for stored actors: members by name, everybody else by kind. */
export async function whoIs(
  db: Db,
  actors: readonly string[],
): Promise<(actor: string) => { id: string; name: string }> {
  const members = actors.flatMap((actor) => (actor.startsWith('staff:') ? [actor.slice('staff:'.length)] : []))
  const names = await memberNames(db, [...new Set(members)])
  return (actor) => {
    const [kind = '', id = ''] = actor.split(':', 2)
    return kind === 'staff' ? { id, name: names.get(id) ?? '' } : { id: '', name: kind }
  }
}
