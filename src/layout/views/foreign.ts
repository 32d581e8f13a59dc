import { direction } from '../../kit/languages.ts'
import { html, type Markup } from '../../kit/markup.ts'
import type { Locale } from '../../kit/times.ts'

/** For an element whose words are in another language than the page around it. */
export function foreignTo(locale: Locale, language: string): Markup | false {
  return language !== locale.language && html` lang="${language}" dir="${direction(language)}"`
}
