import type { BlockContent, DefinitionContent, ListItem as MarkdownItem, PhrasingContent, RootContent } from 'mdast'
import { slugify } from '../../kit/ids.ts'
import type { Block, BlockOf, BlockRenderers, Document, Inline, List } from '../document.ts'
import type { OptionPicture, StoryPoll } from '../story-file/story.ts'

/** Polls that the story itself defines: each is written out where it first stands. */
export type MarkdownContext = { polls: Map<string, StoryPoll> }

type Flow = BlockContent | DefinitionContent
type Attributes = Record<string, string | undefined>

/** A body as Markdown nodes (mdast), in the syntax of story files. */
export function renderMarkdown(document: Document, polls: readonly StoryPoll[]): RootContent[] {
  const context: MarkdownContext = { polls: new Map(polls.map((poll) => [poll.key, poll])) }
  return document.blocks.map((block) => blockMarkdown(block, context))
}

function blockMarkdown(block: Block, context: MarkdownContext): Flow {
  // The table has a renderer for each type; the lookup cannot tell the compiler that block and renderer belong
  // together.
  const render = renderers[block.type] as (block: Block, context: MarkdownContext) => Flow
  return render(block, context)
}

const renderers: BlockRenderers<Flow, MarkdownContext> = {
  paragraph: ({ children }) => paragraph(children),
  heading: ({ level, children }) => ({ type: 'heading', depth: level, children: inlines(children, 'line') }),
  list: ({ list }) => listMarkdown(list),
  quote: ({ paragraphs, speaker, person, capacity, translation, sourceName, sourceUrl, saidOn }) =>
    container(
      'quote',
      {
        speaker,
        person: personAttribute(speaker, person),
        capacity,
        translation,
        source: sourceName,
        url: sourceUrl,
        date: saidOn,
      },
      paragraphs.map(paragraph),
    ),
  pullQuote: ({ children, attribution }) => container('pull', { by: attribution }, [paragraph(children)]),
  picture: (picture) => pictureMarkdown(picture, picture.width),
  gallery: ({ pictures, caption }) =>
    container('gallery', {}, [...pictures.map((picture) => pictureMarkdown(picture)), ...running(caption)]),
  embed: ({ url, title, still, introduction }) => container('embed', { url, title, still }, running(introduction)),
  file: ({ media, name }) => leaf('file', { src: media, name }),
  audio: ({ media, title, caption }) => container('audio', { src: media, title }, running(caption)),
  table: tableMarkdown,
  code: ({ text, language }) => ({ type: 'code', value: text, lang: language ?? null }),
  divider: () => ({ type: 'thematicBreak' }),
  related: ({ href, title }) => leaf('related', { to: href, title }),
  poll: pollMarkdown,
  note: ({ tone, title, paragraphs }) =>
    container('note', { title, tone: tone === 'note' ? undefined : tone }, paragraphs.map(paragraph)),
  html: ({ html }) => container('html', {}, [{ type: 'code', lang: 'html', value: html }]),
  fold: () => leaf('fold', {}),
}

/** A speaker's page is named only when it is not what their name says. */
function personAttribute(speaker: string | undefined, person: string | undefined): string | undefined {
  if (speaker === undefined) return person
  return person === slugify(speaker) ? undefined : (person ?? 'no')
}

type Picture = { media: string; alt: string; caption?: Inline[] | undefined; credit?: string | undefined }

function pictureMarkdown({ media, alt, caption, credit }: Picture, width?: string): Flow {
  return container('picture', { src: media, alt, credit, width }, running(caption))
}

function tableMarkdown({ caption, headerRows, headerColumn, rows }: BlockOf<'table'>): Flow {
  const columns = Math.max(...rows.map((row) => row.length))
  const table: Flow = {
    type: 'table',
    children: rows.map((row) => ({
      type: 'tableRow',
      children: Array.from({ length: columns }, (_, index) => ({
        type: 'tableCell',
        children: inlines(row[index] ?? [], 'line'),
      })),
    })),
  }
  if (caption === undefined && headerRows === 1 && !headerColumn) return table
  return container(
    'table',
    { headerRows: headerRows === 1 ? undefined : String(headerRows), headerColumn: headerColumn ? '' : undefined },
    [table, ...running(caption)],
  )
}

function pollMarkdown({ poll, wordpress }: BlockOf<'poll'>, { polls }: MarkdownContext): Flow {
  if (poll === undefined)
    return leaf('poll', { wordpress: String(wordpress?.id), results: wordpress?.results ? 'only' : undefined })
  const defined = polls.get(poll)
  if (defined === undefined) return leaf('poll', { id: poll })
  polls.delete(poll)
  const {
    question,
    options,
    pictures,
    minChoices,
    maxChoices,
    opensAt,
    closesAt,
    results,
    rotates,
    hiddenUntil,
    mayChange,
    who,
  } = defined
  const attributes = {
    id: poll,
    question,
    choose: maxChoices === 1 ? undefined : String(maxChoices),
    min: minChoices === 1 ? undefined : String(minChoices),
    opens: opensAt === null ? undefined : new Date(opensAt).toISOString(),
    closes: closesAt === null ? undefined : new Date(closesAt).toISOString(),
    results: results === 'always' ? undefined : results,
    hidden: hiddenUntil === 0 ? undefined : String(hiddenUntil),
    rotate: rotates ? '' : undefined,
    change: mayChange ? '' : undefined,
    who: who === 'anyone' ? undefined : who,
  }
  return container('poll', attributes, [
    {
      type: 'list',
      ordered: false,
      start: null,
      spread: false,
      children: options.map((label, index) => optionMarkdown(label, pictures?.[index] ?? null)),
    },
  ])
}

function optionMarkdown(label: string, picture: OptionPicture | null): MarkdownItem {
  const { children } = paragraph([{ type: 'text', text: label }])
  const pictured: PhrasingContent[] =
    picture === null
      ? []
      : [
          { type: 'image', url: picture.src, alt: picture.alt },
          { type: 'text', value: ' ' },
        ]
  return { type: 'listItem', spread: false, children: [{ type: 'paragraph', children: [...pictured, ...children] }] }
}

function listMarkdown({ ordered, start, items }: List): Flow & { type: 'list' } {
  return {
    type: 'list',
    ordered,
    start: ordered ? (start ?? 1) : null,
    spread: false,
    children: items.map(itemMarkdown),
  }
}

function itemMarkdown({ children, list }: List['items'][number]): MarkdownItem {
  return {
    type: 'listItem',
    spread: false,
    children: [
      ...(children.length > 0 ? [paragraph(children)] : []),
      ...(list === undefined ? [] : [listMarkdown(list)]),
    ],
  }
}

function paragraph(children: readonly Inline[]): Flow & { type: 'paragraph' } {
  return { type: 'paragraph', children: inlines(children, 'paragraph') }
}

/** A caption or an introduction: nothing when there is none. */
function running(children: readonly Inline[] | undefined): Flow[] {
  return children === undefined || children.length === 0 ? [] : [paragraph(children)]
}

function container(name: string, attributes: Attributes, children: Flow[]): Flow {
  return { type: 'containerDirective', name, attributes, children }
}

function leaf(name: string, attributes: Attributes): Flow {
  return { type: 'leafDirective', name, attributes, children: [] }
}

/** In a heading or a table's cell everything stands on one line, so that a break is written as `<br>`. */
type Position = 'paragraph' | 'line'

function inlines(nodes: readonly Inline[], place: Position): PhrasingContent[] {
  return nodes.map((node) => inlineMarkdown(node, place))
}

function inlineMarkdown(node: Inline, place: Position): PhrasingContent {
  switch (node.type) {
    case 'text':
      // A page shows both as a space; a tab in a deep list keeps Markdown from seeing the link behind it.
      return { type: 'text', value: onOneLine(node.text).replaceAll('\t', ' ') }
    case 'code':
      // Backticks hide no bracket from the label of a directive around them, and no bar from a table.
      return /[[\]|]/u.test(node.text)
        ? span('code', {}, [{ type: 'text', value: node.text }])
        : { type: 'inlineCode', value: node.text }
    case 'break':
      return place === 'line' ? { type: 'html', value: '<br>' } : { type: 'break' }
    case 'strong':
    case 'emphasis':
      return { type: node.type, children: inlines(node.children, place) }
    case 'strike':
      return { type: 'delete', children: inlines(node.children, place) }
    case 'sub':
    case 'sup':
      return span(node.type, {}, inlines(node.children, place))
    case 'language':
      return span('lang', { is: node.lang, dir: node.dir }, inlines(node.children, place))
    case 'anchor':
      return span('anchor', {}, [{ type: 'text', value: node.id }])
    case 'link':
      if (node.rel !== undefined) return span(node.rel, { href: node.href }, inlines(node.children, place))
      return { type: 'link', url: node.href, children: inlines(node.children, place) }
  }
}

function onOneLine(text: string): string {
  return text.replace(/\s+/gu, (space) => (space.includes('\n') ? ' ' : space))
}

function span(name: string, attributes: Attributes, children: PhrasingContent[]): PhrasingContent {
  return { type: 'textDirective', name, attributes, children }
}
