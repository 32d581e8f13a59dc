/** Charts, documents and the like that a script draws: what stays is a link to the thing itself. */
import type { Draft } from '../../../articles/document-ids.ts'
import type { Flow } from './context.ts'
import { linkParagraph } from './embeds.ts'
import { classesOf, textOf, type HtmlElement } from './html-tree.ts'
import { webAddress } from './links.ts'

type Rule = (url: URL) => string | undefined

/** Where the thing is that a script's address names. */
const scripts: readonly Rule[] = [
  (url) => page(url, 'embed.documentcloud.org', /^(\/documents\/[^/]+?)(?:\.js)?$/u, 'https://www.documentcloud.org'),
  (url) => page(url, 'documentcloud.org', /^(\/documents\/[^/]+?)\.js$/u, 'https://www.documentcloud.org'),
  (url) => page(url, 'gist.github.com', /^(\/.+)\.js$/u, 'https://gist.github.com'),
  (url) =>
    page(url, 'datawrapper.dwcdn.net', /^(\/[^/]+\/)(?:\d+\/)?(?:embed|index)/u, 'https://datawrapper.dwcdn.net'),
  (url) =>
    page(url, 'public.flourish.studio', /^(\/(?:visualisation|story)\/\d+\/?)/u, 'https://public.flourish.studio'),
  (url) => page(url, 'codepen.io', /^(\/[^/]+\/pen\/[^/]+)/u, 'https://codepen.io'),
  (url) => page(url, 'jsfiddle.net', /^(\/.+?)\/embed/u, 'https://jsfiddle.net'),
  (url) => page(url, 'public.tableau.com', /^(\/views\/.+)/u, 'https://public.tableau.com'),
  (url) => page(url, 'storify.com', /^(\/[^/]+\/[^/]+)\.js$/u, 'https://storify.com'),
  (url) => page(url, 'fast.wistia.com', /^\/embed\/medias\/([a-z\d]+)\.js/u, 'https://fast.wistia.net/embed/iframe/'),
  (url) => page(url, 'scribd.com', /^(\/(?:document|doc)\/\d+)/u, 'https://www.scribd.com'),
  (url) => page(url, 'secure.polldaddy.com', /^\/p\/(\d+)\.js$/u, 'https://poll.fm/'),
  (url) => page(url, 'secure.polldaddy.com', /^\/p\/(\d+)\.js$/u, 'https://poll.fm/'),
]

function page(url: URL, host: string, path: RegExp, origin: string): string | undefined {
  const isHost = url.hostname === host || url.hostname.endsWith(`.${host}`)
  const found = isHost ? path.exec(url.pathname)?.[1] : undefined
  return found === undefined ? undefined : `${origin}${found}`
}

/** Elements that such a script fills, by their class: the attribute that names the thing, and where it is. */
const filled: readonly { name: RegExp; attribute: string; address: (value: string) => string }[] = [
  {
    name: /^flourish-embed/u,
    attribute: 'data-src',
    address: (value) => `https://public.flourish.studio/${slashed(value)}`,
  },
  { name: /^infogram-embed/u, attribute: 'data-id', address: (value) => `https://infogram.com/${value}` },
  { name: /^(?:typeform-widget|tf-)/u, attribute: 'data-url', address: (value) => value },
  {
    name: /^apester-media/u,
    attribute: 'data-media-id',
    address: (value) => `https://renderer.apester.com/v2/${value}`,
  },
  { name: /^riddle/u, attribute: 'data-rid-id', address: (value) => `https://www.riddle.com/view/${value}` },
  { name: /^wistia_embed/u, attribute: 'data-id', address: (value) => `https://fast.wistia.net/embed/iframe/${value}` },
  { name: /^codepen/u, attribute: 'data-slug-hash', address: (value) => `https://codepen.io/pen/${value}` },
  {
    name: /^strawpoll-embed/u,
    attribute: 'id',
    address: (value) => `https://strawpoll.com/${value.replace(/^strawpoll_/u, '')}`,
  },
]

function slashed(path: string): string {
  const plain = path.split('?', 1)[0] ?? ''
  return `${plain.replace(/^\//u, '').replace(/\/$/u, '')}/`
}

/** Scripts that show nothing: counters, advertising, and the helpers of what stands beside them in markup. */
const silent = new Set(
  `googletagmanager google-analytics googlesyndication doubleclick googleadservices adnxs amazon-adsystem taboola
  outbrain facebook twitter instagram tiktok bsky redditmedia imgur pinterest disqus quantserve scorecardresearch
  chartbeat wordpress wp gravatar jquery jsdelivr cloudflare unpkg googleapis gstatic recaptcha`.split(/\s+/u),
)

/** The address of what an element shows by script; undefined for one that is nothing of the kind. */
export function scriptedAddress({ name, attributes }: HtmlElement, base: string): string | undefined {
  if (name === 'script') {
    const address = webAddress(attributes.src, base)
    const url = address === undefined ? undefined : new URL(address)
    return url && scripts.map((rule) => rule(url)).find((found) => found !== undefined)
  }
  const classes = classesOf({ name, attributes, children: [] })
  for (const { name: className, attribute, address } of filled) {
    const value = attributes[attribute]?.trim()
    if (value && classes.some((one) => className.test(one))) return webAddress(address(value), base)
  }
  const told =
    attributes['data-url'] ?? attributes['data-href'] ?? attributes['data-embed-url'] ?? attributes['data-src']
  const isEmpty = classes.some((one) => /embed|widget|chart|viz|graphic|interactive/iu.test(one))
  return isEmpty && told !== undefined && /^https?:\/\//u.test(told) ? webAddress(told, base) : undefined
}

/** A link to the thing; a script that nobody knows leaves a note for staff with the host's name. */
export function scriptedBlocks(flow: Flow, element: HtmlElement): Draft[] | undefined {
  const address = scriptedAddress(element, flow.context.base)
  if (address !== undefined) {
    flow.findings.add('script-embed', address)
    const words = textOf(element.children).trim()
    return [linkParagraph(flow, address, element.name === 'script' || words === '' ? address : words)]
  }
  if (element.name !== 'script') return undefined
  const source = webAddress(element.attributes.src, flow.context.base)
  if (source === undefined || new URL(source).hostname.split('.').some((label) => silent.has(label))) return undefined
  const { hostname, pathname } = new URL(source)
  // A file without a name of its own in its path is a library.
  if (!/\d{3,}|embed|widget|chart|graphic|poll|quiz|map|player|form/iu.test(pathname)) return undefined
  flow.findings.add('script-embed', source)
  return [
    {
      type: 'note',
      tone: 'unknown',
      title: 'Shown by a script',
      paragraphs: [[{ type: 'text', text: `${hostname}${pathname}`.slice(0, 500) }]],
    },
  ]
}
