import type { Block, Inline, List } from '../src/articles/document.ts'

/** Inlines as HTML in short, to be read in a test. */
export function renderedInlines(nodes: readonly Inline[]): string {
  return nodes.map(rendered).join('')
}

/** All the words of a block, a line for each run of them. */
export function renderedWords(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
    case 'pullQuote':
      return [renderedInlines(block.children)]
    case 'quote':
    case 'note':
      return block.paragraphs.map(renderedInlines)
    case 'list':
      return itemWords(block.list)
    case 'picture':
    case 'audio':
      return [renderedInlines(block.caption ?? [])]
    case 'table':
      return block.rows.flat().map(renderedInlines)
    default:
      return []
  }
}

function itemWords({ items }: List): string[] {
  return items.flatMap(({ children, list }) => [
    renderedInlines(children),
    ...(list === undefined ? [] : itemWords(list)),
  ])
}

function rendered(node: Inline): string {
  switch (node.type) {
    case 'text':
      return node.text
    case 'code':
      return `<code>${node.text}</code>`
    case 'break':
      return '<br>'
    case 'anchor':
      return `<a #${node.id}>`
    case 'link':
      return `<a ${node.href}${node.rel === undefined ? '' : ` ${node.rel}`}>${renderedInlines(node.children)}</a>`
    case 'language':
      return (
        `<span ${node.lang}${node.dir === undefined ? '' : ` ${node.dir}`}>${renderedInlines(node.children)}` +
        '</span>'
      )
    default: {
      const tag = { strong: 'strong', emphasis: 'em', sub: 'sub', sup: 'sup', strike: 's' }[node.type]
      return `<${tag}>${renderedInlines(node.children)}</${tag}>`
    }
  }
}
