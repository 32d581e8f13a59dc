import { system, type Actor, type Db, type Tx } from '../kit/db/schema.ts'
import type { House } from '../kit/house.ts'
import { recordDeed } from '../kit/ledger.ts'
import { failed, type Failure } from '../kit/outcome.ts'
import { invalidate } from '../kit/page-cache/invalidate.ts'
import { enqueue } from '../kit/queue/job.ts'
import { holdNames, personById, personBySlug, takePersonSlug, updatePerson, type Person } from '../people/store.ts'
import { personTag, personNameTag } from '../people/tags.ts'
import { assertCan } from '../staff/acts.ts'
import { takeTopicSlug, topicById, topicBySlug, updateTopic, type Topic } from '../topics/store.ts'
import { topicTag, topicNameTag, menuTag } from '../topics/tags.ts'
import { storiesOf, type Named } from './change-store.ts'
import { noteChangesIn } from './changes.ts'
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
  if (before?.name !== person.name) await reindexMentionsLater(tx, { kind: 'author', id }, at)
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
  await reindexMentionsLater(tx, { kind: 'topic', id }, at)
}

/** `slug`: the last part of the address. */
type Renaming = { id: number; name: string; slug: string }

export type Renamed = { outcome: 'renamed'; from: string; name: string; slug: string } | Failure

/**
 * A person under another name and address; to the old address, which leads on, and to the old spelling in story files
 * they are the same.
 */
export async function renamePerson(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { id, name, slug }: Renaming,
): Promise<Renamed> {
  assertCan(actor, 'name.change')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    await holdNames(tx)
    // Merged by somebody else meanwhile, they are who they are now.
    const person = await personById(tx, id)
    if (person === undefined) return failed('unknown', 'There is no such person.')
    if (person.name === name && person.slug === slug)
      return failed('conflict', `${name} has this name and this address already.`)
    if (!(await takePersonSlug(tx, person, slug, at))) return failed('conflict', await takenWords(tx, person, slug))
    await changePersonIn(tx, person.id, { name, role: person.role, biography: person.biography }, at)
    await invalidate(tx, [pathsTag])
    await recordDeed(tx, {
      deed: 'person.rename',
      subject: `person:${person.id}`,
      detail: { from: { name: person.name, slug: person.slug }, to: { name, slug } },
      at,
    })
    return { outcome: 'renamed', from: person.slug, name, slug }
  })
}

async function takenWords(db: Db, { slug: from }: Person, slug: string): Promise<string> {
  const other = await personBySlug(db, slug)
  return (
    `/people/${slug} is the address of ${other?.name ?? 'somebody else'}. ` +
    `If they are one person, "crier people merge ${from} ${other?.slug ?? slug}" makes them one; ` +
    'if they are two, give another address with --address.'
  )
}

/** The same for a topic. */
export async function renameTopic(
  house: Pick<House, 'write' | 'clock'>,
  actor: Actor,
  { id, name, slug }: Renaming,
): Promise<Renamed> {
  assertCan(actor, 'name.change')
  const at = house.clock.now()
  return house.write(actor, async (tx) => {
    await holdNames(tx)
    const topic = await topicById(tx, id)
    if (topic === undefined) return failed('unknown', 'There is no such topic.')
    if (topic.name === name && topic.slug === slug)
      return failed('conflict', `${name} has this name and this address already.`)
    if (!(await takeTopicSlug(tx, topic, slug))) {
      const other = (await topicBySlug(tx, slug))?.name ?? 'another topic'
      const words =
        `/topics/${slug} is or was the address of ${other}. ` +
        'Choose another name, or give another address with --address.'
      return failed('conflict', words)
    }
    await changeTopicIn(tx, topic.id, { name, description: topic.description }, at)
    await invalidate(tx, [topicNameTag(topic.id), topicTag(topic.id), menuTag, pathsTag], { hard: true })
    await recordDeed(tx, {
      deed: 'topic.rename',
      subject: `topic:${topic.id}`,
      detail: { from: { name: topic.name, slug: topic.slug }, to: { name, slug } },
      at,
    })
    return { outcome: 'renamed', from: topic.slug, name, slug }
  })
}

/** Has every story that names it indexed again, in batches: a topic may span most of an archive. */
export async function reindexMentions(house: House, named: Named): Promise<void> {
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
export async function reindexMentionsLater(tx: Tx, named: Named, at: number): Promise<void> {
  await enqueue(tx, noteNamesJob, named, { at })
}
