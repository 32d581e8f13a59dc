/** A story file on its way into the paper, and what becomes of it. */
import type { ArticleInput } from '../../articles/article.ts'
import type { Saved } from '../../articles/save.ts'
import type { Fault } from '../../articles/story-file/story.ts'
import type { Tx } from '../../kit/db/schema.ts'

export type StoryFile = {
  source: string
  /** A file that stands beside the story; undefined when there is none of that name. */
  read(name: string): Promise<Buffer | undefined>
  /** Where it lies, links followed: the same file published again is the same story. */
  place?: string
  /** Of this run, by their stories. */
  run?: ReadonlyMap<number, string>
  /** Whether a story that was withdrawn is published again: not by the way, with a folder. */
  bringsBack?: boolean
  /** Published a moment ago and again only because it leads to a story that came after it: its time stays. */
  isSecondPass?: boolean
  /** Why it goes out although nobody has approved it, where the publisher asks for that. */
  emergency?: string | undefined
}

export type Published =
  | {
      /** `handed-in`: it waits until somebody approves it. */
      outcome: Saved['outcome'] | 'handed-in'
      id: number
      path: string | null
      headline: string
      warnings: string[]
      /** It appears then, by itself. */
      scheduledFor?: number | undefined
      /** What its RELATED lines lead to and no story is called yet: slugs, and addresses of the paper's own. */
      unresolved: string[]
    }
  | { outcome: 'faulty'; faults: Fault[] }

export type FileInput = (tx: Tx) => Promise<{ input: ArticleInput; unresolved: string[] } | { faults: Fault[] }>

/** Where a text stands in a file; 1 where it does not. */
export function lineOf(source: string, text: string): number {
  const index = source.indexOf(text)
  return index === -1 ? 1 : source.slice(0, index).split('\n').length
}
