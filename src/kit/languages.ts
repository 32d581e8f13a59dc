/** `pt` of `pt-BR`. */
export function baseOf(language: string): string {
  return language.split('-', 1)[0]?.toLowerCase() ?? language
}

const rightToLeft = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ku-arab', 'ps', 'sd', 'ug', 'ur', 'yi'])

/** Of a language's usual script. */
export function direction(language: string): 'ltr' | 'rtl' {
  const tag = language.toLowerCase()
  if (/-(arab|hebr|thaa|syrc)\b/u.test(tag)) return 'rtl'
  return !/-(latn|cyrl)\b/u.test(tag) && rightToLeft.has(baseOf(tag)) ? 'rtl' : 'ltr'
}

/** Whether it has a name: a tag may be well formed and mean nothing (`klingon`; `tlh` does). */
export function isKnownLanguage(language: string): boolean {
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(baseOf(language)) !== undefined
}

/** A tag as RFC 5646 writes it (`pt-BR`), without extensions. */
export function plainTag(language: string): string {
  try {
    const { baseName } = new Intl.Locale(language)
    return baseName
  } catch {
    return baseOf(language)
  }
}

/** As its own speakers call it: `Deutsch`. */
export function nativeName(language: string): string {
  const name = new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1)
}
