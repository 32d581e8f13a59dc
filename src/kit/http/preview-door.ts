import type { IncomingMessage, ServerResponse } from 'node:http'
import { privateCaching } from './headers.ts'
import { localOnlyError } from './local.ts'
import { plainPage } from './plain-page.ts'
import type { Serving } from './serving.ts'

/** A preview of an import is for whoever started the server: with the key's cookie, and from the same machine. */
export function mayPreview({ house, site }: Serving, request: IncomingMessage): boolean {
  return localOnlyError(request, house.config) === undefined && (site.door?.knows(request.headers.cookie) ?? false)
}

export function sendNoPreview({ security, phrasesAt }: Serving, response: ServerResponse): void {
  const body = plainPage(403, phrasesAt('/').request.needsKey)
  const headers = ['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', privateCaching]
  response.writeHead(403, [...security, ...headers]).end(body)
}
