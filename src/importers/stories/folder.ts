import { opendir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { readBelow, realPath } from '../../kit/below.ts'
import { Refusal } from '../../kit/errors.ts'

/** Files and folders that are looked at below a folder: the largest archives have half of it. */
const maxEntries = 250_000

/** The story files of a path: the file itself, or all Markdown files below a folder, by name. */
export async function storyFiles(path: string, most = maxEntries): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no file or folder "${path}".`)
  if (found.isFile()) return [path]
  if (!found.isDirectory()) throw new Refusal('invalid', `"${path}" is neither a file nor a folder.`)
  const files: string[] = []
  let seen = 0
  for await (const { path: entry, isFile } of entriesBelow(path)) {
    if (++seen > most)
      throw new Refusal(
        'too-large',
        `More than ${most} files and folders lie below "${path}": name the folder of the stories. Nothing was ` +
          'published.',
      )
    if (isFile && /\.(md|markdown)$/u.test(entry) && !/(?:^|[\\/])readme\.md$/iu.test(entry)) files.push(entry)
  }
  if (files.length === 0) throw new Refusal('not-found', `There is no story (a file ending in .md) in "${path}".`)
  return files.sort()
}

/**
 * Files, as plain ones alone, and folders. What is mounted below (`/proc`, another disk) is another machine's or the
 * system's.
 */
async function* entriesBelow(top: string): AsyncGenerator<{ path: string; isFile: boolean }> {
  const { dev } = await stat(top)
  const folders = [top]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for await (const entry of await opendir(folder)) {
      const path = join(folder, entry.name)
      yield { path, isFile: entry.isFile() }
      if (entry.isDirectory() && (await stat(path)).dev === dev) folders.push(path)
    }
  }
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
