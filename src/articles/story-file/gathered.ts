import type { Faults } from './faults.ts'
import type { StoryPoll } from './story.ts'

/** What the blocks of a story bring along besides themselves. */
export type Gathered = {
  faults: Faults
  polls: StoryPoll[]
  speakers: { slug: string; name: string }[]
  /** Of the story: what its polls are called that have no id. */
  slug: string
  now: number
}
