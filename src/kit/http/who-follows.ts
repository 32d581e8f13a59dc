/**
 * Whether a person follows a link, as far as a request tells. Programs that look through mail open what is in it,
 * before a person does or instead of one; browsers fetch ahead what nobody may ever see.
 */
import type { IncomingMessage } from 'node:http'

/** As much of a User-Agent is looked at: longer ones are no browser's. */
const longest = 400
/** Link checkers of mail gateways that go by a name. Others come as a common browser, and cannot be told by theirs. */
const gateways = /barracuda|proofpoint|mimecast|ironport|cisco|forti(?:mail|net)|sophos|symantec|messagelabs/iu
const others = /trendmicro|safelinks|office protocol/iu
/** Search engines, messengers that draw a preview, monitors; Cubot makes telephones. */
const programs =
  /(?<!cu)bot|crawl|spider|slurp|scan|preview|headless|lighthouse|monitor|check|fetch|externalhit|https?:/iu

type Asking = Pick<IncomingMessage, 'method' | 'headers'>

export function isFollowedByPerson({ method, headers }: Asking): boolean {
  if (method !== 'GET' || isAhead(headers)) return false
  // Browsers say that they go to a page, or nothing at all where they are old.
  const { 'sec-fetch-mode': mode = 'navigate', 'sec-fetch-dest': dest = 'document', accept = '' } = headers
  if (mode !== 'navigate' || dest !== 'document' || !accept.includes('text/html')) return false
  const agent = headers['user-agent'] ?? ''
  // All browsers of this century call themselves so.
  if (!agent.startsWith('Mozilla/5.0 (') || agent.length > longest || agent.includes('compatible;')) return false
  return ![gateways, others, programs].some((known) => known.test(agent))
}

/** Fetched ahead, in the words of all browsers there have been. */
function isAhead(headers: IncomingMessage['headers']): boolean {
  const said = [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']]
  return said.some((value) => /prefetch|prerender|preview/iu.test(String(value ?? '')))
}
