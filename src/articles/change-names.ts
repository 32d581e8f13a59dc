import { system, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { holdNames, personById, takePersonSlug, updatePerson, type Person } from '../people/store.ts'
import { personTag, personNameTag } from '../people/tags.ts'
import { takeTopicSlug, topicById, updateTopic, type Topic } from '../topics/store.ts'
import { topicTag, topicNameTag, menuTag } from '../topics/tags.ts'
import { noteChangesIn, storiesOf, type Named } from './changes.ts'
import { noteNamesJob } from './jobs.ts'
import { pathsTag } from './tags.ts'

/** Few enough for a write that other requests wait for. */
const notedTogether = 200

/** What a person is called and what is said of them; pages that name them follow at once, the search index soon. */
export async function changePersonIn(
  tx: Tx,
  id: number,
  person: Pick<Person, 'name' | 'role' | 'biography'>,
  at: number,
): Promise<void> {
  const before = await personById(tx, id)
  await updatePerson(tx, id, person)
  await invalidate(tx, [personNameTag(id), personTag(id)], { hard: true })
  if (before?.name !== person.name) await noteUsesLater(tx, { kind: 'author', id }, at)
}

/** The same for a topic, which stands in the menu and above every story of which it is the main one. */
export async function changeTopicIn(
  tx: Tx,
  id: number,
  topic: Pick<Topic, 'name' | 'description'> & Partial<Pick<Topic, 'parentId' | 'position'>>,
  at: number,
): Promise<void> {
  const before = await topicById(tx, id)
  await updateTopic(tx, id, topic)
  if (before?.name === topic.name) return
  await invalidate(tx, [topicNameTag(id), topicTag(id), menuTag], { hard: true })
  await noteUsesLater(tx, { kind: 'topic', id }, at)
}

export type Renaming = { name: string; /** The last part of the address. */ slug: string; at: number }

/**
 * A person under another name and address; to the old address, which leads on, and to the old spelling in story files
 * they are the same. False when the address is somebody else's.
 */
export async function renamePersonIn(tx: Tx, asked: Person, { name, slug, at }: Renaming): Promise<boolean> {
  await holdNames(tx)
  // Renamed or merged by somebody else meanwhile, they are who they are now.
  const person = (await personById(tx, asked.id)) ?? asked
  if (!(await takePersonSlug(tx, person, slug, at))) return false
  await changePersonIn(tx, person.id, { name, role: person.role, biography: person.biography }, at)
  await invalidate(tx, [pathsTag])
  await recordDeed(tx, {
    deed: 'person.rename',
    subject: `person:${person.id}`,
    detail: { from: { name: person.name, slug: person.slug }, to: { name, slug } },
    at,
  })
  return true
}

/** The same for a topic. */
export async function renameTopicIn(tx: Tx, asked: Topic, { name, slug, at }: Renaming): Promise<boolean> {
  await holdNames(tx)
  const topic = (await topicById(tx, asked.id)) ?? asked
  if (!(await takeTopicSlug(tx, topic, slug))) return false
  await changeTopicIn(tx, topic.id, { name, description: topic.description }, at)
  await invalidate(tx, [topicNameTag(topic.id), topicTag(topic.id), menuTag, pathsTag], { hard: true })
  await recordDeed(tx, {
    deed: 'topic.rename',
    subject: `topic:${topic.id}`,
    detail: { from: { name: topic.name, slug: topic.slug }, to: { name, slug } },
    at,
  })
  return true
}

/** Has every story that names it indexed anew, some at a time: a topic may have most of an archive. */
export async function noteUses(house: House, named: Named): Promise<void> {
  for (
    let stories = await storiesOf(house.db, named, { limit: notedTogether });
    stories.length > 0;
    stories = await storiesOf(house.db, named, { limit: notedTogether, after: stories.at(-1) })
  ) {
    const ids = stories.map(({ articleId }) => articleId)
    await house.write(system, (tx) => noteChangesIn(tx, ids, house.clock.now()))
  }
}

/** After the deed's own transaction. */
export async function noteUsesLater(tx: Tx, named: Named, at: number): Promise<void> {
  await enqueue(tx, noteNamesJob, named, { at })
}
