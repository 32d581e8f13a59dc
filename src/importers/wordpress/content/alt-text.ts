/**
 * Alt text that says nothing: a file's name, a camera's numbering, or the headline again with the site's name behind a
 * bar.
 */
export function isEmptyAlt(alt: string, src: string, headline: string): boolean {
  const text = alt.trim()
  if (text === '') return false
  if (/\.(jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg)$/iu.test(text)) return true
  if (
    /^(img|dsc[nf]?|pxl|p\d{3}|screenshot|screen shot|image|photo|picture|untitled|mvi|gopr|dji)[-_ ]?[\d_. -]*$/iu.test(
      text,
    )
  )
    return true
  if (text === fileStem(src) && /[-_\d]/u.test(text)) return true
  return text.includes('|') && text.split('|').some((part) => sameWords(part, headline))
}

function fileStem(src: string): string {
  const name = src.split(/[?#]/u, 1)[0]?.split('/').at(-1) ?? ''
  return name
    .replace(/\.[a-z\d]+$/iu, '')
    .replace(/-\d+x\d+$/u, '')
    .replace(/-scaled$/u, '')
}

function sameWords(part: string, headline: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
  return words(part) !== '' && words(part) === words(headline)
}
