import type { Tx } from '../kit/db/schema.ts'

type Chunk = { before: number; limit: number }

/** How many were deleted of those that ended by then. */
export async function deleteEnded(
  tx: Tx,
  what: 'sessions' | 'links' | 'answers' | 'tries',
  { before, limit }: Chunk,
): Promise<number> {
  return Number((await ended(tx, what, { before, limit }).executeTakeFirst()).numDeletedRows)
}

function ended(tx: Tx, what: 'sessions' | 'links' | 'answers' | 'tries', { before, limit }: Chunk) {
  switch (what) {
    case 'sessions': {
      const due = tx.selectFrom('sessions').select('id').where('expires_at', '<=', before)
      return tx.deleteFrom('sessions').where('id', 'in', due.limit(limit))
    }
    case 'links': {
      const due = tx.selectFrom('account_links').select('sha256').where('expires_at', '<=', before)
      return tx.deleteFrom('account_links').where('sha256', 'in', due.limit(limit))
    }
    case 'answers': {
      const due = tx.selectFrom('passkey_answers').select('challenge').where('expires_at', '<=', before)
      return tx.deleteFrom('passkey_answers').where('challenge', 'in', due.limit(limit))
    }
    case 'tries': {
      const due = tx.selectFrom('sign_in_tries').select('subject').where('last_at', '<=', before)
      return tx.deleteFrom('sign_in_tries').where('subject', 'in', due.limit(limit))
    }
  }
}
