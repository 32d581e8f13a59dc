/** Which file stands for which story. */
import type { Db, Tx } from '../../kit/db/schema.ts'

export async function articleIdOfFile(db: Db, file: string): Promise<number | undefined> {
  const known = await db
    .selectFrom('story_files')
    .select('article_id as articleId')
    .where('file', '=', file)
    .executeTakeFirst()
  return known?.articleId
}

export async function fileOfStory(db: Db, articleId: number): Promise<string | undefined> {
  const known = await db.selectFrom('story_files').select('file').where('article_id', '=', articleId).executeTakeFirst()
  return known?.file
}

/** One whose words were the same, letter for letter. */
export async function fileOfDigest(db: Db, digest: string): Promise<{ file: string; articleId: number } | undefined> {
  return db
    .selectFrom('story_files')
    .select(['file', 'article_id as articleId'])
    .where('digest', '=', digest)
    .executeTakeFirst()
}

type StoryFile = { file: string; articleId: number; digest: string }

/** In the place of what the file stood for, and of the file that stood for the story. */
export async function putFile(tx: Tx, { file, articleId, digest }: StoryFile): Promise<void> {
  await tx
    .deleteFrom('story_files')
    .where(({ or, eb }) => or([eb('file', '=', file), eb('article_id', '=', articleId)]))
    .execute()
  await tx.insertInto('story_files').values({ file, article_id: articleId, digest }).execute()
}
