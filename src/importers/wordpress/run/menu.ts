import { isLink, lineOf } from '../../../kit/setting-values.ts'
import { setSetting } from '../../../kit/settings.ts'
import { hashOf, remember, remembered } from '../../memory.ts'
import type { Outcome } from '../../report.ts'
import type { WpPost } from '../fields.ts'
import { topicKey } from './people-and-topics.ts'
import type { Import } from './run.ts'

/**
 * Menu entries, after everything that they may lead to. The first menu's top entries become the paper's menu, if it has
 * none.
 */
export async function importMenu(run: Import, items: readonly WpPost[]): Promise<void> {
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
        const known = (await remembered(tx, run.source, 'menu', [String(item.id)])).get(String(item.id))
        const hash = hashOf(entry)
        if (known?.hash === hash) return 'unchanged'
        await remember(tx, run.source, 'menu', { sourceId: String(item.id), hash, targetId: null }, run.at)
        return known === undefined ? 'imported' : 'updated'
      }),
    )
  }
  if (top.length > 0 && run.house.settings.current().menu.length === 0)
    await setSetting(run.house, { key: 'menu', value: top.slice(0, 20), actor: run.actor })
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
