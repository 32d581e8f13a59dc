import { publishedHomes } from '../../../articles/store.ts'
import { isLink, lineOf } from '../../../kit/setting-fields.ts'
import { setSetting } from '../../../publication/set-setting.ts'
import { hashOf, remember, remembered } from '../../memory-store.ts'
import type { Outcome } from '../../report.ts'
import type { WpPost } from '../fields.ts'
import { identityOf } from '../identity.ts'
import { topicKey } from './people-and-topics.ts'
import type { Import } from './run.ts'

/**
 * Menu entries, after everything that they may lead to. The first menu's top entries become the paper's menu, if it has
 * none.
 */
export async function importMenu(run: Import, items: readonly WpPost[]): Promise<void> {
  await recallTargets(run, items)
  const [firstMenu] = items.map(({ menuItem }) => menuItem?.menu)
  const top: { label: string; href: string }[] = []
  for (const item of items.toSorted((a, b) => a.menuOrder - b.menuOrder)) {
    const entry = entryOf(run, item)
    if ('reason' in entry) {
      run.book.skip({
        kind: 'menu',
        id: String(item.id),
        title: item.title || item.menuItem?.label || '',
        reason: entry.reason,
      })
      continue
    }
    if (item.menuItem?.menu === firstMenu && item.menuItem?.parent === undefined)
      top.push({ ...entry, label: lineOf(entry.label) || entry.href })
    run.book.count(
      'menu',
      await run.write(async (tx): Promise<Outcome> => {
        const sourceId = identityOf(item).keys[0] ?? hashOf(entry)
        const known = (await remembered(tx, run.source, 'menu', [sourceId])).get(sourceId)
        const hash = hashOf(entry)
        if (known?.hash === hash) return 'unchanged'
        await remember(tx, run.source, 'menu', { sourceId, hash, targetId: null }, run.at)
        return known === undefined ? 'imported' : 'updated'
      }),
    )
  }
  if (top.length > 0 && run.house.settings.current().menu.length === 0)
    await setSetting(run.house, run.actor, { key: 'menu', value: top.slice(0, 20) })
}

/** Entries lead to stories and pages of other files too. */
async function recallTargets(run: Import, items: readonly WpPost[]): Promise<void> {
  const ids = items.flatMap(({ menuItem }) => menuItem?.objectId ?? []).filter((id) => !run.paths.has(id))
  if (!run.hasOlderStories || ids.length === 0) return
  for (const kind of ['article', 'page']) {
    const known = await remembered(run.house.db, run.source, kind, ids.map(String))
    const homes = await publishedHomes(
      run.house.db,
      [...known.values()].flatMap(({ targetId }) => targetId ?? []),
    )
    for (const [id, { targetId }] of known) {
      const home = homes.get(targetId ?? 0)
      if (home !== undefined) run.paths.set(Number(id), home)
    }
  }
}

function entryOf(run: Import, { menuItem, title, id }: WpPost): { label: string; href: string } | { reason: string } {
  if (menuItem === undefined) return { reason: 'is no menu entry' }
  const { kind, object, objectId, url, label } = menuItem
  if (kind === 'custom') {
    const href = run.oldAddress(url)
    return isLink(href) ? { label: label || title || href, href } : { reason: `leads to "${url}", which is no address` }
  }
  if (kind === 'taxonomy') {
    const term = run.survey.terms.find((candidate) => candidate.id === objectId && candidate.taxonomy === object)
    const isTopic = term !== undefined && run.topics.has(topicKey(term.taxonomy, term.slug))
    return isTopic
      ? { label: label || title || term.name, href: `/topics/${term.slug}` }
      : { reason: `leads to a ${object || 'term'} that is not in the file` }
  }
  const path = run.paths.get(objectId ?? 0)
  return path === undefined
    ? { reason: `leads to the ${object || 'page'} ${objectId ?? id}, which is not public or not in the file` }
    : { label: label || title || run.titles.get(objectId ?? 0) || path, href: path }
}
