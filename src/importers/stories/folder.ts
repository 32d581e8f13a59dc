import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readBelow, realPath } from '../../kit/below.ts'
import { Refusal } from '../../kit/errors.ts'

/** The story files of a path: the file itself, or all Markdown files below a folder, by name. */
export async function storyFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no file or folder "${path}".`)
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.(md|markdown)$/u.test(entry.name) && !/^readme\.md$/iu.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  if (files.length === 0) throw new Refusal('not-found', `There is no story (a file ending in .md) in "${path}".`)
  return files.sort()
}

/** What is larger is no picture or sound of a story. */
const maxFileBytes = 256 * 1024 * 1024

/**
 * Reads what stands beside a story, in its folder or one of its `pictures` or `files`; never anything outside of them,
 * whatever a name or a link says: stories and their folders come from others too.
 */
export function besideStory(storyPath: string): (name: string) => Promise<Buffer | undefined> {
  const given = resolve(dirname(storyPath))
  return async (name) => {
    const folder = (await realPath(given)) ?? given
    const shared = ['pictures', 'files'].map((kind) => join(dirname(folder), kind))
    const places = [folder, join(folder, 'pictures'), join(folder, 'files'), ...shared]
    for (const place of places) {
      const read = await readBelow([folder, ...shared], resolve(place, name), maxFileBytes)
      if (typeof read === 'object') return read.bytes
    }
    return undefined
  }
}
