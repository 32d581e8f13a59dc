import { STATUS_CODES } from 'node:http'

/** When not even the site's own message page can be made. */
export function plainPage(status: number, message: string): string {
  const title = STATUS_CODES[status] ?? 'Error'
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escape(title)}</title></head><body><main><h1>${escape(title)}</h1><p>${escape(message)}</p><p><a href="/">Front page</a></p></main></body></html>`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`)
}
