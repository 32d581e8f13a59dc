import { prepared } from '../kit/db/prepared.ts'
import type { Actor, Db } from '../kit/db/schema.ts'
import { can, type Act, type Subject } from '../staff/acts.ts'

/** Whose story it is, where what somebody may do depends on that. Programs own nothing. */
export async function subjectFor(db: Db, actor: Actor, act: Act, articleId: number): Promise<Subject> {
  if (actor.kind !== 'staff' || can(actor, act)) return { isOwn: false }
  return { isOwn: (await ownStory(db, articleId, actor.id)).length > 0 }
}

/** Theirs is what they made or were given, and what they stand in the byline of, as the person of their account. */
const ownStory = prepared((db, articleId: number, memberId: string) =>
  db
    .selectFrom('members')
    .leftJoin('people', 'people.id', 'members.person_id')
    .select('members.id')
    .where('members.public_id', '=', memberId)
    .where((is) =>
      is.or([
        is.exists(
          is
            .selectFrom('articles')
            .select('articles.id')
            .where('articles.id', '=', articleId)
            .whereRef('articles.owner_id', '=', 'members.id'),
        ),
        is.exists(
          is
            .selectFrom('article_authors')
            .select('person_id')
            .where('article_id', '=', articleId)
            .whereRef('person_id', '=', is.fn.coalesce('people.merged_into', 'members.person_id')),
        ),
      ]),
    ),
)

/** Whose stories alone they may do this to; undefined where they may do it to all, or it is not staff who asks. */
export function onlyOwnOf(actor: Actor, act: Act): string | undefined {
  return actor.kind === 'staff' && !can(actor, act) ? actor.id : undefined
}

/** What is theirs, as `subjectFor` says it, by row ids: for a list that shows nothing else. */
export function ownStoryIds(db: Db, memberId: string) {
  const signedAs = db
    .selectFrom('members')
    .leftJoin('people', 'people.id', 'members.person_id')
    .select(({ fn }) => fn.coalesce('people.merged_into', 'members.person_id').as('personId'))
    .where('members.public_id', '=', memberId)
  return db
    .selectFrom('articles')
    .select('articles.id')
    .where('articles.owner_id', '=', db.selectFrom('members').select('id').where('public_id', '=', memberId))
    .union(
      db.selectFrom('article_authors').select('article_authors.article_id as id').where('person_id', '=', signedAs),
    )
}
