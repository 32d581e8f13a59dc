import { escape } from '../../kit/markup.ts'
import type { Inline } from '../document.ts'

export type LinkRenderer = (href: string, label: string, rel: 'sponsored' | 'ugc' | undefined) => string

const marks = { strong: 'strong', emphasis: 'em', sub: 'sub', sup: 'sup', strike: 's' } as const

/** Running text as escaped HTML; how a link looks is the page's or the feed's matter. */
export function renderInlines(nodes: readonly Inline[], link: LinkRenderer): string {
  let html = ''
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        html += escape(node.text)
        break
      case 'code':
        html += `<code>${escape(node.text)}</code>`
        break
      case 'break':
        html += '<br>'
        break
      case 'link':
        html += link(node.href, renderInlines(node.children, link), node.rel)
        break
      case 'language':
        html += `<span lang="${escape(node.lang)}"${node.dir === undefined ? '' : ` dir="${node.dir}"`}>${renderInlines(node.children, link)}</span>`
        break
      default:
        html += `<${marks[node.type]}>${renderInlines(node.children, link)}</${marks[node.type]}>`
    }
  }
  return html
}
