/** A story as a file: Markdown with front matter and directives. What the parser reads and the writer writes. */
import type { Correction } from '../article.ts'
import type { Document } from '../document.ts'

export type StoryPicture = {
  src: string
  alt: string
  caption: string
  credit: string
  focus: { x: number; y: number } | undefined
}

/** `src` as in the document: a file beside the story. */
export type OptionPicture = { src: string; alt: string }

/** A poll that the story defines; blocks refer to it by its key. */
export type StoryPoll = {
  key: string
  question: string
  options: string[]
  /** Of the options, in their order; undefined: none has one. */
  pictures?: (OptionPicture | null)[]
  minChoices: number
  maxChoices: number
  opensAt: number | null
  closesAt: number | null
  results: 'always' | 'after-vote' | 'after-close' | 'staff'
  rotates: boolean
  /** Results are shown from so many counted votes on. */
  hiddenUntil: number
  mayChange: boolean
  who: 'anyone' | 'confirmed' | 'list'
}

export type Story = {
  headline: string
  /** For small places. Undefined: the file does not speak of it, and what the story has stays. */
  shortHeadline: string | undefined
  kicker: string
  standfirst: string
  topics: string[]
  byline: string[]
  picture: StoryPicture | undefined
  publishedAt: number | undefined
  updatedAt: number | undefined
  status: 'published' | 'draft'
  language: string | undefined
  slug: string | undefined
  /** The same word in stories that are translations of each other; empty in others. */
  translations: string
  callToComment: string
  commentsOpen: boolean
  /** Somebody looks at every comment first. */
  commentsHeld: boolean
  /** In place of the publisher's words about paid links. Undefined: what the story has stays. */
  disclosure: string | undefined
  /** Addresses or slugs of the stories that are to stand beside it. Undefined: those that the story has stay. */
  related: string[] | undefined
  seoTitle: string
  seoDescription: string
  /** Oldest first. Undefined: the file does not speak of them, and those that the story has stay. */
  corrections: readonly Correction[] | undefined
  /** Media references are file names beside the story; poll blocks hold the poll's key. */
  document: Document
  polls: StoryPoll[]
  /** Speakers of quotes, who become people: slug and name. */
  speakers: { slug: string; name: string }[]
}

export type Fault = { line: number; message: string }

export type ParsedStory = { ok: true; story: Story } | { ok: false; faults: Fault[] }
