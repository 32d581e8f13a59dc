import { sql } from 'kysely'
import type { Tx } from '../kit/db/schema.ts'
import { eraseDetails } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import type { PersonalData } from '../readers/personal.ts'
import { insertDecision, moveCommentCount } from './store.ts'
import { networkLabel } from './waiting.ts'

/** Words, name and address of a reader's comments. An erasure takes them from the page; that something stood there remains. */
export const conversationPersonal: PersonalData = {
  room: 'conversation',
  columns: [
    { table: 'comments', column: 'author_name' }, { table: 'comments', column: 'words' }, { table: 'comments', column: 'reader_id' }, { table: 'comments', column: 'address_id' },
    // Which network it came from, until the key of the hash is destroyed: two months at most (kit/housekeeping.ts).
    { table: 'comments', column: 'network_hash' },
    { table: 'comment_decisions', column: 'reasons' },
  ],
  async ofReader(db, readerId) {
    const rows = await db
      .selectFrom('comments')
      .leftJoin('addresses', 'addresses.id', 'comments.address_id')
      .select([
        'comments.author_name as name', 'addresses.address as email', 'comments.words', 'comments.state',
        'comments.submitted_at as submittedAt', 'comments.network_hash as networkHash',
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
      await insertDecision(tx, { commentId: id, verdict: 'rejected', reasons: [{ code: 'erased', words: 'Erased by its author.' }], at })
      await eraseDetails(tx, `comment:${id}`)
      if (state !== 'published') continue
      await moveCommentCount(tx, articleId, -1)
      await invalidate(tx, [`article:${articleId}`], { hard: true })
    }
    await eraseAddresses(tx, comments.flatMap(({ addressId }) => addressId ?? []), at)
  },
}

/** Addresses that were only ever given with these comments: neither confirmed by anybody nor given with another's. */
async function eraseAddresses(tx: Tx, ids: readonly number[], at: number): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('addresses')
    .set({ address: null, erased_at: at })
    .where('id', 'in', ids)
    .where('confirmed_at', 'is', null)
    .where(sql<boolean>`not exists (select 1 from comments where comments.address_id = addresses.id)`)
    .execute()
}
