import { articleTag } from '../articles/tags.ts'
import type { Tx } from '../kit/db/schema.ts'
import { eraseDetails } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { addressesAskedBy, eraseGiven, type PersonalData } from '../readers/personal.ts'
import { insertDecision, moveCommentCount } from './store.ts'
import { networkLabel } from './waiting.ts'

/**
 * Words, name and address of a reader's comments. An erasure takes them from the page; that something stood there
 * remains.
 */
export const conversationPersonal: PersonalData = {
  room: 'conversation',
  columns: [
    { table: 'comments', column: 'author_name' },
    { table: 'comments', column: 'words' },
    { table: 'comments', column: 'reader_id' },
    { table: 'comments', column: 'address_id' },
    // Which network it came from, until the key of the hash is destroyed: two months at most (kit/housekeeping.ts).
    { table: 'comments', column: 'network_hash' },
    { table: 'comment_decisions', column: 'reasons' },
  ],
  async ofReader(db, readerId) {
    const rows = await db
      .selectFrom('comments')
      .leftJoin('addresses', 'addresses.id', 'comments.address_id')
      .select([
        'comments.author_name as name',
        'addresses.address as email',
        'comments.words',
        'comments.state',
        'comments.submitted_at as submittedAt',
        'comments.network_hash as networkHash',
      ])
      .where('comments.reader_id', '=', readerId)
      .orderBy('comments.id')
      .execute()
    return rows.map(({ networkHash: hash, ...row }) => ({ ...row, network: hash === null ? null : networkLabel(hash) }))
  },
  async erase(tx, readerId, at) {
    const comments = await tx
      .selectFrom('comments')
      .select(['id', 'article_id as articleId', 'address_id as addressId', 'state'])
      .where('reader_id', '=', readerId)
      .orderBy('id')
      .execute()
    for (const { id, articleId, state } of comments) {
      const nobodys = { reader_id: null, address_id: null, pass_hash: null, network_hash: null }
      const erased = { author_name: '', words: '', state: 'rejected', ...nobodys } as const
      await tx.updateTable('comments').set(erased).where('id', '=', id).execute()
      await tx.updateTable('comment_decisions').set({ reasons: '[]' }).where('comment_id', '=', id).execute()
      await insertDecision(tx, {
        commentId: id,
        verdict: 'rejected',
        reasons: [{ code: 'erased', words: 'Erased by its author.' }],
        at,
      })
      await eraseDetails(tx, `comment:${id}`)
      if (state !== 'published') continue
      await moveCommentCount(tx, articleId, -1)
      await invalidate(tx, [articleTag(articleId)], { hard: true })
    }
    const given = [...comments.flatMap(({ addressId }) => addressId ?? []), ...(await addressesAskedBy(tx, readerId))]
    for (const id of new Set(given))
      if (!(await isGivenWithComments(tx, id))) await eraseGiven(tx, { id, readerId, at })
  },
}

/** Whether an address stands with a comment. */
export async function isGivenWithComments(tx: Tx, addressId: number): Promise<boolean> {
  const comments = tx.selectFrom('comments').select('id').where('address_id', '=', addressId)
  return (await comments.executeTakeFirst()) !== undefined
}
