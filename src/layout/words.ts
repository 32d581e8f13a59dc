import { baseOf } from '../kit/languages.ts'
import { phrasebook } from '../kit/phrasebook.ts'
import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'

const languages = { en, de, fr, es, ar }

/** Every word of the reader's site that nobody wrote in the house, in the language of the page. */
export const wordsOf = phrasebook(languages)

/** Whether the house has its words in this language, or would fall back to English. */
export function speaks(language: string): boolean {
  return baseOf(language) in languages
}
