import type { Db } from '../kit/db/schema.ts'

/** Whether a member stands in the byline of a story, by the person of their account. */
export async function isInByline(db: Db, articleId: number, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('article_authors')
    .innerJoin('members', 'members.person_id', 'article_authors.person_id')
    .select('members.id')
    .where('article_authors.article_id', '=', articleId)
    .where('members.public_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}
