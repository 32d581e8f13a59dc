import { direction } from '../../kit/languages.ts'
import { html, type Markup } from '../../kit/markup.ts'
import type { Place } from '../../kit/times.ts'

/** For an element whose words are in another language than the page around it. */
export function foreignTo(place: Place, language: string): Markup | false {
  return language !== place.language && html` lang="${language}" dir="${direction(language)}"`
}
