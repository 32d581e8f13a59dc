import { html, type Markup } from '../../kit/markup.ts'

export type ApiEntry = { method: string; path: string; id: string; summary: string; act: string; may: string }

/** For programmers, so in English whatever the paper speaks. */
export function apiPage(entries: readonly ApiEntry[], origin: string): Markup {
  return html`<div lang="en" dir="ltr"><h1>API</h1>
<p>Programs of the newsroom sign in with an access token, which <code>crier tokens create</code> makes on the server:</p>
<pre><code>curl -H "Authorization: Bearer crier_…" ${origin}/api/v1/articles</code></pre>
<p>What each operation takes and gives is in <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1). Bodies are JSON. Whatever is not done is told as a problem (RFC 9457): <code>detail</code> says what was wrong, <code>faults</code> where. A story’s <code>ETag</code>, sent back as <code>If-Match</code>, has a change refused with 412 when somebody else came first.</p>
${entries.map(entryOf)}
<h2 class="label" id="codes">Codes</h2>
<p>The last part of a problem’s <code>type</code>:</p>
<dl>${codes.map(([code, words]) => html`<dt id="${code}"><code>${code}</code></dt><dd>${words}</dd>`)}</dl></div>`
}

function entryOf({ method, path, id, summary, act, may }: ApiEntry): Markup {
  return html`<h2 class="label" id="${id}"><code>${method} ${path}</code></h2><p>${summary}. The token may ${may} (<code>${act}</code>).</p>`
}

const codes = [
  ['invalid', '422: the body or the query is not as it must be.'],
  ['malformed', '400: the body is not JSON, or a header is not as it must be.'],
  ['signed-out', '401: there is no access token, or it has ended.'],
  ['forbidden', '403: the token may not do this.'],
  ['not-found', '404: there is no such thing.'],
  ['method', '405: not by this method.'],
  ['conflict', '409: it is not in a state in which this can be done.'],
  ['stale', '412: somebody else has changed it.'],
  ['too-large', '413: the body is too long.'],
  ['unsupported', '415: the body is not application/json.'],
  ['too-many', '429: too many requests; Retry-After says how many seconds to wait.'],
  ['broken', '500: a fault of ours.'],
  ['unavailable', '503: the database is away for the moment; nothing was changed.'],
] as const
