import type { Exchange, Serving } from './serving.ts'
import { sendAsset, sendMedia } from './static-files.ts'

/** Whether the address is that of a file: of the product's own, or of the paper's pictures and sound. */
export function isFilePath(path: string): boolean {
  return /^\/(assets|media)\//u.test(path)
}

/** Answers what `isFilePath`. */
export async function sendFile(serving: Serving, exchange: Exchange, path: string): Promise<void> {
  const { house, site, security, phrasesAt, refuse } = serving
  const { request, response } = exchange
  exchange.route = path.startsWith('/assets/') ? '/assets/*' : '/media/*'
  const said = phrasesAt(exchange.path).request
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  if (!isReading) return refuse(exchange, 405, said.fileIsReadOnly, ['Allow', 'GET, HEAD'])
  if (await site.isWithdrawnFile?.(house, path)) {
    // Old pages elsewhere may show it to thousands: a line, and no page that would have to be put together.
    const type = 'text/plain; charset=utf-8'
    return serving.send(exchange, { kind: 'bytes', status: 410, type, body: said.fileGone })
  }
  if (path.startsWith('/media/')) return sendMedia(house.storage, path, request, response, security)
  if (!sendAsset(house.assets, path, request, response, security)) await refuse(exchange, 404, said.noFile)
}
