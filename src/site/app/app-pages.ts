/** What makes an app of the paper, for readers who put it on their home screen: its manifest, icons and worker. */
import type { House } from '../../kit/house.ts'
import type { Answer, PageRequest } from '../../kit/http/answers.ts'
import { direction } from '../../kit/languages.ts'
import { settingsTag } from '../../kit/page-cache/tag.ts'
import { editionAt } from '../../layout/editions.ts'
import { missingPage } from '../../layout/missing-page.ts'
import { accent, iconLetter } from '../../share/share-card.ts'
import { drawingIcon, drawnCard } from '../share/card-works.ts'

/** `GET /manifest.webmanifest`, and below the prefix of a further language (W3C Web Application Manifest). */
export async function serveManifest(house: House, { path }: PageRequest): Promise<Answer> {
  const { language, prefix } = editionAt(house, path)
  const { name, tagline, description } = house.settings.current().identity
  const icon = (size: number, purpose: string) => ({
    src: `/-/icon/${purpose === 'any' ? size : purpose}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  const manifest = {
    name,
    short_name: name,
    ...(description + tagline !== '' && { description: description || tagline }),
    lang: language,
    dir: direction(language),
    // Of the paper, whatever its language: a second app of it would get everything twice.
    id: '/',
    start_url: `${prefix}/`,
    scope: '/',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: accent,
    icons: [
      { src: '/-/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      icon(192, 'any'),
      icon(512, 'any'),
      icon(512, 'maskable'),
    ],
  }
  const [type, body] = ['application/manifest+json', JSON.stringify(manifest)]
  return { kind: 'bytes', status: 200, type, body, tags: [settingsTag] }
}

const whole = { letterShare: 0.72, rounding: 0.125 }
const iconSizes = new Map([
  ['192', { side: 192, ...whole }],
  ['512', { side: 512, ...whole }],
  // What lies outside the circle of four fifths may be cut off (W3C Web Application Manifest, "maskable").
  ['maskable', { side: 512, letterShare: 0.52, rounding: 0 }],
])

/** `GET /-/icon/:size.png`: the icon in pixels, `192`, `512` or `maskable` (512, with room to be cut round). */
export async function serveIconPicture(house: House, { params, path }: PageRequest): Promise<Answer> {
  const size = iconSizes.get(params.size ?? '')
  if (size === undefined) return missingPage(house, 404, editionAt(house, path))
  const letter = iconLetter(house.settings.current().identity.name)
  const body = await drawnCard(house, drawingIcon, { letter, ground: accent, ...size })
  return { kind: 'bytes', status: 200, type: 'image/png', body, tags: [settingsTag] }
}

/**
 * `GET /service-worker.js` (src/browser/worker): at the root, since a worker serves what lies below it. Browsers ask
 * for it again by themselves.
 */
export async function serveServiceWorker(house: House): Promise<Answer> {
  const body = house.assets.all.get(house.assets.worker)?.bytes ?? ''
  return { kind: 'bytes', status: 200, type: 'text/javascript; charset=utf-8', body, tags: [settingsTag] }
}
