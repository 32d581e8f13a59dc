import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import { problem } from '../../kit/http/problem.ts'
import { newReaderId } from '../../readers/readers.ts'
import { replacePush, stopPush, subscribePush, type PushReplaced, type PushSubscribed } from '../push.ts'
import { followableStory } from '../store.ts'
import { maxTopics } from '../subscriber.ts'
import { preferencesPath } from '../token.ts'

/** A subscription as the page's script gets it from the browser (Push API). */
const subscription = {
  endpoint: z.string().max(2_000),
  keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
  applicationServerKey: z.string().max(200),
}

const choosing = z.object({
  ...subscription,
  topics: z.array(z.int().min(1)).max(maxTopics).default([]),
  everything: z.boolean().default(false),
  pace: z.enum(['breaking', 'all']),
  timeZone: z.string().max(60),
  language: z.string().max(35),
  /** Public ids of the stories followed. */
  stories: z.array(z.string().max(40)).max(3).default([]),
})

/** The endpoint of the subscription it replaces, whose choices it takes over. */
const replacing = z.object({ ...subscription, replaces: z.string().max(2_000) })

export const pushBody = z.union([replacing, choosing])

type PushRequest = ReaderRequest & { body: z.output<typeof pushBody> }

/** `POST /-/alerts/push`: answers with the path of this browser's preferences. */
export async function postPush(
  house: House,
  { body, address: from, readerId = newReaderId() }: PushRequest,
): Promise<PrivateAnswer> {
  const subscription = { endpoint: body.endpoint, keys: body.keys, applicationServerKey: body.applicationServerKey }
  const by = { subscription, readerId, from }
  if ('replaces' in body) return answered(house, await replacePush(house, { ...by, replaces: body.replaces }))
  const { everything: allTopics, topics: topicIds, stories, pace, timeZone, language } = body
  const found = await Promise.all(stories.map((id) => followableStory(house.db, id)))
  const threadIds = found.flat().map(({ articleId }) => articleId)
  const choices = { pace, timeZone, language, breakingAtOnce: true, allTopics, topicIds, threadIds }
  return answered(house, await subscribePush(house, { ...by, choices }), readerId)
}

function answered(house: House, asked: PushSubscribed | PushReplaced, setReaderId?: string): PrivateAnswer {
  switch (asked.outcome) {
    case 'subscribed': {
      const json = { outcome: 'subscribed', preferences: preferencesPath(house, asked.publicId) }
      return { kind: 'json', status: 200, json, ...(setReaderId !== undefined && { setReaderId }) }
    }
    case 'too-often':
      return problem('too-many', 'Too many browsers have subscribed from here. Try again later.')
    case 'refused': {
      const faults = Object.entries(asked.faults).map(([name, detail]) => ({ path: `/${name}`, detail }))
      return problem('invalid', 'This is not a valid choice of alerts.', faults)
    }
    case 'unknown':
      return problem('not-found', 'The subscription that this one replaces is not active.')
    case 'not-taken':
      return problem('invalid', asked.words)
  }
}

export const stopBody = z.object({ endpoint: z.string().max(2_000) })

/** `POST /-/alerts/push/stop`: answers the same whether or not the browser was known. */
export async function postPushStop(
  house: House,
  { body }: { body: z.output<typeof stopBody> },
): Promise<PrivateAnswer> {
  return { kind: 'json', status: 200, json: await stopPush(house, body) }
}
