/**
 * Texts of a given length that parsers have stumbled over: each repeats or nests what some parser must look for the
 * end of.
 */
export type TextOf = (length: number) => string

const repeated =
  (unit: string): TextOf =>
  (length) =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
const nested =
  (open: string, close: string): TextOf =>
  (length) => {
    const depth = Math.floor(length / (open.length + close.length))
    return open.repeat(depth) + close.repeat(depth)
  }
const numbered =
  (unit: (number: number) => string): TextOf =>
  (length) => {
    const parts: string[] = []
    for (let at = 0; at < length;) at += parts[parts.push(unit(parts.length)) - 1]?.length ?? 1
    return parts.join('')
  }

export const hostileTexts: Record<string, TextOf> = {
  spaces: (length) => `a${' '.repeat(length)}b`,
  tabs: repeated('\t'),
  'line feeds': repeated('\n'),
  words: repeated('word '),
  letters: repeated('a'),
  digits: repeated('1'),
  marks: repeated('\u0301\u0316'),
  han: repeated('港'),
  brackets: nested('[', ']'),
  'open brackets': repeated('['),
  braces: nested('{', '}'),
  'open braces': repeated('{'),
  bars: repeated('|'),
  quotes: repeated('"'),
  'open quotes': repeated('“'),
  apostrophes: repeated("'"),
  backslashes: repeated('\\'),
  backticks: repeated('`'),
  references: repeated('&amp;'),
  ampersands: repeated('&'),
  addresses: repeated('a@'),
  percents: repeated('%e'),
  slashes: repeated('/'),
  hyphens: repeated('-'),
  'less than': repeated('<'),
  'open comments': repeated('<!--'),
  comments: repeated('<!-- x -->'),
  'open links': repeated('<a href="x'),
  'XML declarations': repeated('<?xml '),
  divs: nested('<div>', '</div>'),
  lists: nested('<ul><li>', '</li></ul>'),
  tables: nested('<table><tr><td>', '</td></tr></table>'),
  quotations: nested('<blockquote>', '</blockquote>'),
  'bold in bold': repeated('<b>'),
  'bold and italic': repeated('<b>a<i>b</i></b>'),
  'open divs': repeated('<div>'),
  paragraphs: repeated('<p>a'),
  pictures: repeated('<img src="https://x.example/a.jpg">'),
  'line breaks': repeated('a<br>'),
  closings: repeated('</div>'),
  'shortcodes in each other': nested('[row]', '[/row]'),
  'shortcodes of many names': numbered((number) => `[n${number} x=1]`),
  'open shortcodes': repeated('[a b="c" '),
  blocks: nested('<!-- wp:group -->', '<!-- /wp:group -->'),
  'HTML blocks': repeated('<!-- wp:html -->'),
  emphasis: repeated('/**/'),
  'open links in Markdown': repeated('[a]('),
  'many headings': repeated('## a\n\n'),
  directives: repeated('::a[b'),
  containers: repeated('::::a\n'),
  'deep quotations': repeated('> '),
  'deep lists': numbered((number) => `${' '.repeat(2 * (number % 500))}- a\n`),
  'fields of YAML': numbered((number) => `k${number}: v\n`),
  'anchors of YAML': numbered((number) => `a${number}: &b${number} x\n`),
  'arrays of PHP': nested('a:1:{i:0;', '}'),
  'strings of PHP': repeated('s:5:"abc'),
  'comments of SQL': repeated('/*'),
  'escapes of SQL': repeated("\\'"),
  parentheses: repeated('('),
}
