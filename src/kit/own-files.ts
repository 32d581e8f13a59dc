import { chmodSync, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Modes of what nobody but the server's own user may read (keys, addresses, mails, what is not published yet), whatever
 * the umask lets a group see. A folder that only its owner can enter covers everything below it.
 */
export const ownFile = 0o600
export const ownFolder = 0o700

/**
 * Makes a folder, and those above it that are missing. Node's own way (`recursive`) tries forever where a folder is
 * there and takes none, as /proc (Node 24.21).
 * @throws what the system says
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at)
  for (const folder of missing.length === 0 ? [resolve(path)] : missing)
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) makeOne(folder)
}

function makeOne(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** `most`: the bits that may be left to a file or folder. */
export type Kept = { path: string; most: number }

/**
 * Takes from files and folders what others may do with them, as far as they are this user's. What is not there is
 * passed over, links are not followed. Returns the paths of other users that stay open to more than `most` says.
 * Does nothing where there are no such modes (Windows).
 */
export function tighten(kept: readonly Kept[]): string[] {
  const user = process.getuid?.()
  if (user === undefined) return []
  return kept
    .filter(({ path, most }) => {
      const found = lstatSync(path, { throwIfNoEntry: false })
      if (found === undefined || found.isSymbolicLink() || (found.mode & 0o777 & ~most) === 0) return false
      if (found.uid !== user) return true
      chmodSync(path, found.mode & most)
      return false
    })
    .map(({ path }) => path)
}
