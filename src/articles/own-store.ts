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
