import { Parser, type Handler } from 'htmlparser2'

/** Elements inside each other; no page of any site needs as many. */
export const deepestHtml = 250

/** Their content is text to the parser, which a new one would not know. */
const rawText = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])

/**
 * Tells a handler of htmlparser2 what stands in a piece of HTML, in time linear in its length: the parser alone pays
 * at each tag for all the elements that are open, so that 100,000 divs cost five seconds. Deeper than `deepestHtml`
 * all of them are closed, and what follows is read as if it stood at the top: no text is lost. Returns whether that
 * was done.
 */
export function readHtml(html: string, handler: Partial<Handler>): boolean {
  for (let from = 0; ;) {
    const read = readFrom(from === 0 ? html : html.slice(from), handler)
    if (read === undefined) return from > 0
    from += read
  }
}

/** How much was read before it became too deep; undefined: all. */
function readFrom(html: string, handler: Partial<Handler>): number | undefined {
  const open: string[] = []
  const parser = new Parser({
    ...handler,
    onopentag(name, attributes, isImplied) {
      open.push(name)
      handler.onopentag?.(name, attributes, isImplied)
      if (open.length > deepestHtml && !rawText.has(name)) parser.pause()
    },
    onclosetag(name, isImplied) {
      open.pop()
      handler.onclosetag?.(name, isImplied)
    },
  })
  parser.end(html)
  if (open.length === 0) return undefined
  for (let name = open.pop(); name !== undefined; name = open.pop()) handler.onclosetag?.(name, true)
  return parser.endIndex + 1
}
