/**
 * Shortcodes that show something of a known provider, however they say what: `[youtube=…]`, `[tweet 123]`,
 * `[vimeo id=5]`.
 */
import { isKnownEmbed } from '../../../articles/embeds.ts'
import { withoutTags } from '../../../kit/markup.ts'

type Written = {
  name: string
  attributes: ReadonlyMap<string, string>
  bare: readonly string[]
  content?: string | undefined
}

const byId: ReadonlyMap<string, (id: string) => string> = new Map([
  ['youtube', (id) => `https://www.youtube.com/watch?v=${id}`],
  ['vimeo', (id) => `https://vimeo.com/${id}`],
  ['twitter', (id) => `https://x.com/i/status/${id}`],
  ['instagram', (id) => `https://www.instagram.com/p/${id}/`],
  ['dailymotion', (id) => `https://www.dailymotion.com/video/${id}`],
  ['ted', (id) => `https://www.ted.com/talks/${id}`],
  ['soundcloud', (id) => `https://api.soundcloud.com/tracks/${id}`],
  ['spotify', (id) => `https://open.spotify.com/${id.replace(/^spotify:/u, '').replaceAll(':', '/')}`],
  ['videopress', (id) => `https://videopress.com/v/${id}`],
  ['twitch', (id) => `https://www.twitch.tv/${id}`],
  ['tiktok', (id) => `https://www.tiktok.com/@/video/${id}`],
  ['gist', (id) => `https://gist.github.com/${id}`],
  ['slideshare', (id) => `https://www.slideshare.net/slideshow/embed_code/${id}`],
  ['scribd', (id) => `https://www.scribd.com/document/${id}`],
  ['crowdsignal', (id) => `https://poll.fm/${id}`],
  ['archiveorg', (id) => `https://archive.org/details/${id}`],
  ['kickstarter', (id) => `https://www.kickstarter.com/projects/${id}`],
  ['flickr', (id) => `https://www.flickr.com/photos/${id}`],
  ['documentcloud', (id) => `https://www.documentcloud.org/documents/${id}`],
  ['datawrapper', (id) => `https://datawrapper.dwcdn.net/${id}/`],
  ['flourish', (id) => `https://public.flourish.studio/visualisation/${id}/`],
  ['infogram', (id) => `https://infogram.com/${id}`],
])

/** What plugins call them. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['youtube_sc', 'youtube'],
  ['youtubevideo', 'youtube'],
  ['youtube-embed', 'youtube'],
  ['youtube_embed', 'youtube'],
  ['embedyt', 'youtube'],
  ['yt', 'youtube'],
  ['su_youtube', 'youtube'],
  ['su_youtube_advanced', 'youtube'],
  ['fusion_youtube', 'youtube'],
  ['lyte', 'youtube'],
  ['vimeovideo', 'vimeo'],
  ['su_vimeo', 'vimeo'],
  ['fusion_vimeo', 'vimeo'],
  ['tweet', 'twitter'],
  ['twitter-tweet', 'twitter'],
  ['twitterembed', 'twitter'],
  ['blackbirdpie', 'twitter'],
  ['instagram-embed', 'instagram'],
  ['su_dailymotion', 'dailymotion'],
  ['fusion_soundcloud', 'soundcloud'],
  ['wpvideo', 'videopress'],
  ['twitchtv', 'twitch'],
  ['polldaddy', 'crowdsignal'],
  ['archiveorg-book', 'archiveorg'],
  ['flickrvideo', 'flickr'],
  ['documentcloud-embed', 'documentcloud'],
])

/** Those whose one value is always an address. */
const byAddress = new Set([
  'googlemaps',
  'googlemap',
  'googlevideo',
  'googleapps',
  'facebook',
  'facebook_embed',
  'fb',
  'mixcloud',
  'bandcamp',
  'getty',
  'reddit',
  'imgur',
  'pinterest',
  'vine',
  'arve',
  'evp_embed_video',
  'video_embed',
  'embed_video',
  'su_video',
  'tumblr',
  'iframe',
  'storify',
  'telegram',
  'vk',
  'issuu',
  'scribble',
  'playbuzz',
])

export function isProviderName(name: string): boolean {
  return byId.has(name) || synonyms.has(name) || byAddress.has(name)
}

const valueKeys = [
  'url',
  'src',
  'href',
  'link',
  'video',
  'video_url',
  'id',
  'v',
  'video_id',
  'videoid',
  'tweet',
  'clip_id',
]

/** The address that such a shortcode shows; undefined when it says none. */
export function providerAddress(written: Written): string | undefined {
  const { name, attributes, bare, content } = written
  const values = [
    ...valueKeys.map((key) => attributes.get(key) ?? ''),
    ...bare.map((value) => value.replace(/^=\s*["']?/u, '').replace(/["']$/u, '')),
    withoutTags(content ?? '', '')
      .replaceAll('&amp;', '&')
      .trim(),
  ].map((value) => value.trim())
  const address = values.find((value) => /^(?:https?:)?\/\/[^\s/.]+\.\S+$/iu.test(value) && !/^\/\/[^/]+$/u.test(value))
  if (address !== undefined) return address.startsWith('//') ? `https:${address}` : address
  const make = byId.get(synonyms.get(name) ?? name)
  const id = values.find((value) => /^[\w:./-]{3,100}$/u.test(value))
  return make === undefined || id === undefined ? undefined : make(id)
}

/** Of a shortcode that nobody knows: an address of a known provider, when it is all that its values say. */
export function embeddedIn({ attributes, bare }: Written): string | undefined {
  const values = [
    ...attributes.values(),
    ...bare.map((value) => value.replace(/^=\s*["']?/u, '').replace(/["']$/u, '')),
  ]
  return values.find((value) => /^https?:\/\/\S+$/iu.test(value) && isKnownEmbed(value))
}
