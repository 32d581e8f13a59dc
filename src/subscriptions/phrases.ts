import { phrasebook } from '../kit/phrasebook.ts'
import { ar } from './messages/ar.ts'
import { de } from './messages/de.ts'
import { en } from './messages/en.ts'
import { es } from './messages/es.ts'
import { fr } from './messages/fr.ts'

/** All text that subscribing shows. */
export const alertPhrases = phrasebook({ en, de, fr, es, ar })
