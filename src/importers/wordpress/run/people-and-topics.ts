import { changePersonIn, changeTopicIn } from '../../../articles/change-names.ts'
import { offerPaths, type PathTarget } from '../../../articles/path-store.ts'
import { afterCommit } from '../../../kit/db/database.ts'
import type { Tx } from '../../../kit/db/schema.ts'
import { slugify } from '../../../kit/ids.ts'
import { ensurePerson, personById } from '../../../people/store.ts'
import { ensureTopic } from '../../../topics/store.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import type { Outcome } from '../../report.ts'
import type { ExportAuthor, ExportTerm } from '../export.ts'
import type { WpGuestAuthor } from '../fields.ts'
import type { Import } from './run.ts'

/** Authors become people; who has an archive at `/author/login/` keeps it as a redirect. */
export async function importAuthors(run: Import, authors: readonly ExportAuthor[]): Promise<void> {
  for (const author of authors) {
    if (author.login === '') {
      run.book.skip({ kind: 'author', id: String(author.id ?? ''), title: author.displayName, reason: 'has no login' })
      continue
    }
    const name = author.displayName || [author.firstName, author.lastName].filter(Boolean).join(' ') || author.login
    run.book.count(
      'author',
      (await run.write((tx) => savePerson(tx, run, author.login, { name, biography: '' }, author.id))).outcome,
    )
    const id = run.people.get(author.login)
    for (const key of [nicenameKey(nicenameOf(author.login)), nicenameKey(author.login)])
      if (id !== undefined && !run.people.has(key)) run.people.set(key, id)
  }
}

/** Guest authors of Co-Authors Plus, before the stories that name them: people without an account. */
export async function importGuestAuthors(run: Import, guests: readonly WpGuestAuthor[]): Promise<void> {
  for (const guest of guests) {
    const person = { name: guest.displayName || guest.login, biography: guest.description }
    if (guest.login === '') {
      run.book.skip({ kind: 'other', id: '', title: person.name, reason: 'is a guest author without a name' })
      continue
    }
    run.book.count('other', (await run.write((tx) => savePerson(tx, run, guest.login, person))).outcome)
    const id = run.people.get(guest.login)
    if (id !== undefined && !run.people.has(nicenameKey(guest.nicename)))
      run.people.set(nicenameKey(guest.nicename), id)
  }
}

/** Apart from logins: one author's nicename may be another's login. */
function nicenameKey(nicename: string): string {
  return `/${nicename.toLowerCase()}`
}

/** As WordPress makes the nicename of a login: an address of mail loses its sign and its points. */
function nicenameOf(login: string): string {
  return login
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]+/gu, '')
    .replaceAll(/\s+/gu, '-')
}

/** The person behind a login or how an address writes it; one that no record describes is made from the name alone. */
export async function personOf(
  tx: Tx,
  run: Import,
  { login, nicename }: { login: string; nicename: string },
): Promise<number> {
  const names = [login, nicename].filter((name) => name !== '')
  const keys = [login, nicenameKey(nicename || nicenameOf(login)), nicename, ...names.map(nicenameKey)]
  const known = keys.map((key) => run.people.get(key)).find((id) => id !== undefined)
  if (known !== undefined) return known
  const key = nicename || login
  const isName = /\S\s\S/u.test(login)
  const name = key.replace(/[-_.]+/gu, ' ').replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase())
  return (await savePerson(tx, run, key, { name: isName ? login : name, biography: '' })).id
}

/** Whoever has this name, in a byline of words. */
export async function personCalled(tx: Tx, run: Import, name: string): Promise<number> {
  const key = `named ${name}`
  const known = run.people.get(key)
  if (known !== undefined) return known
  const id = await ensurePerson(tx, { name, slug: slugify(name), biography: '' }, run.at)
  afterCommit(tx, () => run.people.set(key, id))
  return id
}

async function savePerson(
  tx: Tx,
  run: Import,
  login: string,
  person: { name: string; biography: string },
  number?: number,
): Promise<{ id: number; outcome: Outcome }> {
  const known = (await remembered(tx, run.source, 'author', [login])).get(login)
  const hash = hashOf(person)
  if (known?.targetId != null) {
    const living = await personById(tx, known.targetId)
    const id = living?.id ?? known.targetId
    afterCommit(tx, () => run.people.set(login, id))
    // What was merged keeps the name and the biography that it got here.
    if (known.hash === hash || living?.id !== known.targetId) return { id, outcome: 'unchanged' }
    await changePersonIn(tx, known.targetId, { ...person, role: living.role }, run.at)
    await remember(tx, run.source, 'author', { sourceId: login, hash, targetId: known.targetId }, run.at)
    return { id, outcome: 'updated' }
  }
  const id = await ensurePerson(tx, { ...person, slug: slugify(person.name) }, run.at)
  afterCommit(tx, () => run.people.set(login, id))
  // The archive's address has the login as WordPress writes names in addresses, which the export does not tell.
  await offerPaths(
    tx,
    toAll(
      [
        `/author/${login.toLowerCase()}/`,
        `/author/${slugify(login)}/`,
        ...(number === undefined ? [] : [`/?author=${number}`]),
      ],
      { kind: 'person', personId: id },
    ),
    run.at,
  )
  await remember(tx, run.source, 'author', { sourceId: login, hash, targetId: id }, run.at)
  return { id, outcome: 'imported' }
}

/** Categories and tags become topics, parents before their children; their archives' addresses lead to the topic. */
export async function importTopics(run: Import, terms: readonly ExportTerm[]): Promise<void> {
  const categories = categoriesBySlug(terms)
  const others = new Set(['post_tag', ...run.choices.asTopics])
  for (const term of [...parentsFirst(categories), ...terms.filter(({ taxonomy }) => others.has(taxonomy))]) {
    if (term.slug === '')
      run.book.skip({ kind: 'topic', id: String(term.id ?? ''), title: term.name, reason: 'has no slug' })
    else run.book.count('topic', await run.write((tx) => saveTopic(tx, run, term, categories)))
  }
}

export type Categories = ReadonlyMap<string, ExportTerm>

/** Of categories below each other: more levels than any address has parts. */
const maxLevels = 50

/** The survey has each slug once. */
export function categoriesBySlug(terms: readonly ExportTerm[]): Categories {
  return new Map(terms.flatMap((term) => (term.taxonomy === 'category' ? [[term.slug, term] as const] : [])))
}

export function topicKey(taxonomy: string, slug: string): string {
  return `${taxonomy}:${slug}`
}

async function saveTopic(tx: Tx, run: Import, term: ExportTerm, categories: Categories): Promise<Outcome> {
  const key = topicKey(term.taxonomy, term.slug)
  const known = (await remembered(tx, run.source, 'topic', [key])).get(key)
  const parentId = run.topics.get(topicKey('category', term.parent)) ?? null
  const fields = {
    name: term.name,
    description: term.description,
    parentId: term.taxonomy === 'category' ? parentId : null,
  }
  const hash = hashOf(fields)
  if (known?.targetId != null) {
    run.topics.set(key, known.targetId)
    if (known.hash === hash) return 'unchanged'
    await changeTopicIn(tx, known.targetId, fields, run.at)
    await remember(tx, run.source, 'topic', { sourceId: key, hash, targetId: known.targetId }, run.at)
    return 'updated'
  }
  const id = await ensureTopic(tx, { ...fields, slug: slugOf(term, categories) }, run.at)
  run.topics.set(key, id)
  const base = { category: 'category', post_tag: 'tag' }[term.taxonomy] ?? term.taxonomy
  const numbered = term.taxonomy === 'category' && term.id !== undefined ? [`/?cat=${term.id}`] : []
  await offerPaths(
    tx,
    toAll([`/${base}/${termPath(term, categories)}/`, `/${base}/${term.slug}/`, ...numbered], {
      kind: 'topic',
      topicId: id,
    }),
    run.at,
  )
  await remember(tx, run.source, 'topic', { sourceId: key, hash, targetId: id }, run.at)
  return 'imported'
}

/** A tag of a category's slug is the same topic when it has its name, else a topic of its own. */
function slugOf(term: ExportTerm, categories: Categories): string {
  const twin = term.taxonomy === 'category' ? undefined : categories.get(term.slug)
  return twin === undefined || twin.name.toLowerCase() === term.name.toLowerCase() ? term.slug : `${term.slug}-tag`
}

function toAll(paths: readonly string[], target: PathTarget): [string, PathTarget][] {
  return paths.map((path) => [path, target])
}

/** As its archive's address ends: `news/port`. */
export function termPath(term: ExportTerm, categories: Categories): string {
  return [...(term.taxonomy === 'category' ? ancestors(term, categories) : []), term.slug].join('/')
}

function ancestors(term: ExportTerm, categories: Categories): string[] {
  const slugs: string[] = []
  for (let parent = term.parent; parent !== '' && slugs.length < maxLevels && !slugs.includes(parent);) {
    slugs.unshift(parent)
    parent = categories.get(parent)?.parent ?? ''
  }
  return slugs
}

function parentsFirst(categories: Categories): ExportTerm[] {
  const levels = [...categories.values()].map((term) => ({ term, level: ancestors(term, categories).length }))
  return levels.sort((a, b) => a.level - b.level).map(({ term }) => term)
}
