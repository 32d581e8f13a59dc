import { escape } from '../../kit/markup.ts'
import type { Inline } from '../document.ts'

export type LinkRenderer = (href: string, label: string, rel: 'sponsored' | 'ugc' | undefined) => string

const marks = { strong: 'strong', emphasis: 'em', sub: 'sub', sup: 'sup', strike: 's' } as const

/**
 * Running text as escaped HTML; how a link looks is the page's or the feed's matter, and so is whether it has places
 * that links lead to.
 */
export function renderInlines(
  nodes: readonly Inline[],
  link: LinkRenderer,
  anchor: (id: string) => string = () => '',
): string {
  let html = ''
  const inside = (children: readonly Inline[]) => renderInlines(children, link, anchor)
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
        html += link(node.href, inside(node.children), node.rel)
        break
      case 'language':
        html += `<span lang="${escape(node.lang)}"${dirOf(node.dir)}>${inside(node.children)}</span>`
        break
      case 'anchor':
        html += anchor(node.id)
        break
      default:
        html += `<${marks[node.type]}>${inside(node.children)}</${marks[node.type]}>`
    }
  }
  return html
}

function dirOf(dir: string | undefined): string {
  return dir === undefined ? '' : ` dir="${dir}"`
}
