import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { draftAlert } from '../../alerts/write-alert.ts'
import { changePersonIn } from '../../articles/change-names.ts'
import { articleBySlug } from '../../articles/store.ts'
import { parseTime } from '../../articles/story-file/front-matter.ts'
import { addImportedCommentIn } from '../../conversation/import-comments.ts'
import { moveCommentCount } from '../../conversation/store.ts'
import { system, type Tx } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { slugify } from '../../kit/ids.ts'
import { takeInMedia } from '../../media/take-in.ts'
import { ensurePerson } from '../../people/store.ts'
import { announceIn } from '../../polls/announce-results.ts'
import { castBallotsIn, type Casting } from '../../polls/cast-ballots.ts'
import { pollByPublicId, pollIdByKey } from '../../polls/store.ts'
import { setSetting } from '../../publication/set-setting.ts'
import { ensureAddress } from '../../readers/addresses.ts'
import { newReaderId } from '../../readers/readers.ts'
import { addSubscriber } from '../../subscriptions/import/add-subscriber.ts'
import { ensureTopic, topicBySlug } from '../../topics/store.ts'
import { publishFolder } from '../stories/publish-folder.ts'
import { readDemoFolder, type DemoComment, type DemoFolder } from './demo-folder.ts'

const actor = { kind: 'system', id: 'demo' } as const

/** Fills an empty house with the demo newspaper, its times relative to now. Says what could not be published. */
export async function seedDemoHouse(house: House, folder: string): Promise<string[]> {
  const demo = await readDemoFolder(folder)
  await setUp(house, demo)
  // What some stories were before they were corrected or went on.
  const published = [
    ...(await publishFolder(house, actor, { path: join(folder, 'earlier') })),
    ...(await publishFolder(house, actor, { path: join(folder, 'stories') })),
  ]
  for (const { story, comments } of demo.comments) await say(house, story, comments)
  for (const [key, counts] of Object.entries(demo.votes)) await voteAsReaders(house, key, counts)
  await prepareAlert(house, demo.alerts)
  if (demo.paper.lead !== undefined) {
    const lead = await articleBySlug(house.db, demo.paper.lead)
    if (lead?.path) await setSetting(house, actor, { key: 'front.lead', value: lead.path })
  }
  return published.flatMap((result) =>
    result.outcome === 'faulty' ? result.faults.map(({ line, message }) => `${result.file}:${line}: ${message}`) : [],
  )
}

async function setUp(house: House, { paper, folder }: DemoFolder): Promise<void> {
  const { name, tagline, description, language, timeZone, publicEmail } = paper
  await setSetting(house, actor, {
    key: 'identity',
    value: { name, tagline, description, language, timeZone, publicEmail },
  })
  await setSetting(house, actor, { key: 'social', value: paper.social })
  await setSetting(house, actor, { key: 'footer', value: paper.footer })
  await setSetting(house, actor, {
    key: 'affiliate',
    value: { ...house.settings.current().affiliate, ...paper.affiliate },
  })
  await setSetting(house, actor, { key: 'menu', value: paper.menu })
  await setSetting(house, actor, { key: 'demo', value: true })
  await setSetting(house, actor, { key: 'noindex', value: true })
  await house.write(actor, async (tx) => {
    const topicIds = new Map<string, number>()
    for (const [position, { parent, ...topic }] of paper.topics.entries()) {
      topicIds.set(
        topic.slug,
        await ensureTopic(tx, { ...topic, position, parentId: topicIds.get(parent ?? '') ?? null }, house.clock.now()),
      )
    }
    for (const person of paper.people) {
      const id = await ensurePerson(tx, { ...person, slug: person.slug ?? slugify(person.name) }, house.clock.now())
      await changePersonIn(
        tx,
        id,
        { name: person.name, role: person.role, biography: person.biography },
        house.clock.now(),
      )
    }
  })
  if (paper.advertisement !== undefined) await advertise(house, folder, paper.advertisement)
}

async function advertise(
  house: House,
  folder: string,
  { picture, ...slot }: NonNullable<DemoFolder['paper']['advertisement']>,
): Promise<void> {
  const bytes = await readFile(join(folder, picture)).catch(() => readFile(join(folder, 'pictures', picture)))
  const taken = await takeInMedia(house, actor, { bytes, fileName: picture, alt: slot.alt })
  if (taken.outcome === 'taken')
    await setSetting(house, actor, { key: 'advertisement', value: { media: taken.publicId, ...slot } })
}

/** Subscribers, and an alert that a visitor can propose, approve and see arrive. */
async function prepareAlert(house: House, { subscribers, alert }: DemoFolder['alerts']): Promise<void> {
  const { language, timeZone } = house.settings.current().identity
  for (const { address, pace, topics } of subscribers) {
    const found = await Promise.all(topics.map((slug) => topicBySlug(house.db, slug)))
    const topicIds = found.flatMap((topic) => topic?.id ?? [])
    const chosen = { allTopics: topics.length === 0, topicIds, threadIds: [], breakingAtOnce: true }
    const choices = { language, timeZone, pace, ...chosen }
    await addSubscriber(house, actor, { address, consent: 'Part of the demo.', choices })
  }
  const { story, ...words } = alert
  const article = await articleBySlug(house.db, story)
  if (article === undefined) throw new Error(`the demo's alert speaks of a story "${story}" that is not there`)
  await draftAlert(house, actor, { articleId: article.id, ...words })
}

async function say(house: House, slug: string, comments: readonly DemoComment[]): Promise<void> {
  const article = await articleBySlug(house.db, slug)
  if (article === undefined) throw new Error(`the demo's comments speak of a story "${slug}" that is not there`)
  await house.write(actor, async (tx) =>
    moveCommentCount(tx, article.id, await sayBelow(tx, house, article.id, null, comments)),
  )
}

async function sayBelow(
  tx: Tx,
  house: House,
  articleId: number,
  parentId: number | null,
  comments: readonly DemoComment[],
): Promise<number> {
  const now = house.clock.now()
  let published = 0
  for (const { name, email, at, text, state, replies } of comments) {
    const addressId = await ensureAddress(tx, house, email, now)
    const id = await addImportedCommentIn(
      tx,
      {
        articleId,
        parentId,
        addressId,
        authorName: name,
        words: text.trim(),
        state,
        submittedAt: parseTime(at, now) ?? now,
        origin: 'Part of the demo.',
      },
      now,
    )
    published += Number(state === 'published') + (await sayBelow(tx, house, articleId, id, replies))
  }
  return published
}

/** Ballots of readers who are not there, spread over the time that the poll has been open. */
async function voteAsReaders(house: House, key: string, counts: readonly number[]): Promise<void> {
  const known = await pollIdByKey(house.db, key)
  const poll = known && (await pollByPublicId(house.db, known.publicId))
  if (poll === undefined) throw new Error(`the demo's votes speak of a poll "${key}" that is not there`)
  const until = Math.min(poll.closesAt ?? house.clock.now(), house.clock.now())
  const castings = counts.flatMap((count, index) => {
    const optionId = poll.options[index]?.id
    if (optionId === undefined) return []
    return Array.from({ length: count }, (_, number): Casting => ({
      readerId: newReaderId(),
      optionIds: [optionId],
      castAt: Math.floor(poll.opensAt + ((until - poll.opensAt) * (number + 1)) / (count + 1)),
    }))
  })
  await house.write(system, async (tx) => {
    await castBallotsIn(tx, poll.id, castings)
    await announceIn(tx, poll.id, house.clock.now())
  })
}
