import type { IncomingMessage, ServerResponse } from 'node:http'
import { notModified } from '../page-cache/cached-page.ts'
import type { Served } from '../page-cache/page-cache.ts'

/** Writes a page of the cache, head and bytes at once; or says that the browser has it (RFC 9110, 13.1.2). */
export function writePage({ page, variant }: Served, request: IncomingMessage, response: ServerResponse): void {
  const known = request.headers['if-none-match']
  if (known !== undefined && page.status === 200 && (known.includes(page.hash) || known.trim() === '*')) {
    response.writeHead(304, notModified(variant))
    response.end()
    return
  }
  response.writeHead(page.status, variant.headers)
  if (request.method === 'HEAD') response.end()
  else if (variant.latin1 === undefined) response.end(variant.body)
  else response.end(variant.latin1, 'latin1')
}
