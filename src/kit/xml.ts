/**
 * An XML document without the characters that none may hold, however they are written (XML 1.0, 2.2): with one of them
 * a strict reader takes nothing of it, and a feed is lost for a name in it.
 */
export function wellFormedXml(document: string): string {
  return document.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
}
