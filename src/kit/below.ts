import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'

/** Where nothing is: also a name with a NUL, one that is too long, and links that lead in a circle. */
const nowhere = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'])

/**
 * Where a path really leads, links followed; undefined when nothing is there.
 * @throws what else the system says (EACCES, EIO)
 */
export async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && nowhere.has(String(error.code))) return undefined
    throw error
  }
}

/** Whether a real path stands below that of a folder, compared by whole names: `/media-2` is not below `/media`. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

/**
 * The real path of a file, if that stands below one of the folders (real paths themselves): a link, or `..` in a name
 * that somebody else wrote, reads nothing outside of them. `outside`: there is something, and it is not theirs to name.
 */
export async function fileBelow(folders: readonly string[], path: string): Promise<string | 'outside' | undefined> {
  const real = await realPath(path)
  if (real === undefined) return undefined
  if (!folders.some((folder) => isBelow(folder, real))) return 'outside'
  return (await stat(real)).isFile() ? real : undefined
}

export type Read = { bytes: Buffer } | 'outside' | 'too-large' | undefined

/** Reads such a file of at most `maxBytes`. A pipe or device that took its place meanwhile is not waited for. */
export async function readBelow(folders: readonly string[], path: string, maxBytes: number): Promise<Read> {
  const real = await fileBelow(folders, path)
  if (real === undefined || real === 'outside') return real
  const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (!found.isFile()) return undefined
    return found.size > maxBytes ? 'too-large' : { bytes: await file.readFile() }
  } finally {
    await file.close()
  }
}
