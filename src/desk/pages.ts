import { randomBytes } from 'node:crypto'
import type { House } from '../kit/house.ts'
import type { Answer, PageRequest } from '../kit/http/answers.ts'
import { html } from '../kit/markup.ts'
import { firstList, storyFilters } from './first-list.ts'

/**
 * `GET /desk` and all below it: one page, whose script decides what is shown. What the first screen needs is asked for
 * along with the script, not after it.
 */
export async function showDesk(house: House, { path, query }: PageRequest): Promise<Answer> {
  const nonce = randomBytes(16).toString('base64')
  const { name, language, timeZone } = house.settings.current().identity
  const { desk } = house.assets
  // Of a narrowed list the whole one would lie there unused, and be shown later as it was then.
  const isWhole = path === '/desk' && !storyFilters.some((name) => query.has(name))
  return {
    kind: 'html',
    status: 200,
    noindex: true,
    policy: policyOf(nonce, house.config.origin),
    html: html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
          <meta name="color-scheme" content="light dark" />
          <title>${name}</title>
          <link rel="icon" href="/-/icon.svg" />
          <link rel="preload" as="fetch" crossorigin href="/api/v1/session" />
          ${isWhole && html`<link rel="preload" as="fetch" crossorigin href="${firstList}" />`}
          ${[desk.paper, ...desk.css].map((href) => html`<link rel="stylesheet" href="${href}" />`)}
          ${desk.preload.map((href) => html`<link rel="modulepreload" href="${href}" />`)}
          <script type="module" src="${desk.js}"></script>
        </head>
        <body>
          <div id="desk" data-nonce="${nonce}" data-paper="${name}" data-zone="${timeZone}"></div>
          <noscript>${noScript}</noscript>
        </body>
      </html>`.text,
  }
}

const noScript = 'The desk is a program that runs in your browser: it needs JavaScript. The paper itself does not.'

/**
 * What the page may load and run (CSP 3): its own files, styles with this nonce, pictures that are only in the browser
 * yet. Text becomes HTML in two places alone (Trusted Types): what is pasted, and what React and Mantine insert.
 */
function policyOf(nonce: string, origin: string): string {
  const socket = origin.replace(/^http/u, 'ws')
  return [
    `default-src 'self'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' blob: data:`,
    `media-src 'self' blob:`,
    `connect-src 'self' data: blob: ${socket}`,
    `frame-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types default ProseMirrorClipboard`,
  ].join('; ')
}
