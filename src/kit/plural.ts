import { kept } from './kept.ts'

const rules = new Map<string, Intl.PluralRules>()
const numbers = new Map<string, Intl.NumberFormat>()

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/** The form that the language wants for this count (CLDR plural rules), with `#` replaced by the number. */
export function plural(language: string, count: number, forms: PluralForms): string {
  const rule = kept(rules, language, () => new Intl.PluralRules(language)).select(count)
  return (forms[rule] ?? forms.other).replace('#', formatNumber(language, count))
}

export function formatNumber(language: string, value: number): string {
  return kept(numbers, language, () => new Intl.NumberFormat(language)).format(value)
}
