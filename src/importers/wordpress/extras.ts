/**
 * What themes and plugins keep of a story outside its text, in custom fields: the line below the headline, a byline in
 * words, a film, a recording. What is read here is used; of the others those that hold words are counted in the report.
 */
import type { WpPost } from './fields.ts'
import { phpAt, readPhp } from './php-serialized.ts'
import { plainText } from './text.ts'

export type Extras = {
  standfirst: string
  kicker: string
  /** As it was printed, without "By"; '' where the authors are those of the record. */
  byline: string
  /** Markup for before and behind the text: players and pictures. */
  before: string
  after: string
  /** An address of the picture that stood above the story, where no attachment is named. */
  leadAddress: string
  language: string | undefined
  /** What the story shares with its translations. */
  translations: string
  /** Findings in words. */
  notes: string[]
  /** Fields that hold words or addresses and are not used. */
  left: { key: string; value: string }[]
}

const standfirsts = [
  'newspack_post_subtitle',
  'wps_subtitle',
  'kia_subtitle',
  'secondary_title',
  'subtitle',
  'sub_title',
  'post_subtitle',
  'article_subtitle',
  'wp_subtitle',
  'subheadline',
  'sub_headline',
  'subhead',
  'subheading',
  'standfirst',
  'dek',
  'deck',
  'td_post_subtitle',
  'td_subtitle',
  'lead_text',
  'post_lead',
]
const kickers = ['kicker', 'post_kicker', 'overline', 'eyebrow', 'roofline', 'dachzeile', 'supertitle', 'pretitle']
const bylines = [
  'newspack_byline',
  'custom_byline',
  'byline',
  'post_byline',
  'largo_byline_text',
  'guest-author',
  'guest_author',
  'guest_author_name',
  'guest-author-name',
  'custom_author',
  'custom_author_name',
  'author_byline',
]
const recordings = [
  'enclosure',
  'audio_file',
  'podcast_audio',
  'podcast_file',
  'format_audio_embed',
  'audio_url',
  'mp3',
]
const films = [
  'td_post_video',
  'format_video_embed',
  'video_url',
  'post_video',
  'video_embed',
  'video_link',
  'featured_video',
]
const formats = ['format_link_url', 'format_quote_source_url', 'format_quote_source_name']
const leads = ['fifu_image_url', 'external_featured_image', 'knawatfibu_url', 'nelioefi_url', 'featured_image_url']

/** Themes show `format_audio_embed` with stories of the format audio alone. */
function isOfFormat({ format }: WpPost, name: string): boolean {
  const said = /^format_([a-z]+)_/u.exec(name)?.[1]
  return said === undefined || said === format
}

/** The fields that are read here, with and without the underscore that hides a field from editors. */
const read = new Set([...standfirsts, ...kickers, ...bylines, ...recordings, ...films, ...leads, ...formats])

type Fields = { post: WpPost; values: Map<string, { key: string; value: string }>; used: Set<string> }

/** Of each name the first field that says something. */
function fieldsOf(post: WpPost): Fields {
  const values: Fields['values'] = new Map()
  for (const { key, value } of post.meta) {
    const name = key.startsWith('_') ? key.slice(1) : key
    if (!read.has(name) || values.has(name) || !isOfFormat(post, name)) continue
    const text = value.trim()
    // Plugins for fields keep the field's own name beside its value.
    if (text !== '' && !/^field_[a-z\d]+$/u.test(text)) values.set(name, { key, value: text })
  }
  return { post, values, used: new Set() }
}

function valueOf({ values, used }: Fields, names: readonly string[]): string {
  const name = values.size === 0 ? undefined : names.find((one) => values.has(one))
  const found = name === undefined ? undefined : values.get(name)
  if (found !== undefined) used.add(found.key)
  return found?.value ?? ''
}

export function extrasOf(post: WpPost): Extras {
  const fields = fieldsOf(post)
  const { used } = fields
  const notes: string[] = []
  const isOff = post.meta.some(({ key, value }) => key === '_newspack_byline_active' && /^(|0|false)$/u.test(value))
  const byline = isOff ? '' : bylineOf(valueOf(fields, bylines))
  if (byline.length > maxByline) notes.push(`its byline is too long for a name: “${byline.slice(0, 200)}”`)
  const before = films.flatMap((name) => filmMarkup(post, valueOf(fields, [name]), notes)).join('\n\n')
  const after = [
    ...recordings.flatMap((name) => recordingMarkup(post, valueOf(fields, [name]), notes)),
    ...linkMarkup(fields),
  ].join('\n\n')
  const language = post.terms.find(({ taxonomy }) => taxonomy === 'language')?.slug.replaceAll('_', '-')
  const extras = {
    standfirst: plainText(valueOf(fields, standfirsts)),
    kicker: plainText(valueOf(fields, kickers)).slice(0, 120),
    byline: byline.length > maxByline ? '' : byline,
    before,
    after,
    leadAddress: valueOf(fields, leads),
    language: language !== undefined && /^[a-z]{2,3}(-[a-z\d]{2,8})*$/iu.test(language) ? language : undefined,
    translations: post.terms.find(({ taxonomy }) => taxonomy === 'post_translations')?.slug ?? '',
    notes,
  }
  return { ...extras, left: post.meta.filter(({ key, value }) => !used.has(key) && holdsContent(key, value)) }
}

const maxByline = 150

/** "By <a>Jo Ng</a> for the Coast Agency"; Newspack names its own authors as `[Author id=5]Jo Ng[/Author]`. */
function bylineOf(written: string): string {
  const words = plainText(written.replaceAll(/\[\/?Author[^[\]]*\]/giu, ''))
  return words.replace(/^(?:by|von|par|por|door|di|av|af)\s+(?=\S)/iu, '').trim()
}

/** WordPress notes each recording that a text links to as `enclosure` too: those the text has are not shown twice. */
function recordingMarkup(post: WpPost, value: string, notes: string[]): string[] {
  const address = addressIn(value)
  if (address === '' || isInText(post, address)) return []
  notes.push(`its recording ${address} stood in a field and stands below the text now`)
  return [`[audio src="${address}"][/audio]`]
}

function filmMarkup(post: WpPost, value: string, notes: string[]): string[] {
  if (value === '') return []
  const serialized = value.startsWith('a:') ? phpAt(readPhp(value), 'td_video') : undefined
  const address = addressIn(typeof serialized === 'string' ? serialized : value)
  if (address === '' || isInText(post, address)) return []
  notes.push(`its film ${address} stood in a field and stands above the text now`)
  return [
    /\.(mp4|m4v|webm|ogv|mov)([?#]|$)/iu.test(address)
      ? `[video src="${address}"][/video]`
      : `[embed]${address}[/embed]`,
  ]
}

/** Posts of the formats link and quote keep their address in a field. */
function linkMarkup(fields: Fields): string[] {
  const { post } = fields
  const address = addressIn(valueOf(fields, ['format_link_url', 'format_quote_source_url']))
  const name = plainText(valueOf(fields, ['format_quote_source_name']))
  if (address === '' && name === '') return []
  const words = (name || address).replaceAll('<', '&lt;')
  return isInText(post, address) && address !== ''
    ? []
    : [address === '' ? `<p>${words}</p>` : `<p><a href="${address}">${words}</a></p>`]
}

/** The first web address of a value: alone, on the first line of an enclosure, or inside a frame's markup. */
function addressIn(value: string): string {
  return /https?:\/\/[^\s"'<>\]]+/iu.exec(value.slice(0, 5000))?.[0].replaceAll('&amp;', '&') ?? ''
}

function isInText({ content }: WpPost, address: string): boolean {
  const place = address.replace(/^https?:/iu, '')
  const file = address.split(/[?#]/u, 1)[0]?.split('/').at(-1) ?? ''
  if (file.length > 6 && file.includes('.') && content.includes(file)) return true
  return content.includes(place) || content.includes(place.replaceAll('&', '&amp;'))
}

/** Fields in which WordPress and common plugins keep what no reader saw. */
const technical =
  /^_?(?:edit_l(?:ast|ock)|wp_(?!subtitle)|oembed_|pingme|encloseme|thumbnail_id|yoast_|menu_item_|elementor_|et_(?:pb_)?|fusion_|vc_|wpb_|genesis_|aioseo|rank_math|seopress|jetpack_|publicize_|wpas_|wpml_|icl_|pll_|additional_css|dsq_|amazonS3|imagify|smush|wp-smpro|ewww|tdm_|post_views|views_count|post_like|ratings_|newspack_(?!sponsor|byline|post_subtitle|article)|cap-|media_credit$|customize_|hash$|footnotes$|sharing_|mc4wp|mailpoet|litespeed|simple_page|slide_template|layout|sidebar|cmplz|shariff|ez-toc|uag|kt_|astra|ast-|generate_|ocean|penci_|bunyad|jnews|td_post_theme_settings|powerpress|_sku|monsterinsights|exactmetrics|facebook_|twitter_|og_|fb_|essb_|ssp_|syndication_|jp_|advanced_seo|relevanssi|searchwp|redirect|custom_permalink|price|stock|tax_|wc_)/iu

/** Words of several parts, or an address; no numbers, settings, serialised values without words or names of fields. */
function holdsContent(key: string, value: string): boolean {
  const text = value.trim()
  if (technical.test(key) || text.length < 3 || /^field_[a-z\d]+$/u.test(text)) return false
  if (/^https?:\/\/\S+$/iu.test(text)) return true
  if (/^[aOs]:\d+:[{"]/u.test(text)) return /\p{L}\p{L} \p{L}\p{L}/u.test(text)
  return (
    /\p{L}\p{L}\s\p{L}\p{L}/u.test(text.slice(0, 2000)) ||
    (!key.startsWith('_') && /^\p{L}[\p{L}\p{M}’'-]{3,}$/u.test(text))
  )
}
