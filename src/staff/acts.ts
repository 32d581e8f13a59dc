/** Who may do what: the one table that deeds, the API and the command line go by. */
import type { Actor } from '../kit/db/schema.ts'
import { Refusal } from '../kit/errors.ts'

/** What staff and programs do, in words that follow "may". */
export const acts = {
  'article.read': 'read stories that are not public yet',
  'article.write': 'write stories',
  'article.submit': 'submit stories for review',
  'article.approve': 'approve what somebody else wants to publish',
  'article.publish': 'publish and change stories',
  'article.correct': 'publish corrections on stories',
  'article.withdraw': 'withdraw stories and files',
  'embargo.break': 'publish a story before its embargo ends',
  'approval.skip': 'publish without the approval that the paper requires',
  'media.add': 'add pictures and files',
  'name.change': 'rename and merge people and topics',
  'comment.read': 'read comments that are waiting',
  'comment.decide': 'publish and reject comments',
  'alert.propose': 'write alerts, and propose to send them',
  'alert.approve': 'send, correct and withdraw alerts',
  'alert.override': 'send an alert without a second person',
  'subscriber.read': 'see who subscribes to alerts',
  'subscriber.manage': 'add, import, change and erase subscribers',
  'poll.edit': 'create and change polls, and decide who may vote',
  'poll.turn': 'open and close polls',
  'ballot.decide': 'set ballots aside and release them',
  'ledger.read': 'read who did what',
  'settings.change': 'change the settings of the paper',
  'token.manage': 'grant programs access and revoke it',
  'staff.manage': 'invite people and change their roles',
} as const

export type Act = keyof typeof acts

/** `own`: with what is theirs, such as the stories that they made or stand in the byline of. */
type Right = 'all' | 'own' | 'no'

const roleNames = ['contributor', 'reporter', 'editor', 'moderator', 'publisher'] as const

export type Role = (typeof roleNames)[number]

const rights: Record<Act, readonly [Right, Right, Right, Right, Right]> = {
  //                 contributor, reporter, editor, moderator, publisher
  'article.read': ['own', 'own', 'all', 'no', 'all'],
  'article.write': ['own', 'own', 'all', 'no', 'all'],
  'article.submit': ['no', 'own', 'all', 'no', 'all'],
  'article.approve': ['no', 'no', 'all', 'no', 'all'],
  'article.publish': ['no', 'no', 'all', 'no', 'all'],
  'article.correct': ['no', 'no', 'all', 'no', 'all'],
  'article.withdraw': ['no', 'no', 'all', 'no', 'all'],
  'embargo.break': ['no', 'no', 'no', 'no', 'all'],
  'approval.skip': ['no', 'no', 'no', 'no', 'all'],
  'media.add': ['all', 'all', 'all', 'no', 'all'],
  'name.change': ['no', 'no', 'all', 'no', 'all'],
  'comment.read': ['no', 'no', 'all', 'all', 'all'],
  'comment.decide': ['no', 'no', 'all', 'all', 'all'],
  'alert.propose': ['no', 'own', 'all', 'no', 'all'],
  'alert.approve': ['no', 'no', 'all', 'no', 'all'],
  'alert.override': ['no', 'no', 'no', 'no', 'all'],
  'subscriber.read': ['no', 'no', 'all', 'no', 'all'],
  'subscriber.manage': ['no', 'no', 'no', 'no', 'all'],
  'poll.edit': ['no', 'no', 'all', 'no', 'all'],
  'poll.turn': ['no', 'no', 'all', 'no', 'all'],
  'ballot.decide': ['no', 'no', 'no', 'no', 'all'],
  'ledger.read': ['no', 'no', 'all', 'no', 'all'],
  'settings.change': ['no', 'no', 'no', 'no', 'all'],
  'token.manage': ['no', 'no', 'no', 'no', 'all'],
  'staff.manage': ['no', 'no', 'no', 'no', 'all'],
}

/** What nobody can leave to a program: it could give itself more. */
const staffOnly: readonly Act[] = ['token.manage', 'staff.manage']

/** What each role may do, if only with what is their own. */
export const roles: Record<Role, readonly Act[]> = {
  contributor: actsOf('contributor'),
  reporter: actsOf('reporter'),
  editor: actsOf('editor'),
  moderator: actsOf('moderator'),
  publisher: actsOf('publisher'),
}

function actsOf(role: Role): Act[] {
  return Object.keys(rights).filter((act): act is Act => isAct(act) && rightOf(role, act) !== 'no')
}

/** What a program in this role may be given. It owns nothing, so what is for one's own alone is not among it. */
export function scopesOf(role: Role): Act[] {
  return roles[role].filter((act) => !staffOnly.includes(act) && rightOf(role, act) === 'all')
}

export function isAct(name: string): name is Act {
  return Object.hasOwn(acts, name)
}

export function isRole(name: string): name is Role {
  return roleNames.some((role) => role === name)
}

function rightOf(role: string, act: Act): Right {
  return rights[act][roleNames.findIndex((name) => name === role)] ?? 'no'
}

/** What a deed is done to. */
export type Subject = { isOwn: boolean }

/**
 * Whether they may do this to such a subject. Without one: to whatever it is; a right for one's own alone is not enough
 * then. Readers do what readers do without leave of the newsroom; nothing here is theirs.
 */
export function can(actor: Actor, act: Act, { isOwn }: Subject = { isOwn: false }): boolean {
  switch (actor.kind) {
    case 'operator':
    case 'system':
    case 'rule':
      return true
    case 'staff': {
      const right = rightOf(actor.role, act)
      return right === 'all' || (right === 'own' && isOwn)
    }
    case 'token':
      return actor.scopes.includes(act) && !staffOnly.includes(act)
    case 'reader':
      return false
  }
}

/** Whether they may at all, if only with what is their own. */
export function mayEver(actor: Actor, act: Act): boolean {
  return can(actor, act, { isOwn: true })
}

/** @throws Refusal 'forbidden' */
export function assertCan(actor: Actor, act: Act, subject?: Subject): void {
  if (can(actor, act, subject)) return
  const who = actor.kind === 'token' ? 'This access token' : 'Your role'
  const which = actor.kind === 'staff' && mayEver(actor, act) ? ', except their own' : ''
  throw new Refusal('forbidden', `${who} may not ${acts[act]} (${act})${which}.`)
}
