import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import { withoutTags } from '../../../kit/markup.ts'
import { hasNodes, mediaInAttributes, rawHtml, wordsInAttributes } from './builder-attributes.ts'
import type { Flow } from './context.ts'
import { embedOf } from './embeds.ts'
import { htmlBlocks } from './html-blocks.ts'
import { elementsNamed, parseHtml, type HtmlNode } from './html-tree.ts'
import { hrefOf } from './links.ts'
import { attachmentPicture, galleryOf, linkAround, pictureOf } from './pictures.ts'
import { embeddedIn, isProviderName, providerAddress } from './provider-shortcodes.ts'
import type { Part, Shortcode } from './shortcodes.ts'
import { audioBlocks, videoBlocks } from './sounds-and-files.ts'
import { codeOf } from './verbatim.ts'
import { lineOf, runOf } from './words.ts'
import type { Writer } from './writer.ts'

/** The block that a shortcode or a comment such as `<!--more-->` stood for. */
export function partBlocks(flow: Flow, part: Part): Draft[] {
  if (part.kind === 'nextpage') {
    flow.findings.add('page-break', 'nextpage')
    return [{ type: 'divider' }]
  }
  if (part.kind === 'more') {
    if (part.label !== '') flow.findings.add('fold-text', part.label)
    return [{ type: 'fold' }]
  }
  if (part.isVerbatim) return codeOf(part)
  const convert = converters.get(part.name)
  if (convert !== undefined) return convert(flow, part)
  return isProviderName(part.name) ? provided(flow, part) : unknownShortcode(flow, part)
}

/** What the shortcode of a provider shows; one that says neither address nor number stays for staff. */
function provided(flow: Flow, part: Shortcode): Draft[] {
  const address = providerAddress(part)
  return address === undefined ? unknownShortcode(flow, part) : embedOf(flow, address)
}

/**
 * A shortcode within a line of words: its own words stay in the sentence, in brackets when they are a note; its name is
 * told. False for one that stands for a block.
 */
export function inlinePart(flow: Flow, part: Part, writer: Writer): boolean {
  if (part.kind !== 'shortcode' || !part.isInLine || converters.has(part.name) || layout.test(part.name)) return false
  if (part.isVerbatim) {
    const text = codeOf(part).flatMap((draft) => (draft.type === 'code' ? [draft.text] : []))
    if (text.join('').includes('\n')) return false
    writer.code(text.join(''))
    return true
  }
  if (providerAddress(part) !== undefined && isProviderName(part.name)) return false
  const { content, name, tag } = part
  if (content === undefined) {
    if (mediaOf(flow, part).length > 0 || embeddedIn(part) !== undefined) return false
    flow.findings.add('unknown-shortcode', tag)
    return true
  }
  const inner = innerOf(flow, part)
  if (inner.some(({ type }) => type !== 'paragraph')) return false
  flow.findings.add('shortcode-in-line', name)
  const children = runOf(inner).children
  if (children.length === 0) return true
  const isNote = notes.test(name)
  if (isNote) writer.exactly(' (')
  else if (/^\s/u.test(content)) writer.text(' ', 'collapse')
  writer.inlines(linked(flow, part, children))
  if (isNote) writer.exactly(')')
  else if (/\s$/u.test(content)) writer.text(' ', 'collapse')
  return true
}

/**
 * Converted once, whoever asks first: shortcodes hold shortcodes, and twice at each level would be a doubling
 * at each.
 */
const inners = new WeakMap<Shortcode, Draft[]>()
const medias = new WeakMap<Shortcode, Draft[]>()

function innerOf(flow: Flow, part: Shortcode): Draft[] {
  const known = inners.get(part)
  if (known !== undefined) return known
  const inner = part.content === undefined ? [] : flow.html(part.content)
  inners.set(part, inner)
  return inner
}

function mediaOf(flow: Flow, part: Shortcode): Draft[] {
  const known = medias.get(part)
  if (known !== undefined) return known
  const media = mediaInAttributes(flow, part)
  medias.set(part, media)
  return media
}

const notes = /^(?:efn_note|ref|fn|mfn|note|sidenote|foot_?notes?|easy_footnote|bib|cite|remark|aside)$/u

/** `[url=https://…]words[/url]`, `[link href="…"]`: the words lead there. */
function linked(flow: Flow, { attributes, bare, name }: Shortcode, children: Inline[]): Inline[] {
  if (!/url|link|href|button|btn/u.test(name) || JSON.stringify(children).includes('"type":"link"')) return children
  const written =
    attributes.get('url') ?? attributes.get('href') ?? attributes.get('link') ?? bare[0]?.replace(/^=\s*/u, '')
  const href = hrefOf(flow, written)
  return href === undefined ? children : [{ type: 'link', href, children }]
}

const converters: ReadonlyMap<string, (flow: Flow, shortcode: Shortcode) => Draft[]> = new Map([
  ['caption', captioned],
  ['wp_caption', captioned],
  ['gallery', gallery],
  ['embed', embedded],
  ['audio', audio],
  ['video', video],
  ['playlist', playlist],
  ['poll', poll],
  ['page_polls', pollArchive],
])

/** `[caption id="attachment_5"]<img> the words[/caption]`; before WordPress 3.4 the words were an attribute. */
function captioned(flow: Flow, { attributes, content = '' }: Shortcode): Draft[] {
  const nodes = parseHtml(content)
  const images = elementsNamed(nodes, 'img')
  const [image] = images
  if (image === undefined || images.length > 1) return flow.html(content)
  const words = withoutImage(nodes)
  const own = attributes.get('caption')
  const run = flow.inlines(own === undefined ? words : [...parseHtml(own), ...words])
  const id = idsIn(attributes.get('id'))[0]
  return [...pictureOf(flow, image, { caption: run.children, id, link: linkAround(nodes, image) }), ...run.displaced]
}

/** The picture goes, with it the link that held nothing else. */
function withoutImage(nodes: readonly HtmlNode[]): HtmlNode[] {
  return nodes.flatMap((node): HtmlNode[] =>
    typeof node === 'string' ? [node] : node.name === 'img' ? [] : [{ ...node, children: withoutImage(node.children) }],
  )
}

function gallery(flow: Flow, { attributes, content }: Shortcode): Draft[] {
  const left = new Set(idsIn(attributes.get('exclude')))
  const named = idsIn(attributes.get('ids') ?? attributes.get('include'))
  const ids = (named.length > 0 ? named : (flow.context.attachedPictures?.() ?? [])).filter((id) => !left.has(id))
  if (ids.length === 0) flow.findings.add('dropped-shortcode', 'gallery without pictures')
  return [
    ...galleryOf(ids.flatMap((id) => attachmentPicture(flow, id))),
    ...(content === undefined ? [] : flow.html(content)),
  ]
}

function embedded(flow: Flow, { attributes, content, bare }: Shortcode): Draft[] {
  const written = content ?? attributes.get('src') ?? bare[0] ?? ''
  return embedOf(flow, withoutTags(written.replaceAll('&amp;', '&'), '').trim())
}

function audio(flow: Flow, { attributes, bare, content }: Shortcode): Draft[] {
  return audioBlocks(flow, {
    written: recording(attributes, ['src', 'mp3', 'm4a', 'ogg', 'wav', 'wma', 'flac'], bare, content),
  })
}

function video(flow: Flow, { attributes, bare, content }: Shortcode): Draft[] {
  return videoBlocks(flow, {
    written: recording(attributes, ['src', 'mp4', 'm4v', 'webm', 'ogv', 'flv', 'wmv', 'mov'], bare, content),
  })
}

function recording(
  attributes: ReadonlyMap<string, string>,
  names: readonly string[],
  bare: readonly string[],
  content = '',
): string | undefined {
  return (
    names.map((name) => attributes.get(name)).find(Boolean) ?? bare[0] ?? /https?:\/\/[^\s"'<]+/u.exec(content)?.[0]
  )
}

function playlist(flow: Flow, { attributes }: Shortcode): Draft[] {
  const ids = idsIn(attributes.get('ids') ?? attributes.get('include'))
  if (ids.length === 0) flow.findings.add('dropped-shortcode', 'playlist without recordings')
  const play = attributes.get('type') === 'video' ? videoBlocks : audioBlocks
  return ids.flatMap((id) => play(flow, { written: undefined, id, title: flow.context.media(id)?.name }))
}

/**
 * `[poll id="2"]`, `[poll=4]`, `[poll]` for the newest, `type="result"`; id -2 (any at random) becomes the newest too.
 */
function poll(_flow: Flow, { attributes, bare }: Shortcode): Draft[] {
  const written = attributes.get('id') ?? bare.find((value) => value.startsWith('='))?.replace(/^=\s*"?/u, '') ?? ''
  const id = Number.parseInt(written, 10)
  return [
    {
      type: 'poll',
      wordpress: {
        id: Number.isSafeInteger(id) && id > 0 ? id : 'latest',
        results: attributes.get('type') === 'result',
      },
    },
  ]
}

/** The list of all polls is a page of the house: a link leads there. */
export function pollArchive(): Draft[] {
  return [
    {
      type: 'paragraph',
      children: [{ type: 'link', href: '/polls', children: [{ type: 'text', text: 'All polls' }] }],
    },
  ]
}

/** Shortcodes that only lay out what stands inside them: the inside stays, they go and are listed. */
const layout =
  /^(vc_|et_pb_|fusion_|av_|cs_|x_|tatsu_|mk_|avia_|kc_|fl_|td_block|tdb_|tdm_|tdc_|ux_|nectar_|cmsmasters_|dt_|mkdf_|qode_|edgtf_|bt_bb_|row|col|column|columns|one_|two_|three_|four_|section|container|div|span\d|spacer|divider|raw_html)/u

/** Kept where it stood for staff to resolve; words inside it are kept as words. */
function unknownShortcode(flow: Flow, part: Shortcode): Draft[] {
  const { name, content } = part
  flow.findings.add('unknown-shortcode', name)
  const raw = content === undefined ? undefined : rawHtml(content)
  if (raw !== undefined) return rawBlocks(flow, name, raw)
  const film = embeddedIn(part)
  const media = mediaOf(flow, part)
  const held = [
    ...media,
    ...(film === undefined || media.some(({ type }) => type === 'embed') ? [] : embedOf(flow, film)),
  ]
  const inner = innerOf(flow, part)
  if (layout.test(name)) {
    const drafts = [...wordsInAttributes(flow, part), ...held, ...inner]
    if (drafts.length > 0 || content === undefined || content.trim() === '') return drafts
  }
  return held.length > 0 ? [...held, ...inner] : noteAround(part, inner)
}

/** What raw HTML of a builder shows; a script that shows nothing that can be kept is one for staff. */
function rawBlocks(flow: Flow, name: string, raw: string): Draft[] {
  const drafts = htmlBlocks(flow, raw)
  if (drafts.length > 0 || !hasNodes(raw)) return drafts
  const host = /https?:\/\/([^/\s"']{1,200})/u.exec(raw)?.[1] ?? name
  return [
    { type: 'note', tone: 'unknown', title: lineOf(`Shortcode ${name}`), paragraphs: [[{ type: 'text', text: host }]] },
  ]
}

function noteAround({ name, tag, content }: Shortcode, inner: readonly Draft[]): Draft[] {
  const words: Inline[][] = []
  for (const draft of inner) if (draft.type === 'paragraph') words.push(draft.children)
  const source: Inline[] = [{ type: 'text', text: tag }]
  const closing: Inline[][] = content === undefined ? [] : [[{ type: 'text', text: `[/${name}]` }]]
  const title = lineOf(`Shortcode ${name}`)
  if (words.length === inner.length)
    return [{ type: 'note', tone: 'unknown', title, paragraphs: [source, ...words, ...closing] }]
  return [{ type: 'note', tone: 'unknown', title, paragraphs: [source, ...closing] }, ...inner]
}

function idsIn(written: string | undefined): number[] {
  return (written?.match(/\d{1,12}/gu) ?? []).map(Number).filter((id) => id > 0)
}
