import type { ArticleState } from '../articles/tables.ts'
import type { Actor } from '../kit/db/schema.ts'
import { can, type Act } from '../staff/acts.ts'

const deeds = [
  'write',
  'submit',
  'return',
  'approve',
  'publish',
  'schedule',
  'unschedule',
  'correct',
  'withdraw',
  'trash',
  'restore',
  'breakEmbargo',
] as const
export type Deed = (typeof deeds)[number]
export type May = Record<Deed, boolean>

const hidden: readonly ArticleState[] = ['draft', 'pending', 'ready', 'private', 'withdrawn']

/** The act each deed requires, and the states in which it can be done. */
const rules: Record<Deed, { act: Act; in: (story: Story) => boolean }> = {
  write: { act: 'article.write', in: ({ state }) => state !== 'trashed' },
  submit: { act: 'article.submit', in: ({ state }) => ['draft', 'published'].includes(state) },
  return: { act: 'article.approve', in: ({ state }) => ['pending', 'ready', 'published'].includes(state) },
  approve: { act: 'article.approve', in: ({ state }) => ['draft', 'pending', 'published'].includes(state) },
  publish: { act: 'article.publish', in: ({ state, isStaged }) => state !== 'trashed' && !isStaged },
  schedule: { act: 'article.publish', in: ({ state }) => state !== 'trashed' },
  unschedule: { act: 'article.publish', in: ({ state, isStaged }) => state === 'scheduled' || isStaged },
  correct: { act: 'article.correct', in: ({ state }) => state === 'published' },
  withdraw: { act: 'article.withdraw', in: ({ state }) => state === 'published' },
  trash: { act: 'article.write', in: ({ state }) => hidden.includes(state) },
  restore: { act: 'article.write', in: ({ state }) => state === 'trashed' },
  breakEmbargo: { act: 'embargo.break', in: () => true },
}

type Story = { state: ArticleState; isStaged: boolean; isOwn: boolean; wasPublic: boolean }

/** What somebody may do with a story as it is now; the deeds ask again. */
export function mayWith(actor: Actor, story: Story): May {
  const { isOwn, wasPublic } = story
  const allowed = (deed: Deed) => {
    const isLeftover = wasPublic && (deed === 'trash' || deed === 'restore')
    const act = isLeftover ? 'article.withdraw' : rules[deed].act
    return rules[deed].in(story) && can(actor, act, { isOwn })
  }
  return Object.fromEntries(deeds.map((deed) => [deed, allowed(deed)])) as May
}
