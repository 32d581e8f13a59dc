import { html, type Markup } from '../../kit/markup.ts'

/** One name in a body, a query or a reply. */
export type ApiField = { name: string; type: string; description: string; isOptional: boolean }

export type ApiEntry = {
  method: string
  path: string
  id: string
  summary: string
  act: string
  query: readonly ApiField[]
  body: readonly ApiField[]
  reply: readonly ApiField[]
}

/** For programmers, so in English whatever the paper speaks. */
export function apiPage(
  entries: readonly ApiEntry[],
  { origin, acts }: { origin: string; acts: Record<string, string> },
): Markup {
  return html`<div class="plain api" lang="en" dir="ltr"><h1>API</h1>
<p>Members sign in at <code>/desk</code>, and their browser has a cookie from then on. Programs of the newsroom send an
access token. <code>crier tokens create</code> makes one on the server, for a role or for single acts:</p>
<pre class="code" tabindex="0"><code>crier tokens create "Newsletter script" --may article.read
curl -H "Authorization: Bearer crier_…" ${origin}/api/v1/articles</code></pre>
<p>Bodies are JSON; times are in milliseconds since 1970. <a href="/api/v1/openapi.json">openapi.json</a> says the same
to machines (OpenAPI 3.1). Send a story’s <code>ETag</code> back as <code>If-Match</code>, and a change is refused if
somebody else has changed the story first. Send an <code>Idempotency-Key</code> with an act, and it is done once,
however often it is sent within a day.</p>
${entries.map(entryOf)}
<section><h2 id="acts">Acts</h2><p>What a role or a token may do. <code>anyone</code> needs nobody to be signed in,
<code>signed-in</code> any member.</p>
${table(Object.entries(acts).map(([act, words]) => ({ id: '', term: html`<code>${act}</code>`, words })))}</section>
<section><h2 id="codes">Problems</h2><p>Failures are answered as <code>application/problem+json</code> (RFC 9457):
<code>detail</code> says what was wrong, <code>faults</code> where. The last part of <code>type</code> is one of
these:</p>
${table(codes.map(([code, words]) => ({ id: code, term: html`<code>${code}</code>`, words })))}</section></div>`
}

function entryOf({ method, path, id, summary, act, query, body, reply }: ApiEntry): Markup {
  return html`<section><h2 id="${id}"><code>${method} ${path}</code></h2><p>${summary}. Needs <code>${act}</code>.</p>
${fieldList('Query', query)}${fieldList('Body', body)}${fieldList('Reply', reply)}</section>`
}

function fieldList(heading: string, fields: readonly ApiField[]): Markup | false {
  const rows = fields.map(({ name, type, description, isOptional }) => ({
    id: '',
    term: html`<code>${name}</code>`,
    words: html`${type}${isOptional && ', optional'}${description !== '' && `. ${description}`}`,
  }))
  return fields.length > 0 && html`<h3>${heading}</h3>${table(rows)}`
}

function table(rows: readonly { id: string; term: Markup; words: Markup | string }[]): Markup {
  const entries = rows.map(
    ({ id, term, words }) => html`<dt${id !== '' && html` id="${id}"`}>${term}</dt><dd>${words}</dd>`,
  )
  return html`<dl>${entries}</dl>`
}

const codes = [
  ['malformed', '400: the body is not JSON, or a header is not as it must be.'],
  ['signed-out', '401: nobody is signed in, and there is no access token, or it has ended.'],
  ['forbidden', '403: the role or the token may not do this, or it came from a page of another site.'],
  ['sign-in-again', '403: this is for whoever has signed in within ten minutes; the session itself is good.'],
  ['not-found', '404: there is no such thing.'],
  ['method', '405: not by this method.'],
  ['conflict', '409: it is not in a state in which this can be done.'],
  ['stale', '412: somebody else has changed it.'],
  ['too-large', '413: the body is too long.'],
  ['unsupported', '415: the body is not application/json.'],
  ['invalid', '422: the body or the query is not as it must be.'],
  ['too-many', '429: too many requests; Retry-After says how many seconds to wait.'],
  ['broken', '500: a fault of ours.'],
  ['unavailable', '503: the database is away for the moment.'],
] as const
