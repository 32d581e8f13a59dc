/** Where on a page that is already written something is put in above everything else. */

const skipLink = '<a class="skip"'
const end = '</a>\n'

/** The page with it behind the link that leads past what is above; undefined where a page is none of the paper's. */
export function withAbove(page: string | Buffer, above: string): string | Buffer | undefined {
  if (typeof page === 'string') {
    const at = placeIn((text, from) => page.indexOf(text, from))
    return at === undefined ? undefined : page.slice(0, at) + above + page.slice(at)
  }
  const at = placeIn((text, from) => page.indexOf(text, from, 'latin1'))
  if (at === undefined) return undefined
  const [before, after] = [page.subarray(0, at), page.subarray(at)]
  const [more, length] = [Buffer.from(above), page.length + Buffer.byteLength(above)]
  const whole = Buffer.allocUnsafeSlow(length)
  before.copy(whole)
  more.copy(whole, at)
  after.copy(whole, at + more.length)
  return whole
}

function placeIn(indexOf: (text: string, from: number) => number): number | undefined {
  const start = indexOf(skipLink, 0)
  const at = start === -1 ? -1 : indexOf(end, start)
  return at === -1 ? undefined : at + end.length
}
