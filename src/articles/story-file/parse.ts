import { slugify } from '../../kit/ids.ts'
import { assignIds } from '../document-ids.ts'
import { documentSchema } from '../document.ts'
import { readBlocks } from './blocks.ts'
import { sourceFault, treeFault } from './bounds.ts'
import { Faults } from './faults.ts'
import { parseFrontMatter } from './front-matter.ts'
import type { Gathered } from './gathered.ts'
import type { ParsedStory } from './story.ts'
import { parseMarkdown } from './syntax.ts'
import { unreadFaults } from './unread.ts'

/**
 * Reads a story file. Either everything is right, or every fault is named with its line. `now` is what relative times
 * count from; `known` is the story's slug where the file does not say one and the headline does not make it.
 */
export function parseStory(source: string, now: number, known?: string): ParsedStory {
  const text = source.replace(/^\ufeff/u, '').replace(/\r\n?/gu, '\n')
  const tooMuch = sourceFault(text)
  if (tooMuch !== undefined) return { ok: false, faults: [tooMuch] }
  const root = parseMarkdown(text)
  const tooDeep = treeFault(root)
  if (tooDeep !== undefined) return { ok: false, faults: [tooDeep] }
  const [first, ...rest] = root.children
  if (first?.type !== 'yaml')
    return {
      ok: false,
      faults: [
        {
          line: 1,
          message: 'the file must begin with its front matter between two lines of "---", with at least a headline',
        },
      ],
    }
  const { head, faults } = parseFrontMatter(first.value, (first.position?.start.line ?? 1) + 1, now)
  const slug = head?.slug ?? known ?? slugify(head?.headline ?? '')
  const gathered: Gathered = { faults: new Faults(), polls: [], speakers: [], slug, now }
  const document = assignIds(readBlocks(rest, gathered))
  const all = [...faults, ...gathered.faults.list, ...unreadFaults(root, text)]
  const checked = documentSchema.safeParse(document)
  if (all.length === 0 && !checked.success) {
    for (const issue of checked.error.issues) all.push({ line: 1, message: `${issue.path.join('.')} ${issue.message}` })
  }
  if (head === undefined || all.length > 0 || !checked.success)
    return { ok: false, faults: all.sort((a, b) => a.line - b.line) }
  return { ok: true, story: { ...head, document: checked.data, polls: gathered.polls, speakers: gathered.speakers } }
}
