/** Somebody's next digest as it would be now. */
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import type { Failure } from '../../kit/outcome.ts'
import { assertCan } from '../../staff/acts.ts'
import { nextDigestFor } from '../../subscriptions/digest-times.ts'
import { unknownSubscriber } from '../../subscriptions/leave.ts'
import { followedTopics, subscriberByPublicId } from '../../subscriptions/store.ts'
import type { Subscriber } from '../../subscriptions/subscriber.ts'
import { languageOf } from '../compose.ts'
import { candidatesFor, chooserOf } from './choose.ts'
import { digestMail } from './compose-digest.ts'
import { digestPaceOf } from './digest.ts'
import { lastDigestOf, waitingFor } from './readers-store.ts'
import { openReckoning } from './reckoning.ts'
import { noteFor } from './store.ts'
import { toldIn } from './told.ts'

export type DigestPreview = {
  /** Null if none is due. */
  dueAt: number | null
  /** They are in a pause until then, and get none before. */
  pausedUntil: number | null
  alerts: number
  stories: number
  /** Null if nothing would be sent. */
  mail: { subject: string; html: string; text: string } | null
}

/** Its links to leave and to choose lead nowhere: whoever looks at it is somebody else. */
export async function previewDigest(
  house: House,
  actor: Actor,
  { publicId }: { publicId: string },
): Promise<({ outcome: 'previewed' } & DigestPreview) | Failure> {
  assertCan(actor, 'subscriber.read')
  const { db } = house
  const reader = await subscriberByPublicId(db, publicId)
  if (reader === undefined) return unknownSubscriber(publicId)
  const pace = digestPaceOf(reader.pace)
  const cutoff = house.clock.now()
  const { alerts, stories } = chooserOf(
    house,
    await candidatesFor(house, { pace, cutoff }),
  )({
    ...reader,
    topicIds: (await followedTopics(db, reader.id)).map(({ id }) => id).toSorted((a, b) => a - b),
    lastDigestAt: await lastDigestOf(db, reader.id),
    waiting: (await waitingFor(db, [reader.id])).get(reader.id) ?? [],
  })
  const note = (await noteFor(db, pace)) ?? null
  const dueAt = isReached(reader) ? reader.nextDigestAt : null
  const content = { pace, dueAt: dueAt ?? nextDigestFor(house, { ...reader, pace }, cutoff) ?? cutoff, note }
  const detail = { alerts, stories, note: openReckoning(house, content, cutoff).hasNote(reader) }
  const told = await toldIn(house, { pace, cutoff })
  const { timeZone } = reader
  const about = { content, told, detail, language: languageOf(house, reader.language), timeZone }
  const words = digestMail(house, about)?.('preview')
  const mail = words === undefined ? null : { subject: words.subject, html: words.html, text: words.text }
  const pausedUntil = reader.pausedUntil !== null && reader.pausedUntil > content.dueAt ? reader.pausedUntil : null
  return { outcome: 'previewed', dueAt, pausedUntil, alerts: alerts.length, stories: stories.length, mail }
}

function isReached({ state, channel }: Subscriber): boolean {
  return state === 'active' && channel === 'email'
}
