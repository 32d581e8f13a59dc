import { z } from 'zod'
import type { Choices } from '../subscriber.ts'
import { paces } from '../tables.ts'

/** What the people of a list get, and where they agreed, as it was said when it was started. */
export type Wanted = { consent: string; choices: Choices }

const schema = z.object({
  consent: z.string(),
  choices: z.object({
    language: z.string(),
    timeZone: z.string(),
    pace: z.enum(paces),
    breakingAtOnce: z.boolean(),
    allTopics: z.boolean(),
    topicIds: z.array(z.int()),
    threadIds: z.array(z.int()),
  }),
})

export function wantedAsText(wanted: Wanted): string {
  return JSON.stringify(wanted)
}

export function wantedFromText(text: string): Wanted {
  return schema.parse(JSON.parse(text))
}
