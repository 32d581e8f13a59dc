import { z } from 'zod'
import type { Choices } from './subscriber.ts'
import { paces } from './tables.ts'

/** What a form asked for, kept with the address until it is confirmed. */
export type Asked = Choices & { consent: string; askedAt: number }

const schema = z.object({
  language: z.string(),
  timeZone: z.string(),
  pace: z.enum(paces),
  breakingAtOnce: z.boolean(),
  allTopics: z.boolean(),
  topicIds: z.array(z.int()),
  threadIds: z.array(z.int()),
  consent: z.string(),
  askedAt: z.int(),
})

export function askedAsText(asked: Asked): string {
  return JSON.stringify(asked)
}

export function askedFromText(text: string | null): Asked | undefined {
  return text === null ? undefined : schema.parse(JSON.parse(text))
}
