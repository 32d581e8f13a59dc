/** What a newsroom writes together: a story's fields and its document, as a working copy holds them. */
import { z } from 'zod'
import { documentSchema } from '../articles/document.ts'
import { commentModes, type TextField } from './fields.ts'

export { commentModes, textFields, type TextField } from './fields.ts'

/** The lead picture. An empty `alt` is a fault until somebody marks the picture as decorative. */
export const leadSchema = z.strictObject({
  media: z.string().min(1),
  alt: z.string(),
  decorative: z.boolean(),
  caption: z.string(),
  credit: z.string(),
})
export type Lead = z.infer<typeof leadSchema>

/** Set as a whole: the last one to set it wins. */
export const valueFields = {
  slug: z.string(),
  language: z.string(),
  canonical: z.string(),
  /** Ids of topics; the first is the main one. */
  topics: z.array(z.int()),
  /** Ids of people, in the order of the byline. */
  authors: z.array(z.int()),
  lead: leadSchema.nullable(),
  comments: z.enum(commentModes),
  pinned: z.boolean(),
  /** The key it shares with its translations; empty if it has none. */
  translationKey: z.string(),
  /** Public ids of related stories; empty: found automatically. */
  related: z.array(z.string()),
  /** Replaces the publisher's disclosure of paid links; empty: the publisher's own. */
  disclosure: z.string(),
} as const
export type ValueField = keyof typeof valueFields

export type Content = Record<TextField, string> & {
  [Field in ValueField]: z.infer<(typeof valueFields)[Field]>
} & { document: z.infer<typeof documentSchema> }

/** An empty story. */
export function emptyContent(language: string): Content {
  return {
    headline: '',
    shortHeadline: '',
    kicker: '',
    standfirst: '',
    callToComment: '',
    seoTitle: '',
    seoDescription: '',
    slug: '',
    language,
    canonical: '',
    topics: [],
    authors: [],
    lead: null,
    comments: 'open',
    pinned: false,
    translationKey: '',
    related: [],
    disclosure: '',
    document: { version: 1, blocks: [] },
  }
}
