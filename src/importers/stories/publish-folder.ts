import { isUtf8 } from 'node:buffer'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Fault } from '../../articles/story-file/story.ts'
import { realPath } from '../../kit/below.ts'
import type { Actor } from '../../kit/db/schema.ts'
import type { House } from '../../kit/house.ts'
import type { Published } from './file.ts'
import { besideStory, storyFiles } from './folder.ts'
import { publishStory } from './publish.ts'

export type FilePublished = { file: string } & Published

type Publishing = {
  path: string
  /** Why they go out although nobody has approved them, where the publisher asks for that. */
  emergency?: string | undefined
  onEach?: (result: FilePublished) => void
}

/**
 * Publishes a file or all stories of a folder: those that others lead to come first, so that every RELATED finds its
 * story.
 */
export async function publishFolder(
  house: House,
  actor: Actor,
  { path, emergency, onEach = () => {} }: Publishing,
): Promise<FilePublished[]> {
  const files = await storyFiles(path)
  // One after the other: together a large folder would have more files open than a process may.
  const sources: Source[] = []
  for (const file of files) sources.push(await read(file))
  const results: FilePublished[] = []
  const run = new Map<number, string>()
  const isFolder = files.length > 1
  for (const story of inOrder(sources)) {
    const { file, fault } = story
    const published =
      fault === undefined
        ? await publishStory(house, actor, { ...story, read: besideStory(file), run, emergency, bringsBack: !isFolder })
        : { outcome: 'faulty' as const, faults: [fault] }
    if (published.outcome !== 'faulty' && !run.has(published.id)) run.set(published.id, story.file)
    const result = { ...published, file }
    results.push(result)
    onEach(result)
  }
  // Stories that lead to each other: the first could not know the second's address.
  const waiting = results.flatMap((result) =>
    result.outcome !== 'faulty' && result.unresolved.length > 0 ? [result.file] : [],
  )
  const left = new Map<string, string[]>()
  for (const story of sources) {
    const { file } = story
    if (!waiting.includes(file)) continue
    const again = await publishStory(house, actor, {
      ...story,
      read: besideStory(file),
      run,
      emergency,
      isSecondPass: true,
    })
    left.set(file, again.outcome === 'faulty' ? [] : again.unresolved)
  }
  return results.map((result) =>
    result.outcome === 'faulty' ? result : { ...result, unresolved: left.get(result.file) ?? [] },
  )
}

type Source = {
  /** As it was named. */ file: string
  source: string
  /** Links followed: the same however it is named. */ place: string
  fault?: Fault
}

/** Of UTF-8: no story that could be published has as many. */
const maxBytes = 8_000_000

async function read(file: string): Promise<Source> {
  const place = (await realPath(file)) ?? resolve(file)
  const { size } = await stat(file)
  if (size > maxBytes)
    return {
      file,
      place,
      source: '',
      fault: { line: 1, message: `the file has ${size} bytes; the limit is ${maxBytes}` },
    }
  const bytes = await readFile(file)
  const line = lineOutsideUtf8(bytes)
  if (line !== undefined)
    return { file, place, source: '', fault: { line, message: 'the file is not UTF-8: save it with that encoding' } }
  return { file, place, source: bytes.toString() }
}

/** The first line with bytes that are none. */
function lineOutsideUtf8(bytes: Buffer): number | undefined {
  if (isUtf8(bytes)) return undefined
  for (let start = 0, line = 1; ; line++) {
    const feed = bytes.indexOf(0x0a, start)
    if (!isUtf8(bytes.subarray(start, feed === -1 ? bytes.length : feed)) || feed === -1) return line
    start = feed + 1
  }
}

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
