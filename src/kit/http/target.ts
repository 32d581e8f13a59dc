/** What a request asks for. `path` is decoded; `key` is the same path with one way of writing each character. */
export type Target = { path: string; key: string; query: string }

export type TargetFault = 'malformed' | 'too-long'

/** Longer addresses than any of ours; browsers send up to 2 MB. */
const longest = 4_096

/** Reads the request target as it stands on the wire (RFC 9112, 3.2): no segment is resolved, nothing is guessed. */
export function readTarget(url: string): Target | TargetFault {
  if (url.length > longest) return 'too-long'
  const local = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/iu, '')
  // Anything but printable ASCII is refused by Node's parser already. A fragment is no part of a target.
  if (!/^\/[\x21\x22\x24-\x7e]*$/u.test(local)) return 'malformed'
  const mark = local.indexOf('?')
  const raw = mark === -1 ? local : local.slice(0, mark)
  const query = mark === -1 ? '' : local.slice(mark + 1)
  // Nearly every address: nothing in it can be written in another way.
  if (/^[\w/.~-]*$/u.test(raw)) return { path: raw, key: raw, query }
  const segments: string[] = []
  for (const part of raw.split('/')) {
    const segment = decoded(part)
    if (segment === undefined) return 'malformed'
    segments.push(segment)
  }
  return {
    path: segments.join('/'),
    key: segments.map(encodeSegment).join('/'),
    query,
  }
}

/** Most pages have none, and the page cache keeps what each was asked with. */
const noQuery = new URLSearchParams()

/** Of one query name: a link may tick every option of a poll, which has 20. */
const maxValues = 30

/**
 * The query names that a page declares, in its order; any other name asks for the same page. What they hold is bounded
 * by the address.
 */
export function declaredQuery(query: string, names: readonly string[]): URLSearchParams {
  if (query === '' || names.length === 0) return noQuery
  const declared = new URLSearchParams()
  const sent = new URLSearchParams(query)
  for (const name of names) {
    for (const value of sent.getAll(name).slice(0, maxValues)) declared.append(name, value.replaceAll('\0', ''))
  }
  return declared
}

export function encodeSegment(segment: string): string {
  return encodeURI(segment).replace(/[/?#]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function decoded(segment: string): string | undefined {
  try {
    const text = segment.includes('%') ? decodeURIComponent(segment) : segment
    return text.isWellFormed() && !text.includes('\0') ? text : undefined
  } catch {
    // Not percent-encoded UTF-8.
    return undefined
  }
}
