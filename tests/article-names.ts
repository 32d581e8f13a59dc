import { authorIdsOf, topicIdsOf } from '../src/articles/store.ts'
import { personById } from '../src/people/store.ts'
import { topicById } from '../src/topics/store.ts'
import type { TestHouse } from './house.ts'

export async function topicNames(house: TestHouse, articleId: number): Promise<string[]> {
  const topics = (await topicIdsOf(house.db, articleId)).map((id) => topicById(house.db, id))
  return (await Promise.all(topics)).flatMap((topic) => topic?.name ?? [])
}

export async function authorNames(house: TestHouse, articleId: number): Promise<string[]> {
  const people = (await authorIdsOf(house.db, articleId)).map((id) => personById(house.db, id))
  return (await Promise.all(people)).flatMap((person) => person?.name ?? [])
}
