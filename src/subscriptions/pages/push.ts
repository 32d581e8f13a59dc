import { z } from 'zod'
import type { House } from '../../kit/house.ts'
import type { PrivateAnswer, ReaderRequest } from '../../kit/http/answers.ts'
import { problem } from '../../kit/http/problem.ts'
import { newReaderId } from '../../readers/readers.ts'
import { stopPush, subscribePush } from '../push.ts'
import { maxTopics } from '../subscriber.ts'
import { preferencesPath } from '../token.ts'

const id = z.int().min(1)

/** As the script of the page has it from the browser (Push API). */
export const pushBody = z.object({
  endpoint: z.string().max(2_000),
  keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
  topics: z.array(id).max(maxTopics).default([]),
  everything: z.boolean().default(false),
  pace: z.enum(['breaking', 'all']),
  timeZone: z.string().max(60),
  language: z.string().max(35),
  /** Of articles whose further course is followed. */
  threads: z.array(id).max(30).default([]),
})

/** `POST /-/alerts/push`: answers with the path at which this browser's alerts are changed. */
export async function postPush(
  house: House,
  { body, address, readerId = newReaderId() }: ReaderRequest & { body: z.output<typeof pushBody> },
): Promise<PrivateAnswer> {
  const { endpoint, keys, everything: allTopics, topics: topicIds, threads: threadIds, ...rest } = body
  const choices = { ...rest, breakingAtOnce: true, allTopics, topicIds, threadIds }
  const asked = await subscribePush(house, { endpoint, keys, choices, readerId, from: address })
  switch (asked.outcome) {
    case 'subscribed': {
      const json = { outcome: 'subscribed', preferences: preferencesPath(house, asked.publicId) }
      return { kind: 'json', status: 200, json, setReaderId: readerId }
    }
    case 'too-often':
      return problem('too-many', 'Too many browsers subscribe from here. Try again later.')
    case 'refused': {
      const faults = Object.entries(asked.faults).map(([name, detail]) => ({ path: `/${name}`, detail }))
      return problem('invalid', 'These alerts cannot be had like this.', faults)
    }
    default:
      return problem('invalid', asked.outcome === 'not-a-key' ? 'The keys are none.' : 'This is no push service.')
  }
}

export const stopBody = z.object({ endpoint: z.string().max(2_000) })

/** `POST /-/alerts/push/stop`: says the same whether the browser was known or not. */
export async function postPushStop(
  house: House,
  { body }: { body: z.output<typeof stopBody> },
): Promise<PrivateAnswer> {
  return { kind: 'json', status: 200, json: await stopPush(house, body) }
}
