import type { IncomingMessage } from 'node:http'

/** Browsers send twenty, with a proxy or two before us thirty. */
const maxHeaders = 100
const hostShape = /^(?:[a-z\d](?:[a-z\d._-]*[a-z\d])?\.?|\[[\da-f:.]+\])(?::\d{0,5})?$/iu
const longestHost = 261

/** The last one that was found to be one: nearly every request says the same. */
let knownHost = ''

/**
 * What is wrong with a request before anybody looks at what it asks for, as the status that says so. Node's parser has
 * refused line ends and blanks out of place, folded headers, lengths that contradict each other or a transfer coding
 * (RFC 9112, 2.2, 5.1, 5.2, 6.3) already. A proxy before us that parses such a request differently could
 * be made to take a part of it for another request, so nothing is guessed and the connection ends.
 */
export function requestFault({
  rawHeaders,
  httpVersion,
  url = '',
}: IncomingMessage): 400 | 431 | 501 | 505 | undefined {
  if (rawHeaders.length > 2 * maxHeaders) return 431
  const isOld = httpVersion !== '1.1'
  if (isOld && httpVersion !== '1.0') return 505
  let host: string | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (host !== undefined) return 400
      host = value
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      // No coding but this one is known here (6.1), and in HTTP/1.0 there was none.
      if (isOld) return 400
      if (value.trim().toLowerCase() !== 'chunked') return 501
    }
  }
  if (host !== undefined && host !== knownHost && !isHost(host)) return 400
  return url.startsWith('/') || isOurTarget(url, host) ? undefined : 400
}

function isHost(host: string): boolean {
  if (host.length > longestHost || !hostShape.test(host)) return false
  knownHost = host
  return true
}

/**
 * `*`, or a whole address that names the same host as the header: of two that differ neither is believed (3.2.2 would
 * believe the address).
 */
function isOurTarget(url: string, host: string | undefined): boolean {
  if (url === '*') return true
  const authority = /^https?:\/\/([^/?#]*)/iu.exec(url)?.[1]
  return (
    authority !== undefined && (host === undefined ? isHost(authority) : authority.toLowerCase() === host.toLowerCase())
  )
}
