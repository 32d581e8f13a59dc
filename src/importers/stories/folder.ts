import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Refusal } from '../../kit/errors.ts'

/** The story files of a path: the file itself, or all Markdown files below a folder, by name. */
export async function storyFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Refusal('not-found', `There is no file or folder "${path}".`)
  if (found.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && /\.(md|markdown)$/u.test(entry.name) && !/^readme\.md$/iu.test(entry.name)).map((entry) => join(entry.parentPath, entry.name))
  if (files.length === 0) throw new Refusal('not-found', `There is no story (a file ending in .md) in "${path}".`)
  return files.sort()
}

/** Reads what stands beside a story, in its folder or one of its `pictures` or `files`; never anything outside of them. */
export function besideStory(storyPath: string): (name: string) => Promise<Buffer | undefined> {
  const folder = resolve(dirname(storyPath))
  const places = [folder, join(folder, 'pictures'), join(folder, 'files'), join(folder, '..', 'pictures'), join(folder, '..', 'files')]
  return async (name) => {
    for (const place of places) {
      const path = resolve(place, name)
      const inside = path.startsWith(`${place}${sep}`) || path.startsWith(`${resolve(folder, '..')}${sep}`)
      const bytes = inside ? await readFile(path).catch(() => undefined) : undefined
      if (bytes !== undefined) return bytes
    }
    return undefined
  }
}
