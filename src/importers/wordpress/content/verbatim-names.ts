/** Shortcodes whose content is shown letter by letter: those that show code. */
const names = new Set(
  `actionscript3 as3 bash c cc cci clojure code codesnippet coldfusion cpp crayon csharp css delphi diff erlang fsharp
  go groovy haskell html java javafx javascript js jscript latex matlab objc perl php plain powershell pre py python r
  rails ruby rust scala shell sourcecode source sql swift syntax ts typescript vb vbnet xhtml xml xslt yaml`.split(
    /\s+/u,
  ),
)

/** These mark words as well as code: code they are with a language or over several lines. */
const ambiguous = new Set(['highlight', 'code_highlight', 'text', 'raw', 'verse'])

export function isVerbatim(name: string, attributes: string, content: string | undefined): boolean {
  if (content === undefined) return false
  if (names.has(name) || /^ccn?_[a-z\d]+$/u.test(name)) return true
  return ambiguous.has(name) && (/\blang(?:uage)?\s*=/iu.test(attributes) || content.trim().includes('\n'))
}
