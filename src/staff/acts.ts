/** Who may do what: the one table that deeds, the API and the command line go by. */
import type { Actor } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'

/** What staff and programs do, in words that follow "may". */
export const acts = {
  'article.read': 'read stories that are not public yet',
  'article.publish': 'publish and change stories',
  'article.correct': 'say on a story what was wrong in it',
  'article.withdraw': 'take stories and files from the readers',
  'media.add': 'add pictures and files',
  'name.change': 'rename and merge people and topics',
  'comment.read': 'read the comments that wait',
  'comment.decide': 'publish and reject comments',
  'poll.edit': 'make and change polls, and say who may vote',
  'poll.turn': 'open and close polls',
  'ballot.decide': 'set ballots aside, and let them count again',
  'settings.change': 'change the settings of the paper',
  'token.manage': 'give programs access, and take it away',
} as const

export type Act = keyof typeof acts

/** What nobody can leave to a program: it could give itself more. */
const staffOnly: readonly Act[] = ['token.manage']

const ofModerator: readonly Act[] = ['comment.read', 'comment.decide']
const ofEditor: readonly Act[] = [
  ...ofModerator,
  'article.read',
  'article.publish',
  'article.correct',
  'article.withdraw',
  'media.add',
  'name.change',
  'poll.edit',
  'poll.turn',
]

export const roles = {
  moderator: ofModerator,
  editor: ofEditor,
  publisher: Object.keys(acts) as Act[],
} as const satisfies Record<string, readonly Act[]>

export type Role = keyof typeof roles

/** What a program in this role may be given. */
export function scopesOf(role: Role): Act[] {
  return roles[role].filter((act) => !staffOnly.includes(act))
}

export function isAct(name: string): name is Act {
  return Object.hasOwn(acts, name)
}

export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name)
}

/** Readers do what readers do without leave of the newsroom; nothing here is theirs. */
export function can(actor: Actor, act: Act): boolean {
  switch (actor.kind) {
    case 'operator':
    case 'system':
    case 'rule':
      return true
    case 'staff':
      return isRole(actor.role) && roles[actor.role].includes(act)
    case 'token':
      return actor.scopes.includes(act) && !staffOnly.includes(act)
    case 'reader':
      return false
  }
}

/** @throws Refusal 'forbidden' */
export function assertCan(actor: Actor, act: Act): void {
  if (can(actor, act)) return
  const who = actor.kind === 'token' ? 'This access token' : 'Whoever asks'
  throw new Refusal('forbidden', `${who} may not ${acts[act]} (${act}).`)
}
