/** What becomes of a comment when it is sent. A new rule of moderation is a line here. */
import { runRules, type Rule } from '../kit/rules.ts'
import type { Reason } from './store.ts'
import type { CommentState } from './tables.ts'
import type { WaitingCounts } from './waiting.ts'

/** What a rule may look at. `waiting`: how many wait already of the reader, the network, the story and the house. */
export type CommentFacts = { words: string; isReply: boolean; isStoryHeld: boolean; waiting: WaitingCounts }

const commentRules: readonly Rule<CommentFacts, CommentState>[] = [
  {
    name: 'hold-first',
    check: () => ({ verdict: 'held', detail: 'Every comment is read before it appears.' }),
  },
  {
    name: 'hold-story',
    check: ({ isStoryHeld }) =>
      isStoryHeld
        ? { verdict: 'held', detail: 'The newsroom reads every comment on this story before it appears.' }
        : undefined,
  },
]

/** The strongest verdict of all rules, with the reason of each. */
export function judgeComment(facts: CommentFacts): { verdict: CommentState; reasons: Reason[] } {
  const { verdict, reasons } = runRules(commentRules, facts, ['published', 'held', 'rejected'])
  return { verdict, reasons: reasons.map(({ rule, detail }) => ({ code: rule, words: detail })) }
}
