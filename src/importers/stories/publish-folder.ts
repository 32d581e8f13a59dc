import { readFile } from 'node:fs/promises'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import { besideStory, storyFiles } from './folder.ts'
import { publishStory, type Published } from './publish.ts'

export type FilePublished = { file: string } & Published

/**
 * Publishes a file or all stories of a folder: those that others lead to come first, so that every RELATED finds its
 * story.
 */
export async function publishFolder(
  house: House,
  path: string,
  actor: Actor,
  onEach: (result: FilePublished) => void = () => {},
): Promise<FilePublished[]> {
  const files = await storyFiles(path)
  const sources = await Promise.all(files.map(async (file) => ({ file, source: await readFile(file, 'utf8') })))
  const results: FilePublished[] = []
  for (const { file, source } of inOrder(sources)) {
    const result = { file, ...(await publishStory(house, { source, read: besideStory(file), actor })) }
    results.push(result)
    onEach(result)
  }
  // Stories that lead to each other: the first could not know the second's address.
  const waiting = results.flatMap((result) =>
    result.outcome !== 'faulty' && result.unresolved.length > 0 ? [result.file] : [],
  )
  const left = new Map<string, string[]>()
  for (const { file, source } of sources) {
    if (!waiting.includes(file)) continue
    const again = await publishStory(house, { source, read: besideStory(file), actor, isSecondPass: true })
    left.set(file, again.outcome === 'faulty' ? [] : again.unresolved)
  }
  return results.map((result) =>
    result.outcome === 'faulty' ? result : { ...result, unresolved: left.get(result.file) ?? [] },
  )
}

type Source = { file: string; source: string }

/** Two stories may lead to each other: then the one that comes first by name is published first. */
function inOrder(sources: readonly Source[]): Source[] {
  const bySlug = new Map(sources.map((story) => [slugOf(story), story]))
  const ordered = new Set<Source>()
  const visiting = new Set<Source>()
  function visit(story: Source): void {
    if (ordered.has(story) || visiting.has(story)) return
    visiting.add(story)
    for (const [, attributes = ''] of story.source.matchAll(/::related\{([^{}]*)\}/gu)) {
      const other = bySlug.get(/\bto="?\/?([\p{L}\p{N}-]+)/u.exec(attributes)?.[1] ?? '')
      if (other !== undefined) visit(other)
    }
    ordered.add(story)
  }
  for (const story of sources) visit(story)
  return [...ordered]
}

function slugOf({ file, source }: Source): string {
  return (
    /^slug:\s*["']?([\p{L}\p{M}\p{N}-]+)/mu.exec(source)?.[1] ??
    (file.split(/[\\/]/u).at(-1) ?? '').replace(/\.(md|markdown)$/u, '')
  )
}
