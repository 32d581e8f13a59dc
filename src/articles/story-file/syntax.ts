import type { Root } from 'mdast'
import { directiveFromMarkdown, directiveToMarkdown } from 'mdast-util-directive'
import { fromMarkdown, type Extension } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmStrikethroughFromMarkdown, gfmStrikethroughToMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableFromMarkdown, gfmTableToMarkdown } from 'mdast-util-gfm-table'
import { toMarkdown, type Options } from 'mdast-util-to-markdown'
import { directive } from 'micromark-extension-directive'
import { frontmatter } from 'micromark-extension-frontmatter'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { gfmTable } from 'micromark-extension-gfm-table'

/**
 * The Markdown of stories: CommonMark with front matter, directives, tables and strikethrough. Bare addresses stay
 * words: GitHub's autolinks are found after escapes are gone, so that no writer could say "this is not a link".
 */
export function parseMarkdown(source: string): Root {
  return fromMarkdown(source, {
    extensions: [frontmatter(['yaml']), directive(), gfmTable(), gfmStrikethrough({ singleTilde: false })],
    mdastExtensions: [
      frontmatterFromMarkdown(['yaml']),
      directiveFromMarkdown(),
      gfmTableFromMarkdown(),
      gfmStrikethroughFromMarkdown(),
      namesInPictures,
    ],
  })
}

/**
 * "The quay at 10:30": within a picture's words a name without brackets is words too, which the library would leave
 * out.
 */
const namesInPictures: Extension = {
  exit: {
    directiveText(token) {
      const node = this.stack.at(-1)
      if (node?.type === 'textDirective' && node.children.length === 0)
        Object.assign(node, { value: this.sliceSerialize(token) })
      this.exit(token)
    },
  },
}

/** The inverse of `parseMarkdown`, for a body without front matter. */
export function writeMarkdown(root: Root): string {
  return toMarkdown(root, {
    bullet: '-',
    rule: '-',
    emphasis: '*',
    fences: true,
    resourceLink: true,
    incrementListMarker: false,
    listItemIndent: 'one',
    extensions: [gfmTableToMarkdown({ tablePipeAlign: false }), gfmStrikethroughToMarkdown(), storyDirectives()],
  })
}

/**
 * The library escapes every colon before a letter or digit, "10\:30". Ours reads a name without brackets as words, so
 * only those with brackets need it; and it skips the colon after a character that is itself escaped.
 */
function storyDirectives(): Options {
  const extension = directiveToMarkdown({ quoteSmart: true, preferShortcut: false })
  const others = (extension.unsafe ?? []).filter(({ before, after }) => before === undefined || after === undefined)
  return {
    ...extension,
    unsafe: [...others, { character: ':', after: '[^\\s[\\]{}:]+[[{]', inConstruct: ['phrasing'] }],
  }
}
