/**
 * The names of the files that WordPress and its helpers make of an upload: `quay-300x200.jpg`, `quay-scaled.jpg`,
 * `quay@2x.jpg`.
 */

/**
 * Without what is added to the names of made files: an edit's time, `-scaled`, `-rotated`, a size, twice the size,
 * another format behind the first.
 */
export function uploadedName(file: string): string {
  return file
    .replace(/(\.(?:jpe?g|png|gif))\.(?:webp|avif)$/iu, '$1')
    .replace(/@[23]x(?=\.[a-z\d]+$)/iu, '')
    .replace(/-e\d{12,13}((?:-\d{1,5}x\d{1,5}|-scaled)?\.)/u, '$1')
    .replace(/(?:-\d{1,5}x\d{1,5}|-scaled|-rotated)(?=\.[a-z\d]+$)/iu, '')
}

/** The size in pixels that such a name says. */
export function sizeInName(file: string): { width: number; height: number } | undefined {
  const said = /-(\d{1,5})x(\d{1,5})(?:@([23])x)?\.[a-z\d.]+$/iu.exec(file)
  if (said === null) return undefined
  const times = Number(said[3] ?? 1)
  const [width, height] = [Number(said[1]) * times, Number(said[2]) * times]
  return width > 0 && height > 0 ? { width, height } : undefined
}
