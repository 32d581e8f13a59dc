/** Who did something, in the words of the desk: members by their name, all else by what it is. */
import type { Phrases } from '../../src/kit/phrasebook.ts'
import type { en } from './messages/en.ts'

type Known = { log: Pick<Phrases<typeof en>, 'actors' | 'goneMember'> }

/** `kind`: the first part of an actor as the ledger has it, such as `operator`; `name`: of a member, if known. */
export function actorWords({ kind, name }: { kind: string; name: string | null }, { log }: Known): string {
  if (name !== null && name !== '') return name
  if (kind === 'staff') return log.goneMember
  const actors: Readonly<Record<string, string>> = log.actors
  return Object.hasOwn(actors, kind) ? (actors[kind] ?? kind) : kind
}

/** `by`: as the API tells it: without an id it is no member, and named by its kind. */
export function whoWords(by: { id: string; name: string }, words: Known): string {
  return by.id === '' ? actorWords({ kind: by.name, name: null }, words) : actorWords({ ...by, kind: 'staff' }, words)
}
