import { memberByPublicId } from '../accounts/store.ts'
import { insertArticle } from '../articles/create-store.ts'
import { insertAuthors } from '../articles/store.ts'
import type { ArticleKind } from '../articles/tables.ts'
import type { Actor } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { publicId } from '../kit/ids.ts'
import { recordDeed } from '../kit/ledger.ts'
import { assertCan } from '../staff/acts.ts'
import { noteChange, setOwner } from './store.ts'

export type DraftMade = { outcome: 'created'; id: string; articleId: number; revision: number }

/** An empty story: it belongs to the member who creates it, whose name goes into the byline. */
export async function createDraft(
  house: House,
  actor: Actor,
  { kind = 'article' }: { kind?: ArticleKind } = {},
): Promise<DraftMade> {
  assertCan(actor, 'article.write', { isOwn: true })
  const at = house.clock.now()
  const id = publicId()
  const member = actor.kind === 'staff' ? await memberByPublicId(house.db, actor.id) : undefined
  const articleId = await house.write(actor, async (tx) => {
    const made = await insertArticle(tx, id, blank(kind), at)
    if (member !== undefined) await setOwner(tx, made, member.id)
    if (member?.personId != null)
      await insertAuthors(tx, [{ articleId: made, listedId: member.personId, position: 0, publishedAt: null }])
    await noteChange(tx, made, at)
    await recordDeed(tx, { deed: 'article.create', subject: `article:${made}`, detail: { state: 'draft' }, at })
    return made
  })
  return { outcome: 'created', id, articleId, revision: 1 }
}

function blank(kind: ArticleKind): Parameters<typeof insertArticle>[2] {
  return { kind, slug: '', topicIds: [], commentsOpen: kind === 'article', pinned: false }
}
