/**
 * Headlines as editors write them. Of "Harbour Update #2" YAML keeps "Harbour Update", it takes 1984 for a number, and
 * a leading `*` or `@` for its own: where a line of the front matter says a text, the whole line is that text.
 */
const texts = new Set(
  'headline,kicker,standfirst,call to comment,caption,credit,alt,title,description,text,byline,topics'.split(','),
)

export function withPlainTexts(yaml: string): string {
  const lines = yaml.split('\n')
  let block: number | undefined
  return lines
    .map((line, index) => {
      const indent = indentOf(line)
      if (block !== undefined && (line.trim() === '' || indent > block)) return line
      const colon = line.indexOf(':')
      const key = line.slice(0, colon).trim().replace(/^- +/u, '')
      const value = line.slice(colon + 1).trim()
      block = /^[|>][-+\d]{0,3}(?:\s|$)/u.test(value) ? indent : undefined
      if (!texts.has(key) || value === '' || !/[ \t]/u.test(line.charAt(colon + 1)) || value.startsWith('#'))
        return line
      if (block !== undefined || isSaidInYaml(key, value) || goesOn(lines[index + 1], indent)) return line
      return `${line.slice(0, colon + 1)} ${JSON.stringify(value)}`
    })
    .join('\n')
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** In quotes to its end, or a list of names. */
function isSaidInYaml(key: string, value: string): boolean {
  if (/^"(?:[^"\\]|\\.)*"(?:[ \t]+#.*)?$/u.test(value) || /^'(?:[^']|'')*'(?:[ \t]+#.*)?$/u.test(value)) return true
  return (key === 'byline' || key === 'topics') && /^[[{]/u.test(value)
}

/** A text over several lines is YAML's matter. */
function goesOn(next: string | undefined, indent: number): boolean {
  return next !== undefined && next.trim() !== '' && indentOf(next) > indent
}
