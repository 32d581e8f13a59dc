/**
 * What an embedded address belongs to. `frameUrl` is what a click plays in place; without one the reader is led there.
 */
export type Embed = { provider: string; frameUrl?: string; /** Width over height. */ ratio: number }

type Provider = {
  name: string
  hosts: readonly string[]
  ratio: number
  frame?: (url: URL) => string | undefined
  frameHost?: string
}

const providers: readonly Provider[] = [
  {
    name: 'YouTube',
    hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'],
    ratio: 16 / 9,
    frame: youTubeFrame,
    frameHost: 'https://www.youtube-nocookie.com',
  },
  { name: 'Vimeo', hosts: ['vimeo.com'], ratio: 16 / 9, frame: vimeoFrame, frameHost: 'https://player.vimeo.com' },
  {
    name: 'SoundCloud',
    hosts: ['soundcloud.com'],
    ratio: 4,
    frame: (url) => `https://w.soundcloud.com/player/?url=${encodeURIComponent(url.href)}`,
    frameHost: 'https://w.soundcloud.com',
  },
  { name: 'TikTok', hosts: ['tiktok.com'], ratio: 9 / 16, frame: tikTokFrame, frameHost: 'https://www.tiktok.com' },
  { name: 'X', hosts: ['x.com', 'twitter.com'], ratio: 1 },
  { name: 'Facebook', hosts: ['facebook.com', 'fb.watch'], ratio: 16 / 9 },
  { name: 'Instagram', hosts: ['instagram.com'], ratio: 1 },
]

export function embedOf(address: string): Embed {
  const url = new URL(address)
  const provider = providers.find(({ hosts }) =>
    hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`)),
  )
  if (provider === undefined)
    return {
      provider: /^\/@[^/]+\/\d+/u.test(url.pathname) ? `Mastodon (${url.hostname})` : url.hostname,
      ratio: 16 / 9,
    }
  const frameUrl = provider.frame?.(url)
  return { provider: provider.name, ratio: provider.ratio, ...(frameUrl === undefined ? {} : { frameUrl }) }
}

/** Whether an address alone on a line means "show this here", as WordPress's oEmbed takes it. */
export function isKnownEmbed(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, pathname } = new URL(address)
  const known = [...providers.flatMap(({ hosts }) => hosts), ...furtherHosts]
  return (
    known.some((host) => hostname === host || hostname.endsWith(`.${host}`)) || /^\/@[^/]+\/\d{6,}$/u.test(pathname)
  )
}

/** Further hosts whose address alone on a line WordPress shows in place (its list of oEmbed providers). */
const furtherHosts = [
  'dailymotion.com',
  'dai.ly',
  'flickr.com',
  'flic.kr',
  'spotify.com',
  'ted.com',
  'reddit.com',
  'imgur.com',
  'issuu.com',
  'kickstarter.com',
  'mixcloud.com',
  'tumblr.com',
  'pinterest.com',
  'reverbnation.com',
  'scribd.com',
  'slideshare.net',
  'speakerdeck.com',
  'screencast.com',
  'wordpress.tv',
  'videopress.com',
  'animoto.com',
  'bsky.app',
  'crowdsignal.com',
  'polldaddy.com',
  'podcasts.apple.com',
  'rumble.com',
  'twitch.tv',
  'cloudup.com',
  'someecards.com',
  'smugmug.com',
  'meetup.com',
  'canva.com',
  'pocketcasts.com',
  'pca.st',
  'anghami.com',
  'wolframcloud.com',
  'hulu.com',
  'blip.tv',
  'vine.co',
  'photobucket.com',
]

/** The origins that the Content-Security-Policy lets frames come from. */
export function frameOrigins(): string[] {
  return providers.flatMap(({ frameHost }) => frameHost ?? [])
}

function youTubeFrame(url: URL): string | undefined {
  const id =
    url.hostname === 'youtu.be'
      ? url.pathname.slice(1)
      : (url.searchParams.get('v') ?? /^\/(?:embed|shorts|live|v)\/([^/]+)/u.exec(url.pathname)?.[1])
  return id !== undefined && /^[\w-]{6,20}$/u.test(id) ? `https://www.youtube-nocookie.com/embed/${id}` : undefined
}

function vimeoFrame(url: URL): string | undefined {
  const id = /\/(\d{4,12})(?:\/|$)/u.exec(url.pathname)?.[1]
  return id === undefined ? undefined : `https://player.vimeo.com/video/${id}?dnt=1`
}

function tikTokFrame(url: URL): string | undefined {
  const id = /\/video\/(\d{6,24})/u.exec(url.pathname)?.[1]
  return id === undefined ? undefined : `https://www.tiktok.com/player/v1/${id}`
}
