import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { Flow, MediaFound } from './context.ts'
import { embedOf, linkParagraph } from './embeds.ts'
import { elementsNamed, firstNamed, hasClass, textOf, type HtmlElement } from './html-tree.ts'
import { webAddress } from './links.ts'
import { lineOf, plainWords } from './words.ts'

/** `written` is the address as the old page had it, `id` the attachment if it was named. */
export type Recording = {
  written: string | undefined
  id?: number | undefined
  caption?: Inline[]
  title?: string | undefined
}

export function audioBlocks(flow: Flow, { written, id, caption = [], title }: Recording): Draft[] {
  const found = foundMedia(flow, written, id)
  if (found === undefined) return elsewhere(flow, { written, id, caption, title })
  return [
    {
      type: 'audio',
      media: found.ref,
      ...(title ? { title: lineOf(title) } : {}),
      ...(caption.length > 0 ? { caption } : {}),
    },
  ]
}

/** The format has no moving pictures of our own: one of ours is offered as a file, one of others as an embed. */
export function videoBlocks(flow: Flow, { written, id, caption = [], title }: Recording): Draft[] {
  const found = foundMedia(flow, written, id)
  if (found === undefined) return elsewhere(flow, { written, id, caption, title })
  const name = lineOf(plainWords(caption) || title || found.name || nameOf(written ?? '')) || 'Video'
  return [{ type: 'file', media: found.ref, name }]
}

export function audioElement(flow: Flow, element: HtmlElement, id?: number): Draft[] {
  return audioBlocks(flow, { written: recordingAddress(element), id })
}

export function videoElement(flow: Flow, element: HtmlElement, id?: number): Draft[] {
  return videoBlocks(flow, { written: recordingAddress(element), id })
}

/** `<figure>` around a player, the words below it kept. */
export function recordingFigure(flow: Flow, figure: HtmlElement, id?: number): Draft[] {
  const player = firstNamed(figure.children, 'audio', 'video')
  if (player === undefined) return flow.blocks(figure.children)
  const figcaption = firstNamed(figure.children, 'figcaption')
  const words = figcaption === undefined ? undefined : flow.inlines(figcaption.children)
  const recording = { written: recordingAddress(player), id, caption: words?.children ?? [] }
  return [
    ...(player.name === 'audio' ? audioBlocks(flow, recording) : videoBlocks(flow, recording)),
    ...(words?.displaced ?? []),
  ]
}

/** The file block: a link with the name, perhaps a button beside it. */
export function fileBlocks(
  flow: Flow,
  element: HtmlElement,
  id: number | undefined,
  href: string | undefined,
): Draft[] {
  const links = elementsNamed(element.children, 'a')
  const named = links.find((link) => !hasClass(link, 'wp-block-file__button')) ?? links[0]
  const written = href ?? named?.attributes.href
  const found = foundMedia(flow, written, id)
  const name =
    lineOf(named === undefined ? '' : textOf(named.children)) || found?.name || nameOf(written ?? '') || 'File'
  if (found !== undefined) return [{ type: 'file', media: found.ref, name }]
  if (written === undefined) return flow.blocks(element.children)
  flow.findings.add('missing-media', written)
  return [linkParagraph(flow, written, name)]
}

/** A file of ours by its address, under its own name. */
export function fileLink(flow: Flow, written: string, { ref, name }: MediaFound): Draft[] {
  const address = webAddress(written, flow.context.base) ?? written
  return [{ type: 'file', media: ref, name: lineOf(name ?? '') || nameOf(address) || 'File' }]
}

function foundMedia(flow: Flow, written: string | undefined, id: number | undefined) {
  const address = webAddress(written, flow.context.base)
  return (
    (address === undefined ? undefined : flow.context.media(address)) ??
    (id === undefined ? undefined : flow.context.media(id))
  )
}

function elsewhere(flow: Flow, { written, id, caption = [], title }: Recording): Draft[] {
  const address = webAddress(written, flow.context.base)
  const words: Draft[] = plainWords(caption).trim() === '' ? [] : [{ type: 'paragraph', children: caption }]
  if (address === undefined) {
    flow.findings.add('missing-media', written ?? (id === undefined ? 'a recording without an address' : String(id)))
    return words
  }
  if (isUpload(address)) flow.findings.add('missing-media', address)
  const hasMarks = caption.some((node) => node.type !== 'text')
  return [...embedOf(flow, address, plainWords(caption) || title), ...(hasMarks ? words : [])]
}

function recordingAddress(element: HtmlElement): string | undefined {
  return (
    element.attributes.src ??
    firstNamed(element.children, 'source')?.attributes.src ??
    firstNamed(element.children, 'a')?.attributes.href
  )
}

function isUpload(address: string): boolean {
  return address.includes('/wp-content/uploads/')
}

export function nameOf(address: string): string {
  const name = address.split(/[?#]/u, 1)[0]?.split('/').at(-1) ?? ''
  return lineOf(name)
}
