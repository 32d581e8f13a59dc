/** File-system errors in words for the person at the command line. */
const words: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of this path is no folder',
  EISDIR: 'this is a folder',
  EEXIST: 'something is there already',
  ENOTEMPTY: 'this folder is not empty',
  EACCES: 'this user may not do that here',
  EPERM: 'this user may not do that here',
  EROFS: 'nothing can be written there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk space of this user is used up',
  EFBIG: 'the file would be larger than is allowed there',
  EIO: 'the disk does not do what is asked of it',
  ENAMETOOLONG: 'this name is too long',
  ELOOP: 'links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'something else is using it',
  ETXTBSY: 'something else is using it',
  ENXIO: 'this is not a file',
  EXDEV: 'this is on another disk',
}

/** Which file and what is the matter with it; undefined for an error that no file system has made. */
export function fileWords(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined
  const said = words[codeOf(error)]
  if (said === undefined) return undefined
  return 'path' in error && typeof error.path === 'string' ? `${error.path}: ${said}` : said
}

/** Whether an error says that nothing stands at a path. */
export function isNotThere(error: unknown): boolean {
  return error instanceof Error && ['ENOENT', 'ENOTDIR'].includes(codeOf(error))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
