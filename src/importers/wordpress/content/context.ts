import type { Draft } from '../../../articles/document-ids.ts'
import type { Inline } from '../../../articles/document.ts'
import type { HtmlNode } from './html-tree.ts'

/**
 * What a story's content needs to know of the rest of the site. All functions are synchronous: the import looks up
 * before it converts.
 */
export type ContentContext = {
  headline: string
  /** Absolute; relative addresses in the content are read against it. */
  base: string
  /** An address of the old site becomes ours (a path), any other comes back as it is. */
  url(href: string): string
  /** Our media by its old address (any of its sizes) or its attachment id. */
  media(ref: string | number): MediaFound | undefined
  /** The content of a reusable block. */
  block?(id: number): string | undefined
  /** Attachment ids of the pictures that were uploaded to this post: what a gallery without ids shows. */
  attachedPictures?(): number[]
  /** The names of places that links of the story lead to: those are kept. Found in the content where left out. */
  anchors?: ReadonlySet<string>
  /** WordPress keeps footnotes in the post meta `footnotes`, as JSON. */
  footnotes?: string
}

/** `ref` is what the document will hold. Caption and alt are the attachment's own. */
export type MediaFound = {
  ref: string
  kind?: 'image' | 'audio' | 'video' | 'file'
  alt?: string
  caption?: string
  credit?: string
  name?: string
}

export type FindingKind =
  | 'removed-tag'
  | 'removed-link'
  | 'removed-attribute'
  | 'linked-picture'
  | 'missing-media'
  | 'missing-block'
  | 'missing-footnotes'
  | 'unknown-block'
  | 'dropped-block'
  | 'unknown-shortcode'
  | 'dropped-shortcode'
  | 'shortcode-in-line'
  | 'hidden-text'
  | 'script-embed'
  | 'page-break'
  | 'fold-text'
  | 'second-fold'
  | 'alt-is-filename'
  | 'alt-missing'
  | 'too-long'
  | 'too-deep'

/** Something the publisher should know about a story. `detail` names the tag, address, block or words concerned. */
export type Finding = { kind: FindingKind; detail: string; count: number }

export class Findings {
  private readonly counts = new Map<string, Finding>()

  add(kind: FindingKind, detail: string, count = 1): void {
    const key = `${kind} ${detail}`
    const known = this.counts.get(key)
    if (known === undefined) this.counts.set(key, { kind, detail: detail.slice(0, 300), count })
    else known.count += count
  }

  list(): Finding[] {
    return [...this.counts.values()]
  }
}

/**
 * Whether line breaks of the source mean something: in classic text they do (WordPress's paragraph rules), in block
 * markup not.
 */
export type Newlines = 'paragraphs' | 'collapse'

/** The walk itself, as the converters of single blocks see it. */
export type Flow = {
  context: ContentContext
  findings: Findings
  newlines: Newlines
  blocks(nodes: readonly HtmlNode[], newlines?: Newlines): Draft[]
  /** Markup that WordPress would run its filters over: shortcodes, blocks, paragraph rules. */
  html(html: string): Draft[]
  /** The content of a reusable block. Blocks can show blocks that show blocks: a story shows so many and no more. */
  reusable(html: string): Draft[]
  /** For places that hold words only (captions, cells): what is no words stands behind, in `displaced`. */
  inlines(nodes: readonly HtmlNode[]): { children: Inline[]; displaced: Draft[] }
}
